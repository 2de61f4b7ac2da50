import { expect, test } from 'vitest';
import { Story, T0 } from '../deliveryRisk.fixture.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../instants.ts';

/** How each alert of an order ended that was late, blocked, without priority and on phantom stock. */
function endsWith(finish: (story: Story) => void, promisedMs = T0 + 4 * HOUR_MS): Record<string, string> {
  const story = new Story();
  const { monitor, maker } = story;
  monitor.feed(
    story.placed('O-1', T0, promisedMs, { expedite: true }),
    story.step('O-1', T0, 'make', 'started'),
    story.step('O-1', T0, 'make', 'blocked'),
    maker.make('stock.promised', T0, 'O-1', { sku: 'P1', warehouse: 'W1', quantity: 5 }),
    maker.make('stock.counted', T0, 'P1@W1', { on_hand: 0, locked: 0, in_transfer: 5 }),
  );
  monitor.advanceTo(T0 + 5 * HOUR_MS);
  finish(story);
  monitor.advanceTo(monitor.nowMs + 2_000);
  return Object.fromEntries(monitor.signals.flatMap((signal) => (signal.type === 'clear' ? [[signal.rule, signal.reason]] : [])));
}
const later = { ingestedAtMs: T0 + 5 * HOUR_MS };

test('DELIVERY-34: delivered late, all is over and the lateness came true', () => {
  expect(endsWith((story) => story.monitor.feed(story.delivered('O-1', T0 + 5 * HOUR_MS)))).toEqual({
    'delivery-late': 'expired',
    'expedite-lost': 'recovered',
    'phantom-stock': 'recovered',
    'step-blocked': 'recovered',
  });
});

test('DELIVERY-34: a late row says that it was delivered in time, before the block was due', () => {
  const ends = endsWith((story) => story.monitor.feed(story.delivered('O-1', T0 + HOUR_MS, later)));
  expect(ends).toEqual({
    // Raised within the first hour, since the order was blocked from its start.
    'delivery-late': 'recovered',
    'expedite-lost': 'recovered',
    'phantom-stock': 'recovered',
    'step-blocked': 'disproved',
  });
});

test('DELIVERY-34: cancelled, everything expires', () => {
  const ends = endsWith((story) => story.monitor.feed(story.maker.make('order.cancelled', T0 + 5 * HOUR_MS, 'O-1', {})));
  expect(Object.values(ends)).toEqual(['expired', 'expired', 'expired', 'expired']);
});

test('DELIVERY-31: a priority that comes too late is handled; no longer expedited is disproved', () => {
  const handled = endsWith((story) => story.monitor.feed(story.step('O-1', T0 + 5 * HOUR_MS, 'make', 'blocked', { priority: 'A' })));
  expect(handled).toEqual({ 'expedite-lost': 'handled' });
  const withdrawn = endsWith((story) => story.monitor.feed(story.placed('O-1', T0 + 5 * HOUR_MS, T0 + 4 * HOUR_MS, { expedite: false })));
  expect(withdrawn).toEqual({ 'expedite-lost': 'disproved' });
});

test('DELIVERY-31: an order that becomes expedited later has its grace from then; one whose production is done needs none', () => {
  const raisedAt = (prepare: (story: Story) => void) => {
    const story = new Story();
    story.monitor.feed(story.placed('O-1', T0, T0 + 40 * DAY_MS, { route: ['production', 'ship'] }));
    prepare(story);
    story.monitor.feed(story.placed('O-1', T0 + HOUR_MS, T0 + 40 * DAY_MS, { route: ['production', 'ship'], expedite: true }));
    story.monitor.advanceTo(T0 + DAY_MS);
    return story.monitor.signalsOf('expedite-lost').map(({ atMs }) => atMs);
  };
  expect(raisedAt(() => {})).toEqual([T0 + HOUR_MS + 15 * MINUTE_MS]);
  expect(raisedAt((story) => story.monitor.feed(story.step('O-1', T0 + MINUTE_MS, 'production', 'completed')))).toEqual([]);
});

test('DELIVERY-32: a block that a later step overtakes, or that ends with the step, is recovered', () => {
  const overtaken = endsWith((story) => story.monitor.feed(story.step('O-1', T0 + 5 * HOUR_MS, 'ship', 'started')), T0 + 40 * DAY_MS);
  expect(overtaken['step-blocked']).toBe('recovered');
  const done = endsWith((story) => story.monitor.feed(story.step('O-1', T0 + 5 * HOUR_MS, 'make', 'completed')), T0 + 40 * DAY_MS);
  expect(done['step-blocked']).toBe('recovered');
});

test('DELIVERY-30: critical stays critical, below the thresholds as well', () => {
  const story = new Story();
  const { monitor } = story;
  monitor.feed(story.placed('O-1', T0, T0 + HOUR_MS));
  monitor.advanceTo(T0 + 2 * HOUR_MS);
  monitor.feed(story.placed('O-1', T0 + 2 * HOUR_MS, T0 + 3 * HOUR_MS));
  monitor.advanceTo(T0 + 4 * HOUR_MS);
  expect(monitor.signalsOf('delivery-late').map(({ type }) => type)).toEqual(['raise', 'escalate']);
});

test('DELIVERY-37: an open alert tells of its order as it is now, each rule of what it speaks of, and once', () => {
  const story = new Story();
  const { monitor } = story;
  monitor.feed(
    story.placed('O-1', T0, T0 + HOUR_MS, { amount: 500 }, { region: 'north', customerId: 'C-1' }),
    story.step('O-1', T0, 'make', 'blocked'),
  );
  monitor.advanceTo(T0 + 3 * HOUR_MS);
  const promisedMs = T0 + 2 * HOUR_MS;
  monitor.feed(story.placed('O-1', T0 + 3 * HOUR_MS, promisedMs, { amount: 900 }, { region: 'south', customerId: 'C-2' }));
  monitor.advanceTo(T0 + 6 * HOUR_MS);
  const whose = { orderId: 'O-1', customerId: 'C-2', region: 'south', amount: 900 };
  expect(monitor.updatesOf('step-blocked').map(({ facts }) => facts)).toEqual([whose]);
  expect(monitor.updatesOf('delivery-late').map(({ facts }) => facts)).toEqual([
    { ...whose, expedite: false, promisedAt: new Date(promisedMs).toISOString() },
  ]);
  expect(monitor.updatesOf('delivery-late')[0]?.episode).toBe(monitor.signalsOf('delivery-late')[0]?.episode);
});
