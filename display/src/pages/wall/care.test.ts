import { expect, test } from 'vitest';
import { mayReload, pixelShift } from './care.ts';

const at = { loadedVersion: '1', version: '1', quiet: true, state: 'live', inStateMs: 0 } as const;

test('a new version is taken at a quiet moment only', () => {
  expect(mayReload(at)).toBe(false);
  expect(mayReload({ ...at, version: '2' })).toBe(true);
  expect(mayReload({ ...at, version: '2', quiet: false })).toBe(false);
  expect(mayReload({ ...at, version: '2', state: 'reconnecting' })).toBe(false);
});

test('a screen that never learnt its own version does not guess', () => {
  expect(mayReload({ ...at, loadedVersion: '' })).toBe(false);
});

test('a refused page comes back after a while, whatever goes on', () => {
  expect(mayReload({ ...at, state: 'refused', quiet: false, inStateMs: 29_999 })).toBe(false);
  expect(mayReload({ ...at, state: 'refused', quiet: false, inStateMs: 30_000 })).toBe(true);
});

test('the picture wanders a few pixels, a step at a time, and comes round', () => {
  const ring = Array.from({ length: 8 }, (_, minute) => pixelShift(minute));
  expect(new Set(ring.map((p) => `${p.x},${p.y}`)).size).toBe(8);
  for (const [i, p] of ring.entries()) {
    const next = pixelShift(i + 1);
    expect(Math.max(Math.abs(p.x), Math.abs(p.y))).toBeLessThanOrEqual(3);
    expect(Math.hypot(next.x - p.x, next.y - p.y)).toBeLessThanOrEqual(3);
  }
  expect(pixelShift(8)).toEqual(pixelShift(0));
  expect(pixelShift(-1)).toEqual(pixelShift(7));
});
