import { expect, test } from 'vitest';
import { codeDuration, quantiles } from './kaplanMeier.ts';

const coded = (answered: number[], censored: number[]) =>
  new Float64Array([...answered.map((d) => codeDuration(d, true)), ...censored.map((d) => codeDuration(d, false))]).sort();

test('LEAD-11: without censoring it is the empirical quantile', () => {
  expect(quantiles(coded([10, 20, 30, 40], []), [0.5, 0.9, 0.99])).toEqual([20, 40, 40]);
});

test('LEAD-11: remission times of Freireich et al. 1963 (6-MP arm): the median stands at 23 weeks', () => {
  // The textbook example of the estimator; S(22) = 0.538, S(23) = 0.448, and the curve never falls to 0.1.
  const events = [6, 6, 6, 7, 10, 13, 16, 22, 23];
  const censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
  expect(quantiles(coded(events, censored), [0.5, 0.9])).toEqual([23, null]);
});

test('LEAD-11: a lead that nobody answers makes the figure worse and never vanishes', () => {
  expect(quantiles(coded([40, 50, 60], []), [0.5])).toEqual([50]);
  expect(quantiles(coded([40, 50, 60], [500, 500]), [0.5])).toEqual([60]);
  expect(quantiles(coded([40, 50, 60], [500, 500, 500, 500]), [0.5])).toEqual([null]);
});

test('LEAD-11: among equal times the response comes before the censoring', () => {
  // S(10) = 1 − 1/2: the lead censored at 10 was still at risk.
  expect(quantiles(coded([10], [10]), [0.5, 0.6])).toEqual([10, null]);
});

test('LEAD-11: nothing in, nothing known', () => {
  expect(quantiles(new Float64Array(0), [0.5])).toEqual([null]);
});
