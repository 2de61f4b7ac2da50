import { expect, test } from 'vitest';
import { ATOM_AT_ZERO, convolution, type DiscreteDistribution, maximum, mixtureWithAtomAtZero, momentsOf } from './discreteDistribution.ts';

const of = (...pairs: [value: number, mass: number][]): DiscreteDistribution => ({
  values: pairs.map(([value]) => value),
  masses: pairs.map(([, mass]) => mass),
});

/** Mass by value, values of no mass left out. */
function massesOf({ values, masses }: DiscreteDistribution): Record<number, number> {
  const found: Record<number, number> = {};
  for (const [i, value] of values.entries()) if (masses[i]) found[value] = (found[value] ?? 0) + (masses[i] as number);
  return found;
}

const coin = of([1, 0.5], [2, 0.5]);

test('DELIVERY-15: the maximum of two fair coins of 1 and 2 is 2 three times in four; of nothing it is zero', () => {
  expect(massesOf(maximum([coin, coin]))).toEqual({ 1: 0.25, 2: 0.75 });
  expect(maximum([])).toBe(ATOM_AT_ZERO);
  expect(massesOf(maximum([of([5, 0.5], [0, 0.5]), coin]))).toEqual({ 1: 0.25, 2: 0.25, 5: 0.5 });
});

test('DELIVERY-15: a time needed with probability 0.25 only', () => {
  expect(massesOf(mixtureWithAtomAtZero(coin, 0.25))).toEqual({ 0: 0.75, 1: 0.125, 2: 0.125 });
});

test('DELIVERY-16: one after the other: means and variances add up', () => {
  const sum = convolution(coin, of([10, 0.25], [20, 0.75]));
  expect(massesOf(sum)).toEqual({ 11: 0.125, 12: 0.125, 21: 0.375, 22: 0.375 });
  expect(momentsOf(sum).mean).toBeCloseTo(1.5 + 17.5, 12);
  expect(momentsOf(sum).variance).toBeCloseTo(0.25 + 18.75, 10);
});
