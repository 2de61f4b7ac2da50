import { expect, test } from 'vitest';
import { Story, T0 } from '../deliveryRisk.fixture.ts';
import { DAY_MS, HOUR_MS } from '../instants.ts';

/** Suppliers offered to an order that was promised two of P1, as quoted so many days before it was placed. */
function alternatives({ step, onHand, quotedDaysAgo }: { step: string; onHand: number; quotedDaysAgo: number[] }) {
  const story = new Story();
  const { monitor, maker } = story;
  monitor.feed(
    ...quotedDaysAgo.map((days) =>
      maker.make('supplier.quoted', T0 - days * DAY_MS, 'P1', { supplier: `${days}`, lead_time_days: 3, unit_cost: 1, currency: 'CNY' }),
    ),
    maker.make('stock.counted', T0, 'P1@W1', { on_hand: onHand, locked: 0, in_transfer: 0 }),
    story.placed('O-1', T0, T0 + 20 * DAY_MS, { route: [step] }),
    maker.make('stock.promised', T0, 'O-1', { sku: 'P1', warehouse: 'W1', quantity: 2 }),
  );
  monitor.advanceTo(T0 + HOUR_MS);
  return (monitor.rows('delivery-risk.orders')['O-1']?.alternatives ?? []).map(({ supplier }) => supplier);
}

test('DELIVERY-22: for a part that available stock does not cover, or for any part while a purchasing step is the bottleneck', () => {
  expect(alternatives({ step: 'make', onHand: 2, quotedDaysAgo: [1] })).toEqual([]);
  expect(alternatives({ step: 'make', onHand: 1, quotedDaysAgo: [1] })).toEqual(['1']);
  expect(alternatives({ step: 'Purchasing', onHand: 2, quotedDaysAgo: [1] })).toEqual(['1']);
});

test('DELIVERY-22: no quote older than 180 days, no more than twenty', () => {
  expect(alternatives({ step: 'make', onHand: 0, quotedDaysAgo: [181, 179] })).toEqual(['179']);
  expect(alternatives({ step: 'make', onHand: 0, quotedDaysAgo: Array.from({ length: 25 }, (_, i) => 30 - i) })).toHaveLength(20);
});

test('DELIVERY-22: a part for a step that is still to come is not needed before the steps ahead of it are done', () => {
  const story = new Story();
  const { monitor, maker } = story;
  // The first step takes about 100 h; of the second nothing is known but the promise.
  story.history(200, 'cut', 100 * HOUR_MS, 0.3);
  const t = monitor.nowMs;
  const quote = (supplier: string, days: number) =>
    maker.make('supplier.quoted', t, 'P1', { supplier, lead_time_days: days, unit_cost: 1, currency: 'CNY' });
  monitor.feed(
    story.placed('O-1', t, t + 8 * DAY_MS, { route: ['cut', 'make'] }),
    story.step('O-1', t, 'cut', 'started'),
    maker.make('stock.promised', t, 'O-1', { sku: 'P1', warehouse: 'W1', quantity: 2 }),
    quote('tomorrow', 1),
    quote('in two days', 2),
    quote('too late', 60),
  );
  monitor.advanceTo(t + HOUR_MS);
  const row = monitor.rows('delivery-risk.orders')['O-1'];
  expect(row?.bottleneck).toBe('make');
  const [tomorrow, twoDays, tooLate] = row?.alternatives ?? [];
  // In either case the promise is missed only if the first step takes longer than eight days.
  expect(tomorrow?.pLate).toBeGreaterThan(0.002);
  expect(tomorrow?.pLate).toBeCloseTo(twoDays?.pLate ?? Number.NaN, 3);
  expect(tooLate?.pLate).toBeGreaterThan(0.99);
});
