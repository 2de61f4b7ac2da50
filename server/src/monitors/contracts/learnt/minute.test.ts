import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MINUTE_MS, type Minute, minuteOf, readSeconds, secondBit } from './minute.ts';

const START_MS = Date.parse('2026-01-05T10:07:00Z');

test('CONTRACT-14: a minute counts each second once, and knows its first, its last and the longest gap between them', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: MINUTE_MS - 1 }), { minLength: 1, maxLength: 80 }), (arrivals) => {
      const minute: Minute = { startMs: START_MS, low: 0, high: 0, newestMs: 0 };
      for (const ms of arrivals) {
        expect(minuteOf(START_MS + ms)).toBe(START_MS);
        const { low, high } = secondBit(START_MS + ms);
        minute.low |= low;
        minute.high |= high;
      }
      const seconds = [...new Set(arrivals.map((ms) => Math.floor(ms / 1_000)))].sort((a, b) => a - b);
      const gaps = seconds.slice(1).map((second, i) => second - (seconds[i] as number));
      const read = { firstMs: 0, lastMs: 0, count: 0, longestGapMs: 0 };
      readSeconds(minute, read);
      expect(read).toEqual({
        firstMs: START_MS + (seconds[0] as number) * 1_000,
        lastMs: START_MS + (seconds.at(-1) as number) * 1_000,
        count: seconds.length,
        longestGapMs: Math.max(0, ...gaps) * 1_000,
      });
    }),
  );
});
