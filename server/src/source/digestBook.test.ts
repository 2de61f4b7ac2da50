import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DigestAt } from '../store/eventReads.ts';
import { DigestBook, secondOf, spanOf } from './digestBook.ts';
import { SeenIds } from './seenIds.ts';

interface Row {
  ms: number;
  hash: [number, number];
}
const rows = fc.array(fc.record({ ms: fc.integer({ min: 0, max: 600_000 }), hash: fc.tuple(fc.nat(0xffffffff), fc.nat(0xffffffff)) }), {
  maxLength: 60,
}) as fc.Arbitrary<Row[]>;

/** What the store would answer, by brute force. */
function digests(all: readonly Row[], bucketOf: (ms: number) => number, fromMs: number, untilMs: number): DigestAt[] {
  const map = new Map<number, DigestAt>();
  for (const { ms, hash } of all) {
    if (secondOf(ms) < fromMs || secondOf(ms) >= untilMs) continue;
    const startMs = bucketOf(ms);
    const digest = map.get(startMs) ?? { startMs, count: 0, high: 0, low: 0 };
    map.set(startMs, { startMs, count: digest.count + 1, high: (digest.high ^ hash[0]) >>> 0, low: (digest.low ^ hash[1]) >>> 0 });
  }
  return [...map.values()].sort((a, b) => a.startMs - b.startMs);
}
const bookOf = (all: readonly Row[], frozenMs: number) => {
  const book = new DigestBook(0);
  for (const { ms, hash } of all) book.add(ms, hash);
  book.freeze(frozenMs);
  return book;
};

describe('the book agrees with the store', () => {
  test('when it has met every row, whatever is frozen, before and after a checkpoint', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 700_000 }), (all, frozenMs) => {
        for (const book of [bookOf(all, frozenMs), DigestBook.restore(JSON.parse(JSON.stringify(bookOf(all, frozenMs).save())))]) {
          expect(book.differing(digests(all, secondOf, book.frozenUntilMs, 700_000), 700_000)).toEqual([]);
          expect(book.frozenDifference(digests(all, spanOf, 0, book.frozenUntilMs), 0)).toBeNull();
        }
      }),
    );
  });

  test('and tells the second or minute of each row that it has not met', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 700_000 }), fc.integer({ min: 0, max: 600_000 }), (all, frozenMs, lateMs) => {
        const book = bookOf(all, frozenMs);
        const store = [...all, { ms: lateMs, hash: [5, 7] as [number, number] }];
        const differing = book.differing(digests(store, secondOf, book.frozenUntilMs, 700_000), 700_000);
        const frozen = book.frozenDifference(digests(store, spanOf, 0, book.frozenUntilMs), 0);
        if (secondOf(lateMs) < book.frozenUntilMs) expect([differing, frozen]).toEqual([[], spanOf(lateMs)]);
        else expect([differing.map(({ startMs }) => startMs), frozen]).toEqual([[secondOf(lateMs)], null]);
      }),
    );
  });
});

test('rows that went away differ as well; minutes before the compared stretch are forgotten', () => {
  const book = bookOf(
    [
      { ms: 1_000, hash: [1, 2] },
      { ms: 900_000, hash: [3, 4] },
      { ms: 2_000_000, hash: [5, 6] },
    ],
    1_200_000,
  );
  expect(book.differing([], 3_000_000)).toEqual([{ startMs: 2_000_000, count: 0, high: 0, low: 0 }]);
  expect(book.frozenDifference([], 0)).toBe(0);
  expect(book.frozenDifference([{ startMs: 600_000, count: 1, high: 3, low: 4 }], 600_000)).toBeNull();
});

describe('seen ids', () => {
  const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

  test('are forgotten by the second of their arrival, and come back from a checkpoint', () => {
    const seen = new SeenIds(0);
    seen.addApplied(id(1), 1_500);
    seen.addApplied(id(2), 2_500);
    seen.addRejected(id(3), 2_600);
    seen.forgetBefore(2_999);
    const restored = SeenIds.restore(JSON.parse(JSON.stringify(seen.save())));
    for (const ids of [seen, restored]) {
      expect([id(1), id(2), id(3)].map((each) => ids.isApplied(each))).toEqual([false, true, false]);
      expect([id(1), id(2), id(3)].map((each) => ids.isRejected(each))).toEqual([false, false, true]);
      expect([ids.size, ids.fromMs]).toEqual([2, 2_000]);
    }
  });
});
