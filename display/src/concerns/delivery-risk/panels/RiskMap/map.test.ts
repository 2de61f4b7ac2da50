import { describe, expect, test } from 'vitest';
import { type Palette, TOKENS } from '../../../../charts/palette.ts';
import { bordersOf } from './borders.ts';
import { boundsOf, holds, sameBounds, unwrapped } from './bounds.ts';
import { flatView, mercator, projected } from './flatView.ts';
import { coastsFor, geoOption } from './geoOption.ts';
import { placeLabels, textWidth } from './labels.ts';
import { landIn, loadLand, type Polygon } from './land.ts';
import { arcWidth, columnHeight, namesOn } from './marks.ts';
import { canDraw, mapKind } from './renderer.ts';
import { dataOf, destinationRow, PLACES, USUAL } from './risk.fixture.ts';

/** Every token is its own name, so that a test can tell which one was used. */
const palette: Palette = { colour: Object.fromEntries(TOKENS.map((t) => [t, t])) as Palette['colour'], font: 'f', unitPx: 2 };
const NO_PADDING = { top: 0, right: 0, bottom: 0, left: 0 };

describe('what is drawn', () => {
  test('the worst are painted last, the risky over the rest however little they are worth', () => {
    const { arcs, destinations } = dataOf(USUAL);
    expect(arcs.map(({ to, level }) => `${to.name} ${level}`).slice(-2)).toEqual(['深圳 certain', '广州 likely']);
    expect(destinations.at(-1)?.place.name).toBe('深圳');
  });

  test('shares are of the largest of their kind, and heights and widths follow them', () => {
    const { arcs, destinations } = dataOf(USUAL);
    const [largest, least] = [destinations.find((d) => d.share === 1), destinations.find((d) => d.place.name === '洛杉矶')];
    expect(largest?.place.name).toBe('广州');
    expect(columnHeight(largest as never)).toBeGreaterThan(10 * columnHeight(least as never));
    expect(arcWidth(arcs.at(-1) as never)).toBeGreaterThan(arcWidth(arcs[0] as never));
  });

  test('the view is on the places that hold the risk, not on a far harbour where nothing is late', () => {
    const { focus } = dataOf(USUAL);
    expect(focus.map(({ name }) => name).sort()).toEqual(['上海', '天津', '广州', '深圳', '苏州', '重庆'].sort());
  });

  test('where nothing is at risk every destination is in the picture', () => {
    expect(dataOf([destinationRow('上海', 0, 0), destinationRow('洛杉矶', 0, 0)]).focus).toHaveLength(2);
    expect(dataOf([])).toEqual({ arcs: [], destinations: [], focus: [] });
  });

  test('named are the worst destinations, a place where a risky arc ends bears its shape; then origins', () => {
    const names = namesOn(dataOf(USUAL));
    expect(names.map(({ place, level }) => `${place.name} ${level}`)).toEqual([
      '广州 likely',
      '深圳 certain',
      '上海 calm',
      '洛杉矶 calm',
      '天津 calm',
      '苏州 calm',
      '重庆 calm',
    ]);
    expect(names.filter(({ amountAtRisk }) => amountAtRisk === null).map(({ place }) => place.name)).toEqual(['天津', '苏州', '重庆']);
  });
});

describe('bounds', () => {
  test('hold their places on a grid of whole degrees, with room around a city alone', () => {
    expect(boundsOf([PLACES.天津, PLACES.重庆])).toEqual({ west: 106, east: 118, south: 29, north: 40 });
    const alone = boundsOf([PLACES.上海]);
    expect(alone && alone.east - alone.west).toBeGreaterThanOrEqual(5);
    expect(boundsOf([])).toBeNull();
  });

  test('take the short way across the antimeridian', () => {
    const bounds = boundsOf([PLACES.上海, PLACES.洛杉矶]);
    expect(bounds).toMatchObject({ west: 121, east: 242 });
    expect(bounds && [holds(bounds, PLACES.洛杉矶), holds(bounds, PLACES.天津)]).toEqual([true, false]);
  });

  test('do not change with a place inside them', () => {
    const two = boundsOf([PLACES.天津, PLACES.重庆]);
    const three = boundsOf([PLACES.天津, PLACES.重庆, { lat: 34, lng: 110 }]);
    expect(two && three && sameBounds(two, three)).toBe(true);
  });

  test('a meridian is named as the one nearest', () => {
    expect([unwrapped(-118, 180), unwrapped(179, -179), unwrapped(10, 0), unwrapped(-180, 180)]).toEqual([242, -181, 10, 180]);
  });
});

