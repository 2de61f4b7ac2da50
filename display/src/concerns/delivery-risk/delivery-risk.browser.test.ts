/** The delivery scene on a wall in a real browser, with a simulated server. */

import type { DisplaySettings } from '@warroom/protocol/api/display';
import type { RowOf } from '@warroom/protocol/board';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Locale } from '../../i18n/messages.ts';
import { measure } from '../../legibility/measure.ts';
import { textOf as text } from '../../testing/playPage.ts';
import { type PlayedWall, type PlayedWallOptions, playWall } from '../../testing/playWall.ts';
import { iso } from '../../testing/rows.ts';
import { badHeat, badMap, calmHeat, keyed, keyedMap, usualHeat, usualMap } from './rows.fixture.ts';

const NOW = Date.UTC(2026, 10, 22, 8, 0, 0);
const STATES = { calm: [calmHeat, usualMap], usual: [usualHeat, usualMap], bad: [badHeat, badMap], empty: [[], []] } as const;
type State = keyof typeof STATES;
/** A made-up border line. */
const BORDERS = {
  type: 'Feature',
  properties: {},
  geometry: {
    type: 'LineString',
    coordinates: [
      [100, 25],
      [110, 30],
      [115, 35],
    ],
  },
};

let wall: PlayedWall;
let asked: string[];
let served: () => Response;

beforeEach(() => {
  asked = [];
  served = () => Response.json(BORDERS);
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    // The wall asks for its settings from time to time; an error leaves them as they are.
    if (!String(input).endsWith('/map')) return new Response('', { status: 503 });
    asked.push(String(input));
    return served();
  });
});
afterEach(() => {
  wall.close();
  vi.restoreAllMocks();
});

async function open(state: State, over: Partial<PlayedWallOptions> = {}, map = 'fallback'): Promise<void> {
  const [heat, places] = STATES[state];
  wall = await playWall({
    nowMs: NOW,
    path: `/wall/1?scene=delivery-risk&map=${map}`,
    ...over,
    first: ({ snapshot }) => {
      snapshot('delivery-risk.heat', keyed(heat));
      snapshot('delivery-risk.map', keyedMap(places));
    },
  });
  await expect.poll(() => document.querySelector('.heat .steps'), { timeout: 10_000 }).not.toBeNull();
  await expect.poll(() => text('.field > .empty'), { timeout: 10_000 }).not.toContain(over.locale === 'en' ? 'Loading' : '加载');
  await wall.painted();
}

/** Number of pixels of about this colour. */
function pixels(selector: string, [red, green, blue]: [number, number, number]): number {
  const canvas = document.querySelector<HTMLCanvasElement>(selector);
  const context = canvas?.getContext('2d');
  if (!canvas || !context) throw new Error(`${selector} draws nothing`);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    const near = (channel: number, wanted: number) => Math.abs((data[i + channel] ?? 0) - wanted) < 6;
    if (near(0, red) && near(1, green) && near(2, blue)) count += 1;
  }
  return count;
}
const AMBER: [number, number, number] = [0xe6, 0x9f, 0x00];
const VERMILION: [number, number, number] = [0xd5, 0x5e, 0x00];
const FILL: [number, number, number] = [0xff, 0x67, 0x27];
const LAND: [number, number, number] = [0x2c, 0x37, 0x45];

describe('what the scene says', () => {
  test('the headline, three figures, the heat with its bottleneck framed and named, the map with the worst named', async () => {
    await open('usual');
    expect(text('.headline')).toBe('168 张在途订单，9 张大概率延误；风险金额 ¥818万，瓶颈在天津工厂的装配');
    expect(text('.figures')).toContain('装配 · 天津工厂');
    expect(text('.heat .marks .framed.worst')).toBe('345万');
    expect([text('.names .worst'), text('.steps .worst')]).toEqual(['天津工厂', '装配']);
    expect(text('.map .labels')).toMatch(/广州\s?¥208万.*深圳\s?¥150万/);
    expect(document.querySelectorAll('.map .labels .violated, .map .labels .at-risk').length).toBe(2);
  });

  test('colour stands only where it is likely that orders are late', async () => {
    await open('calm');
    expect(pixels('.heat canvas', AMBER) + pixels('.heat canvas', FILL)).toBe(0);
    expect(document.querySelectorAll('.marks li')).toHaveLength(0);
    expect(text('.headline')).toContain('没有大概率延误的');
    wall.change('delivery-risk.heat', keyed(usualHeat));
    await wall.painted();
    expect(pixels('.heat canvas', AMBER)).toBeGreaterThan(1_000);
    expect(pixels('.heat canvas', FILL)).toBeGreaterThan(1_000);
    expect(pixels('.map canvas', VERMILION)).toBeGreaterThan(100);
  });

  test('an empty board says calmly that there is nothing yet', async () => {
    await open('empty');
    expect(text('.headline')).toBe('还没有在途订单的数据');
    expect(text('.heat')).toContain('还没有在途订单');
    expect(text('.map')).toContain('还没有订单的去向');
  });

  test('a broken contract hatches the panels that stand on it and names the feed', async () => {
    await open('usual');
    const broken = (topics: string[]) =>
      ({ state: 'broken', topics, newestAt: null, dueAt: iso(NOW), brokenAt: iso(NOW) }) as RowOf<'contracts'>;
    wall.change('contracts', [['mes', broken(['delivery-risk.heat'])]]);
    await wall.painted();
    expect([...document.querySelectorAll<HTMLElement>('.scene [data-broken]')].map(({ className }) => className)).toEqual([
      expect.stringContaining('heat'),
    ]);
    expect(text('.scene .notice')).toMatch(/^mes 没有新数据/);
    wall.change('contracts', [['mes', broken(['delivery-risk.heat', 'delivery-risk.map'])]]);
    await wall.painted();
    expect(document.querySelectorAll('.scene [data-broken]')).toHaveLength(2);
  });
});

