import { SCENE_IDS } from '@warroom/protocol/scenes';
import { expect, test } from 'vitest';
import { unknownOf } from './unknown.ts';

const SCREENS = { east: { scenes: ['capability'] }, west: {} } as const;

test('a screen exists that is set up, and the wall of all screens without a name', () => {
  for (const name of ['', 'east', 'west']) expect(unknownOf(SCREENS, name, {})).toBeNull();
  for (const name of ['est', 'EAST', 'constructor', '1']) expect(unknownOf(SCREENS, name, {})).toEqual({ kind: 'screen', name });
});

test('before the server has named its screens none is unknown', () => {
  expect(unknownOf(null, 'anything', {})).toBeNull();
  expect(unknownOf({}, 'anything', {})).toEqual({ kind: 'screen', name: 'anything' });
});

test('an address names one scene or none', () => {
  for (const scene of SCENE_IDS) expect(unknownOf(SCREENS, 'east', { scene })).toBeNull();
  expect(unknownOf(SCREENS, '', { scene: 'weather' })).toEqual({ kind: 'scene', name: 'weather' });
  expect(unknownOf(SCREENS, '', { scene: ['overview', 'capability'] })).toEqual({ kind: 'scene', name: 'overview, capability' });
  for (const scene of ['', null]) expect(unknownOf(null, '', { scene })).toEqual({ kind: 'scene', name: '' });
});
