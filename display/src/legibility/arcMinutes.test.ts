import { expect, test } from 'vitest';
import { arcMinutes, judge, screenHeightMetres, scriptOf } from './arcMinutes.ts';

/** 75 inches, 16:9, seen from 8 m, drawn 1080 pixels high. */
const room = { screenInches: 75, aspect: 16 / 9, screenHeightPx: 1080, viewerMetres: 8 };

test('a 75-inch 16:9 screen is 0.934 m high', () => {
  expect(screenHeightMetres(75, 16 / 9)).toBeCloseTo(0.934, 3);
});

test('height = 2π · distance · arcmin ÷ 21,600', () => {
  const heightPx = ((2 * Math.PI * 8 * 22) / 21_600 / screenHeightMetres(75, 16 / 9)) * 1080;
  expect(arcMinutes(heightPx, room)).toBeCloseTo(22, 9);
  expect(arcMinutes(heightPx, { ...room, viewerMetres: 16 })).toBeCloseTo(11, 9);
});

test('the same picture at twice the pixels has the same size', () => {
  expect(arcMinutes(200, { ...room, screenHeightPx: 2160 })).toBeCloseTo(arcMinutes(100, room), 9);
});

test('Chinese asks for more than Latin, and a sentence with one ideograph is Chinese', () => {
  expect(scriptOf('1:42')).toBe('latin');
  expect(scriptOf('L-1 · 华东')).toBe('han');
  expect(judge('92%', 60, 'far', room)).toMatchObject({ needed: 16, passes: true });
  expect(judge('违规', 60, 'far', room)).toMatchObject({ needed: 22, passes: false });
});

test('why the key size is 68 units: 56 would pass for nobody at 8 m', () => {
  expect(judge('违规', 68, 'far', room).passes).toBe(true);
  expect(judge('92', 68, 'far', room).passes).toBe(true);
  expect(judge('违规', 56, 'far', room).passes).toBe(false);
  expect(judge('92', 56, 'far', room).passes).toBe(false);
});

test('fine print is for those who step closer', () => {
  expect(judge('目标', 22, 'near', room).passes).toBe(true);
  expect(judge('目标', 22, 'far', room).passes).toBe(false);
  expect(judge('目标', 20, 'near', room).passes).toBe(false);
});
