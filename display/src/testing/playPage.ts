/** A page in a real browser, its server played over a fake socket on a fake clock: for browser tests. */
import '@fontsource-variable/noto-sans-sc/wght.css';
import '../theme/tokens.css';
import '../theme/base.css';
import type { DisplaySettings } from '@warroom/protocol/api/display';
import type { RowOf, Topic } from '@warroom/protocol/board';
import { createPinia, setActivePinia } from 'pinia';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-vue';
import { type Component, nextTick } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import { FakeClock } from '../../../testing/fakeClock.ts';
import type { Locale } from '../i18n/messages.ts';
import { createLanguages } from '../i18n/say.ts';
import { useClock } from '../stores/clock.ts';
import { useLink } from '../stores/link.ts';
import { useSettings } from '../stores/settings.ts';
import { FakeSockets } from './fakeSockets.ts';

export interface PlayedPageOptions {
  nowMs: number;
  width?: number;
  height?: number;
  locale?: Locale;
  settings?: Partial<DisplaySettings>;
  heartbeatMs?: number;
}

export interface PlayedPage {
  clock: FakeClock;
  sockets: FakeSockets;
  /** The newest connection is accepted. */
  welcome(): void;
  snapshot<T extends Topic>(topic: T, rows: Iterable<readonly [string, RowOf<T>]>): void;
  change<T extends Topic>(topic: T, up: readonly (readonly [string, RowOf<T>])[], rm?: string[]): void;
  painted(): Promise<void>;
  close(): void;
}

export interface Route {
  component: Component;
  /** As the router has it, as `/wall/:screen?`. */
  path: string;
  /** Of the page, as `/wall/1`. */
  address: string;
  topics: readonly Topic[];
}

/** `first`: what the server says before the page is mounted. */
export async function playPage(
  { component, path, address, topics }: Route,
  { nowMs, width = 1920, height = 1080, locale = 'zh-CN', settings = {}, heartbeatMs = 10_000 }: PlayedPageOptions,
  first: (page: PlayedPage) => void,
): Promise<PlayedPage> {
  await page.viewport(width, height);
  const pinia = createPinia();
  setActivePinia(pinia);
  const clock = new FakeClock(nowMs);
  const sockets = new FakeSockets();
  const seqs = new Map<Topic, number>();
  const played: PlayedPage = {
    clock,
    sockets,
    welcome() {
      sockets.last.open();
      sockets.last.receive({ t: 'welcome', v: 1, sid: 's', hb: heartbeatMs, ts: clock.now() });
    },
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
  useLink().start({ topics, open: sockets.open, fallbacks: [], clock, random: () => 0, token: () => null });
  useClock().start(clock);
  first(played);
  const elsewhere = { render: () => null };
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path, component },
      ...(['/ops', '/customer/:id'] as const).map((other) => ({ path: other, name: other.split('/')[1] as string, component: elsewhere })),
    ],
  });
  await router.push(address);
  await render(component, { global: { plugins: [pinia, createLanguages(locale), router], stubs: { transition: false } } });
  await document.fonts.ready;
  await painted();
  return played;
}

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
/** Layout, what is measured of it, and what follows from the measure. */
async function painted(): Promise<void> {
  await nextTick();
  for (let i = 0; i < 4; i += 1) await frame();
}

export const textOf = (selector: string): string =>
  document.querySelector(selector)?.textContent?.replaceAll('\u00a0', ' ').replace(/\s+/g, ' ').trim() ?? '';