describe('the map', () => {
  const own: Partial<DisplaySettings> = { map: { attribution: '某图社', reviewNumber: 'GS(2026)0001号' } };

  test('without WebGL it draws coasts, arcs and columns on a canvas', async () => {
    await open('usual');
    expect(document.querySelector<HTMLElement>('section.map')?.dataset.map).toBe('fallback');
    expect(pixels('.map canvas', LAND)).toBeGreaterThan(20_000);
    expect(asked).toEqual([]);
  });

  test('software rendering alone is no card: the canvas is chosen without being asked for', async () => {
    await open('usual', {}, 'auto');
    expect(document.querySelector<HTMLElement>('section.map')?.dataset.map).toBe('fallback');
  });

  test("the operator's map is drawn, its source and review number stand on it", async () => {
    await open('usual', { settings: own });
    expect(asked).toEqual(['/api/v1/display/map']);
    expect(text('.map footer')).toContain('某图社 · 审图号：GS(2026)0001号');
    expect(text('.map footer')).not.toContain('无法读取');
  });

  test.each([
    ['no GeoJSON', () => Response.json({ type: 'Topology' })],
    ['no JSON', () => new Response('<html>')],
    ['not there', () => new Response('', { status: 404 })],
  ])('a map that is %s leaves the coasts and says so', async (_what, answer) => {
    served = answer;
    await open('usual', { settings: own });
    await expect.poll(() => text('.map footer')).toContain('自备地图无法读取，仅显示海岸线');
    expect(pixels('.map canvas', LAND)).toBeGreaterThan(20_000);
  });

  test('on WebGL the layers are drawn; when the context is lost again and again the canvas takes over', async () => {
    await open('usual', { width: 960, height: 540 }, 'webgl');
    const drawn = () => document.querySelector<HTMLElement>('section.map')?.dataset.drawn;
    await expect.poll(drawn, { timeout: 45_000 }).toBe('1');
    const canvas = document.querySelector<HTMLCanvasElement>('.map canvas');
    expect(canvas?.getContext('webgl2')).toBeTruthy();
    expect(text('.map .labels')).toContain('广州');
    const lose = () => document.querySelector('.map canvas')?.dispatchEvent(new Event('webglcontextlost'));
    lose();
    await expect.poll(drawn, { timeout: 45_000 }).toBe('2');
    expect([...document.querySelectorAll('.map canvas')].filter((other) => other !== canvas)).toHaveLength(1);
    lose();
    await wall.painted();
    lose();
    await expect.poll(() => document.querySelector<HTMLElement>('section.map')?.dataset.map).toBe('fallback');
    await wall.painted();
    expect(pixels('.map canvas', LAND)).toBeGreaterThan(1_000);
  }, 90_000);
});

const LAYOUTS = [
  { name: '16:9, 1080p', width: 1920, height: 1080, screenInches: 75 },
  { name: '32:9, two of them side by side', width: 5120, height: 1440, screenInches: 136.5 },
  { name: 'portrait', width: 1080, height: 1920, screenInches: 75 },
] as const;

describe.each(LAYOUTS)('layout $name', ({ width, height, screenInches }) => {
  const room = { screenInches, viewerMetres: 8, aspect: width / height, screenHeightPx: height };
  const cases = (['zh-CN', 'en'] as const).flatMap((locale) => (Object.keys(STATES) as State[]).map((state) => [locale, state] as const));

  test.each(cases)('%s, %s: large enough to read, nothing overlaps, nothing is cut', async (locale: Locale, state) => {
    await open(state, { width, height, locale });
    expect(
      measure(document, room)
        .filter(({ passes }) => !passes)
        .map((m) => m.text),
    ).toEqual([]);
    const boxOf = (element: Element) => element.getBoundingClientRect();
    const blocks = [...document.querySelectorAll('.stage > :not(.scene), .delivery > *')].map(boxOf);
    expect(blocks.length).toBeGreaterThanOrEqual(6);
    const names = [...document.querySelectorAll('.labels li')].map(boxOf);
    for (const boxes of [blocks, names])
      for (const [i, a] of boxes.entries()) {
        expect(a.bottom).toBeLessThanOrEqual(height);
        expect(a.right).toBeLessThanOrEqual(width);
        for (const b of boxes.slice(i + 1)) {
          const apart = a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
          expect(apart, `${JSON.stringify(a)} and ${JSON.stringify(b)} lie apart`).toBe(true);
        }
      }
    for (const panel of document.querySelectorAll('.delivery section')) {
      const outer = boxOf(panel);
      for (const element of panel.querySelectorAll<HTMLElement>('[data-meaning], .field')) {
        const { right, bottom } = boxOf(element);
        expect(right, `${element.textContent} ends in its panel`).toBeLessThanOrEqual(outer.right + 1);
        expect(bottom, `${element.textContent} ends in its panel`).toBeLessThanOrEqual(outer.bottom + 1);
      }
      for (const mark of panel.querySelectorAll<HTMLElement>('.marks li, .amounts li, header > *, .figures dd'))
        expect(mark.scrollWidth, `${mark.textContent} has room`).toBeLessThanOrEqual(mark.clientWidth + 1);
    }
    for (const figure of document.querySelectorAll<HTMLElement>('.figures dl'))
      expect(figure.scrollWidth).toBeLessThanOrEqual(figure.clientWidth + 1);
  });
});
