import { describe, expect, test } from 'vitest';
import { byKey, channelRow, channels } from '../../rows.fixture.ts';
import { bergs, coverage, pieces, regionsOf, waters } from './iceberg.ts';

const berg = (over: Parameters<typeof channelRow>[0]) => bergs(byKey([channelRow(over)]))[0] as ReturnType<typeof bergs>[number];

describe('coverage', () => {
  test('shares of the estimated whole add up to one; the interval is counted from the waterline', () => {
    const part = coverage(channelRow({ captured: 60, foundLater: 20, estimated: 100, estimatedLow: 90, estimatedHigh: 130 }));
    expect(part).toMatchObject({ seen: 0.6, later: 0.2, unseen: 0.2, rate: 0.75 });
    expect(part?.interval?.[0]).toBeCloseTo(0.3);
    expect(part?.interval?.[1]).toBeCloseTo(0.7);
  });

  test('where nothing can be estimated the shares are of what is known, and what is unseen is not told', () => {
    const part = coverage(channelRow({ captured: 60, foundLater: 20, estimated: null, estimatedLow: null, estimatedHigh: null }));
    expect(part).toMatchObject({ seen: 0.75, later: 0.25, unseen: null, interval: null });
  });

  test('a channel of which nothing is known has no berg', () => {
    expect(coverage(channelRow({ captured: 0, foundLater: 0 }))).toBeNull();
  });
});

test('dark channels first, then by what lies under water; rows of regions hang on their channel', () => {
  const rows = byKey([
    channelRow({ channel: '邮件', captured: 95, foundLater: 5 }),
    channelRow({ channel: '电话', captured: 70, foundLater: 30 }),
    channelRow({ channel: '微信群', captured: 40, foundLater: 60, estimated: 100 }),
    channelRow({ channel: '微信群', region: '华南', captured: 10, foundLater: 30 }),
  ]);
  const all = bergs(rows);
  expect(all.map(({ channel }) => channel)).toEqual(['微信群', '电话', '邮件']);
  expect(all[0]?.regions.get('华南')).toMatchObject({ dark: true, rate: 0.25 });
});

test('regions with dark channels first', () => {
  expect(
    regionsOf(bergs(byKey(channels())))
      .slice(0, 3)
      .sort(),
  ).toEqual(['华东', '华北', '华南']);
  expect(regionsOf([])).toEqual([]);
});

describe('waters', () => {
  test('all bergs fit between the top and the ground', () => {
    const all = bergs(byKey(channels()));
    const water = waters(all);
    for (const one of all) {
      const { above, later, unseen } = pieces(one, water);
      expect(above.top).toBeGreaterThanOrEqual(-1e-9);
      expect(above.top + above.height).toBeCloseTo(water.line);
      expect(later.top).toBe(water.line);
      expect((unseen?.top ?? 0) + (unseen?.height ?? 0)).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  test('one share has one height above and below the waterline', () => {
    const one = berg({ captured: 50, foundLater: 50, estimated: 100, estimatedLow: 100, estimatedHigh: 100 });
    const { above, later } = pieces(one, waters([one]));
    expect(above.height).toBeCloseTo(later.height);
  });

  test('with next to nothing under water there is still room for the figures', () => {
    const one = berg({ captured: 100, foundLater: 0, estimated: 100, estimatedLow: 100, estimatedHigh: 100 });
    expect(waters([one]).line).toBeCloseTo(0.66);
  });

  test('an estimate from a handful does not sink the others: its whisker is cut', () => {
    const one = berg({ captured: 50, foundLater: 30, estimated: 100, estimatedLow: 80, estimatedHigh: 900 });
    const { interval } = pieces(one, waters([one]));
    expect(interval?.cut).toBe(true);
    expect((interval?.top ?? 0) + (interval?.height ?? 0)).toBe(1);
  });

  test('an unknown depth has no end', () => {
    const one = berg({ estimated: null, estimatedLow: null, estimatedHigh: null });
    expect(pieces(one, waters([one]))).toMatchObject({ unseen: null, interval: null });
  });
});
