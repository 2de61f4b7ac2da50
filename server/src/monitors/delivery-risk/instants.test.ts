import fc from 'fast-check';
import { expect, test } from 'vitest';
import { iso } from './instants.ts';

test('DELIVERY-28: instants are written as Date writes them, in whatever order and of whatever age', () => {
  const near = fc.integer({ min: 0, max: 400 * 86_400_000 }).map((ms) => Date.UTC(2026, 0, 1) + ms);
  const any = fc.oneof(near, fc.double({ min: -8.64e15, max: 8.64e15, noNaN: true }), fc.constantFrom(0, -1, 8.64e15, -8.64e15, 0.5, -0.5));
  fc.assert(
    fc.property(fc.array(any, { minLength: 1, maxLength: 40 }), (instants) => {
      for (const ms of instants) expect(iso(ms)).toBe(new Date(ms).toISOString());
    }),
  );
  expect(() => iso(Number.NaN)).toThrow(RangeError);
});