describe('flat view', () => {
  const bounds = { west: 100, east: 120, south: 20, north: 40 };

  test('fits the piece into the box with its padding, whichever side is short', () => {
    for (const [width, height] of [
      [1000, 300],
      [300, 1000],
    ] as const) {
      const view = flatView(bounds, width, height, { top: 40, right: 20, bottom: 10, left: 30 });
      const nw = projected(view, { lng: 100, lat: 40 });
      const se = projected(view, { lng: 120, lat: 20 });
      expect(nw.x).toBeGreaterThanOrEqual(30 - 1e-6);
      expect(nw.y).toBeGreaterThanOrEqual(40 - 1e-6);
      expect(se.x).toBeLessThanOrEqual(width - 20 + 1e-6);
      expect(se.y).toBeLessThanOrEqual(height - 10 + 1e-6);
      expect(Math.min(nw.x - 30, nw.y - 40)).toBeCloseTo(0, 6);
    }
  });

  test('draws both sides of the antimeridian side by side', () => {
    const view = flatView({ west: 170, east: 190, south: -5, north: 5 }, 200, 200, NO_PADDING);
    expect(projected(view, { lng: -175, lat: 0 }).x).toBeCloseTo(150, 6);
    expect(projected(view, { lng: 175, lat: 0 }).x).toBeCloseTo(50, 6);
  });

  test('one degree of latitude at 60° is twice as high as at the equator', () => {
    expect((mercator(60.01) - mercator(59.99)) / (mercator(0.01) - mercator(-0.01))).toBeCloseTo(2, 3);
  });
});

describe('coasts', () => {
  const square = (west: number): Polygon => [
    [
      [west, 0],
      [west + 10, 0],
      [west + 10, 10],
      [west, 10],
      [west, 0],
    ],
  ];

  test('what lies outside the picture is left out, what lies beyond the antimeridian is moved beside it', () => {
    const shown = landIn([square(-175), square(0), square(165)], { west: 150, east: 210, south: -20, north: 20 });
    expect(shown.map(([outer]) => outer?.[0]?.[0])).toEqual([185, 165]);
    expect(landIn([square(0)], { west: -20, east: 20, south: 20, north: 40 })).toEqual([]);
  });

  test('the bundled land has no borders: the continent of Asia and Europe is one polygon', async () => {
    const land = await loadLand();
    expect(land.length).toBeGreaterThan(1_000);
    const inside = (lng: number, lat: number) =>
      land.findIndex(([outer = []]) => {
        let within = false;
        for (const [i, [x1, y1]] of outer.entries()) {
          const [x2, y2] = outer[(i + 1) % outer.length] as [number, number];
          if (y1 > lat !== y2 > lat && lng < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) within = !within;
        }
        return within;
      });
    const [beijing, kunming, moscow, delhi] = [inside(116.4, 39.9), inside(102.7, 25), inside(37.6, 55.75), inside(77.2, 28.6)];
    expect(beijing).toBeGreaterThanOrEqual(0);
    expect([kunming, moscow, delhi]).toEqual([beijing, beijing, beijing]);
  });
});

describe("the operator's borders", () => {
  const ring = [
    [100, 20],
    [110, 20],
    [110, 30],
    [100, 20],
  ];

  test('lines and the outlines of areas are taken from whatever GeoJSON holds', () => {
    const geometry = { type: 'GeometryCollection', geometries: [{ type: 'LineString', coordinates: ring }] };
    const collection = {
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', properties: {}, geometry: { type: 'MultiPolygon', coordinates: [[ring], [ring]] } },
        { type: 'Feature', properties: {}, geometry },
        { type: 'Feature', properties: {}, geometry: null },
        { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [1, 2] } },
      ],
    };
    expect(bordersOf(collection)).toHaveLength(3);
    expect(bordersOf({ type: 'Polygon', coordinates: [ring] })?.[0]).toEqual(ring);
  });

  test.each([
    ['no object', 'geo'],
    ['an error page', { error: 'not found' }],
    ['TopoJSON', { type: 'Topology', arcs: [] }],
    ['coordinates that are none', { type: 'LineString', coordinates: [['a', 'b'], [1]] }],
    [
      'encoded coordinates',
      { type: 'FeatureCollection', features: [{ type: 'Feature', geometry: { type: 'Polygon', coordinates: ['@@ACB'] } }] },
    ],
    [
      'metres instead of degrees',
      {
        type: 'LineString',
        coordinates: [
          [11_600_000, 4_000_000],
          [11_700_000, 4_100_000],
        ],
      },
    ],
    ['nothing to draw', { type: 'FeatureCollection', features: [] }],
    ['a name of every object', { type: 'constructor', coordinates: [] }],
  ])('%s is refused', (_what, json) => {
    expect(bordersOf(json)).toBeNull();
  });
});

