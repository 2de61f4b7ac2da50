import { expect, test } from 'vitest';
import { Kinship, NO_PACE, paceBeyond, paceSeen } from './kinship.ts';

const pair = (bin: number, next: number, day = 10) => ({ chain: ['a→b'], day, bin, next });

test('pairs that rise together are kin, and taking them back leaves what was before', () => {
  const kinship = new Kinship();
  const before = kinship.correlation();
  for (let i = 0; i < 600; i += 1) kinship.add(pair(100 + (i % 20), 200 + (i % 20)), 1);
  // 600 pairs of correlation 1 against 60 of 0.1, but never above 0.8.
  expect(kinship.correlation()).toBe(0.8);
  for (let i = 0; i < 600; i += 1) kinship.add(pair(100 + (i % 20), 200 + (i % 20)), -1);
  expect(kinship.correlation()).toBe(before);
  expect(kinship.save()).toEqual([['a→b', []]]);
});

test('pairs that do not care for each other: (n·0 + 60·0.1) / (n + 60)', () => {
  const kinship = new Kinship();
  for (let i = 0; i < 400; i += 1) kinship.add(pair(100 + (i % 20), 200 + (Math.floor(i / 20) % 20)), 1);
  expect(kinship.correlation()).toBeCloseTo(6 / 460, 10);
});

test('one step seen at score 2 with ρ = 0.25: factor mean ½·2 = 1, variance 1 − 0.25', () => {
  expect(paceSeen(NO_PACE, 2, 0, 0.25)).toEqual({ mean: 1, variance: 0.75 });
});

test('two steps seen: the classical posterior √ρ·Σz / (1 + ρ)', () => {
  const { mean } = paceSeen(paceSeen(NO_PACE, 2, 0, 0.25), 1, 0, 0.25);
  expect(mean).toBeCloseTo((0.5 * 3) / 1.25, 12);
});

test('a step still running at its median: mean √ρ·φ(0)/½', () => {
  const { mean, variance } = paceBeyond(NO_PACE, 0, 0.25);
  expect(mean).toBeCloseTo(0.5 * 0.7978845608, 9);
  expect(variance).toBeCloseTo(1 - 0.25 * 0.6366197724, 9);
});
