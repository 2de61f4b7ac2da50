import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chapman, estimatePopulation, logitInterval } from './chapman.ts';
import { coverageOf } from './intervalTrial.fixture.ts';

test('TOUCH-8, TOUCH-9: Chapman: the textbook case of 10 marked, 15 caught, 5 of them marked', () => {
  // (10+1)(15+1)/(5+1) − 1 = 28.33, with the interval 22 … 65 (Wikipedia, Mark and recapture, after Sadinle 2009).
  expect(chapman(10, 15, 5)).toBeCloseTo(28.333, 3);
  const { low, high } = logitInterval(10, 15, 5);
  expect(Math.round(low)).toBe(22);
  expect(Math.round(high)).toBe(65);
});

test('TOUCH-8, TOUCH-9: Chapman: by hand, 90 by the systems, 50 by the audit, 30 by both', () => {
  // 91·51/31 − 1 = 148.7097; a = 30.5, b = 60.5, c = 20.5: unseen 60.5·20.5/30.5 = 40.6639,
  // σ² = 1/30.5 + 1/60.5 + 1/20.5 + 30.5/(60.5·20.5) = 0.122689, e^(1.96·0.350271) = 1.98675; seen 109.5.
  const estimate = estimatePopulation(90, 50, 30, 110, 1);
  expect(estimate?.estimated).toBeCloseTo(148.7097, 4);
  expect(estimate?.low).toBeCloseTo(109.5 + 40.6639 / 1.98675, 2);
  expect(estimate?.high).toBeCloseTo(109.5 + 40.6639 * 1.98675, 2);
});

test('TOUCH-8: no overlap, no estimate: m = 0 may be a road that reports only what was missed', () => {
  expect(estimatePopulation(40, 12, 0, 52, 1)).toBeNull();
  expect(estimatePopulation(40, 0, 0, 40, 1)).toBeNull();
  expect(estimatePopulation(0, 12, 0, 12, 1)).toBeNull();
  expect(estimatePopulation(40, 12, 6, 46, 7)).toBeNull();
});

test('TOUCH-9: everything found was captured too: nothing unseen is claimed, but the interval leaves room', () => {
  const estimate = estimatePopulation(50, 20, 20, 50, 1);
  expect(estimate?.estimated).toBe(50);
  expect(estimate?.low).toBe(50);
  expect(estimate?.high).toBeGreaterThan(50);
});

test('TOUCH-8, TOUCH-9: property: known ≤ low ≤ estimated ≤ high, all finite', () => {
  fc.assert(
    fc.property(fc.nat(5_000), fc.nat(5_000), fc.nat(5_000), fc.nat(2_000), (b, c, m, elsewhere) => {
      const known = b + c + m + elsewhere;
      const estimate = estimatePopulation(b + m, c + m, m, known, 0);
      if (!estimate) return b + m === 0 || c + m === 0;
      const { low, estimated, high } = estimate;
      return known <= low && low <= estimated && estimated <= high && Number.isFinite(high);
    }),
  );
});

/** Population, share the systems see, share the other road sees: from a small region's channel to a large one's, all with seven or more expected in both. */
const REALISTIC: [number, number, number][] = [
  [100, 0.5, 0.2],
  [100, 0.7, 0.2],
  [100, 0.7, 0.4],
  [250, 0.3, 0.1],
  [250, 0.3, 0.4],
  [250, 0.5, 0.2],
  [250, 0.9, 0.2],
  [600, 0.3, 0.1],
  [600, 0.5, 0.1],
  [600, 0.7, 0.2],
  [600, 0.9, 0.4],
  [2_000, 0.3, 0.05],
  [2_000, 0.5, 0.1],
  [2_000, 0.9, 0.1],
];

test.each(REALISTIC)(
  'TOUCH-9: N = %d, systems see %d, the audit %d: the interval holds the truth in 93 to 97 of 100 seeded runs',
  (size, systems, audit) => {
    const trial = coverageOf({ size, systems, audit, runs: 2_000, seed: 7 });
    expect(trial.covered).toBeGreaterThanOrEqual(0.93);
    expect(trial.covered).toBeLessThanOrEqual(0.97);
    expect(trial.withoutEstimate).toBe(0);
    // The estimator itself is centred: the mean error stays within 3 % of the truth.
    expect(Math.abs(trial.meanEstimate / size - 1)).toBeLessThan(0.03);
  },
);

test('TOUCH-9: with next to nothing in both roads the interval errs on the safe side', () => {
  const trial = coverageOf({ size: 40, systems: 0.5, audit: 0.2, runs: 2_000, seed: 7 });
  expect(trial.covered).toBeGreaterThanOrEqual(0.95);
});
