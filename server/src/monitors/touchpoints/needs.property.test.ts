/** A start from nothing, with the facts that the monitor needs and the alerts that the log holds open, and nothing else. */
import type { Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seeded } from '../contracts/learnt/arrivals.fixture.ts';
import type { OpenAlert, Signal } from '../monitor.ts';
import { MonitorRun } from '../monitorRun.fixture.ts';
import { feedAsNeeded, openConditions } from '../needs.fixture.ts';
import { createTouchpointsMonitor } from './monitor.ts';
import { at, fact, HOUR_MS, settingsWith } from './touchpoints.fixture.ts';

/** Short windows and long lives, so that a history of months reaches far behind what is needed. */
const SETTINGS = settingsWith({
  windowDays: 4,
  coverage: { minKnown: 3, minOverlap: 0 },
  silence: { days: 5, lastStageDays: 2, expireDays: 40 },
  lostDeals: { keepDays: 9 },
});
const DAYS = 150;

interface World {
  seed: number;
  customers: number;
  /** Touchpoints of a customer in a day, in each stretch of days. */
  rates: readonly number[];
  backHours: number;
}

function history({ seed, customers, rates }: World): Fact[] {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const facts: Fact[] = [];
  const arriving = (hours: number) => ({ arrivesHours: hours + (random() < 0.2 ? random() * 24 : 0) });
  for (let customer = 0; customer < customers; customer += 1) {
    const name = `C-${customer}`;
    for (let day = 0; day < DAYS; day += 1) {
      const rate = rates[(Math.floor((day * rates.length) / DAYS) + customer) % rates.length] as number;
      for (let left = rate + random(); left >= 1; left -= 1) {
        const hours = day * 24 + random() * 24;
        const roads = pick([
          { captured_by: 'crm' },
          { captured_by: 'crm' },
          { found_later: true, found_by: 'audit' },
          { captured_by: 'crm', found_by: 'audit' },
        ]);
        const data = {
          ...roads,
          topic: pick(['price', 'technical', 'expert content']),
          direction: pick(['inbound', 'outbound', 'inbound', 'competitor']),
          sentiment: pick([-0.8, 0.4]),
        };
        facts.push(
          fact('touchpoint.seen', name, hours, data, {
            channel: pick(['call', 'mail', 'visit']),
            region: pick(['east', 'west', null]),
            ...arriving(hours),
          }),
        );
      }
      if (random() < 0.05) {
        const hours = day * 24 + random() * 24;
        facts.push(fact('signal.seen', name, hours, { type: 'competitor_visit' }, arriving(hours)));
      }
    }
    for (let opportunity = 0; opportunity < 2; opportunity += 1) {
      for (let day = random() * 60; day < DAYS; day += 5 + random() * 40) {
        const hours = day * 24;
        const data = {
          stage: pick(['discovery', 'discovery', 'negotiation', 'won', 'lost']),
          ...(random() < 0.4 ? { amount: pick([10, 2_000_000]) } : {}),
        };
        const customerId = random() < 0.7 ? name : random() < 0.5 ? `C-${Math.floor(random() * customers)}` : null;
        facts.push(
          fact('opportunity.moved', `O-${customer}-${opportunity}`, hours, data, {
            customerId,
            region: pick(['east', null]),
            ...arriving(hours),
          }),
        );
      }
    }
  }
  return facts.sort((a, b) => a.ingestedAtMs - b.ingestedAtMs);
}

const run = () => new MonitorRun((signal) => createTouchpointsMonitor(SETTINGS, signal));

/** What the log holds open, with what it was told last. */
function openAlerts(signals: readonly Signal[]): OpenAlert[] {
  const open = new Map<string, OpenAlert>();
  for (const signal of signals) {
    const { rule, subject, episode } = signal;
    const id = `${rule} ${subject} ${episode}`;
    if (signal.type === 'raise') open.set(id, { rule, subject, episode, severity: signal.severity, facts: signal.facts });
    else if (signal.type === 'clear') open.delete(id);
    else
      open.set(id, {
        ...(open.get(id) as OpenAlert),
        ...(signal.type === 'update' ? { facts: signal.facts } : { severity: signal.severity }),
      });
  }
  return [...open.values()];
}

const world: fc.Arbitrary<World> = fc.record({
  seed: fc.nat(),
  customers: fc.integer({ min: 1, max: 4 }),
  rates: fc.array(fc.constantFrom(0, 0, 0.05, 0.3, 1.5), { minLength: 2, maxLength: 8 }),
  backHours: fc.nat(60 * 24),
});

test('TOUCH-35: rows and open conditions come out of what is needed as out of the whole history', () => {
  let recalled = 0;
  fc.assert(
    fc.property(world, (one) => {
      const nowMs = at(DAYS * 24 - one.backHours) + 17 * 60_000;
      const facts = history(one).filter(({ ingestedAtMs }) => ingestedAtMs <= nowMs);
      const whole = run().take(facts).at(nowMs);
      const needed = run();
      const open = openAlerts(whole.signals);
      recalled += open.length;
      needed.engine.recall(open, nowMs);
      const took = feedAsNeeded(needed, facts, nowMs);
      expect(took).toBeLessThanOrEqual(facts.length);
      expect(openConditions(needed.signals)).toEqual(openConditions(whole.signals));
      expect(needed.board().all()).toEqual(whole.board().all());
      // And from there on alike.
      const said = [needed.signals.length, whole.signals.length];
      const later = nowMs + 3 * 24 * HOUR_MS;
      expect(needed.at(later).board().all()).toEqual(whole.at(later).board().all());
      const what = (signals: readonly Signal[]) =>
        signals.map(({ type, rule, subject, episode }) => `${type} ${rule} ${subject} ${episode}`);
      expect(what(needed.signals.slice(said[0]))).toEqual(what(whole.signals.slice(said[1])));
    }),
    { numRuns: 50 },
  );
  expect(recalled).toBeGreaterThan(20);
}, 120_000);
