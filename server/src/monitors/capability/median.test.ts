import fc from 'fast-check';
import { expect, test } from 'vitest';
import { medianOf } from './median.ts';

test('property: the median equals that of the sorted values', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ min: 0, max: 1e6, noNaN: true })), { minLength: 1 }),
      (values) => {
        const sorted = [...values].sort((a, b) => a - b);
        const half = values.length >> 1;
        const expected = values.length % 2 ? sorted[half] : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
        expect(medianOf(Float64Array.from(values))).toBe(expected);
      },
    ),
  );
  expect(medianOf(new Float64Array(0))).toBeNaN();
});
