import { expect, test } from 'vitest';
import { Story, T0 } from '../deliveryRisk.fixture.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../instants.ts';

test('DELIVERY-30, DELIVERY-34: delivery-late: a warning, critical at the promise sharp, over with the late delivery', () => {
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

test('DELIVERY-30: delivery-late clears only after it has stayed low for the hold', () => {
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

test('DELIVERY-31: expedite-lost: 15 minutes after placing sharp, unless the production step carries a priority', () => {
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

test('DELIVERY-32: step-blocked: after two hours sharp, critical after eight, recovered when it goes on', () => {
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

test('DELIVERY-32: step-blocked is disproved by a late fact that says it went on in time', () => {
  const story = new Story();
  const { monitor } = story;
  monitor.feed(story.placed('O-1', T0, T0 + 30 * DAY_MS), story.step('O-1', T0, 'make', 'blocked'));
  monitor.advanceTo(T0 + 4 * HOUR_MS);
  monitor.feed(story.step('O-1', T0 + HOUR_MS, 'make', 'started', {}, { ingestedAtMs: T0 + 4 * HOUR_MS }));
  monitor.advanceTo(T0 + 5 * HOUR_MS);
  expect(monitor.signalsOf('step-blocked').map((signal) => signal.type)).toEqual(['raise', 'clear']);
  expect(monitor.signalsOf('step-blocked')[1]).toMatchObject({ reason: 'disproved' });
});

test('DELIVERY-33: phantom-stock: covered only by what is locked or in transfer, until a count frees it', () => {
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
