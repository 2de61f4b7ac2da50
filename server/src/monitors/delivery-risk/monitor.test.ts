import { DeliveryHeatRow, DeliveryMapRow, DeliveryOrderRow } from '@warroom/protocol/concerns/delivery-risk';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { savedText } from '../monitorRun.fixture.ts';
import { Story, T0 } from './deliveryRisk.fixture.ts';
import { DAY_MS, HOUR_MS } from './instants.ts';
import { normalCdf } from './statistics/normal.ts';

const from = { name: '苏州', lat: 31.3, lng: 120.6 };
const to = { name: '成都', lat: 30.7, lng: 104.1 };

test('DELIVERY-15, DELIVERY-19: a learnt step: p = 1 − Φ(ln(left / median) / spread), then given what has gone, then 1 past the promise', () => {
  const story = new Story();
  story.history(400, 'make', 10 * HOUR_MS, 0.4);
  const t = story.monitor.nowMs;
  story.monitor.feed(story.placed('O-1', t, t + 15 * HOUR_MS, { route: ['make'] }), story.step('O-1', t, 'make', 'started'));
  expect(story.pLate('O-1')).toBeCloseTo(1 - normalCdf(Math.log(1.5) / 0.4), 1.5);
  story.monitor.advanceTo(t + 10 * HOUR_MS);
  expect(story.pLate('O-1')).toBeCloseTo((1 - normalCdf(Math.log(1.5) / 0.4)) / 0.5, 1);
  story.monitor.advanceTo(t + 15 * HOUR_MS - 1);
  expect(story.pLate('O-1')).toBeLessThanOrEqual(1);
  expect(story.pLate('O-1')).toBeGreaterThan(0.99);
  story.monitor.advanceTo(t + 15 * HOUR_MS);
  expect(story.pLate('O-1')).toBe(1);
});

test('DELIVERY-16, DELIVERY-18: progress lowers p, a block raises it, and its end lowers it again', () => {
  const story = new Story();
  story.history(400, 'make', 10 * HOUR_MS, 0.6);
  const t = story.monitor.nowMs;
  story.monitor.feed(story.placed('O-1', t, t + 12 * HOUR_MS, { route: ['make'] }), story.step('O-1', t, 'make', 'started'));
  story.monitor.advanceTo(t + 5 * HOUR_MS);
  const plain = story.pLate('O-1');
  story.monitor.feed(story.step('O-1', t + 5 * HOUR_MS, 'make', 'progressed', { progress: 0.8 }));
  const reported = story.pLate('O-1');
  expect(reported).toBeLessThan(plain - 0.1);
  story.monitor.feed(story.step('O-1', t + 5 * HOUR_MS + 1, 'make', 'blocked'));
  const blocked = story.pLate('O-1');
  expect(blocked).toBeGreaterThan(reported + 0.1);
  story.monitor.feed(story.step('O-1', t + 5.5 * HOUR_MS, 'make', 'started'));
  expect(story.pLate('O-1')).toBeLessThan(blocked);
});

