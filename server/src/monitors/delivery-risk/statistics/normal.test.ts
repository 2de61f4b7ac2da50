import { expect, test } from 'vitest';
import { logNormalExcess, logNormalOfMoments, logNormalSurvival, normalCdf, normalQuantile } from './normal.ts';

test('Φ and its inverse agree with the tables (Abramowitz & Stegun 26.1)', () => {
  expect(normalCdf(0)).toBeCloseTo(0.5, 14);
  expect(normalCdf(1)).toBeCloseTo(0.841344746068543, 14);
  expect(normalCdf(-1.96)).toBeCloseTo(0.0249978951482204, 14);
  expect(normalCdf(-10)).toBeCloseTo(7.61985302416e-24, 30);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 8);
  for (const p of [1e-9, 0.01, 0.3, 0.77, 0.999]) expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 9);
});

test("DELIVERY-20: Fenton's log-normal of two equal log-normals, by hand", () => {
  // Each ln X ~ N(0, 0.5²): mean e^0.125 = 1.133148, variance (e^0.25 − 1)·e^0.25 = 0.364696.
  // Sum: mean 2.266297, variance 0.729392; σ² = ln(1 + 0.729392 / 5.136102) = 0.132793; μ = ln 2.266297 − σ²/2 = 0.751750.
  const { mu, sigma } = logNormalOfMoments(2 * Math.exp(0.125), 2 * (Math.exp(0.25) - 1) * Math.exp(0.25));
  expect(sigma ** 2).toBeCloseTo(0.132793, 4);
  expect(mu).toBeCloseTo(0.75175, 4);
});

test('DELIVERY-20: expected excess is the Black–Scholes call: spot 100, strike 100, σ 0.2, no interest gives 7.9656', () => {
  expect(logNormalExcess({ mu: Math.log(100) - 0.02, sigma: 0.2 }, 100)).toBeCloseTo(7.9656, 4);
  expect(logNormalExcess({ mu: Math.log(100) - 0.02, sigma: 0.2 }, -50)).toBeCloseTo(150, 9);
});

test('survival at the median is one half, before any time one', () => {
  expect(logNormalSurvival({ mu: 2, sigma: 0.7 }, Math.exp(2))).toBeCloseTo(0.5, 12);
  expect(logNormalSurvival({ mu: 2, sigma: 0.7 }, 0)).toBe(1);
});
