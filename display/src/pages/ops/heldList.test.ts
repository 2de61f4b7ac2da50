import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrange, EMPTY_ARRANGEMENT, neighbour } from './heldList.ts';

test('while held, rows keep their places, new ones wait, and one that is over stays', () => {
  const before = arrange(EMPTY_ARRANGEMENT, ['a', 'b', 'c'], false);
  const after = arrange(before, ['new', 'c', 'a'], true);
  expect(after).toEqual({ shown: ['a', 'b', 'c'], waiting: ['new'] });
  expect(arrange(after, ['new', 'c', 'a'], false)).toEqual({ shown: ['new', 'c', 'a'], waiting: [] });
});

test('an empty list is never held: a first alert shows at once', () => {
  expect(arrange(EMPTY_ARRANGEMENT, ['a'], true).shown).toEqual(['a']);
});

test('whatever comes, nothing moves while held and nothing is lost', () => {
  const ids = fc.uniqueArray(fc.constantFrom(...'abcdefgh'));
  fc.assert(
    fc.property(ids, fc.array(ids), (first, later) => {
      fc.pre(first.length > 0);
      let arranged = arrange(EMPTY_ARRANGEMENT, first, false);
      for (const wanted of later) {
        arranged = arrange(arranged, wanted, true);
        expect(arranged.shown).toEqual(first);
        expect([...arranged.shown, ...arranged.waiting]).toEqual(expect.arrayContaining(wanted));
      }
    }),
  );
});

test('the keyboard steps from row to row and stops at the ends', () => {
  const shown = ['a', 'b', 'c'];
  expect(neighbour(shown, null, 1)).toBe('a');
  expect(neighbour(shown, null, -1)).toBe('c');
  expect(neighbour(shown, 'b', 1)).toBe('c');
  expect(neighbour(shown, 'c', 1)).toBe('c');
  expect(neighbour(shown, 'a', -12)).toBe('a');
  expect(neighbour(shown, 'a', Number.POSITIVE_INFINITY)).toBe('c');
  expect(neighbour(shown, null, Number.POSITIVE_INFINITY)).toBe('c');
  expect(neighbour(shown, null, Number.NEGATIVE_INFINITY)).toBe('a');
  expect(neighbour(shown, 'gone', 1)).toBe('a');
  expect(neighbour([], null, 1)).toBeNull();
});
