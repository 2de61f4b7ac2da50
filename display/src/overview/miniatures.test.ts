import type { RowOf } from '@warroom/protocol/board';
import { describe, expect, test } from 'vitest';
import { openRow } from '../testing/rows.ts';
import { miniHeat, miniIcebergs, miniPipe, miniRunway } from './miniatures.ts';

const NOW = Date.UTC(2026, 2, 1, 9);

describe('the runway', () => {
  test('the line lies in the middle, twice the SLA is the width, and what is older stays at the edge', () => {
    const ages = [0, 45, 90, 180, 900].map((age, i) => openRow(`L-${i}`, NOW - age * 1_000));
    expect(miniRunway(ages, NOW, 90).map((mark) => mark.x)).toEqual([0, 25, 50, 98, 98]);
  });

  test('a lead keeps its height as it moves, and lies within the picture', () => {
    const row = openRow('L-17', NOW - 10_000);
    const [now] = miniRunway([row], NOW, 90);
    const [later] = miniRunway([row], NOW + 20_000, 90);
    expect(later?.y).toBe(now?.y);
    expect(now?.y).toBeGreaterThanOrEqual(10);
    expect(now?.y).toBeLessThanOrEqual(90);
  });
});

describe('the heat', () => {
  const cell = (step: string, order: number, value: string, pLate: number, dimension: 'region' | 'site' = 'region', orders = 3) =>
    ({ step, order, value, pLate, dimension, orders }) as RowOf<'delivery-risk.heat'>;

  test('steps across in the order of the process, regions down, one dimension only, only likely lateness coloured', () => {
    const cells = miniHeat(
      [
        cell('装配', 5, '华东', 0.7),
        cell('下料', 1, '华东', 0.69),
        cell('下料', 1, '华南', 0.1),
        cell('下料', 1, '苏州', 0.9, 'site'),
        cell('检验', 6, '华东', 0.9, 'region', 0),
      ],
      0.7,
    );
    expect(cells).toEqual([
      { x: 50, y: 0, width: 50, height: 50, pLate: 0.7, late: true },
      { x: 0, y: 0, width: 50, height: 50, pLate: 0.69, late: false },
      { x: 0, y: 50, width: 50, height: 50, pLate: 0.1, late: false },
    ]);
  });

  test('no orders, no cells', () => expect(miniHeat([], 0.7)).toEqual([]));
});

describe('the icebergs', () => {
  const channel = (name: string, captured: number, foundLater: number, estimated: number | null, region: string | null = null) =>
    ({
      channel: name,
      region,
      captured,
      foundLater,
      known: captured + foundLater,
      estimated,
      dark: false,
    }) as RowOf<'touchpoints.channels'>;

  test('above the water the share that was seen, below it what came to light and what nobody saw; the least seen first', () => {
    const { bergs, waterline } = miniIcebergs([
      channel('电话', 60, 20, 100),
      channel('微信群', 10, 10, null),
      channel('电话', 9, 9, 9, '华东'),
    ]);
    const rounded = bergs.map(({ channel: name, seen, found, unseen }) => [
      name,
      ...[seen, found, unseen].map((h) => Math.round(h * 100) / 100),
    ]);
    // The widest spread is 0.6 above and 0.5 below: 1.1 fills the box.
    expect(waterline).toBeCloseTo(60 / 1.1);
    expect(rounded).toEqual([
      ['微信群', 45.45, 45.45, 0],
      ['电话', 54.55, 18.18, 18.18],
    ]);
  });

  test('an estimate under what is known is no ice', () => {
    expect(miniIcebergs([channel('a', 10, 0, 8)]).bergs[0]).toMatchObject({ seen: 100, unseen: 0 });
  });

  test('the least seen only, and an empty sea stays one', () => {
    const many = Array.from({ length: 20 }, (_, i) => channel(`c${i}`, 20 - i, i, null));
    expect(miniIcebergs(many, 3).bergs.map((berg) => berg.channel)).toEqual(['c19', 'c18', 'c17']);
    expect(miniIcebergs([])).toEqual({ bergs: [], waterline: 0 });
  });
});

test('the pipe is as wide as its people, over all units of the strategy', () => {
  const unit = (audience: number, understood: number, used: number, accepted: number) =>
    ({ audience, understood, used, accepted }) as RowOf<'capability.strategies'>;
  expect(miniPipe([unit(60, 40, 20, 5), unit(40, 10, 5, 0)]).map(({ people, x, width }) => [people, Math.round(x), width])).toEqual([
    [100, 0, 100],
    [50, 33, 50],
    [25, 67, 25],
    [5, 100, 5],
  ]);
  expect(miniPipe([]).every(({ people, width }) => people === 0 && width === 0)).toBe(true);
});
