import { expect, test } from 'vitest';
import { DurationDistribution, residualLife, residualSurvival } from './durationDistribution.ts';
import { normalCdf } from './normal.ts';

// Median 3 h, spread 0.5: ln(10,800) = 9.28730.
const distribution = new DurationDistribution(Math.log(10_800), 0.5);

test('DELIVERY-12: log-normal within two spreads: P(T > median·e^0.5) = 1 − Φ(1)', () => {
  expect(distribution.survival(10_800)).toBeCloseTo(0.5, 6);
  expect(distribution.survival(10_800 * Math.exp(0.5))).toBeCloseTo(1 - normalCdf(1), 6);
});

test('DELIVERY-12: the far upper tail is heavier than normal where nothing is known of it', () => {
  expect(distribution.survival(10_800 * Math.exp(0.5 * 3))).toBeGreaterThan(1.3 * (1 - normalCdf(3)));
});

test('DELIVERY-15: given that 3 h have gone: P(1 h more is not enough) = (1 − Φ(ln(4/3)/0.5)) / ½', () => {
  expect(residualSurvival(distribution, 10_800, 3_600)).toBeCloseTo((1 - normalCdf(Math.log(4 / 3) / 0.5)) / 0.5, 2);
});

test('DELIVERY-15: the strata of a residual life carry its mean', () => {
  const { values, masses } = residualLife(distribution, 0);
  const mean = values.reduce((sum, value, i) => sum + value * (masses[i] as number), 0);
  expect(mean / (10_800 * Math.exp(0.125))).toBeCloseTo(1, 1);
  expect(masses.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  expect([...values]).toEqual([...values].sort((a, b) => a - b));
});

test('DELIVERY-15: a step that runs longer than anything seen still ends some time, and not at once', () => {
  const { values } = residualLife(distribution, 10_800 * 1_000);
  expect(values.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
  expect(values.at(-1)).toBeGreaterThan(3_600);
});
