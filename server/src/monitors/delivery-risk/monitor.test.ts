import { DeliveryHeatRow, DeliveryMapRow, DeliveryOrderRow } from '@warroom/protocol/concerns/delivery-risk';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { Story, T0 } from './deliveryRisk.fixture.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './instants.ts';
import { normalCdf } from './statistics/normal.ts';

const from = { name: '苏州', lat: 31.3, lng: 120.6 };
const to = { name: '成都', lat: 30.7, lng: 104.1 };

test('a learnt step: p = 1 − Φ(ln(left / median) / spread), then given what has gone, then 1 past the promise', () => {
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

test('progress lowers p, a block raises it, and its end lowers it again', () => {
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

test('the bottleneck is the step that adds most; rows fit their schemas; heat and map add up', () => {
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

test('delivered and cancelled orders leave the board', () => {
  const story = new Story();
  const { monitor } = story;
  monitor.feed(story.placed('O-1', T0, T0 + DAY_MS), story.placed('O-2', T0, T0 + DAY_MS, {}, { region: 'x' }));
  expect(Object.keys(monitor.rows('delivery-risk.orders', false))).toEqual(['O-1', 'O-2']);
  monitor.feed(story.delivered('O-1', T0 + HOUR_MS), story.maker.make('order.cancelled', T0 + HOUR_MS, 'O-2', {}));
  expect(monitor.rows('delivery-risk.orders', false)).toEqual({});
  expect(monitor.rows('delivery-risk.heat', false)).toEqual({});
});

test('delivery-late: a warning, critical at the promise sharp, over with the late delivery', () => {
  const story = new Story();
  story.history(100, 'make', 10 * HOUR_MS, 0.3);
  const { monitor } = story;
  const t = monitor.nowMs;
  monitor.feed(story.placed('O-1', t, t + 10 * HOUR_MS, { route: ['make'] }), story.step('O-1', t, 'make', 'started'));
  monitor.advanceTo(t + 11 * HOUR_MS);
  const [raise, escalate] = monitor.signalsOf('delivery-late');
  expect(raise).toMatchObject({ type: 'raise', subject: 'order:O-1', severity: 'warning', feeds: ['erp'] });
  expect(escalate).toMatchObject({ type: 'escalate', severity: 'critical' });
  expect(escalate?.atMs).toBeLessThanOrEqual(t + 10 * HOUR_MS);
  monitor.feed(story.delivered('O-1', t + 11 * HOUR_MS));
  monitor.advanceTo(t + 11 * HOUR_MS + MINUTE_MS);
  expect(monitor.signalsOf('delivery-late').at(-1)).toMatchObject({ type: 'clear', reason: 'expired' });
});

test('delivery-late clears only after it has stayed low for the hold', () => {
  const story = new Story();
  story.history(100, 'make', 10 * HOUR_MS, 0.3);
  const { monitor } = story;
  const t = monitor.nowMs;
  monitor.feed(story.placed('O-1', t, t + 2 * HOUR_MS, { route: ['make'] }), story.step('O-1', t, 'make', 'started'));
  monitor.advanceTo(t + 2_000);
  expect(monitor.signalsOf('delivery-late')).toHaveLength(1);
  monitor.feed(story.placed('O-1', t + 5 * MINUTE_MS, t + 40 * DAY_MS, { route: ['make'] }));
  monitor.advanceTo(t + 14 * MINUTE_MS);
  expect(monitor.signalsOf('delivery-late')).toHaveLength(1);
  monitor.advanceTo(t + 16 * MINUTE_MS);
  expect(monitor.signalsOf('delivery-late')[1]).toMatchObject({ type: 'clear', reason: 'recovered', atMs: t + 15 * MINUTE_MS });
});

test('expedite-lost: 15 minutes after placing sharp, unless the production step carries a priority', () => {
  const story = new Story();
  const { monitor } = story;
  const route = ['procure', 'production', 'ship'];
  monitor.feed(
    story.placed('O-1', T0, T0 + DAY_MS, { expedite: true, route }),
    story.placed('O-2', T0, T0 + DAY_MS, { expedite: true, route }),
    story.placed('O-3', T0, T0 + DAY_MS, { expedite: false, route }),
    story.step('O-1', T0 + MINUTE_MS, 'procure', 'started', { priority: 'A' }),
    story.step('O-2', T0 + MINUTE_MS, 'production', 'planned', { priority: 1 }),
  );
  monitor.advanceTo(T0 + 15 * MINUTE_MS - 1);
  expect(monitor.signalsOf('expedite-lost')).toEqual([]);
  monitor.advanceTo(T0 + 15 * MINUTE_MS);
  expect(monitor.signalsOf('expedite-lost')).toMatchObject([
    { type: 'raise', subject: 'order:O-1', atMs: T0 + 15 * MINUTE_MS, sinceMs: T0 + 15 * MINUTE_MS, facts: { step: 'production' } },
  ]);
  monitor.advanceTo(T0 + 20 * MINUTE_MS);
  const late = { ingestedAtMs: T0 + 20 * MINUTE_MS };
  monitor.feed(story.step('O-1', T0 + 10 * MINUTE_MS, 'production', 'planned', { priority: 'A' }, late));
  monitor.advanceTo(T0 + 21 * MINUTE_MS);
  expect(monitor.signalsOf('expedite-lost')[1]).toMatchObject({ type: 'clear', reason: 'disproved' });
});

test('step-blocked: after two hours sharp, critical after eight, recovered when it goes on', () => {
  const story = new Story();
  const { monitor } = story;
  monitor.feed(
    story.placed('O-1', T0, T0 + 30 * DAY_MS),
    story.step('O-1', T0, 'make', 'started'),
    story.step('O-1', T0 + HOUR_MS, 'make', 'blocked'),
  );
  monitor.advanceTo(T0 + 3 * HOUR_MS - 1);
  expect(monitor.signalsOf('step-blocked')).toEqual([]);
  monitor.advanceTo(T0 + 10 * HOUR_MS);
  monitor.feed(story.step('O-1', T0 + 10 * HOUR_MS, 'make', 'started'));
  monitor.advanceTo(T0 + 10 * HOUR_MS + 2_000);
  expect(monitor.signalsOf('step-blocked')).toMatchObject([
    { type: 'raise', atMs: T0 + 3 * HOUR_MS, sinceMs: T0 + HOUR_MS, severity: 'warning', facts: { step: 'make' } },
    { type: 'escalate', atMs: T0 + 9 * HOUR_MS, severity: 'critical' },
    { type: 'clear', reason: 'recovered' },
  ]);
});

test('step-blocked is disproved by a late fact that says it went on in time', () => {
  const story = new Story();
  const { monitor } = story;
  monitor.feed(story.placed('O-1', T0, T0 + 30 * DAY_MS), story.step('O-1', T0, 'make', 'blocked'));
  monitor.advanceTo(T0 + 4 * HOUR_MS);
  monitor.feed(story.step('O-1', T0 + HOUR_MS, 'make', 'started', {}, { ingestedAtMs: T0 + 4 * HOUR_MS }));
  monitor.advanceTo(T0 + 5 * HOUR_MS);
  expect(monitor.signalsOf('step-blocked').map((signal) => signal.type)).toEqual(['raise', 'clear']);
  expect(monitor.signalsOf('step-blocked')[1]).toMatchObject({ reason: 'disproved' });
});

test('phantom-stock: covered only by what is locked or in transfer, until a count frees it', () => {
  const story = new Story();
  const { monitor, maker } = story;
  monitor.feed(
    story.placed('O-1', T0, T0 + 30 * DAY_MS),
    maker.make('stock.promised', T0, 'O-1', { sku: 'P1', warehouse: 'W1', quantity: 50 }),
    maker.make('stock.counted', T0 + MINUTE_MS, 'P1@W1', { on_hand: 60, locked: 30, in_transfer: 0 }, { source: 'wms' }),
  );
  monitor.advanceTo(T0 + 2 * MINUTE_MS);
  expect(monitor.signalsOf('phantom-stock')).toMatchObject([
    {
      type: 'raise',
      subject: 'order:O-1',
      sinceMs: T0 + MINUTE_MS,
      facts: { sku: 'P1', available: 30, quantity: 50 },
      feeds: ['erp', 'wms'],
    },
  ]);
  monitor.feed(maker.make('stock.counted', T0 + HOUR_MS, 'P1@W1', { on_hand: 60, locked: 0, in_transfer: 0 }));
  monitor.advanceTo(T0 + HOUR_MS + 1_000);
  expect(monitor.signalsOf('phantom-stock')[1]).toMatchObject({ type: 'clear', reason: 'recovered' });
});

test('alternatives for a part that is short: by lead time, then cost, each with its p(late), which rises with the lead time', () => {
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

test('histories as they are: no start, skipped steps, wrong order, strangers, no route, no plan', () => {
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

test('a report of next to no progress is believed only so far', () => {
  const story = new Story();
  const { monitor } = story;
  monitor.feed(story.placed('O-1', T0, T0 + DAY_MS), story.step('O-1', T0, 'make', 'started'));
  monitor.feed(story.step('O-1', T0 + HOUR_MS, 'make', 'progressed', { progress: 5e-324 }));
  expect(Value.Check(DeliveryOrderRow, monitor.rows('delivery-risk.orders')['O-1'])).toBe(true);
});

test('an order that nobody ends is given up, and state is given back', () => {
  const story = new Story();
  const { monitor } = story;
  monitor.feed(story.placed('O-1', T0, T0 + DAY_MS));
  monitor.advanceTo(T0 + 92 * DAY_MS);
  expect(monitor.rows('delivery-risk.orders', false)).toEqual({});
  expect(monitor.signalsOf('delivery-late').at(-1)).toMatchObject({ type: 'clear', reason: 'expired' });
  monitor.advanceTo(T0 + 95 * DAY_MS);
  expect(JSON.stringify(monitor.monitor.save())).not.toContain('"placings"');
  monitor.feed(story.step('O-1', T0 + 95 * DAY_MS, 'make', 'started'));
  expect(JSON.stringify(monitor.monitor.save())).not.toContain('"placings"');
});
