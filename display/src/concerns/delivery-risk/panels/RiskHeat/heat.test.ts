import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Palette, TOKENS } from '../../../../charts/palette.ts';
import { DEFAULTS } from '../../../../stores/settings.ts';
import { contrast } from '../../../../theme/contrast.ts';
import { heatRow, inDimension, SITES, STEPS, usualHeat } from '../../rows.fixture.ts';
import { amountParts, bareAmount, formatAmount } from './amount.ts';
import { heatOption } from './heatOption.ts';
import { heatTable, heatTotals, rowsShown, worstBottleneck } from './heatTable.ts';
import { riskLevel } from './risk.ts';
import { mixed, shades } from './shade.ts';

describe('the table', () => {
  test('steps stand in the order of the process, sites with the most at risk first', () => {
    const { steps, rows, dimension } = heatTable([...usualHeat].reverse(), 8, 10);
    expect(dimension).toBe('site');
    expect(steps.map(({ name }) => name)).toEqual([...STEPS]);
    expect(rows.map(({ name }) => name)).toEqual(['天津工厂', '重庆工厂', '武汉工厂', '东莞工厂', '苏州工厂']);
  });

  test('the bottleneck of most amount comes first; a cell of late orders that wait elsewhere is none', () => {
    const { bottlenecks, steps, rows } = heatTable(usualHeat, 8, 10);
    expect(bottlenecks.map(({ step, row }) => `${steps[step]?.name} ${rows[row]?.name}`)).toEqual(['装配 天津工厂', '装配 重庆工厂']);
    expect(worstBottleneck(usualHeat)).toMatchObject({ step: '装配', value: '天津工厂' });
    expect(worstBottleneck([])).toBeNull();
  });

  test('the calm rest becomes one row and one column: sums kept, p(late) weighted by amount', () => {
    const { rows, steps, cells } = heatTable(usualHeat, 3, 4);
    expect(rows.map(({ name, folded }) => [name, folded])).toEqual([
      ['天津工厂', 1],
      ['重庆工厂', 1],
      ['', 3],
    ]);
    expect(steps.map(({ name, folded }) => [name, folded])).toEqual([
      ['下料', 1],
      ['装配', 1],
      ['检验', 1],
      ['', 5],
    ]);
    const sum = (of: (row: { orders: number; amountAtRisk: number }) => number) => cells.reduce((total, cell) => total + of(cell), 0);
    const totals = heatTotals(usualHeat);
    expect(sum(({ orders }) => orders)).toBe(totals.orders);
    expect(sum(({ amountAtRisk }) => amountAtRisk)).toBeCloseTo(totals.amountAtRisk, 6);
    const folded = cells.find(({ row, step }) => row === 2 && step === 2);
    expect(folded?.pLate).toBeCloseTo((288_000 + 200_000) / 2_300_000, 9);
  });

  test('a framed bottleneck is never folded away, however little is at risk in its row', () => {
    const small = heatRow('下料', '小厂', { amountAtRisk: 1, amount: 1, pLate: 1, late: 1, bottlenecks: 1 });
    const { rows, bottlenecks } = heatTable([...usualHeat.map((row) => ({ ...row, bottlenecks: 0 })), small], 3, 4);
    expect(rows[bottlenecks[0]?.row ?? -1]?.name).toBe('小厂');
  });

  test('cells without amounts are weighed by orders', () => {
    const free = { amount: 0, amountAtRisk: 0 };
    const [one, two] = [heatRow('装配', 'A', { ...free, pLate: 1, orders: 1 }), heatRow('装配', 'B', { ...free, pLate: 0, orders: 3 })];
    expect(heatTotals([one, two]).pLate).toBeCloseTo(0.25, 9);
  });

  test('regions stand where the sites of most orders are not known, and totals are of the dimension that knows most', () => {
    const regions = inDimension(usualHeat, 'region');
    const few = usualHeat.slice(0, 10);
    expect(rowsShown([...regions, ...few])).toBe('region');
    expect(rowsShown([...regions, ...usualHeat.slice(0, 36)])).toBe('site');
    expect(rowsShown([])).toBe('region');
    expect(heatTotals([...regions, ...few]).orders).toBe(heatTotals(regions).orders);
    expect(heatTable([...regions, ...few, ...inDimension(usualHeat, 'customer')], 8, 10).rows).toHaveLength(SITES.length);
  });
});

