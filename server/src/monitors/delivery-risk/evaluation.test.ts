import { expect, test } from 'vitest';
import { savedText } from '../monitorRun.fixture.ts';
import { Story, T0 } from './deliveryRisk.fixture.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './instants.ts';
import type { StateRecord } from './state.ts';

test('DELIVERY-29: a burst of facts is one evaluation, when the second is full', () => {
  const story = new Story();
  const { monitor } = story;
  monitor.feed(story.placed('O-1', T0 + 100, T0 + 200), story.step('O-1', T0 + 900, 'make', 'started'));
  monitor.advanceTo(T0 + 999);
  expect(monitor.signals).toEqual([]);
  monitor.advanceTo(T0 + 1_000);
  expect(monitor.signalsOf('delivery-late')).toMatchObject([{ type: 'raise', atMs: T0 + 1_000, severity: 'critical' }]);
});

test('DELIVERY-29: work that goes on in a calm order waits for the clock; a block, a priority or a late fact does not', () => {
  const wakesAfter = (state: 'started' | 'blocked', data: { priority?: string } = {}, lateMs = 0) => {
    const story = new Story();
    const { monitor } = story;
    monitor.feed(story.placed('O-1', T0, T0 + 40 * DAY_MS));
    monitor.advanceTo(T0 + HOUR_MS);
    const atMs = T0 + HOUR_MS + 100;
    monitor.feed(story.step('O-1', atMs - lateMs, 'make', state, data, { ingestedAtMs: atMs }));
    return monitor.monitor.nextWakeMs() === T0 + HOUR_MS + 1_000;
  };
  expect(wakesAfter('started')).toBe(false);
  expect(wakesAfter('blocked')).toBe(true);
  expect(wakesAfter('started', { priority: 'A' })).toBe(true);
  expect(wakesAfter('started', {}, 2 * MINUTE_MS)).toBe(true);
});

test('DELIVERY-3: an ended order is forgotten after 48 h, its name a week later', () => {
  const story = new Story();
  const { monitor, maker } = story;
  const shown = (atMs: number) => {
    monitor.advanceTo(atMs);
    return Object.keys(monitor.rows('delivery-risk.orders', false));
  };
  const kept = () => savedText(monitor.monitor).includes('"placings"');
  monitor.feed(story.placed('O-1', T0, T0 + 40 * DAY_MS), story.delivered('O-1', T0 + HOUR_MS));
  expect(shown(T0 + 2 * HOUR_MS)).toEqual([]);
  monitor.advanceTo(T0 + 49 * HOUR_MS - 1);
  expect(kept()).toBe(true);
  monitor.advanceTo(T0 + 49 * HOUR_MS);
  expect(kept()).toBe(false);
  monitor.feed(story.placed('O-1', T0 + 3 * DAY_MS, T0 + 40 * DAY_MS));
  expect(shown(T0 + 3 * DAY_MS + HOUR_MS)).toEqual([]);
  // Names leave when the next order is forgotten after their week.
  monitor.feed(story.placed('O-2', T0 + 7 * DAY_MS, T0 + 40 * DAY_MS), maker.make('order.cancelled', T0 + 7.1 * DAY_MS, 'O-2', {}));
  monitor.advanceTo(T0 + 10 * DAY_MS);
  monitor.feed(story.placed('O-1', T0 + 10 * DAY_MS, T0 + 40 * DAY_MS));
  expect(shown(T0 + 10 * DAY_MS + HOUR_MS)).toEqual(['O-1']);
});

test('DELIVERY-3: an order that was given up is open again when something is heard of it', () => {
  const story = new Story();
  const { monitor } = story;
  monitor.feed(story.placed('O-1', T0, T0 + DAY_MS));
  monitor.advanceTo(T0 + 91 * DAY_MS + HOUR_MS);
  expect(monitor.rows('delivery-risk.orders', false)).toEqual({});
  monitor.feed(story.step('O-1', T0 + 91 * DAY_MS + 2 * HOUR_MS, 'make', 'started'));
  monitor.advanceTo(T0 + 91 * DAY_MS + 3 * HOUR_MS);
  expect(monitor.rows('delivery-risk.orders', false)['O-1']).toMatchObject({ standsAt: 'make', pLate: 1 });
});

test('DELIVERY-21, DELIVERY-35: quotes and counts older than 180 days are swept out, and an order that stood on such a count knows of none', () => {
  const story = new Story();
  const { monitor, maker } = story;
  const count = (sku: string) => maker.make('stock.counted', T0, `${sku}@W1`, { on_hand: 1, locked: 0, in_transfer: 0 });
  monitor.feed(
    story.placed('O-1', T0, T0 + 200 * DAY_MS),
    maker.make('stock.promised', T0, 'O-1', { sku: 'P1', warehouse: 'W1', quantity: 1 }),
    count('P1'),
    count('P2'),
    maker.make('supplier.quoted', T0, 'P1', { supplier: 'A', lead_time_days: 1, unit_cost: 1, currency: 'CNY' }),
  );
  const held = () => {
    const records = [...(monitor.monitor.save() as Iterable<StateRecord>)];
    const stock = records.flatMap((record) => (record[0] === 'stock' ? record[1] : []));
    return [
      stock.flatMap((record) => ('count' in record ? [record.count.place] : [])),
      stock.flatMap((record) => ('quote' in record ? [record.quote.sku] : [])),
    ];
  };
  monitor.advanceTo(T0 + 180 * DAY_MS);
  expect(held()).toEqual([['P1@W1', 'P2@W1'], ['P1']]);
  monitor.advanceTo(T0 + 181 * DAY_MS);
  expect(held()).toEqual([[], []]);
  expect(monitor.rows('delivery-risk.orders', false)['O-1']?.parts).toMatchObject([{ sku: 'P1', state: 'unknown' }]);
});

test('DELIVERY-3: an order is given up a year after it was first heard of, whatever its promise, and facts about it count no more', () => {
  const story = new Story({ longestDays: 10 });
  const { monitor } = story;
  monitor.feed(story.placed('O-1', T0, T0 + 40 * DAY_MS), story.step('O-1', T0 + DAY_MS, 'make', 'blocked'));
  monitor.advanceTo(T0 + 10 * DAY_MS - 1);
  expect(Object.keys(monitor.rows('delivery-risk.orders', false))).toEqual(['O-1']);
  monitor.advanceTo(T0 + 10 * DAY_MS);
  expect(monitor.rows('delivery-risk.orders', false)).toEqual({});
  expect(monitor.signalsOf('step-blocked').at(-1)).toMatchObject({ type: 'clear', reason: 'expired', atMs: T0 + 10 * DAY_MS });
  monitor.feed(story.step('O-1', T0 + 11 * DAY_MS, 'make', 'started'));
  monitor.advanceTo(T0 + 12 * DAY_MS);
  expect(monitor.rows('delivery-risk.orders')).toEqual({});
});
