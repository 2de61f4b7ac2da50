import type { EventKind, Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Signal } from '../monitor.ts';
import { FactMaker, MonitorHarness, SETTINGS, T0 } from './deliveryRisk.fixture.ts';
import { DAY_MS, HOUR_MS } from './instants.ts';
import { needsOf } from './needs.ts';

const TIMEOUT_MS = 60_000;
/** Lives and stock short beside the 90 days of learning, so that a history holds several of each. */
const OWN = { longestDays: 6, expireAfterDays: 5, quoteMaxAgeDays: 4, minSamples: 2, shrinkage: 2, priorWeight: 1 };
const NEEDS = needsOf({ ...SETTINGS, ...OWN });
const backMsOf = (kind: EventKind): number => NEEDS.find(({ kinds }) => kinds.includes(kind))?.backMs ?? Number.NaN;
const BACK_DAYS = backMsOf('order.placed') / DAY_MS;
const NOW = T0 + Math.ceil(2 * BACK_DAYS) * DAY_MS + 9 * HOUR_MS + 12_345;
const ROUTE = ['make', 'test', 'ship'];

/** In hundredths: drawn evenly, as fractions of any kind are not. */
const between = (min: number, max: number) => fc.integer({ min: Math.round(min * 100), max: Math.round(max * 100) }).map((n) => n / 100);

/** Days before the present: of now, at the edges of what counts, and anywhere. */
const daysAgo = fc.oneof(
  { weight: 5, arbitrary: between(0, 8) },
  { weight: 2, arbitrary: between(84, 100) },
  { weight: 3, arbitrary: between(-8, 8).map((days) => BACK_DAYS + days) },
  { weight: 3, arbitrary: between(0, 2 * BACK_DAYS) },
);

/** A life: whatever is said of the order comes within the longest one after the first. */
const order = fc.record({
  daysAgo,
  lagHours: fc.constantFrom(0, 0, 0, 2, 30),
  region: fc.constantFrom('east', 'west'),
  promised: between(0.2, 9),
  told: fc.array(
    fc.record({
      day: between(0, 4.7),
      kind: fc.constantFrom<EventKind[]>(
        'order.step',
        'order.step',
        'order.step',
        'order.step',
        'order.placed',
        'order.delivered',
        'order.cancelled',
        'stock.promised',
      ),
      step: fc.constantFrom(...ROUTE, 'rework'),
      state: fc.constantFrom('started', 'progressed', 'blocked', 'completed', 'completed'),
      lagHours: fc.constantFrom(0, 0, 0, 1, 26),
    }),
    { maxLength: 9, size: 'max' },
  ),
});
const stock = fc.record({
  daysAgo: fc.oneof(daysAgo, between(0, 16)),
  quoted: fc.boolean(),
  onHand: fc.nat(20),
  inTransfer: fc.nat(20),
});