describe('the scale', () => {
  const css = readFileSync(new URL('../../../../theme/tokens.css', import.meta.url), 'utf8');
  const paletteOf = (theme: string): Palette => {
    const block = css.slice(css.lastIndexOf(`[data-theme="${theme}"]`)).split('}')[0] ?? '';
    const found = new Map([...block.matchAll(/(--[a-z-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1] as string, m[2] as string]));
    return { colour: Object.fromEntries(TOKENS.map((t) => [t, found.get(t) ?? ''])) as Palette['colour'], font: 'f', unitPx: 1 };
  };

  test.each(['dark', 'light'])('amounts can be read on every grey of the %s room, and the greys get steadily stronger', (theme) => {
    const palette = paletteOf(theme);
    const greys = shades(palette, DEFAULTS.lateShares).filter(({ from }) => from < 0.7);
    for (const { colour } of greys) expect(contrast(palette.colour['--ink'], colour)).toBeGreaterThanOrEqual(7);
    const away = greys.map(({ colour }) => contrast(palette.colour['--surface-raised'], colour));
    expect(away).toEqual([...away].sort((a, b) => a - b));
    expect(away.at(-1)).toBeGreaterThan(1.8);
  });

  test('only from 70 % on there is colour, from 90 % on another', () => {
    const palette = paletteOf('dark');
    const coloured = shades(palette, DEFAULTS.lateShares).filter(
      ({ colour }) => Object.values(palette.colour).includes(colour) && colour !== palette.colour['--surface-raised'],
    );
    expect(coloured.map(({ from, colour }) => [from, colour])).toEqual([
      [0.7, '#e69f00'],
      [0.9, '#ff6727'],
    ]);
    expect([0, 0.69, 0.7, 0.89, 0.9, 1].map((pLate) => riskLevel(pLate, DEFAULTS.lateShares))).toEqual([
      'calm',
      'calm',
      'likely',
      'likely',
      'certain',
      'certain',
    ]);
  });

  test('the scale follows the thresholds that the server is set to', () => {
    const set = { likely: 0.5, certain: 0.8 };
    const scale = shades(paletteOf('dark'), set);
    expect(scale.slice(-2).map(({ from }) => from)).toEqual([0.5, 0.8]);
    expect(Math.max(...scale.slice(0, -2).map(({ from }) => from))).toBeLessThan(0.5);
    expect([0.49, 0.5, 0.8].map((pLate) => riskLevel(pLate, set))).toEqual(['calm', 'likely', 'certain']);
  });

  test('the chart has a cell for each of the table, and pieces without a gap', () => {
    const table = heatTable(usualHeat, 8, 10);
    const option = heatOption(table, paletteOf('dark'), DEFAULTS.lateShares) as {
      visualMap: { pieces: { gte: number; lt?: number }[] };
      series: { data: number[][] }[];
    };
    expect(option.series[0]?.data).toHaveLength(40);
    const { pieces } = option.visualMap;
    expect(pieces[0]?.gte).toBe(0);
    for (const [i, piece] of pieces.entries()) expect(piece.lt).toBe(pieces[i + 1]?.gte);
  });

  test('colours are mixed by channel', () => {
    expect([mixed('#000000', '#ffffff', 0.5), mixed('#102030', '#102030', 0.3)]).toEqual(['#808080', '#102030']);
    // Shortened, as by the build.
    expect([mixed('#fff', '#000', 0.5), mixed('#fff', '#8a8375', 0)]).toEqual(['#808080', '#ffffff']);
  });
});

test('money in three digits, the unit apart', () => {
  expect(formatAmount(18_405_000, 'zh-CN')).toBe('¥1840万');
  expect([bareAmount(18_405_000, 'zh-CN'), bareAmount(740_000, 'en')]).toEqual(['1840万', '740K']);
  expect(amountParts(18_405_000, 'zh-CN')).toEqual({ figure: '1840', unit: '万元' });
  expect(amountParts(18_405_000, 'en')).toEqual({ figure: '18.4', unit: '¥M' });
  expect(amountParts(0, 'zh-CN')).toEqual({ figure: '0', unit: '元' });
});
