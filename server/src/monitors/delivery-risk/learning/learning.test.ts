import { expect, test } from 'vitest';
import { FactMaker, SETTINGS, T0 } from '../deliveryRisk.fixture.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../instants.ts';
import { applyOrderFact, newOrder, type OrderRecord } from '../orders/order.ts';
import { Learning } from './learning.ts';

const maker = new FactMaker();

/** An order whose one step took an hour and ended at `atMs`. */
function ended(name: string, atMs: number): OrderRecord {
  const order = newOrder(name);
  const step = (state: 'started' | 'completed', at: number) => maker.make('order.step', at, name, { step: 'make', state });
  for (const fact of [
    maker.make('order.placed', atMs - HOUR_MS, name, { promised_at: atMs + DAY_MS, route: ['make'] }),
    step('started', atMs - HOUR_MS),
    step('completed', atMs),
  ])
    applyOrderFact(order, fact, fact.atMs);
  return order;
}

function learning() {
  const own = new Learning(SETTINGS, () => ({ orders: [], weight: 1 }));
  let version = own.models.version;
  return {
    own,
    /** Whether figures were made anew by this. */
    refreshedAt: (nowMs: number) => {
      own.advance(nowMs);
      const changed = own.models.version !== version;
      version = own.models.version;
      return changed;
    },
  };
}

test('DELIVERY-13: samples come in at a full quarter of an hour, then only once there are half as many as are known, or at midnight', () => {
  const { own, refreshedAt } = learning();
  const noon = T0 + 12 * HOUR_MS;
  for (let i = 0; i < 10; i += 1) own.enqueue(ended(`A-${i}`, noon), noon + MINUTE_MS);
  expect(own.nextMs()).toBe(noon + 15 * MINUTE_MS);
  expect(refreshedAt(noon + 15 * MINUTE_MS - 1)).toBe(false);
  expect(refreshedAt(noon + 15 * MINUTE_MS)).toBe(true);
  expect(own.nextMs()).toBe(T0 + DAY_MS);

  for (let i = 0; i < 4; i += 1) own.enqueue(ended(`B-${i}`, noon), noon + 16 * MINUTE_MS);
  expect(refreshedAt(noon + 30 * MINUTE_MS)).toBe(false);
  own.enqueue(ended('B-4', noon), noon + 31 * MINUTE_MS);
  expect(refreshedAt(noon + 45 * MINUTE_MS)).toBe(true);

  own.enqueue(ended('C-0', noon), noon + 50 * MINUTE_MS);
  while (own.nextMs() < T0 + DAY_MS) expect(refreshedAt(own.nextMs())).toBe(false);
  expect(own.nextMs()).toBe(T0 + DAY_MS);
  expect(refreshedAt(T0 + DAY_MS)).toBe(true);
});

test('DELIVERY-27: an exact look has every sample in it and leaves the live figures as they were', () => {
  const { own } = learning();
  for (let i = 0; i < 50; i += 1) own.enqueue(ended(`A-${i}`, T0), T0);
  const median = () => own.models.of({ productLine: null, region: null, expedite: false }, 12).distribution('span', 'make').median;
  const live = median();
  let exact = Number.NaN;
  own.exactly(T0 + MINUTE_MS, () => {
    exact = median();
  });
  expect(live).toBe(12);
  expect(Math.abs(exact - Math.log(3_600))).toBeLessThan(0.5);
  expect(median()).toBe(live);
});
