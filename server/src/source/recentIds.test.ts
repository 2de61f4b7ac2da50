import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentIds } from './recentIds.ts';

/** What it stands for, said with sets. */
class Model {
  young = new Set<string>();
  old = new Set<string>();
  readonly #size: number;
  constructor(capacity: number) {
    this.#size = Math.max(1, Math.floor(capacity / 2));
  }
  has(id: string) {
    return this.young.has(id) || this.old.has(id);
  }
  add(id: string) {
    this.young.add(id);
    if (this.young.size < this.#size) return;
    this.old = this.young;
    this.young = new Set();
  }
}

const uuid = (high: number, low: number) => `${high.toString(16).padStart(8, '0')}-0000-0000-0000-${low.toString(16).padStart(12, '0')}`;
const anyId = fc.oneof(
  fc.uuid(),
  // Close together, as of a counter or a clock, and those whose words are zero.
  fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 40 })).map(([high, low]) => uuid(high, low)),
);

test('remembers what two generations of sets would, whatever the ids', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 24 }), fc.array(fc.tuple(fc.boolean(), anyId), { maxLength: 120 }), (capacity, steps) => {
      const recent = new RecentIds(capacity);
      const model = new Model(capacity);
      for (const [isAdded, id] of steps) {
        expect(recent.has(id)).toBe(model.has(id));
        if (!isAdded) continue;
        recent.add(id);
        model.add(id);
      }
    }),
  );
});

test('every hexadecimal digit counts, of either case alike', () => {
  const id = '01234567-89ab-cdef-8123-456789abcdef';
  const recent = new RecentIds(1_000);
  recent.add(id);
  expect(recent.has(id.toUpperCase())).toBe(true);
  for (let at = 0; at < id.length; at++) {
    if (id[at] === '-') continue;
    for (const digit of '0123456789abcdef') {
      const other = `${id.slice(0, at)}${digit}${id.slice(at + 1)}`;
      expect(recent.has(other), other).toBe(other === id);
    }
  }
});
