import { describe, expect, test } from 'vitest';
import type { Palette } from '../../../charts/palette.ts';
import { TOKENS } from '../../../charts/palette.ts';
import { iso, named, summaryRow } from '../../../testing/rows.ts';
import { clocksOption, shares } from './Clocks/clocksOption.ts';
import { bins, distributionOption } from './Latency/distributionOption.ts';
import { lowestShown, trendOption, trendPoints } from './ServiceLevel/trendOption.ts';
import { instead, standings } from './Standings/standings.ts';

/** Every token is its own name, so that a test can tell which one was used. */
const palette: Palette = { colour: Object.fromEntries(TOKENS.map((t) => [t, t])) as Palette['colour'], font: 'f', unitPx: 2 };
const series = (option: object) => (option as { series: { data: unknown[]; itemStyle?: { color: string } }[] }).series;

describe('service level', () => {
  const rows = [
    { at: iso(120_000), serviceLevel: 0.7, decided: 9, violated: 3 },
    { at: iso(60_000), serviceLevel: null, decided: 0, violated: 0 },
  ];

  test('points stand in order of time, and a minute without a decision leaves a gap', () => {
    expect(trendPoints(rows)).toEqual([
      { atMs: 60_000, level: null },
      { atMs: 120_000, level: 0.7 },
    ]);
  });

  test('the last point is coloured only when it is under the target', () => {
    expect(series(trendOption(trendPoints(rows), 0.8, palette))[1]?.itemStyle?.color).toBe('--risk-mark');
    expect(series(trendOption(trendPoints(rows), 0.6, palette))[1]?.itemStyle?.color).toBe('--ink');
  });

  test('the scale begins under target and worst, and never under zero', () => {
    expect(lowestShown([{ atMs: 0, level: 0.95 }], 0.8)).toBeCloseTo(0.7);
    expect(lowestShown([{ atMs: 0, level: 0.31 }], 0.8)).toBeCloseTo(0.2);
    expect(lowestShown([{ atMs: 0, level: 0 }], 0.8)).toBe(0);
  });
});

describe('latency', () => {
  const row = { binSeconds: 30, answered: [4, 3, 2, 1] };

  test('a bin is late when it begins at the promise or after it', () => {
    expect(bins(row, 90).map((b) => b.late)).toEqual([false, false, false, true]);
    expect(bins(undefined, 90)).toEqual([]);
  });

  test('late bins are coloured; quantiles beyond the scale are left out', () => {
    const [bars, , ticks] = series(distributionOption(bins(row, 90), 30, 90, [45, 600], palette));
    expect(bars?.data.map((d) => (d as { itemStyle: { color: string } }).itemStyle.color)).toEqual([
      '--mark',
      '--mark',
      '--mark',
      '--violated-mark',
    ]);
    expect(ticks?.data).toEqual([[45, 0]]);
  });
});

describe('clocks', () => {
  test('the three add up to the total, detection being the first part of routing', () => {
    const parts = shares(summaryRow({ detectionSeconds: 2, routingSeconds: 10, humanSeconds: 50 }));
    expect(parts.map((p) => p.seconds)).toEqual([2, 8, 50]);
    expect(series(clocksOption(parts, palette)).map((s) => s.data)).toEqual([[2], [8], [50]]);
  });

  test('a lead assigned before it was heard of makes no negative part', () => {
    expect(shares(summaryRow({ detectionSeconds: 9, routingSeconds: 4, humanSeconds: 1 })).map((p) => p.seconds)).toEqual([4, 0, 1]);
  });

  test('nothing answered: no bar', () => {
    expect(shares(summaryRow())).toEqual([]);
    expect(shares(undefined)).toEqual([]);
  });
});

test('standings: worst first, by number and then by share; none without a violation', () => {
  const summary = new Map(
    named([
      ['1h|region|A', summaryRow({ leads: 50, violated: 5 })],
      ['1h|region|B', summaryRow({ leads: 10, violated: 5 })],
      ['1h|region|C', summaryRow({ leads: 10, violated: 0 })],
      ['1h|region|D', summaryRow({ leads: 90, violated: 9 })],
      ['15m|region|E', summaryRow({ leads: 90, violated: 99 })],
      ['1h|team|F', summaryRow({ leads: 90, violated: 99 })],
    ]),
  );
  expect(standings(summary, 'region', 9).map((s) => s.name)).toEqual(['D', 'B', 'A']);
  expect(standings(summary, 'region', 1)).toHaveLength(1);
});

test('standings: violations without region or team are never called none', () => {
  const words = (rows: Parameters<typeof named>[0]) => instead(new Map(named(rows)));
  expect(words([['1h|all|', summaryRow({ violated: 1 })]])).toBe('unnamed');
  expect(
    words([
      ['1h|all|', summaryRow({ violated: 1 })],
      ['1h|region|A', summaryRow({ violated: 0 })],
    ]),
  ).toBe('unnamed');
  expect(
    words([
      ['1h|all|', summaryRow({ violated: 1 })],
      ['1h|team|A', summaryRow({ violated: 1 })],
    ]),
  ).toBeNull();
  expect(words([['1h|all|', summaryRow({ violated: 0 })]])).toBe('none');
  expect(words([['15m|all|', summaryRow({ violated: 0 })]])).toBeNull();
});
