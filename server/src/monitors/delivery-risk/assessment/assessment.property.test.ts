import type { Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FactMaker, SETTINGS, T0 } from '../deliveryRisk.fixture.ts';
import { HOUR_MS } from '../instants.ts';
import { ClassModels } from '../learning/classModel.ts';
import { DurationHistograms } from '../learning/durationHistograms.ts';
import { DurationModel } from '../learning/durationModel.ts';
import { classHierarchy } from '../learning/hierarchy.ts';
import { StepCorrelation } from '../learning/stepCorrelation.ts';
import { applyOrderFact, newOrder, viewOrder } from '../orders/order.ts';
import { binOf } from '../statistics/logBins.ts';
import { assessmentOf, isBelow, prospectOf } from './assessment.ts';

const ROUTE = ['make', 'test', 'ship'];
const CLASS = { productLine: null, region: null, expedite: false };

function models() {
  const histograms = new DurationHistograms();
  histograms.startDay(100);
  for (let i = 0; i < 300; i += 1)
    for (const step of ROUTE) histograms.add(classHierarchy('span', step, CLASS), 100, binOf(Math.log(20_000) + 0.8 * Math.sin(i)));
  return new ClassModels(new DurationModel(histograms, new StepCorrelation(), SETTINGS));
}

test('DELIVERY-29: what the bound calls below a share is below it, whatever the order and the instant', () => {
  const known = models();
  const maker = new FactMaker();
  const state = fc.constantFrom<Fact<'order.step'>['data']['state']>('started', 'progressed', 'blocked', 'completed');
  const told = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom(...ROUTE), state), { maxLength: 8 });
  let proven = 0;
  fc.assert(
    fc.property(told, fc.integer({ min: 1, max: 150 }), fc.integer({ min: 40, max: 120 }), (steps, promised, now) => {
      const order = newOrder('O');
      const at = (hours: number) => T0 + hours * HOUR_MS;
      applyOrderFact(order, maker.make('order.placed', T0, 'O', { promised_at: at(promised), route: ROUTE }), T0);
      for (const [hours, step, said] of steps)
        applyOrderFact(order, maker.make('order.step', at(hours), 'O', { step, state: said, progress: 0.6 }), at(hours));
      const prospect = prospectOf(viewOrder(order), at(now), known, SETTINGS);
      if (!prospect) throw new Error('no promise');
      const { pLate } = assessmentOf(prospect);
      for (const share of [0.02, 0.05, 0.1, 0.2, 0.4, 0.7]) {
        if (!isBelow(share, prospect)) continue;
        proven += 1;
        expect(pLate).toBeLessThan(share);
      }
      // Not worth having if it hardly ever told.
      if (pLate < 0.02 && prospect.underWay.length === 1 && !prospect.underWay[0]?.residual.block)
        expect(isBelow(0.4, prospect)).toBe(true);
    }),
    { numRuns: 500 },
  );
  expect(proven).toBeGreaterThan(100);
});
