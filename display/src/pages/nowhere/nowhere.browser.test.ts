/** Addresses that name what does not exist, in the room of every screen: each says so, and nothing else is shown in its place. */
import { SCENE_IDS } from '@warroom/protocol/scenes';
import { afterEach, expect, test, vi } from 'vitest';
import { router } from '../../router.ts';
import { useSettings } from '../../stores/settings.ts';
import { type PlayedPage, playPage, textOf } from '../../testing/playPage.ts';
import { LAYOUTS } from '../../testing/sceneLayout.ts';
import WallAddress from '../wall/WallAddress.vue';
import NowhereRoute from './NowhereRoute.vue';

const NOW_MS = Date.UTC(2026, 10, 22, 8, 0, 0);
const SHAPES = [...LAYOUTS, { name: 'phone', width: 390, height: 844 }];
const WALL = { component: WallAddress, path: '/wall/:screen?', topics: [] };

let played: PlayedPage;
afterEach(() => {
  played.close();
  vi.unstubAllGlobals();
});

const open = (address: string, { width = 1920, height = 1080, locale = 'zh-CN' as 'zh-CN' | 'en' } = {}) =>
  playPage(
    { ...WALL, address },
    { nowMs: NOW_MS, width, height, locale, settings: { screens: { east: { scenes: ['overview', 'capability'] }, 'a/b': {} } } },
    () => {
      useSettings().told = true;
    },
  );
const links = () => [...document.querySelectorAll('.nowhere a')].map((a) => a.getAttribute('href'));

test.each(SHAPES)('an unknown screen is named, with those that exist: $name', async ({ width, height }) => {
  const name = 'est'.repeat(40);
  played = await open(`/wall/${name}`, { width, height });
  expect(textOf('h1')).toBe(`没有这块屏：${name}`);
  expect(links()).toEqual(['/wall', '/wall/east', '/wall/a%2Fb']);
  expect(textOf('.nowhere li:nth-child(2)')).toBe('/wall/east总览 · 能力流');
  expect(document.querySelector('.wall')).toBeNull();
  const page = document.querySelector('.nowhere') as HTMLElement;
  expect(page.scrollWidth).toBeLessThanOrEqual(page.clientWidth);
  // What is read across the room: no smaller than what the wall calls its body.
  if (width > 720) expect(Number.parseFloat(getComputedStyle(page).fontSize)).toBeGreaterThanOrEqual((30 * Math.min(width, height)) / 1080);
});

test('an unknown scene is named in English too, with the scenes there are', async () => {
  played = await open('/wall/east?scene=weather', { locale: 'en' });
  expect(textOf('h1')).toBe('No such scene: weather');
  expect(links()).toEqual(SCENE_IDS.map((id) => `?scene=${id}`));
});

test('a screen that is set up is a wall, and so is any while the server has not said what is set up', async () => {
  played = await open('/wall/east');
  expect(document.querySelector('.wall')).not.toBeNull();
  useSettings().told = false;
  await played.painted();
  expect(document.querySelector('.nowhere')).toBeNull();
});

test('the server is asked again, since nobody stands at the wall to do so', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    vi.stubGlobal('fetch', async () => Response.json({ screens: { est: {} } }));
    played = await open('/wall/east');
    useSettings().server = { ...useSettings().server, screens: {} };
    await played.painted();
    expect(textOf('h1')).toBe('没有这块屏：east');
    await vi.advanceTimersByTimeAsync(30_000);
    await played.painted();
    expect(links()).toEqual(['/wall', '/wall/est']);
  } finally {
    vi.useRealTimers();
  }
});

test.each(['/nonsense', '/wall/east/more', '/ops/nothing', '/customer'])('%s is no page', async (address) => {
  expect(router.resolve(address).name).toBe('nowhere');
  played = await playPage({ component: NowhereRoute, path: '/:rest(.*)*', address, topics: [] }, { nowMs: NOW_MS }, () => {});
  expect(textOf('h1')).toBe(`没有这个页面：${address}`);
  expect(links()).toEqual(['/wall', '/ops', '/api/docs']);
});