describe('which map', () => {
  test('a card draws WebGL; none, software, or one that keeps losing its context, does not', () => {
    expect(mapKind(undefined, 'ANGLE (Intel, Mesa Intel(R) UHD Graphics 620)', 0)).toBe('webgl');
    expect(mapKind(undefined, 'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)))', 0)).toBe('fallback');
    expect(mapKind(undefined, 'llvmpipe (LLVM 15.0.6, 256 bits)', 0)).toBe('fallback');
    expect(mapKind(undefined, null, 0)).toBe('fallback');
    expect(mapKind(undefined, 'NVIDIA GeForce', 2)).toBe('webgl');
    expect(mapKind(undefined, 'NVIDIA GeForce', 3)).toBe('fallback');
    expect(canDraw('Microsoft Basic Render Driver')).toBe(false);
  });

  test('the address decides for a look', () => {
    expect(mapKind('webgl', null, 2)).toBe('webgl');
    expect(mapKind('webgl', 'NVIDIA GeForce', 3)).toBe('fallback');
    expect(mapKind('fallback', 'NVIDIA GeForce', 0)).toBe('fallback');
    expect(mapKind('globe', 'NVIDIA GeForce', 0)).toBe('webgl');
  });
});

describe('names', () => {
  const room = { widthPx: 400, heightPx: 200, columnPx: 10, gapPx: 5 };
  const wish = (key: string, x: number, y: number, must = true) => ({ key, x, y, widthPx: 100, heightPx: 30, must });
  const overlaps = (placed: { left: number; top: number }[]) =>
    placed.some((a, i) => placed.slice(i + 1).some((b) => Math.abs(a.left - b.left) < 100 && Math.abs(a.top - b.top) < 30));

  test('stand to the right of their column, at the right edge to the left of it', () => {
    const [a, b] = placeLabels([wish('a', 100, 100), wish('b', 390, 60)], [], room);
    expect(a).toMatchObject({ left: 110, top: 85 });
    expect(b).toMatchObject({ left: 280 });
  });

  test('never lie over one another nor out of the picture; what finds no place is left out', () => {
    const many = Array.from({ length: 12 }, (_, i) => wish(String(i), 200 + 3 * i, 100));
    const placed = placeLabels(many, [], room);
    expect(placed.length).toBeGreaterThan(2);
    expect(placed.length).toBeLessThan(12);
    expect(overlaps(placed)).toBe(false);
    for (const { left, top } of placed) expect([left >= 0, left <= 300, top >= 0, top <= 170]).toEqual([true, true, true, true]);
  });

  test('a column in the way moves a name; only one that must be said covers it where there is no other place', () => {
    const beside = [{ x: 130, y: 80, footY: 120 }];
    expect(placeLabels([wish('a', 110, 100, false)], beside, room)[0]?.left).toBeLessThan(110);
    const everywhere = Array.from({ length: 40 }, (_, i) => ({ x: 10 * i, y: 0, footY: 200 }));
    expect(placeLabels([wish('a', 100, 100, false)], everywhere, room)).toEqual([]);
    expect(placeLabels([wish('a', 100, 100, true)], everywhere, room)).toHaveLength(1);
  });

  test('an ideograph is as wide as it is high', () => {
    expect(textWidth('广州', 30)).toBe(60);
    expect(textWidth('Hamburg', 30)).toBeLessThan(7 * 30 * 0.7);
  });
});

describe('the map without WebGL', () => {
  const data = dataOf(USUAL);
  const bounds = boundsOf(data.focus);
  const view = flatView(bounds as NonNullable<typeof bounds>, 600, 400, NO_PADDING);
  type Series = {
    data: { lineStyle?: { color: string; width: number }; itemStyle?: { color: string }; coords?: number[][]; symbolSize?: number[] }[];
  };
  const option = geoOption(
    'm',
    view,
    data,
    [
      [
        [100, 20],
        [110, 30],
      ],
    ],
    palette,
  ) as { geo: { boundingCoords: number[][] }; series: Series[] };
  const [borders, arcs, columns] = option.series;

  test('only what is risky is coloured', () => {
    expect(arcs?.data.map((arc) => arc.lineStyle?.color)).toEqual(['--mark', '--mark', '--mark', '--violated-mark', '--risk-mark']);
    expect(columns?.data.map((column) => column.itemStyle?.color)).toEqual(['--mark', '--mark', '--mark', '--violated-mark']);
  });

  test('a column stands on its place and is as high as what is at risk', () => {
    const heights = columns?.data.map((column) => column.symbolSize?.[1] ?? 0) ?? [];
    expect(Math.max(...heights)).toBe(168);
    expect(heights[2]).toBe(168);
  });

  test('coasts, borders and places stand on one projection', () => {
    const [topLeft, bottomRight] = option.geo.boundingCoords as [number[], number[]];
    const place = projected(view, PLACES.上海);
    const x = ((121.47 - (topLeft[0] ?? 0)) / ((bottomRight[0] ?? 0) - (topLeft[0] ?? 0))) * 600;
    expect(x).toBeCloseTo(place.x, 6);
    expect(borders?.data[0]?.coords?.[1]).toEqual([110, mercator(30)]);
    expect(coastsFor([[[[110, 30]]]]).features[0]?.geometry.coordinates).toEqual([[[[110, mercator(30)]]]]);
  });
});
