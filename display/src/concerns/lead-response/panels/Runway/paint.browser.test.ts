/** The runway's canvas, pixel by pixel, in a real browser. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Palette } from '../../../../charts/palette.ts';
import { TOKENS } from '../../../../charts/palette.ts';
import { openRow } from '../../../../testing/rows.ts';
import { planLanes } from './lanes.ts';
import { markSizePx, PARTING_MS, paint, type View } from './paint.ts';
import { type Answer, placeMarks } from './scene.ts';
import { spritesFor } from './sprites.ts';

const NOW = 10_000_000;
const LINE = 90;
const view: View = { widthPx: 1_840, heightPx: 400, overPx: 20, lanes: 4, density: 1, lineSeconds: LINE };
const COLOURS: Partial<Palette['colour']> = {
  '--mark': '#0000ff',
  '--risk-mark': '#00ff00',
  '--violated-mark': '#ff0000',
  '--ink': '#ffffff',
};
const palette: Palette = {
  colour: Object.fromEntries(TOKENS.map((t) => [t, COLOURS[t] ?? '#101010'])) as Palette['colour'],
  font: 'sans-serif',
  unitPx: 1,
};
const sprites = spritesFor(null, markSizePx(1, view, 1), 1, palette);
const plan = planLanes(new Map(), ['A', 'B', 'C'], 4);

let context: CanvasRenderingContext2D;
beforeEach(() => {
  const canvas = Object.assign(document.createElement('canvas'), { width: view.widthPx, height: view.heightPx });
  context = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
});

const marks = (ages: number[], team: string | null = 'B', handled = new Set<string>()) =>
  placeMarks(
    ages.map((age, i) => openRow(`L-${i}`, NOW - age * 1_000, { team })),
    plan,
    handled,
  );
const draw = (ages: number[], answers: Answer[] = [], handled?: Set<string>) =>
  paint(context, marks(ages, 'B', handled), answers, NOW, view, sprites, palette);

/** Centre and number of the pixels of a colour. */
function centre([r, g, b]: [number, number, number]): { x: number; y: number; area: number } {
  const { data } = context.getImageData(0, 0, view.widthPx, view.heightPx);
  let [x, y, area] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 4) {
    if (data[i] !== r || data[i + 1] !== g || data[i + 2] !== b || (data[i + 3] ?? 0) < 250) continue;
    x += (i / 4) % view.widthPx;
    y += Math.floor(i / 4 / view.widthPx);
    area += 1;
  }
  return { x: x / area, y: y / area, area };
}

describe('marks', () => {
  test.each([
    [20, [0, 0, 255]],
    [75, [0, 255, 0]],
    [120, [255, 0, 0]],
  ] as const)('a lead of %d s stands at its second, in its lane, in its colour', (age, colour) => {
    draw([age]);
    const found = centre([...colour]);
    expect(found.area).toBeGreaterThan(50);
    expect(Math.abs(found.x - (20 + age * 10))).toBeLessThan(2);
    expect(Math.floor(found.y / 100)).toBe(plan.indexOf('B'));
  });

  test('it turns at the line, not before and not after', () => {
    draw([89.99]);
    expect(centre([255, 0, 0]).area).toBe(0);
    draw([90]);
    expect(centre([255, 0, 0]).area).toBeGreaterThan(50);
  });

  test('a violation that somebody has taken is hollow', () => {
    draw([120]);
    const solid = centre([255, 0, 0]).area;
    draw([120], [], new Set(['L-0']));
    expect(centre([255, 0, 0]).area).toBeLessThan(solid * 0.75);
  });

  test('each picture begins on a clean ground', () => {
    draw([20, 40, 60]);
    draw([]);
    expect(centre([0, 0, 255]).area).toBe(0);
  });
});

test('an answered lead leaves a mark with its time, for a moment', () => {
  const answer: Answer = { leadId: 'x', lane: 1, row: 0, latencySeconds: 42, violated: false, respondedMs: NOW - 1_000, seenMs: NOW - 500 };
  const inked = (a: Answer) => {
    draw([], [a]);
    return centre([255, 255, 255]).area;
  };
  expect(inked(answer)).toBeGreaterThan(30);
  expect(inked({ ...answer, seenMs: NOW - PARTING_MS })).toBe(0);
  expect(inked({ ...answer, seenMs: null })).toBe(0);
});

test('sprites are drawn again only for another size or other colours', () => {
  expect(spritesFor(sprites, markSizePx(1, view, 1), 1, palette)).toBe(sprites);
  expect(spritesFor(sprites, markSizePx(1, view, 1), 2, palette)).not.toBe(sprites);
});

test('500 marks are drawn, each of them', () => {
  const ages = Array.from({ length: 500 }, (_, i) => (i * 179) / 500);
  const spread = ages.flatMap((age, i) => placeMarks([openRow(`L-${i}`, NOW - age * 1_000, { team: 'B' })], plan, new Set()));
  let stamped = 0;
  const stamp = context.drawImage.bind(context) as (...args: unknown[]) => void;
  context.drawImage = (...args: unknown[]) => {
    stamped += 1;
    stamp(...args);
  };
  paint(context, spread, [], NOW, view, sprites, palette);
  expect(stamped).toBe(500);
});
