import { expect, test } from 'vitest';
import { screenOf } from './screen.ts';

const SETTINGS = {
  scenes: ['lead-response', 'overview'],
  rotateSeconds: 30,
  panels: { touchpoints: ['iceberg'] },
  screens: { east: { scenes: ['capability'], rotateSeconds: 0, panels: { capability: ['pipe'] } }, west: {} },
} as const;

test('a screen shows what it is set to, and where it is set to nothing, what all show', () => {
  expect(screenOf(SETTINGS, 'east', {})).toEqual({
    scenes: ['capability'],
    rotateSeconds: 0,
    panels: { touchpoints: ['iceberg'], capability: ['pipe'] },
  });
  const all = { scenes: ['lead-response', 'overview'], rotateSeconds: 30, panels: { touchpoints: ['iceberg'] } };
  for (const name of ['', 'west', 'nowhere', 'constructor']) expect(screenOf(SETTINGS, name, {})).toEqual(all);
});

test('the address holds one scene; a name that is none changes nothing', () => {
  expect(screenOf(SETTINGS, '', { scene: 'touchpoints' })).toMatchObject({ scenes: ['touchpoints'], rotateSeconds: 0 });
  expect(screenOf(SETTINGS, '', { scene: 'weather' }).scenes).toEqual(['lead-response', 'overview']);
});
