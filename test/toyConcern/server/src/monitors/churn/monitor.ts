/** Churn: which customers a model warns of. Its rules are in RULES.md beside this file. */
import type { Fact } from '@warroom/protocol/events';
import type { Monitor, RowSink, SignalSink } from '../monitor.ts';
import { customerRow } from './rows.ts';
import { ChurnWarning } from './rules/churnWarning.ts';
import type { ChurnSettings } from './settings.ts';
import type { Customer, Saved } from './state.ts';

export function createChurnMonitor({ warnFrom }: ChurnSettings, signal: SignalSink): Monitor {
  const customers = new Map<string, Customer>();
  const dirty = new Set<string>();
  const warning = new ChurnWarning(signal);
  const isWarned = ({ score }: Customer) => score >= warnFrom;
  return {
    name: 'churn',
    kinds: ['churn.warned'],
    topics: ['churn.customers'],
    needs: [{ kinds: ['churn.warned'], backMs: Infinity, of: 'whole' }],
    stateVersion: 1,
    apply(fact: Fact, nowMs: number) {
      const { key, atMs, id, data, region, source } = fact as Fact<'churn.warned'>;
      const known = customers.get(key);
      if (known && (known.atMs > atMs || (known.atMs === atMs && known.id > id))) return;
      const customer = { atMs, id, score: data.score, region, source };
      customers.set(key, customer);
      dirty.add(key);
      warning.review(key, customer, isWarned(customer), nowMs);
    },
    advance() {},
    nextWakeMs: () => Infinity,
    collect(sink: RowSink) {
      for (const name of dirty) {
        const customer = customers.get(name);
        if (customer && isWarned(customer)) sink.set('churn.customers', name, customerRow(name, customer));
        else sink.delete('churn.customers', name);
      }
      dirty.clear();
    },
    save: (): Saved => [...customers],
    restore(records) {
      for (const [name, customer] of records as Iterable<Saved[number]>) {
        customers.set(name, customer);
        dirty.add(name);
        warning.review(name, customer, isWarned(customer), customer.atMs);
      }
    },
  };
}