test('DELIVERY-20, DELIVERY-23, DELIVERY-25: the bottleneck is the step that adds most; rows fit their schemas; heat and map add up', () => {
  const story = new Story();
  const { monitor } = story;
  const dims = { region: '华东', customerId: 'C-1' };
  monitor.feed(
    story.placed('O-1', T0, T0 + DAY_MS, { amount: 100, from, to }, dims),
    story.placed('O-2', T0, T0 + 60 * DAY_MS, { amount: 300, from, to }, dims),
    story.step('O-1', T0, 'make', 'started', { site: 'S1', planned_end: T0 + HOUR_MS }),
    story.step('O-2', T0, 'make', 'started', { site: 'S1' }),
  );
  monitor.advanceTo(T0 + 20 * HOUR_MS);
  const orders = monitor.rows('delivery-risk.orders');
  const one = orders['O-1'];
  expect(Value.Check(DeliveryOrderRow, one)).toBe(true);
  expect(one).toMatchObject({ orderId: 'O-1', customerId: 'C-1', region: '华东', amount: 100, standsAt: 'make', site: 'S1' });
  expect(one?.steps.map(({ step, state }) => [step, state])).toEqual([
    ['make', 'running'],
    ['ship', 'todo'],
  ]);
  const worst = [...(one?.steps ?? [])].sort((a, b) => (b.addsSeconds ?? 0) - (a.addsSeconds ?? 0))[0];
  expect(one?.bottleneck).toBe(worst?.step);
  expect(one?.steps[1]?.pLate).toBe(one?.pLate);
  const heat = monitor.rows('delivery-risk.heat');
  expect(Object.keys(heat)).toEqual(['make|customer|C-1', 'make|region|华东', 'make|site|S1']);
  const cell = heat['make|region|华东'];
  expect(Value.Check(DeliveryHeatRow, cell)).toBe(true);
  const atRisk = 100 * (one?.pLate ?? 0) + 300 * (orders['O-2']?.pLate ?? 0);
  expect(cell?.amountAtRisk).toBeCloseTo(atRisk, 2);
  expect(cell?.pLate).toBeCloseTo(atRisk / 400, 3);
  expect(cell).toMatchObject({ orders: 2, order: 0 });
  const map = monitor.rows('delivery-risk.map');
  expect(Object.values(map).every((row) => Value.Check(DeliveryMapRow, row))).toBe(true);
  expect(Object.keys(map)).toEqual(['arc|苏州@31.3,120.6|成都@30.7,104.1', 'destination|成都@30.7,104.1']);
  monitor.feed(story.step('O-1', T0 + 20 * HOUR_MS, 'make', 'completed'));
  expect(monitor.rows('delivery-risk.heat')['ship|region|华东']).toMatchObject({ orders: 1, order: 1 });
});

test('DELIVERY-3: delivered and cancelled orders leave the board', () => {
  const story = new Story();
  const { monitor } = story;
  monitor.feed(story.placed('O-1', T0, T0 + DAY_MS), story.placed('O-2', T0, T0 + DAY_MS, {}, { region: 'x' }));
  expect(Object.keys(monitor.rows('delivery-risk.orders', false))).toEqual(['O-1', 'O-2']);
  monitor.feed(story.delivered('O-1', T0 + HOUR_MS), story.maker.make('order.cancelled', T0 + HOUR_MS, 'O-2', {}));
  expect(monitor.rows('delivery-risk.orders', false)).toEqual({});
  expect(monitor.rows('delivery-risk.heat', false)).toEqual({});
});

test('DELIVERY-22: alternatives for a part that is short: by lead time, then cost, each with its p(late), which rises with the lead time', () => {
  const story = new Story();
  const { monitor, maker } = story;
  const quote = (supplier: string, days: number, cost: number) =>
    maker.make('supplier.quoted', T0, 'P1', { supplier, lead_time_days: days, unit_cost: cost, currency: 'CNY' });
  monitor.feed(
    story.placed('O-1', T0, T0 + 10 * DAY_MS, { route: ['procure', 'ship'] }),
    story.step('O-1', T0, 'procure', 'started'),
    maker.make('stock.promised', T0, 'O-1', { sku: 'P1', warehouse: 'W1', quantity: 5 }),
    quote('far', 20, 1),
    quote('near', 2, 9),
    quote('near-cheap', 2, 5),
    quote('middle', 7, 2),
  );
  monitor.advanceTo(T0 + DAY_MS);
  const row = monitor.rows('delivery-risk.orders')['O-1'];
  expect(row?.alternatives.map((a) => a.supplier)).toEqual(['near-cheap', 'near', 'middle', 'far']);
  const p = row?.alternatives.map((a) => a.pLate) ?? [];
  expect(p[0]).toBe(p[1]);
  expect(p[1]).toBeLessThan(p[2] as number);
  expect(p[3]).toBeGreaterThan(0.95);
  expect(row?.parts).toMatchObject([{ sku: 'P1', state: 'unknown' }]);
});

