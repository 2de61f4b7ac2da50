import { expect, test } from 'vitest';
import { SETTINGS } from '../deliveryRisk.fixture.ts';
import { binOf } from '../statistics/logBins.ts';
import { DurationHistograms } from './durationHistograms.ts';
import { DurationModel } from './durationModel.ts';
import { classHierarchy, stepHierarchy, suffixName } from './hierarchy.ts';
import { StepCorrelation } from './stepCorrelation.ts';

const CLASS = { productLine: null, region: null, expedite: false };
const DAY = 100;
const HOUR_LOG = Math.log(3_600);

function learnt() {
  const histograms = new DurationHistograms();
  histograms.startDay(DAY);
  const model = new DurationModel(histograms, new StepCorrelation(), SETTINGS);
  const add = (kind: 'span' | 'work' | 'rest', step: string, value: number, count: number) => {
    for (let i = 0; i < count; i += 1) histograms.add(classHierarchy(kind, step, CLASS), DAY, binOf(value));
    model.invalidate();
  };
  return { histograms, model, add };
}

test('DELIVERY-7: with nothing learnt, the prior alone; from 100 durations on one table for every promise', () => {
  const { model, add } = learnt();
  const median = (priorLog: number) => model.distribution('span', 's', CLASS, priorLog).median;
  expect(model.distribution('span', 's', CLASS, 9)).toMatchObject({ median: 9, spread: 0.8 });
  expect(model.occurrence('s')).toBeCloseTo(0.98, 12);
  expect(model.overtakenOccurrence('s')).toBeCloseTo(0.3, 12);
  expect(model.blockedSpell('s')).toMatchObject({ median: Math.log(4 * 3_600), spread: 1.2 });
  expect(model.reportError('s', '0.0')).toEqual({ median: 0, spread: 0.6 });
  add('span', 's', HOUR_LOG, 99);
  expect(median(9)).not.toBe(median(10));
  add('span', 's', HOUR_LOG, 1);
  expect(median(9)).toBe(median(10));
});

test('DELIVERY-11: a step of which only spans are known is taken to work for as long', () => {
  const { model, add } = learnt();
  add('span', 's', HOUR_LOG, 50);
  expect(Math.abs(model.distribution('work', 's', CLASS, 12).median - HOUR_LOG)).toBeLessThan(0.5);
});

test('DELIVERY-14: from ten deliveries on, what orders really took puts the median of the sum right', () => {
  const { model, add } = learnt();
  add('span', 'a', HOUR_LOG, 200);
  add('span', 'b', HOUR_LOG, 200);
  const median = () => model.rest(['a', 'b'], CLASS, 9).median;
  const sum = median();
  expect(sum).toBeCloseTo(Math.log(2 * 3_600), 0);
  add('rest', suffixName(['a', 'b']), HOUR_LOG + 3, 9);
  expect(median()).toBe(sum);
  add('rest', suffixName(['a', 'b']), HOUR_LOG + 3, 1);
  // 10 ÷ (10 + 30) of the way.
  expect(median() - sum).toBeGreaterThan(0.4);
  expect(median() - sum).toBeLessThan(0.8);
});

test('DELIVERY-14: a step that never takes place takes no time', () => {
  const { histograms, model, add } = learnt();
  add('span', 'a', HOUR_LOG, 200);
  for (let i = 0; i < 1_000; i += 1) histograms.add(stepHierarchy('done', 'a'), DAY, 0);
  model.invalidate();
  expect(model.rest(['a'], CLASS, 9).survival(60)).toBeCloseTo(9.8 / 1_010, 6);
});
