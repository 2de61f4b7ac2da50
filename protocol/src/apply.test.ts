import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyDelta, applySnapshot, emptyCopy, type TopicCopy } from './apply.ts';
import type { Delta, Snapshot } from './wire.ts';

type Rows = Record<string, number>;

const snap = (s: number, rows: Rows, over: Partial<Snapshot> = {}): Snapshot => {
  return { t: 'snap', ts: 0, k: 'alerts', e: 'e1', s, part: 0, last: true, rows: Object.entries(rows), ...over };
};
const delta = (p: number, s: number, up: Rows, rm: string[] = [], e = 'e1'): Delta => {
  return { t: 'd', ts: 0, k: 'alerts', e, p, s, up: Object.entries(up), rm };
};
/** What turns `before` into `after`. */
function between(p: number, s: number, before: Rows, after: Rows): Delta {
  const up = Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value));
  const rm = Object.keys(before).filter((key) => !(key in after));
  return delta(p, s, up, rm);
}
function copyAt(s: number, rows: Rows): TopicCopy {
  const copy = emptyCopy();
  applySnapshot(copy, snap(s, rows));
  return copy;
}
const rowsOf = (copy: TopicCopy) => Object.fromEntries(copy.rows);

describe('snapshots', () => {
  test('BOARD-5: the last part puts the whole in place; until then the copy shows what it had', () => {
    const copy = copyAt(3, { old: 1 });
    expect(applySnapshot(copy, snap(9, { a: 1 }, { last: false }))).toBe('assembling');
    expect([rowsOf(copy), copy.seq]).toEqual([{ old: 1 }, 3]);
    expect(applySnapshot(copy, snap(9, { b: 2 }, { part: 1 }))).toBe('applied');
    expect([rowsOf(copy), copy.seq]).toEqual([{ a: 1, b: 2 }, 9]);
  });

  test('BOARD-5: a part that is missing, of another number or of another epoch is a gap', () => {
    for (const next of [snap(9, {}, { part: 2 }), snap(8, {}, { part: 1 }), snap(9, {}, { part: 1, e: 'e2' })]) {
      const copy = emptyCopy();
      applySnapshot(copy, snap(9, { a: 1 }, { last: false }));
      expect(applySnapshot(copy, next)).toBe('gap');
    }
  });

  test('BOARD-5: a first part begins anew', () => {
    const copy = emptyCopy();
    applySnapshot(copy, snap(9, { a: 1 }, { last: false }));
    expect(applySnapshot(copy, snap(10, { b: 1 }))).toBe('applied');
    expect(rowsOf(copy)).toEqual({ b: 1 });
  });
});

describe('deltas', () => {
  test('BOARD-6: applied only to the number they start from', () => {
    const copy = copyAt(3, { a: 1 });
    expect(applyDelta(copy, delta(4, 5, { a: 9 }))).toBe('gap');
    expect(applyDelta(copy, delta(2, 3, { a: 9 }))).toBe('ignored');
    expect(applyDelta(copy, delta(3, 4, { a: 9 }, [], 'e2'))).toBe('gap');
    expect(applyDelta(emptyCopy(), delta(0, 1, { a: 9 }))).toBe('gap');
    expect(rowsOf(copy)).toEqual({ a: 1 });
    expect(applyDelta(copy, delta(3, 4, { b: 2 }, ['a', 'not there']))).toBe('applied');
    expect([rowsOf(copy), copy.seq]).toEqual([{ b: 2 }, 4]);
  });

  test('BOARD-6: a frame of the past neither harms nor helps, even one that overlaps the copy', () => {
    const copy = copyAt(5, { a: 5 });
    expect(applyDelta(copy, delta(2, 5, { a: 1 }))).toBe('ignored');
    expect(applyDelta(copy, delta(2, 6, { a: 1 }))).toBe('gap');
    expect(rowsOf(copy)).toEqual({ a: 5 });
  });

  test('BOARD-7: snapshot n and the deltas n+1 … m, merged or not, are snapshot m', () => {
    const rows = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.nat(3));
    fc.assert(
      fc.property(
        fc.array(rows, { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 12, maxLength: 12 }),
        (states, leaps) => {
          const copy = copyAt(0, states[0] as Rows);
          let at = 0;
          for (const leap of leaps) {
            const to = Math.min(at + leap, states.length - 1);
            if (to === at) break;
            expect(applyDelta(copy, between(at, to, states[at] as Rows, states[to] as Rows))).toBe('applied');
            at = to;
          }
          expect(rowsOf(copy)).toEqual(states[at]);
          expect(copy.seq).toBe(at);
        },
      ),
    );
  });
});
