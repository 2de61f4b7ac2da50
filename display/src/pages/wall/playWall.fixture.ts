/** A wall in a real browser, its server played over a fake socket on a fake clock: for browser tests. */
import '@fontsource-variable/noto-sans-sc/wght.css';
import '../../theme/tokens.css';
import '../../theme/base.css';
import type { DisplaySettings } from '@warroom/protocol/api/display';
import type { RowOf, Topic } from '@warroom/protocol/board';
import { createPinia, setActivePinia } from 'pinia';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-vue';
import { nextTick } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import type { Locale } from '../../i18n/messages.ts';
import { createLanguages } from '../../i18n/say.ts';
import { FakeClock } from '../../link/clock.ts';
import { FakeSockets } from '../../link/fakeSockets.ts';
import { useClock } from '../../stores/clock.ts';
import { useLink } from '../../stores/link.ts';
import { useSettings } from '../../stores/settings.ts';
import { systemRow } from './rows.fixture.ts';
import WallPage from './WallPage.vue';

export interface PlayedWallOptions {
  nowMs: number;
  width?: number;
  height?: number;
  locale?: Locale;
  /** Address of the page. */
  path?: string;
  settings?: Partial<DisplaySettings>;
  heartbeatMs?: number;
  /** Told before the page is mounted: the snapshots that are there from the start. */
  first?: (wall: PlayedWall) => void;
}

export interface PlayedWall {
  clock: FakeClock;
  sockets: FakeSockets;
  snapshot<T extends Topic>(topic: T, rows: Iterable<readonly [string, RowOf<T>]>): void;
  change<T extends Topic>(topic: T, up: readonly (readonly [string, RowOf<T>])[], rm?: string[]): void;
  painted(): Promise<void>;
  close(): void;
}

export async function playWall({
  nowMs,
  width = 1920,
  height = 1080,
  locale = 'zh-CN',
  path = '/wall/1',
  settings = {},
  heartbeatMs = 10_000,
  first,
}: PlayedWallOptions): Promise<PlayedWall> {
  await page.viewport(width, height);
  const pinia = createPinia();
  setActivePinia(pinia);
  const clock = new FakeClock(nowMs);
  const sockets = new FakeSockets();
  const seqs = new Map<Topic, number>();
  const wall: PlayedWall = {
    clock,
    sockets,
    snapshot(topic, rows) {
      seqs.set(topic, 1);
      const list = [...rows].map(([key, row]): [string, unknown] => [key, row]);
      sockets.last.receive({ t: 'snap', ts: clock.now(), k: topic, e: 'e', s: 1, part: 0, last: true, rows: list });
    },
    change(topic, up, rm = []) {
      const seq = seqs.get(topic) ?? 0;
      seqs.set(topic, seq + 1);
      const list = up.map(([key, row]): [string, unknown] => [key, row]);
      sockets.last.receive({ t: 'd', ts: clock.now(), k: topic, e: 'e', s: seq + 1, p: seq, up: list, rm });
    },
    painted,
    close() {
      useLink().stop();
      useClock().stop();
      localStorage.clear();
    },
  };
  const store = useSettings();
  store.chooseLocale(locale);
  store.server = { ...store.server, ...settings };
  useLink().start({ open: sockets.open, clock, random: () => 0, token: () => null });
  useClock().start(clock);
  sockets.last.open();
  sockets.last.receive({ t: 'welcome', v: 1, sid: 's', hb: heartbeatMs, ts: nowMs });
  wall.snapshot('alerts', []);
  wall.snapshot('contracts', []);
  wall.snapshot('system', [['s', systemRow()]]);
  first?.(wall);
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/wall/:screen?', component: WallPage }] });
  await router.push(path);
  await render(WallPage, { global: { plugins: [pinia, createLanguages(locale), router], stubs: { transition: false } } });
  await document.fonts.ready;
  await painted();
  return wall;
}

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
/** Layout, what is measured of it, and what follows from the measure. */
async function painted(): Promise<void> {
  await nextTick();
  for (let i = 0; i < 4; i += 1) await frame();
}

export const textOf = (selector: string): string =>
  document.querySelector(selector)?.textContent?.replaceAll('\u00a0', ' ').replace(/\s+/g, ' ').trim() ?? '';
