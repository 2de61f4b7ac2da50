import { expect, test } from 'vitest';
import { DurationDistribution } from './durationDistribution.ts';
import { atomAtZero, convolve, discretize, GridDistribution, relocate } from './logGrid.ts';

const hours = (median: number, spread: number) => new DurationDistribution(Math.log(median * 3_600), spread);

/** P(X + Y > t) by 4,000 strata of X: the integral itself, without a grid. */
function byIntegral(x: DurationDistribution, y: DurationDistribution, t: number): number {
  let late = 0;
  const n = 4_000;
  for (let i = 0; i < n; i += 1) {
    let low = -6;
    let high = 6;
    const u = (i + 0.5) / n;
    for (let k = 0; k < 50; k += 1) {
      const middle = (low + high) / 2;
      if (1 - x.survival(Math.exp(x.logQuantile(middle))) < u) low = middle;
      else high = middle;
    }
    late += y.survival(t - Math.exp(x.logQuantile(low))) / n;
  }
  return late;
}

test('DELIVERY-14: the sum of two durations agrees with the integral to a hundredth', () => {
  const x = hours(10, 0.5);
  const y = hours(24, 0.8);
  const sum = new GridDistribution(convolve(discretize(x), discretize(y)));
  for (const t of [15, 30, 40, 60, 100, 200]) expect(sum.survival(t * 3_600)).toBeCloseTo(byIntegral(x, y, t * 3_600), 1.7);
});

test('DELIVERY-14: nothing added changes nothing; order does not matter', () => {
  const x = discretize(hours(5, 0.4));
  const y = discretize(hours(8, 0.6), 0.7);
  expect([...convolve(x, atomAtZero())]).toEqual([...x]);
  const xy = convolve(x, y);
  const yx = convolve(y, x);
  for (let k = 0; k < xy.length; k += 1) expect(xy[k]).toBeCloseTo(yx[k] as number, 6);
});

test('DELIVERY-14: a step that may be skipped leaves its mass at zero', () => {
  const table = new GridDistribution(discretize(hours(5, 0.4), 0.7));
  expect(table.survival(60)).toBeCloseTo(0.7, 3);
  expect(table.mean).toBeCloseTo(0.7 * 5 * 3_600 * Math.exp(0.08), -3);
});

test('DELIVERY-14: relocating moves median and spread to what was asked', () => {
  const table = new GridDistribution(discretize(hours(5, 0.4)));
  const moved = new GridDistribution(relocate(table.mass, table, { median: table.median + 1, spread: table.spread * 1.5 }));
  expect(moved.median).toBeCloseTo(table.median + 1, 1);
  expect(moved.spread / table.spread).toBeCloseTo(1.5, 1);
});
