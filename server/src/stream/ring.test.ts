import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeltaRing } from './ring.ts';

const wide = { ringMs: 60_000, ringDeltas: 1_000, ringBytes: 100_000_000 };
const fill = (ring: DeltaRing, upTo: number, everyMs = 100) => {
  for (let s = 1; s <= upTo; s++) ring.push({ p: s - 1, s, atMs: s * everyMs, keys: [`k${s % 10}`] });
};

test('WIRE-10: knows every key changed since a number, and that there are none since the newest', () => {
  const ring = new DeltaRing(wide);
  expect(ring.keysSince(0, 100)).toBeNull();
  fill(ring, 25);
  expect(ring.keysSince(22, 100)).toEqual(new Set(['k3', 'k4', 'k5']));
  expect(ring.keysSince(0, 100)?.size).toBe(10);
  expect(ring.keysSince(25, 100)).toEqual(new Set());
  expect(ring.keysSince(26, 100)).toBeNull();
  expect(ring.keysSince(0, 5)).toBeNull();
});

test('WIRE-10: bounded by number, by age and by bytes', () => {
  const few = new DeltaRing({ ...wide, ringDeltas: 10 });
  fill(few, 2_000);
  expect(few.size).toBe(10);
  expect([few.keysSince(1_990, 100)?.size, few.keysSince(1_989, 100)]).toEqual([10, null]);

  const young = new DeltaRing(wide);
  fill(young, 1, 0);
  young.expire(60_000);
  expect(young.size).toBe(1);
  young.expire(60_001);
  expect([young.size, young.keysSince(0, 100)]).toEqual([0, null]);

  const small = new DeltaRing({ ...wide, ringBytes: 300 });
  fill(small, 10);
  expect(small.size).toBe(3);
  // However long the names are.
  for (let s = 11; s <= 40; s++) small.push({ p: s - 1, s, atMs: 1_000, keys: ['x'.repeat(s % 2 === 0 ? 10 : 10_000)] });
  expect(small.sizeBytes).toBeLessThanOrEqual(300);
  expect(small.size).toBe(1);
  expect(small.keysSince(40, 100)).toEqual(new Set());
  expect(small.keysSince(38, 100)).toBeNull();
});

test('a delta that does not follow on is a mistake of the caller', () => {
  const ring = new DeltaRing(wide);
  fill(ring, 3);
  expect(() => ring.push({ p: 4, s: 5, atMs: 0, keys: [] })).toThrow(RangeError);
});

test('WIRE-10: what it answers is what a list kept in full would', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 2 }), { maxLength: 700 }),
      fc.nat(800),
      fc.integer({ min: 1, max: 400 }),
      (deltas, from, ringDeltas) => {
        const ring = new DeltaRing({ ...wide, ringDeltas });
        for (const [i, keys] of deltas.entries()) ring.push({ p: i, s: i + 1, atMs: 0, keys });
        const kept = deltas.length > 0 && from <= deltas.length && deltas.length - from <= Math.min(ringDeltas, deltas.length);
        expect(ring.keysSince(from, 10)).toEqual(kept ? new Set(deltas.slice(from).flat()) : null);
      },
    ),
  );
});
