import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinKey, splitKey } from './boardKey.ts';

/** Mostly what keys must tell apart. */
const part = fc.oneof(fc.string({ unit: fc.constantFrom('|', '\\', 'a', ':', '') }), fc.string({ unit: 'grapheme' }));
const parts = fc.array(part, { minLength: 1, maxLength: 5 });

describe('board keys', () => {
  test('BOARD-10 escape `|` and `\\` in every part but the last', () => {
    expect(joinKey(['1h', 'team', 'EMEA | SMB'])).toBe('1h|team|EMEA | SMB');
    expect(joinKey(['web|chat', 'north'])).toBe('web\\|chat|north');
    expect(joinKey(['web', 'chat|north'])).toBe('web|chat|north');
    expect(joinKey(['a\\', 'b\\'])).toBe('a\\\\|b\\');
    expect(splitKey('a|b', 3)).toBeNull();
    expect(splitKey('a\\b|c', 2)).toBeNull();
    expect(splitKey('a\\', 2)).toBeNull();
  });

  test('BOARD-10 splitting is the inverse of joining', () => {
    fc.assert(
      fc.property(parts, (list) => {
        expect(splitKey(joinKey(list), list.length)).toEqual(list);
      }),
    );
  });

  test('BOARD-10 two lists of one length never share a key', () => {
    const pair = fc
      .integer({ min: 1, max: 4 })
      .chain((length) => fc.tuple(...[0, 1].map(() => fc.array(part, { minLength: length, maxLength: length }))));
    fc.assert(
      fc.property(pair, ([a = [], b = []]) => {
        expect(joinKey(a) === joinKey(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });
});
