import { expect, test } from 'vitest';
import { SETTINGS } from '../deliveryRisk.fixture.ts';
import { binOf } from '../statistics/logBins.ts';
import { DurationHistograms } from './durationHistograms.ts';
import { classHierarchy, type OrderClass, stepHierarchy } from './hierarchy.ts';
import { interpolate, PartialPooling } from './partialPooling.ts';

const PRIOR = { median: 0, spread: 1 };
const DAY = 100;
const of = (productLine: string | null, region: string | null = null, expedite = false): OrderClass => ({ productLine, region, expedite });

function poolingOf(...groups: [count: number, value: number, orderClass: OrderClass][]) {
  const histograms = new DurationHistograms();
  histograms.startDay(DAY);
  for (const [count, value, orderClass] of groups)
    for (let i = 0; i < count; i += 1) histograms.add(classHierarchy('span', 's', orderClass), DAY, binOf(value));
  return { histograms, pooling: new PartialPooling(histograms, SETTINGS) };
}

test('DELIVERY-11: linear in the median, geometric in the spread', () => {
  expect(interpolate({ median: 2, spread: 1 }, { median: 4, spread: 0.25 }, 0.5)).toEqual({ median: 3, spread: 0.5 });
});

test('DELIVERY-11: the step is shrunk to the prior with n ÷ (n + 5)', () => {
  const { histograms, pooling } = poolingOf([10, 6, of(null)]);
  const own = histograms.summary('span\u0001s');
  const { median } = pooling.byClass('span', 's', of(null), PRIOR, SETTINGS.priorWeight);
  expect(median).toBeCloseTo((10 / 15) * (own?.median ?? Number.NaN), 12);
});

test('DELIVERY-11: a product line departs from the step with n ÷ (n + 30), but only from 30 durations on', () => {
  const medianWith = (count: number) => {
    const { pooling } = poolingOf([200, 6, of('valves')], [count, 9, of('pumps')]);
    return (
      pooling.byClass('span', 's', of('pumps'), PRIOR, SETTINGS.priorWeight).median -
      pooling.byClass('span', 's', of('none'), PRIOR, SETTINGS.priorWeight).median
    );
  };
  expect(medianWith(29)).toBe(0);
  // About 3 apart, and 30 ÷ (30 + 30) of that.
  expect(medianWith(30)).toBeGreaterThan(1.3);
  expect(medianWith(30)).toBeLessThan(1.9);
});

test('DELIVERY-11: expedited orders, and a region within its product line, are levels of their own', () => {
  const levels = classHierarchy('span', 's', of('pumps', 'east', true));
  expect(levels).toHaveLength(4);
  expect(classHierarchy('span', 's', of('pumps', 'east'))).toHaveLength(3);
  expect(levels.slice(1).some((name) => classHierarchy('span', 's', of('pumps', 'east')).includes(name))).toBe(false);
  expect(classHierarchy('span', 's', of('valves', 'east')).at(-1)).not.toBe(classHierarchy('span', 's', of('pumps', 'east')).at(-1));
});

test('DELIVERY-11: blocked spells are pooled by all steps, then the step', () => {
  const histograms = new DurationHistograms();
  histograms.startDay(DAY);
  const add = (step: string, value: number) => histograms.add(stepHierarchy('block', step), DAY, binOf(value));
  for (let i = 0; i < 10; i += 1) {
    add('quick', 4);
    add('usual', 6);
    add('slow', 8);
  }
  const pooling = new PartialPooling(histograms, SETTINGS);
  const median = (step: string) => pooling.byStep('block', step, { median: 6, spread: 1 }).median;
  expect(median('unheard of')).toBeCloseTo(6, 1);
  expect(median('quick')).toBeLessThan(5.6);
  expect(median('slow')).toBeGreaterThan(6.4);
});

test('DELIVERY-7: a proportion begins at its prior and is worth as many orders as that says', () => {
  const histograms = new DurationHistograms();
  histograms.startDay(DAY);
  const pooling = new PartialPooling(histograms, SETTINGS);
  const prior = { mean: 0.98, weight: 10 };
  expect(pooling.proportion('done', 's', prior)).toBeCloseTo(0.98, 12);
  for (let i = 0; i < 10; i += 1) histograms.add(stepHierarchy('done', 's'), DAY, i < 5 ? 1 : 0);
  expect(pooling.proportion('done', 's', prior)).toBeCloseTo((9.8 + 5) / 20, 12);
});
