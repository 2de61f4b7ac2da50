import { expect, test } from 'vitest';
import { type Palette, TOKENS } from '../../../../charts/palette.ts';
import { boundsOf } from './bounds.ts';
import { mapLayers, rgba } from './deckLayers.ts';
import type { Arc, Destination } from './mapData.ts';
import { pitchedView, viewportOf } from './pitchedView.ts';
import { arcRow, dataOf, destinationRow, PLACES, USUAL } from './risk.fixture.ts';

const HEX: Record<string, string> = { '--mark': '#101010', '--risk-mark': '#e69f00', '--violated-mark': '#d55e00' };
const palette: Palette = {
  colour: Object.fromEntries(TOKENS.map((t) => [t, HEX[t] ?? '#000000'])) as Palette['colour'],
  font: 'f',
  unitPx: 1,
};
const PADDING = { top: 60, right: 50, bottom: 20, left: 40 };

test.each([
  ['a country', ['天津', '重庆', '深圳', '上海']],
  ['an ocean', ['上海', '洛杉矶']],
  ['a city', ['上海']],
] as const)('the slanted view holds %s within its padding, and fills it', (_what, names) => {
  const bounds = boundsOf(names.map((name) => PLACES[name]));
  if (!bounds) throw new Error('no bounds');
  for (const [width, height] of [
    [746, 300],
    [984, 600],
    [1860, 400],
  ] as const) {
    const viewport = viewportOf(pitchedView(bounds, width, height, PADDING), width, height);
    const seen = [bounds.west, bounds.east].flatMap((lng) => [bounds.south, bounds.north].map((lat) => viewport.project([lng, lat])));
    const [xs, ys] = [seen.map(([x = 0]) => x), seen.map(([, y = 0]) => y)];
    expect(Math.min(...xs)).toBeGreaterThan(PADDING.left - 2);
    expect(Math.max(...xs)).toBeLessThan(width - PADDING.right + 2);
    expect(Math.min(...ys)).toBeGreaterThan(PADDING.top - 2);
    expect(Math.max(...ys)).toBeLessThan(height - PADDING.bottom + 2);
    const filled = Math.max((Math.max(...xs) - Math.min(...xs)) / (width - 90), (Math.max(...ys) - Math.min(...ys)) / (height - 80));
    expect(filled).toBeGreaterThan(0.97);
  }
});

test('layers lie land, borders, arcs, columns; only what is risky is coloured; height is the amount', () => {
  const data = dataOf(USUAL);
  const layers = mapLayers({ land: [], borders: [] }, data, 110, 1_000, palette);
  expect(layers.map(({ id }) => id)).toEqual(['land', 'borders', 'arcs', 'columns']);
  const [, , arcs, columns] = layers.map(({ props }) => props as unknown as Record<string, (item: unknown) => number[] & number>);
  const colours = data.arcs.map((arc) => arcs?.getSourceColor?.(arc).slice(0, 3));
  expect(colours.slice(-2)).toEqual([
    [213, 94, 0],
    [230, 159, 0],
  ]);
  expect(colours.slice(0, -2).every((colour) => colour?.join() === '16,16,16')).toBe(true);
  expect(data.arcs.map((arc) => arcs?.getTargetColor?.(arc).slice(0, 3))).toEqual(colours);
  const heightOf = (name: string) => columns?.getElevation?.(data.destinations.find(({ place }) => place.name === name) as Destination);
  expect(heightOf('广州')).toBe(84);
  expect(heightOf('洛杉矶')).toBeLessThan(7);
  expect(columns?.elevationScale).toBe(1_000);
});

test('an arc across the antimeridian takes the short way', () => {
  const data = dataOf([arcRow('上海', '洛杉矶', 0.9, 5), destinationRow('洛杉矶', 0.9, 5)]);
  const [, , layer] = mapLayers({ land: [], borders: [] }, data, -180, 1_000, palette);
  const props = layer?.props as unknown as Record<'getSourcePosition' | 'getTargetPosition', (arc: Arc) => number[]>;
  const [arc] = data.arcs as [Arc];
  expect(props.getSourcePosition(arc)[0]).toBeCloseTo(121.47 - 360);
  expect(props.getTargetPosition(arc)[0]).toBeCloseTo(-118.24);
});

test('colours are bytes', () => {
  expect(rgba('#e69f00', 140)).toEqual([230, 159, 0, 140]);
});
