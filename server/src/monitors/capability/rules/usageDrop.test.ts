import { describe, expect, test } from 'vitest';
import { RegionUses } from '../regionUses.ts';
import { judgeUsageDrop } from './usageDrop.ts';

describe('CAP-14: usage drop = 1 − uses ÷ mean of the same hour in the four weeks before', () => {
  const limits = { threshold: 0.15, minBaselineWeeks: 2, minBaselineUses: 20 };
  const always = () => true;
  const hours = [4, 172, 340, 508, 676] as const;
  const region = (...uses: number[]) => {
    const book = new RegionUses();
    for (const [i, n] of uses.entries()) for (let k = 0; k < n; k += 1) book.count('E', hours[i] as number);
    return book;
  };

  test('worked example: 90, 110, 100 and 100 uses, now 85: exactly 15 % below, which is enough', () => {
    expect(judgeUsageDrop(region(90, 110, 100, 100, 85), 'E', 676, always, limits)).toEqual({
      value: 0.15,
      bad: true,
      samples: 85,
      baseline: 100,
      strategy: null,
      talkTrack: null,
    });
    expect(judgeUsageDrop(region(90, 110, 100, 100, 86), 'E', 676, always, limits)).toMatchObject({ value: 0.14, bad: false });
    expect(judgeUsageDrop(region(90, 110, 100, 100, 0), 'E', 676, always, limits)?.value).toBe(1);
  });

  test('hours before the first use ever known and hours that were not worked are no baseline', () => {
    expect(judgeUsageDrop(region(0, 0, 100, 100, 50), 'E', 676, always, limits)).toMatchObject({ value: 0.5, baseline: 100 });
    expect(judgeUsageDrop(region(0, 0, 0, 100, 50), 'E', 676, always, limits)).toBeNull();
    const holiday = (hour: number) => hour !== 340;
    expect(judgeUsageDrop(region(60, 100, 5, 80, 40), 'E', 676, holiday, limits)).toMatchObject({ value: 0.5, baseline: 80 });
    expect(judgeUsageDrop(region(10, 10, 10, 10, 1), 'E', 676, always, limits)).toBeNull();
  });
});