test('DELIVERY-6, DELIVERY-19, DELIVERY-28: histories as they are: no start, skipped steps, wrong order, strangers, no route, no plan', () => {
  const story = new Story();
  const { monitor } = story;
  const route = ['a', 'b', 'c', 'd'];
  monitor.feed(
    story.placed('skips', T0, T0 + 5 * DAY_MS, { route }),
    story.step('skips', T0 + HOUR_MS, 'a', 'completed'),
    story.step('skips', T0 + 2 * HOUR_MS, 'c', 'completed'),
    story.placed('strays', T0, T0 + 5 * DAY_MS, { route }),
    story.step('strays', T0 + HOUR_MS, 'rework', 'started'),
    story.placed('bare', T0, T0 + 5 * DAY_MS, { route: [] }),
    story.step('unplaced', T0 + HOUR_MS, 'a', 'started'),
    story.placed('bad', T0, Number.NaN, { route, promised_at: 'soon' }),
  );
  monitor.advanceTo(T0 + DAY_MS);
  const rows = monitor.rows('delivery-risk.orders');
  expect(Object.keys(rows)).toEqual(['bare', 'skips', 'strays']);
  expect(rows.skips?.steps.map((step) => step.state)).toEqual(['done', 'overtaken', 'done', 'todo']);
  expect(rows.skips?.standsAt).toBe('d');
  expect(rows.strays?.standsAt).toBe('rework');
  for (const row of Object.values(rows)) expect(row.pLate).toBeGreaterThanOrEqual(0);
  monitor.advanceTo(T0 + 6 * DAY_MS);
  for (const row of Object.values(monitor.rows('delivery-risk.orders'))) expect(row.pLate).toBe(1);
});

test('DELIVERY-18: a report of next to no progress is believed only so far', () => {
  const story = new Story();
  const { monitor } = story;
  monitor.feed(story.placed('O-1', T0, T0 + DAY_MS), story.step('O-1', T0, 'make', 'started'));
  monitor.feed(story.step('O-1', T0 + HOUR_MS, 'make', 'progressed', { progress: 5e-324 }));
  expect(Value.Check(DeliveryOrderRow, monitor.rows('delivery-risk.orders')['O-1'])).toBe(true);
});

test('DELIVERY-3: an order that nobody ends is given up, and state is given back', () => {
  const story = new Story();
  const { monitor } = story;
  monitor.feed(story.placed('O-1', T0, T0 + DAY_MS));
  monitor.advanceTo(T0 + 92 * DAY_MS);
  expect(monitor.rows('delivery-risk.orders', false)).toEqual({});
  expect(monitor.signalsOf('delivery-late').at(-1)).toMatchObject({ type: 'clear', reason: 'expired' });
  monitor.advanceTo(T0 + 95 * DAY_MS);
  expect(savedText(monitor.monitor)).not.toContain('"placings"');
  monitor.feed(story.step('O-1', T0 + 95 * DAY_MS, 'make', 'started'));
  expect(savedText(monitor.monitor)).not.toContain('"placings"');
});

test('DELIVERY-19: an order without a route and with nothing under way is judged by what was left of such orders', () => {
  const story = new Story();
  const { monitor } = story;
  for (let i = 0; i < 100; i += 1) {
    const atMs = T0 + i * HOUR_MS;
    monitor.feed(story.placed(`H-${i}`, atMs, atMs + 30 * DAY_MS, { route: [] }));
    if (i >= 10) monitor.feed(story.delivered(`H-${i - 10}`, atMs));
  }
  monitor.advanceTo(T0 + 5 * DAY_MS);
  const t = monitor.nowMs;
  monitor.feed(
    story.placed('soon', t, t + 8 * HOUR_MS, { route: [] }),
    story.placed('later', t, t + 14 * HOUR_MS, { route: [] }),
    story.placed('promised nothing', t, Number.NaN, { route: [], promised_at: 'soon' }),
  );
  // Each took ten hours.
  expect(story.pLate('soon')).toBeGreaterThan(0.9);
  expect(story.pLate('later')).toBeLessThan(0.1);
  expect(monitor.rows('delivery-risk.orders')).not.toHaveProperty('promised nothing');
});
