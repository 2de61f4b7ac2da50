import { expect, test } from 'vitest';
import type { Palette } from '../../charts/palette.ts';
import { NOW_MS } from '../../testing/alerts.ts';
import { DAY_MS, HISTORY } from '../../testing/customer.ts';
import { meanSince, sentimentOption, sentimentPoints } from './sentimentOption.ts';

const points = sentimentPoints(HISTORY.sentiment);
const palette = { colour: new Proxy({}, { get: (_, name) => String(name) }) as Palette['colour'], font: 'f' };

test('a day is the viewer’s day; the mean is over touchpoints', () => {
  expect(points[0]?.atMs).toBe(new Date(2026, 10, 10).getTime());
  expect(meanSince(points, Number.NEGATIVE_INFINITY)).toEqual({ mean: expect.closeTo(0.15, 10), count: 4 });
  expect(meanSince(points, points[1]?.atMs ?? 0)).toEqual({ mean: -0.6, count: 1 });
  expect(meanSince(points, NOW_MS + DAY_MS)).toBeNull();
});

test('only what is negative has colour', () => {
  const look = { fromMs: NOW_MS - 90 * DAY_MS, untilMs: NOW_MS, negativeSentiment: -0.3, locale: 'en' as const };
  const series = sentimentOption(points, look, palette).series as { type: string; data: { itemStyle: { color: string } }[] }[];
  expect(series.find(({ type }) => type === 'line')?.data.map(({ itemStyle }) => itemStyle.color)).toEqual(['--ink', '--violated-mark']);
});
