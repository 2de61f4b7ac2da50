/** Wall, desk and customer page over one played server: whatever becomes of link and store, all three say the same of it. */
import type { SystemRow } from '@warroom/protocol/system';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DESK_TOPICS, wallTopics } from '../stores/link.ts';
import { useTruth } from '../stores/truth.ts';
import { answer } from '../testing/customer.ts';
import { type PlayedPage, playPage, type Route, textOf } from '../testing/playPage.ts';
import { iso, systemRow } from '../testing/rows.ts';
import type { Truth } from '../truth/truth.ts';
import CustomerPage from './customer/CustomerPage.vue';
import OpsPage from './ops/OpsPage.vue';
import WallPage from './wall/WallPage.vue';

const NOW_MS = Date.UTC(2026, 10, 22, 8, 0, 0);
const HEARTBEAT_MS = 10_000;
const PAGES: readonly (Route & { name: string; band: string; strip: string })[] = [
  {
    name: 'wall',
    component: WallPage,
    path: '/wall/:screen?',
    address: '/wall/1',
    topics: wallTopics(['lead-response']),
    band: '.lost',
    strip: '.strip',
  },
  { name: 'desk', component: OpsPage, path: '/ops/page', address: '/ops/page', topics: DESK_TOPICS, band: '.band', strip: '.top' },
  {
    name: 'customer',
    component: CustomerPage,
    path: '/c/:id',
    address: '/c/C-7',
    topics: DESK_TOPICS,
    band: '.band',
    strip: '.top',
  },
];

interface Situation {
  name: string;
  play(page: PlayedPage): void;
  truth: Truth;
  /** On the band of every page; empty where nothing was ever shown. */
  says: string[];
}
const snapshots = (page: PlayedPage, system: SystemRow) => {
  page.welcome();
  page.snapshot('system', [['s', system]]);
  page.snapshot('alerts', []);
};
const time = (ms: number) =>
  new Intl.DateTimeFormat('zh-CN', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(ms);
const ago = (seconds: number) => NOW_MS - seconds * 1_000;

const SITUATIONS: readonly Situation[] = [
  { name: 'live', play: (page) => snapshots(page, systemRow()), truth: { kind: 'live' }, says: [] },
  { name: 'never connected', play: () => {}, truth: { kind: 'waiting' }, says: [] },
  { name: 'welcomed, nothing heard of the store', play: (page) => page.welcome(), truth: { kind: 'waiting' }, says: [] },
  {
    name: 'the store catches up',
    play: (page) =>
      snapshots(
        page,
        systemRow({ storeState: 'catching-up', catchUp: { fromAt: iso(ago(9_000)), reachedAt: iso(ago(600)), untilAt: iso(NOW_MS) } }),
      ),
    truth: { kind: 'catching-up', sinceMs: ago(600) },
    says: ['正在追赶历史数据', time(ago(600)), '10:00'],
  },
  {
    name: 'the store is down',
    play: (page) => snapshots(page, systemRow({ storeState: 'down', storeDownSince: iso(ago(75)) })),
    truth: { kind: 'store-down', sinceMs: ago(75) },
    says: ['数据库中断', time(ago(75)), '1:15'],
  },
  {
    name: 'stale',
    play: (page) => {
      snapshots(page, systemRow());
      page.clock.advance(2 * HEARTBEAT_MS);
    },
    truth: { kind: 'stale', sinceMs: NOW_MS },
    says: ['数据已停', time(NOW_MS), '0:20'],
  },
  {
    name: 'reconnecting',
    play: (page) => {
      snapshots(page, systemRow());
      page.sockets.last.lose();
      page.clock.advance(4_000);
    },
    truth: { kind: 'reconnecting', sinceMs: NOW_MS },
    says: ['连接中断', time(NOW_MS), '0:04'],
  },
  {
    name: 'reconnecting to a server whose store was down before',
    play: (page) => {
      snapshots(page, systemRow({ storeState: 'down', storeDownSince: iso(ago(75)) }));
      page.sockets.last.lose();
      page.clock.advance(5_000);
    },
    truth: { kind: 'reconnecting', sinceMs: ago(75) },
    says: ['连接中断', time(ago(75)), '1:20'],
  },
  {
    name: 'refused',
    play: (page) => {
      snapshots(page, systemRow());
      page.sockets.last.lose(4400);
    },
    truth: { kind: 'refused', sinceMs: NOW_MS },
    says: ['版本不符', '请刷新页面'],
  },
];

/** None of them has alerts, and of none is it known that there are none. */
const UNKNOWN: readonly Pick<Situation, 'name' | 'play'>[] = [
  ...SITUATIONS.filter(({ name }) => name !== 'live'),
  { name: 'never let in', play: (page) => page.sockets.last.lose(4401) },
  {
    name: 'the store is well, no alerts have come',
    play: (page) => {
      page.welcome();
      page.snapshot('system', [['s', systemRow()]]);
    },
  },
];
const NOTHING_SHOWN = ['never connected', 'welcomed, nothing heard of the store', 'never let in'];

let played: PlayedPage;
beforeEach(() => {
  vi.stubGlobal('fetch', async () => Response.json({ ...answer(), at: iso(NOW_MS) }));
});
afterEach(() => {
  played.close();
  vi.unstubAllGlobals();
});

describe.each(SITUATIONS)('$name', ({ play, truth, says }) => {
  test.each(PAGES)('$name', async ({ band, strip, ...route }) => {
    played = await playPage(route, { nowMs: NOW_MS, heartbeatMs: HEARTBEAT_MS }, play);
    expect(useTruth().truth).toEqual(truth);
    expect(document.querySelector<HTMLElement>('[data-truth]')?.dataset.truth).toBe(truth.kind);
    for (const words of says) expect(textOf(band)).toContain(words);
    if ('sinceMs' in truth) expect(document.querySelector('.lost, .untrue')).not.toBeNull();
    expect(textOf(strip).includes('实时')).toBe(truth.kind === 'live');
  });
});

describe.each(UNKNOWN)('$name: no word of calm', ({ name, play }) => {
  test.each(PAGES.filter((page) => page.name !== 'customer'))('$name', async ({ name: _, band: __, strip: ___, ...route }) => {
    played = await playPage(route, { nowMs: NOW_MS, heartbeatMs: HEARTBEAT_MS }, play);
    const words = document.body.innerText;
    expect(words).not.toMatch(/没有需要处理的告警|没有违规|当前没有/);
    if (NOTHING_SHOWN.includes(name)) expect(words).not.toMatch(/(^|\s)0(\s|$)/m);
  });
});

test.each(PAGES.filter((page) => page.name !== 'customer'))(
  '$name: live without alerts, it says so',
  async ({ name: _, band: __, strip: ___, ...route }) => {
    played = await playPage(route, { nowMs: NOW_MS, heartbeatMs: HEARTBEAT_MS }, (page) => snapshots(page, systemRow()));
    expect(document.body.innerText).toContain('没有需要处理的告警');
  },
);
