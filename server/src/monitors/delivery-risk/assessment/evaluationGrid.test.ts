import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gridAt, nextEvaluation, phaseOf } from './evaluationGrid.ts';

const PROMISE = Date.UTC(2026, 5, 1);

test('DELIVERY-26: between two instants of the grid nothing changes, and the next is always ahead', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -20 * 86_400_000, max: 3 * 86_400_000 }),
      fc.string(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (offset, name, part) => {
        const nowMs = PROMISE + offset;
        const phase = phaseOf(name);
        const here = gridAt(PROMISE, phase, nowMs);
        expect(here.atMs).toBeLessThanOrEqual(nowMs);
        expect(here.nextMs).toBeGreaterThan(nowMs);
        const between = Math.floor(nowMs + part * (here.nextMs - 1 - nowMs));
        expect(gridAt(PROMISE, phase, between).atMs).toBe(here.atMs);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('DELIVERY-26: the grid is never coarser than an eighth of the time left, nor than 256 minutes, and holds the promise itself', () => {
  for (const leftMs of [60_000, 1e6, 1e7, 1e8, 1e9]) {
    const nowMs = PROMISE - leftMs;
    const { nextMs, atMs } = gridAt(PROMISE, 0, nowMs);
    expect(nextMs - atMs).toBeLessThanOrEqual(Math.max(60_000, Math.min(leftMs / 8, 256 * 60_000)) + 60_000);
  }
  expect(gridAt(PROMISE, 30_000, PROMISE - 1).nextMs).toBe(PROMISE);
  expect(gridAt(PROMISE, 30_000, PROMISE).atMs).toBe(PROMISE);
});

test('DELIVERY-29: alerts: a quarter of the time left while p is low, an eighth near the thresholds, the promise itself, then only on facts', () => {
  const hours = 3_600_000;
  expect(nextEvaluation(PROMISE, PROMISE - 8 * hours, 0.1, false)).toBe(PROMISE - 6 * hours);
  expect(nextEvaluation(PROMISE, PROMISE - 8 * hours, 0.65, false)).toBe(PROMISE - 7 * hours);
  expect(nextEvaluation(PROMISE, PROMISE - 30_000, 0.65, false)).toBe(PROMISE);
  expect(nextEvaluation(PROMISE, PROMISE, 1, false)).toBe(Infinity);
  expect(nextEvaluation(PROMISE, PROMISE - 8 * hours, 0.95, true)).toBe(Infinity);
});
