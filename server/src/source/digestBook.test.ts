import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DigestAt, StoredPart } from '../store/eventReads.ts';
import { DAY_MS, DigestBook, dayOf, SPAN_MS, secondOf, spanOf } from './digestBook.ts';

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
/** Whether the book finds the store changed, by parts of the table as given. */
function frozenDiffers(book: DigestBook, all: readonly Row[], fromMs: number, parts: readonly StoredPart[]): boolean {
  return book
    .toCompare(parts, fromMs)
    .some((stretch) => book.differsIn(stretch, digests(all, stretch.spanMs === DAY_MS ? dayOf : spanOf, stretch.fromMs, stretch.untilMs)));
}
const WHOLE: StoredPart[] = [{ name: 'a', fromMs: 0, toMs: 10 * DAY_MS }];
const bookOf = (all: readonly Row[], frozenMs: number) => {
  const book = new DigestBook(0);
  for (const { ms, hash } of all) book.add(ms, ...hash);
  book.freeze(frozenMs);
  return book;
};

describe('the book agrees with the store', () => {
  test('when it has met every row, whatever is frozen, before and after a checkpoint', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 700_000 }), (all, frozenMs) => {
        for (const book of [bookOf(all, frozenMs), DigestBook.restore(JSON.parse(JSON.stringify(bookOf(all, frozenMs).save())))]) {
          expect(book.differing(digests(all, secondOf, book.frozenUntilMs, 700_000), 700_000)).toEqual([]);
          expect(frozenDiffers(book, all, 0, WHOLE)).toBe(false);
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
        const frozen = frozenDiffers(book, store, 0, WHOLE);
        if (secondOf(lateMs) < book.frozenUntilMs) expect([differing, frozen]).toEqual([[], true]);
        else expect([differing.map(({ startMs }) => startMs), frozen]).toEqual([[secondOf(lateMs)], false]);
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
  expect(frozenDiffers(book, [], 0, WHOLE)).toBe(true);
  expect(frozenDiffers(book, [{ ms: 900_000, hash: [3, 4] }], 600_000, WHOLE)).toBe(false);
  book.compared(WHOLE, 600_000);
  expect(book.save().spans.map(([startMs]) => startMs)).toEqual([600_000]);
});

describe('the older past', () => {
  const FROZEN_MS = 9 * DAY_MS + 12_345_000;
  const old = fc.record({ ms: fc.integer({ min: 0, max: FROZEN_MS - 1 }), hash: fc.tuple(fc.nat(0xffffffff), fc.nat(0xffffffff)) });

  test('is kept by the day, however it was frozen, and every row too many or too few in it is told, from any instant on', () => {
    fc.assert(
      fc.property(fc.array(old, { maxLength: 80 }), old, fc.integer({ min: 0, max: FROZEN_MS }), (all, other, fromMs) => {
        const frozen = bookOf(all, FROZEN_MS);
        const ahead = new DigestBook(0);
        ahead.freezeAhead(FROZEN_MS, digests(all, spanOf, 0, FROZEN_MS));
        for (const book of [frozen, ahead]) {
          const whole = book.wholeFrom(fromMs);
          expect(whole - fromMs).toBeLessThan(DAY_MS);
          expect(frozenDiffers(book, all, whole, WHOLE)).toBe(false);
          const isSeen = secondOf(other.ms) >= whole && secondOf(other.ms) < book.frozenUntilMs;
          expect(frozenDiffers(book, [...all, other], whole, WHOLE)).toBe(isSeen);
          expect(book.save().spans.length).toBeLessThan((3 * DAY_MS) / SPAN_MS);
        }
      }),
    );
  });

  test('is compared where parts of the table came or went, and nowhere else', () => {
    const ms = fc.integer({ min: 0, max: FROZEN_MS - 1 });
    const part = fc.tuple(ms, ms).map(([a, b]) => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b) }));
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 6 }),
        fc.array(part, { maxLength: 4 }),
        fc.nat(5),
        fc.array(old, { maxLength: 40 }),
        (kept, came, gone, all) => {
          const named = (prefix: string) => (one: { fromMs: number; toMs: number }, i: number) => ({ name: `${prefix}${i}`, ...one });
          const before = kept.map(named('kept'));
          const book = bookOf(all, FROZEN_MS);
          book.compared(before, 0);
          const now = [...before.filter((_, i) => i !== gone), ...came.map(named('came'))];
          const touched = [...before.filter((_, i) => i === gone), ...came];
          const stretches = book.toCompare(now, 0);
          for (const { fromMs, toMs } of touched)
            for (const at of [fromMs, toMs]) expect(stretches.some((one) => at >= one.fromMs && at < one.untilMs)).toBe(true);
          for (const { fromMs, untilMs } of stretches)
            for (const at of [fromMs, untilMs - 1])
              expect(touched.some((one) => dayOf(one.fromMs) <= at && at < dayOf(one.toMs) + DAY_MS)).toBe(true);
          if (touched.length === 0) expect(stretches).toEqual([]);
          const copy = DigestBook.restore(JSON.parse(JSON.stringify(book.save())));
          expect(copy.toCompare(now, 0)).toEqual(stretches);
        },
      ),
    );
  });
});
