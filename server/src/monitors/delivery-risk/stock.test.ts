import { expect, test } from 'vitest';
import { FactMaker, T0 } from './deliveryRisk.fixture.ts';
import { HOUR_MS } from './instants.ts';
import { Stock, type StockPromise } from './stock.ts';

const maker = new FactMaker();
const count = (atMs: number, onHand: number, locked: number, inTransfer: number) =>
  maker.make('stock.counted', atMs, 'P1@W1', { on_hand: onHand, locked, in_transfer: inTransfer }, { source: 'wms' });

function stateWith(counted: [number, number, number] | null, quantity: number) {
  const stock = new Stock();
  const promises = new Map<string, StockPromise>();
  stock.promise(promises, maker.make('stock.promised', T0, 'O-1', { sku: 'P1', warehouse: 'W1', quantity }));
  if (counted) stock.count(count(T0 + HOUR_MS, ...counted));
  return stock.coverage(promises)[0];
}

test('DELIVERY-21: available = on_hand − locked', () => {
  expect(stateWith([100, 40, 0], 60)).toMatchObject({ state: 'available', available: 60 });
  expect(stateWith([100, 40, 0], 61)).toMatchObject({ state: 'phantom', available: 60 });
  expect(stateWith([100, 40, 30], 130)).toMatchObject({ state: 'phantom', available: 60, sinceMs: T0 + HOUR_MS, sources: ['erp', 'wms'] });
  expect(stateWith([100, 40, 30], 131)).toMatchObject({ state: 'short' });
  expect(stateWith(null, 5)).toMatchObject({ state: 'unknown', available: null });
});

test('DELIVERY-21: the later count holds, whichever came first; quantity 0 takes a promise back', () => {
  const stock = new Stock();
  const promises = new Map<string, StockPromise>();
  stock.promise(promises, maker.make('stock.promised', T0, 'O-1', { sku: 'P1', warehouse: 'W1', quantity: 10 }));
  expect([...stock.count(count(T0 + 2 * HOUR_MS, 50, 0, 0))]).toEqual(['O-1']);
  expect([...stock.count(count(T0 + HOUR_MS, 0, 0, 0))]).toEqual([]);
  expect(stock.coverage(promises)[0]?.state).toBe('available');
  stock.promise(promises, maker.make('stock.promised', T0 + HOUR_MS, 'O-1', { sku: 'P1', warehouse: 'W1', quantity: 0 }));
  expect(stock.coverage(promises)).toEqual([]);
});

test('DELIVERY-22: quotes by lead time, then cost; the newest of a supplier; none too old', () => {
  const stock = new Stock();
  const quote = (atMs: number, supplier: string, days: number, cost: number) =>
    stock.quote(maker.make('supplier.quoted', atMs, 'P1', { supplier, lead_time_days: days, unit_cost: cost, currency: 'CNY' }));
  quote(T0, 'slow', 9, 1);
  quote(T0, 'dear', 3, 8);
  quote(T0 + 1, 'cheap', 3, 2);
  quote(T0 - 5, 'cheap', 1, 1);
  quote(T0 - 10, 'gone', 1, 1);
  expect(stock.quotes('P1', T0).map((q) => q.supplier)).toEqual(['cheap', 'dear', 'slow']);
  stock.forgetBefore(T0 + 1);
  expect(stock.quotes('P1', 0).map((q) => q.supplier)).toEqual(['cheap']);
});
