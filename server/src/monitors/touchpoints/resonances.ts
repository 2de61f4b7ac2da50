/** The resonances of all customers: what comes in goes to the customer's history, what changes to the alert and to `touchpoints.resonance`. */
import type { RowSink, SignalSink } from '../monitor.ts';
import type { Customer } from './customer.ts';
import type { Evidence } from './resonance.ts';
import {
  addAnswer,
  addEvidence,
  derive,
  type HistoryTimes,
  historyTimes,
  isEmpty,
  newHistory,
  nextChangeMs,
  pickCurrent,
  pruneHistory,
  type ResonanceHistory,
  stateOf,
} from './resonanceHistory.ts';
import { resonanceRow } from './rows.ts';
import { ResonanceRule } from './rules/resonance.ts';
import type { TouchpointsSettings } from './settings.ts';

export class Resonances {
  readonly #times: HistoryTimes;
  readonly #rule: ResonanceRule;
  readonly #plan: (atMs: number, customer: Customer) => void;
  readonly #dirty = new Set<Customer>();

  /** @param plan plans a call of {@link wake} */
  constructor(settings: TouchpointsSettings['resonance'], signal: SignalSink, plan: (atMs: number, customer: Customer) => void) {
    this.#times = historyTimes(settings);
    this.#rule = new ResonanceRule(this.#times.showMs, signal);
    this.#plan = plan;
  }

  takeEvidence(customer: Customer, evidence: Evidence, nowMs: number): void {
    customer.resonance ??= newHistory();
    if (addEvidence(customer.resonance, evidence, nowMs, this.#times)) this.#review(customer, customer.resonance, nowMs);
  }

  /** @param atMs when an outbound personal touchpoint happened */
  takeAnswer(customer: Customer, atMs: number, nowMs: number): void {
    customer.resonance ??= newHistory();
    if (addAnswer(customer.resonance, atMs, nowMs, this.#times)) this.#review(customer, customer.resonance, nowMs);
  }

  /** Plans the next instant at which the customer's resonance changes by the clock alone. */
  arm(customer: Customer, nowMs: number): void {
    const history = customer.resonance;
    if (!history) return;
    const nextMs = nextChangeMs(history, nowMs, this.#times);
    if (nextMs >= history.armedMs) return;
    history.armedMs = nextMs;
    this.#plan(nextMs, customer);
  }

  /** A planned instant has come; one that was replaced since is passed over. */
  wake(customer: Customer, atMs: number): void {
    const history = customer.resonance;
    if (history?.armedMs !== atMs) return;
    history.armedMs = Infinity;
    this.#review(customer, history, atMs);
    this.arm(customer, atMs);
  }

  prune(customer: Customer, nowMs: number): void {
    const history = customer.resonance;
    if (!history) return;
    if (pruneHistory(history, nowMs, this.#times)) {
      this.#review(customer, history, nowMs);
      this.arm(customer, nowMs);
    }
    if (isEmpty(history)) customer.resonance = null;
  }

  /** After the customer's record was read back. */
  restore(customer: Customer, nowMs: number): void {
    if (!customer.resonance) return;
    derive(customer.resonance, 0, this.#times);
    pickCurrent(customer.resonance, nowMs, this.#times);
    this.#dirty.add(customer);
    this.arm(customer, nowMs);
  }

  collect(sink: RowSink, nowMs: number): void {
    for (const customer of this.#dirty) {
      const current = customer.resonance?.current;
      if (current) sink.set('touchpoints.resonance', customer.name, resonanceRow(customer.name, current, stateOf(current, nowMs)));
      else sink.delete('touchpoints.resonance', customer.name);
    }
    this.#dirty.clear();
  }

  #review(customer: Customer, history: ResonanceHistory, nowMs: number): void {
    pickCurrent(history, nowMs, this.#times);
    this.#dirty.add(customer);
    this.#rule.review(customer.name, history, nowMs);
  }
}
