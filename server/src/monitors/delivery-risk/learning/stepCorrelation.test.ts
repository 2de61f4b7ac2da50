import { expect, test } from 'vitest';
import { StepCorrelation } from './stepCorrelation.ts';

const add = (correlation: StepCorrelation, bin: number, next: number, change: 1 | -1 = 1) => correlation.add('a→b', 10, bin, next, change);

test('DELIVERY-17: pairs that rise together are correlated, and taking them back leaves what was before', () => {
  const correlation = new StepCorrelation();
  const before = correlation.rho();
  for (let i = 0; i < 600; i += 1) add(correlation, 100 + (i % 20), 200 + (i % 20));
  // 600 pairs of correlation 1 against 60 of 0.1, but never above 0.8.
  expect(correlation.rho()).toBe(0.8);
  for (let i = 0; i < 600; i += 1) add(correlation, 100 + (i % 20), 200 + (i % 20), -1);
  expect(correlation.rho()).toBe(before);
  expect([...correlation.save()]).toEqual([['a→b', []]]);
});

test('DELIVERY-17: independent pairs: (n·0 + 60·0.1) / (n + 60)', () => {
  const correlation = new StepCorrelation();
  for (let i = 0; i < 400; i += 1) add(correlation, 100 + (i % 20), 200 + (Math.floor(i / 20) % 20));
  expect(correlation.rho()).toBeCloseTo(6 / 460, 10);
});
