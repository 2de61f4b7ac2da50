import { expect, test } from 'vitest';
import { FRAILTY_PRIOR, givenDuration, givenSurvival } from './sharedFrailty.ts';

test('DELIVERY-17: one step seen at score 2 with ρ = 0.25: frailty mean ½·2 = 1, variance 1 − 0.25', () => {
  expect(givenDuration(FRAILTY_PRIOR, 2, 0, 0.25)).toEqual({ mean: 1, variance: 0.75 });
});

test('DELIVERY-17: two steps seen: the classical posterior √ρ·Σz / (1 + ρ)', () => {
  const { mean } = givenDuration(givenDuration(FRAILTY_PRIOR, 2, 0, 0.25), 1, 0, 0.25);
  expect(mean).toBeCloseTo((0.5 * 3) / 1.25, 12);
});

test('DELIVERY-17: a step still running at its median: mean √ρ·φ(0)/½', () => {
  const { mean, variance } = givenSurvival(FRAILTY_PRIOR, 0, 0.25);
  expect(mean).toBeCloseTo(0.5 * 0.7978845608, 9);
  expect(variance).toBeCloseTo(1 - 0.25 * 0.6366197724, 9);
});