const history = fc
  .tuple(fc.array(order, { minLength: 1, maxLength: 30, size: 'max' }), fc.array(stock, { maxLength: 12, size: 'max' }))
  .map(([orders, counts]) => {
    const maker = new FactMaker();
    const facts: Fact[] = [];
    const make = (kind: EventKind, atMs: number, key: string, data: object, extra: object) => {
      facts.push(maker.make(kind as 'order.step', Math.round(atMs), key, data as never, extra) as Fact);
    };
    for (const [i, { daysAgo: days, lagHours, region, promised, told }] of orders.entries()) {
      const fromMs = Math.round(NOW - days * DAY_MS);
      const key = `O-${i}`;
      const arrival = (atMs: number, hours: number) => ({ region, ingestedAtMs: Math.round(atMs) + hours * HOUR_MS });
      const promise = (atMs: number) => ({
        promised_at: Math.round(atMs + promised * DAY_MS),
        route: ROUTE,
        amount: 1_000,
        expedite: i % 5 === 0,
      });
      make('order.placed', fromMs, key, promise(fromMs), arrival(fromMs, lagHours));
      for (const { day, kind, step, state, lagHours: own } of told) {
        const atMs = fromMs + day * DAY_MS;
        const data =
          kind === 'order.step'
            ? { step, state, progress: 0.4 }
            : kind === 'order.placed'
              ? promise(atMs)
              : kind === 'stock.promised'
                ? { sku: 'P1', warehouse: 'W1', quantity: 12 }
                : {};
        make(kind, atMs, key, data, arrival(atMs, own));
      }
    }
    for (const { daysAgo: days, quoted, onHand, inTransfer } of counts) {
      const atMs = NOW - days * DAY_MS;
      if (quoted)
        make('supplier.quoted', atMs, 'P1', { supplier: `S${onHand % 3}`, lead_time_days: onHand, unit_cost: 2, currency: 'CNY' }, {});
      else make('stock.counted', atMs, 'P1@W1', { on_hand: onHand, locked: 5, in_transfer: inTransfer }, {});
    }
    return facts
      .filter(({ ingestedAtMs }) => ingestedAtMs <= NOW)
      .sort((a, b) => a.ingestedAtMs - b.ingestedAtMs || (a.id < b.id ? -1 : 1));
  });

/** Conditions that stand at the end, with what is told of them. */
function openConditions(signals: readonly Signal[]): Map<string, unknown> {
  const open = new Map<string, Record<string, unknown>>();
  for (const signal of signals) {
    const key = `${signal.rule} ${signal.subject} ${signal.episode}`;
    if (signal.type === 'raise') open.set(key, { severity: signal.severity, facts: signal.facts, feeds: signal.feeds });
    else if (signal.type === 'escalate') open.set(key, { ...open.get(key), severity: signal.severity });
    else if (signal.type === 'update') open.set(key, { ...open.get(key), told: signal.facts });
    else open.delete(key);
  }
  return open;
}

const sorted = (conditions: Map<string, unknown>) => [...conditions].sort(([a], [b]) => (a < b ? -1 : 1));

/**
 * @param recalls whether the one that reads what it needs is told of the present first, as a server's start does
 * @param short by how much less is read than is needed, of each kind
 */
function difference(facts: readonly Fact[], laterHours: readonly number[], recalls: boolean, short = 0): unknown[] {
  const whole = new MonitorHarness(OWN);
  const needed = new MonitorHarness(OWN);
  whole.feed(...facts);
  if (recalls) needed.monitor.recall?.([], NOW);
  needed.feed(...facts.filter(({ kind, ingestedAtMs }) => ingestedAtMs > NOW - backMsOf(kind) * (1 - short)));
  const found: unknown[] = [];
  for (const hours of [0, ...laterHours]) {
    for (const harness of [whole, needed]) harness.advanceTo(NOW + hours * HOUR_MS);
    const [one, other] = [whole, needed].map((harness) => JSON.stringify([harness.all(), sorted(openConditions(harness.signals))]));
    if (one !== other) found.push([one, other]);
  }
  return found;
}

test(
  'DELIVERY-38: from the facts that it needs alone the board and the open alerts come out as from all there are',
  () => {
    const later = fc.array(fc.nat(60), { maxLength: 2 }).map((hours) => hours.sort((a, b) => a - b));
    let conditions = 0;
    fc.assert(
      fc.property(history, later, fc.boolean(), (facts, hours, recalls) => {
        expect(difference(facts, hours, recalls)).toEqual([]);
        const whole = new MonitorHarness(OWN);
        whole.feed(...facts);
        conditions += openConditions(whole.signals).size;
      }),
      { numRuns: 80 },
    );
    // There is something to come out alike.
    expect(conditions).toBeGreaterThan(50);
  },
  TIMEOUT_MS,
);

test(
  'DELIVERY-38: with a good deal less they do not',
  () => {
    expect(fc.sample(history, { numRuns: 60, seed: 1 }).some((facts) => difference(facts, [], false, 0.45).length > 0)).toBe(true);
  },
  TIMEOUT_MS,
);
