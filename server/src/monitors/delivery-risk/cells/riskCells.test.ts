import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CellFigures, exposureOf, RiskCells } from './riskCells.ts';

const flags = { late: false, blocked: false, bottleneck: false };

function figures(cells: RiskCells<null>): CellFigures | null | undefined {
  let found: CellFigures | null | undefined;
  cells.drain(10, (_key, _meta, value) => {
    found = value;
  });
  return found;
}

test('DELIVERY-23: weighted by amount: (100·0.9 + 300·0.1) / 400', () => {
  const cells = new RiskCells<null>();
  cells.add('c', null, exposureOf(100, 0.9, { ...flags, late: true }), 1);
  cells.add('c', null, exposureOf(300, 0.1, flags), 1);
  expect(figures(cells)).toEqual({ pLate: 0.3, orders: 2, amountAtRisk: 120, amount: 400, late: 1, blocked: 0, bottlenecks: 0 });
});

test('DELIVERY-23: without amounts the plain mean; an order that leaves takes out exactly what it put in', () => {
  const cells = new RiskCells<null>();
  cells.add('c', null, exposureOf(null, 0.9, flags), 1);
  cells.add('c', null, exposureOf(null, 0.2, flags), 1);
  expect(figures(cells)).toMatchObject({ pLate: 0.55, amountAtRisk: 0 });
  const odd = exposureOf(0.1 + 0.2, 1 / 3, flags);
  cells.add('c', null, odd, 1);
  cells.add('c', null, odd, -1);
  expect(figures(cells)).toMatchObject({ pLate: 0.55, amountAtRisk: 0, orders: 2 });
  cells.add('c', null, exposureOf(null, 0.9, flags), -1);
  cells.add('c', null, exposureOf(null, 0.2, flags), -1);
  expect(figures(cells)).toBeNull();
  expect(figures(cells)).toBeUndefined();
});

test('DELIVERY-23: sums are exact whatever the amounts, and orders may come, change and go in any order', () => {
  const amount = fc.double({ min: 0, max: 1e15, noNaN: true });
  const order = fc.record({ amount, p: fc.double({ min: 0, max: 1, noNaN: true }), later: fc.double({ min: 0, max: 1, noNaN: true }) });
  fc.assert(
    fc.property(fc.array(order, { minLength: 1, maxLength: 50 }), fc.array(order, { maxLength: 50 }), (staying, leaving) => {
      const cells = new RiskCells<null>();
      const exposures = (list: typeof staying) => list.map((one) => exposureOf(one.amount, one.p, flags));
      for (const exposure of [...exposures(leaving), ...exposures(staying)]) cells.add('c', null, exposure, 1);
      for (const one of staying) cells.change('c', null, exposureOf(one.amount, one.p, flags), exposureOf(one.amount, one.later, flags));
      for (const exposure of exposures(leaving)) cells.add('c', null, exposure, -1);
      const units = staying.map((one) => BigInt(Math.round(one.amount * 100)));
      const total = units.reduce((sum, own) => sum + own, 0n);
      const atRisk = units.reduce((sum, own, i) => sum + own * BigInt(Math.round((staying[i]?.later ?? 0) * 10_000)), 0n);
      expect(figures(cells)).toMatchObject({ amount: Number(total) / 100, amountAtRisk: Math.round(Number(atRisk) / 10_000) / 100 });
    }),
  );
});
