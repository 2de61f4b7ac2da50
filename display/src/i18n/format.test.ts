import { expect, test } from 'vitest';
import {
  formatAge,
  formatClock,
  formatCount,
  formatDay,
  formatDuration,
  formatFigure,
  formatMoment,
  formatMoney,
  formatRate,
  formatSeconds,
  formatShort,
  UNKNOWN,
} from './format.ts';

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

test('a duration in its two largest units', () => {
  const plain = (seconds: number | null, locale: 'zh-CN' | 'en') => formatDuration(seconds, locale).replaceAll('\u2009', ' ');
  expect([0, 59, 60, 900, 7_500, 86_400, 273_600].map((seconds) => plain(seconds, 'en'))).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '15 min',
    '2 h 5 min',
    '1 d',
    '3 d 4 h',
  ]);
  // A day and a minute: the hours between are nought, and minutes would say more than is known.
  expect(plain(86_460, 'zh-CN')).toBe('1 天');
  expect(plain(7_500, 'zh-CN')).toBe('2 小时 5 分钟');
  expect(plain(null, 'en')).toBe(UNKNOWN);
});

test('a moment has its day and minute, a day neither', () => {
  const atMs = new Date(2026, 2, 20, 14, 5, 59).getTime();
  expect(formatMoment(atMs, 'zh-CN')).toBe('3月20日 14:05');
  expect(formatDay(atMs, 'en')).toBe('Mar 20');
  expect(formatMoment(Number.NaN, 'en')).toBe(UNKNOWN);
});

test('a short count has no grouping, and two digits from ten thousand up', () => {
  expect([0, 1_187, 9_999, 12_345, 123_456].map((value) => formatShort(value, 'zh-CN'))).toEqual(['0', '1187', '9999', '1.2万', '12万']);
  expect([9_999, 12_345, 1_234_567].map((value) => formatShort(value, 'en'))).toEqual(['9999', '12K', '1.2M']);
});
