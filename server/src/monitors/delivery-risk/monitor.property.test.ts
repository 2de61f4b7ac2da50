import type { Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { savedText } from '../monitorRun.fixture.ts';
import { FactMaker, MonitorHarness, T0 } from './deliveryRisk.fixture.ts';
import { DAY_MS, HOUR_MS } from './instants.ts';

const ORDERS = ['O-1', 'O-2', 'O-3', 'O-4'];
const STEPS = ['make', 'test', 'ship'];
const order = fc.constantFrom(...ORDERS);
/** Within a day: facts dated more than a day after the end of their order come too late for it. */
const hour = fc.integer({ min: 0, max: 23 });
const dims = fc.record({
  region: fc.constantFrom('east', 'west', null),
  productLine: fc.constantFrom('pumps', null),
  customerId: fc.constantFrom('C-1', 'C-2', null),
});

/** Any facts at all about a few orders, in an order of arrival up to a day late. */
const facts: fc.Arbitrary<Fact[]> = fc
  .array(
    fc.tuple(
      order,
      hour,
      dims,
      fc.integer({ min: 0, max: 24 }),
      fc.oneof(
        fc.record({
          kind: fc.constant('order.placed'),
          data: fc.record({
            promised_at: fc.integer({ min: 1, max: 200 }).map((h) => T0 + h * HOUR_MS),
            route: fc.array(fc.constantFrom(...STEPS), { maxLength: 5 }),
            expedite: fc.boolean(),
            amount: fc.double({ min: 0, max: 1e6, noNaN: true }),
            to: fc.constant({ name: 'X', lat: 1, lng: 2 }),
          }),
        }),
        fc.record({
          kind: fc.constant('order.step'),
          data: fc.record({
            step: fc.constantFrom(...STEPS, 'rework'),
            state: fc.constantFrom('planned', 'started', 'progressed', 'blocked', 'completed'),
            progress: fc.double({ min: 0, max: 1, noNaN: true }),
            site: fc.constantFrom('S1', 'S2', null),
            priority: fc.constantFrom('A', null),
          }),
        }),
        fc.record({ kind: fc.constantFrom('order.delivered', 'order.cancelled'), data: fc.constant({}) }),
        fc.record({
          kind: fc.constant('stock.promised'),
          data: fc.record({ sku: fc.constant('P1'), warehouse: fc.constant('W1'), quantity: fc.integer({ min: 0, max: 20 }) }),
        }),
        fc.record({
          kind: fc.constant('stock.counted'),
          data: fc.record({
            on_hand: fc.integer({ min: 0, max: 30 }),
            locked: fc.integer({ min: 0, max: 20 }),
            in_transfer: fc.integer({ min: 0, max: 20 }),
          }),
        }),
        fc.record({
          kind: fc.constant('supplier.quoted'),
          data: fc.record({
            supplier: fc.constantFrom('A', 'B'),
            lead_time_days: fc.integer({ min: 0, max: 9 }),
            unit_cost: fc.integer({ min: 1, max: 9 }),
            currency: fc.constant('CNY'),
          }),
        }),
      ),
    ),
    { minLength: 1, maxLength: 60 },
  )
  .map((lines) => {
    const maker = new FactMaker();
    return lines.map(([key, atHour, extra, lateHours, { kind, data }]) => {
      const atMs = T0 + atHour * HOUR_MS;
      const subject = kind === 'stock.counted' ? 'P1@W1' : kind === 'supplier.quoted' ? 'P1' : key;
      return maker.make(kind as 'order.step', atMs, subject, data as never, { ...extra, ingestedAtMs: atMs + lateHours * HOUR_MS }) as Fact;
    });
  });

const byArrival = (all: Fact[]) => [...all].sort((a, b) => a.ingestedAtMs - b.ingestedAtMs || (a.id < b.id ? -1 : 1));
/** A checkpoint and a look fall between two instants: what arrives at one instant is judged together. */
function endOfInstant(tail: Fact[], cut: number): number {
  let end = cut;
  while (end > 0 && end < tail.length && tail[end]?.ingestedAtMs === tail[end - 1]?.ingestedAtMs) end += 1;
  return end;
}

const END = T0 + 4 * DAY_MS + 12_345;

test('DELIVERY-1, DELIVERY-8: the same facts in any order of arrival end in the same rows', () => {
  fc.assert(
    fc.property(
      facts.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => {
        const one = new MonitorHarness();
        one.feed(...byArrival(all));
        one.advanceTo(END);
        const other = new MonitorHarness();
        other.advanceTo(END);
        // All at once at the end, in any order: as late as facts can be.
        other.feed(...shuffled.map((fact) => ({ ...fact, ingestedAtMs: END }) as Fact));
        other.advanceTo(END);
        const strip = (harness: MonitorHarness) => JSON.parse(JSON.stringify(harness.all()));
        expect(strip(other)).toEqual(strip(one));
      },
    ),
    { numRuns: 60 },
  );
});

test('DELIVERY-35: checkpoint and tail go on exactly like the full run, alerts included', () => {
  fc.assert(
    fc.property(facts, fc.double({ min: 0, max: 1, noNaN: true }), (all, part) => {
      const tail = byArrival(all);
      const cut = endOfInstant(tail, Math.floor(part * tail.length));
      const whole = new MonitorHarness();
      whole.feed(...tail);
      whole.advanceTo(END);
      const first = new MonitorHarness();
      first.feed(...tail.slice(0, cut));
      const second = new MonitorHarness();
      second.monitor.restore(JSON.parse(savedText(first.monitor)));
      second.nowMs = first.nowMs;
      second.feed(...tail.slice(cut));
      second.advanceTo(END);
      expect([...first.signals, ...second.signals]).toEqual(whole.signals);
      expect(second.all()).toEqual(whole.all());
      expect(savedText(second.monitor)).toEqual(savedText(whole.monitor));
    }),
    { numRuns: 60 },
  );
});

test('DELIVERY-27: looking exactly changes nothing of what follows', () => {
  fc.assert(
    fc.property(facts, fc.double({ min: 0, max: 1, noNaN: true }), (all, part) => {
      const tail = byArrival(all);
      const cut = endOfInstant(tail, 1 + Math.floor(part * (tail.length - 1)));
      const plain = new MonitorHarness();
      plain.feed(...tail);
      plain.advanceTo(END);
      const watched = new MonitorHarness();
      watched.feed(...tail.slice(0, cut));
      watched.all();
      watched.feed(...tail.slice(cut));
      watched.advanceTo(END);
      expect(watched.signals).toEqual(plain.signals);
      expect(watched.all()).toEqual(plain.all());
    }),
    { numRuns: 30 },
  );
});
