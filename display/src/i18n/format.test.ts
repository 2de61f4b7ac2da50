import { expect, test } from 'vitest';
import { formatAge, formatClock, formatCount, formatFigure, formatMoney, formatRate, formatSeconds, UNKNOWN } from './format.ts';

test('a rate is never rounded up to a target it has not reached', () => {
  expect(formatRate(0.799, 'zh-CN')).toBe('79%');
  expect(formatRate(0.8, 'en')).toBe('80%');
  expect(formatRate(0.29, 'en')).toBe('29%');
  expect(formatRate(1, 'en')).toBe('100%');
});

test('what is not known is a dash, never a zero', () => {
  expect([formatRate(null, 'en'), formatSeconds(null, 'en'), formatFigure(undefined, 'en')]).toEqual([UNKNOWN, UNKNOWN, UNKNOWN]);
});

test('durations carry their unit in the language', () => {
  expect(formatSeconds(71.6, 'zh-CN')).toBe('72\u2009秒');
  expect(formatSeconds(1.26, 'en')).toBe('1.3\u2009s');
  expect(formatFigure(0, 'en')).toBe('0');
});

test('an age runs like a stopwatch and never backwards past zero', () => {
  expect([-5_000, 0, 999, 42_000, 102_000, 3_762_000].map(formatAge)).toEqual(['0:00', '0:00', '0:00', '0:42', '1:42', '1:02:42']);
});

test('counts and money by language', () => {
  expect(formatCount(1301, 'en')).toBe('1,301');
  expect(formatMoney(123_456, 'zh-CN')).toBe('¥12.3万');
  expect(formatMoney(123_456, 'en')).toContain('123.5K');
});

test('the clock shows 24 hours, midnight as 00', () => {
  const midnight = new Date(2026, 0, 5, 0, 3, 7).getTime();
  expect(formatClock(midnight, 'en')).toBe('00:03:07');
  expect(formatClock(midnight + 15 * 3_600_000, 'zh-CN')).toBe('15:03:07');
});
