import type { Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { savedText } from '../monitorRun.fixture.ts';
import { FactMaker, MonitorHarness, T0 } from './deliveryRisk.fixture.ts';
import { DAY_MS, HOUR_MS } from './instants.ts';
import type { StateRecord } from './state.ts';

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
      expect(contentOf([...second.monitor.save()])).toEqual(contentOf([...whole.monitor.save()]));
    }),
    { numRuns: 60 },
  );
});

/** What a state says, whatever order it says it in. */
function contentOf(records: readonly unknown[]): string[] {
  const state = records as StateRecord[];
  const names: string[][] = [];
  for (const record of state) if (record[0] === 'hierarchies') for (const [i, own] of record[2].entries()) names[record[1] + i] = [...own];
  const pairs = (flat: readonly number[]) => flat.flatMap((cell, i) => (i % 2 === 0 ? [`${cell}:${flat[i + 1]}`] : [])).sort();
  const linesOf = (record: StateRecord): unknown[] => {
    if (record[0] === 'order') {
      const [, { waiting, ...order }] = record;
      return [[order, waiting?.map(([place, ...sample]) => [names[place], ...sample])]];
    }
    if (record[0] === 'learning') {
      const [, part] = record;
      if (part[0] === 'head') return [part];
      if (part[0] === 'histograms') return part[1].map(([name, flat]) => [name, pairs(flat)]);
      return part[1].map(([name, entries]) => [part[0], name, [...entries].map((entry) => JSON.stringify(entry)).sort()]);
    }
    if (record[0] === 'forgotten' || record[0] === 'stock') return record[1].map((one) => [record[0], one]);
    return record[0] === 'sweep' ? [record] : [];
  };
  const lines = state.flatMap(linesOf);
  return lines.map((line) => JSON.stringify(line)).sort();
}

test('DELIVERY-35: a state that is drawn in slices while facts go on arriving is that of the call, and goes on alike', () => {
  const strides = fc.array(fc.nat(6), { minLength: 1, maxLength: 20 }).filter((list) => list.some((stride) => stride > 0));
  fc.assert(
    fc.property(facts, fc.double({ min: 0, max: 1, noNaN: true }), strides, fc.boolean(), (all, part, steps, days) => {
      // Days apart, so that samples come in while the state is drawn.
      const tail = byArrival(days ? all.map((fact, i) => ({ ...fact, ingestedAtMs: fact.ingestedAtMs + (i % 5) * DAY_MS }) as Fact) : all);
      const cut = Math.floor(part * tail.length);
      const whole = new MonitorHarness();
      whole.feed(...tail.slice(0, cut));
      const expected = JSON.parse(savedText(whole.monitor)) as unknown[];
      const run = new MonitorHarness();
      run.feed(...tail.slice(0, cut));
      const drawn: unknown[] = [];
      let next = cut;
      let step = 0;
      for (const record of run.monitor.save()) {
        drawn.push(JSON.parse(JSON.stringify(record)));
        const stride = steps[step++ % steps.length] as number;
        run.feed(...tail.slice(next, next + stride));
        next += stride;
      }
      expect(contentOf(drawn)).toEqual(contentOf(expected));
      const second = new MonitorHarness();
      second.monitor.restore(drawn);
      second.nowMs = whole.nowMs;
      for (const harness of [whole, second]) {
        harness.signals.length = 0;
        harness.feed(...tail.slice(cut));
        harness.advanceTo(END + 6 * DAY_MS);
      }
      expect(second.signals).toEqual(whole.signals);
      expect(second.all()).toEqual(whole.all());
    }),
    { numRuns: 100 },
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
