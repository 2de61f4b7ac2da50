/** Desk and customer page say of each concern how old its newest fact is; nothing that does not come in leaves them calm. */
import type { ConcernFreshnessRow } from '@warroom/protocol/concerns/contracts';
import { SCENE_CONCERNS } from '@warroom/protocol/scenes';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DESK_TOPICS } from '../../stores/link.ts';
import { answer } from '../../testing/customer.ts';
import { type PlayedPage, type PlayedPageOptions, playPage, textOf } from '../../testing/playPage.ts';
import { iso, systemRow } from '../../testing/rows.ts';
import CustomerPage from '../customer/CustomerPage.vue';
import OpsPage from '../ops/OpsPage.vue';

const NOW_MS = Date.UTC(2026, 10, 22, 8, 0, 0);
const ago = (seconds: number) => iso(NOW_MS - seconds * 1_000);
const DESK = { component: OpsPage, path: '/ops/page', address: '/ops/page', topics: DESK_TOPICS };
const CUSTOMER = { component: CustomerPage, path: '/c/:id', address: '/c/C-7', topics: DESK_TOPICS };
const SHAPES = [
  { name: 'desk', width: 1440, height: 900 },
  { name: 'phone', width: 390, height: 844 },
];

const row = (over: Partial<ConcernFreshnessRow> = {}): ConcernFreshnessRow => ({
  state: 'fresh',
  newestAt: ago(4),
  feeds: [],
  sinceAt: null,
  watchedBy: ['learnt'],
  ...over,
});
type Rows = Partial<Record<string, ConcernFreshnessRow>>;

let played: PlayedPage;
beforeEach(() => {
  vi.stubGlobal('fetch', async () => Response.json({ ...answer(), at: iso(NOW_MS) }));
});
afterEach(() => {
  played.close();
  vi.unstubAllGlobals();
});

async function open(route: typeof DESK, rows: Rows, options: Partial<PlayedPageOptions> = {}): Promise<void> {
  played = await playPage(route, { nowMs: NOW_MS, ...options }, (page) => {
    page.welcome();
    page.snapshot('system', [['s', systemRow()]]);
    page.snapshot('alerts', []);
    page.snapshot(
      'contracts.concerns',
      SCENE_CONCERNS.map((concern) => [concern, rows[concern] ?? row()]),
    );
  });
}
const said = (concern: string) => textOf(`.ages [data-concern="${concern}"]`);

test.each([DESK, CUSTOMER])('$path: each concern has an age of its own, and says what is not known to be fresh', async (route) => {
  await open(route, {
    'lead-response': row({ state: 'silent', feeds: ['crm|lead.created'], sinceAt: ago(22 * 60) }),
    'delivery-risk': row({ state: 'learning', newestAt: ago(180) }),
    touchpoints: row({ watchedBy: [], newestAt: ago(7_200) }),
    capability: row({ state: 'never', newestAt: null, watchedBy: [] }),
  });
  expect(said('lead-response')).toBe('线索响应数据静默已 22 分钟crm|lead.created');
  expect(said('delivery-risk')).toBe('交付风险学习中3 分钟前');
  expect(said('touchpoints')).toBe('触点盲区未监测2 小时前');
  expect(said('capability')).toBe('能力流尚无数据');
  played.change('contracts.concerns', [['lead-response', row()]]);
  await played.painted();
  expect(said('lead-response')).toBe('线索响应4 秒前');
});

test('in English', async () => {
  await open(DESK, { 'lead-response': row({ state: 'broken', feeds: ['wms'], sinceAt: ago(60) }) }, { locale: 'en' });
  expect(said('lead-response')).toBe('Lead responsefeed brokenfor 1 minwms');
  expect(said('capability')).toMatch(/4 s ago$/);
});

test('an empty list is no news of calm while a feed is silent', async () => {
  await open(DESK, {});
  expect(document.body.innerText).toContain('没有需要处理的告警');
  played.change('contracts.concerns', [['touchpoints', row({ state: 'silent', feeds: ['crm'], sinceAt: ago(60) })]]);
  await played.painted();
  expect(document.body.innerText).not.toMatch(/没有需要处理的告警|✓/);
});

test.each(SHAPES)('$name: long names of feeds stay within the page', async ({ width, height }) => {
  await open(DESK, { 'lead-response': row({ state: 'silent', feeds: ['x'.repeat(120)], sinceAt: ago(90_000) }) }, { width, height });
  const list = document.querySelector('.ages') as HTMLElement;
  expect(list.scrollWidth).toBeLessThanOrEqual(list.clientWidth);
  for (const item of list.querySelectorAll('li')) expect(item.getBoundingClientRect().right).toBeLessThanOrEqual(width);
});

test('clocks that lie more than a second apart are told, those that nearly agree are not', async () => {
  await open(DESK, {});
  for (const [skew, words] of [
    [0.9, ''],
    [-3.2, '服务器与数据库时钟相差 3 秒'],
    [28_800, '服务器与数据库时钟相差 8 小时'],
    [null, ''],
  ] as const) {
    played.change('system', [['s', systemRow({ clockSkewSeconds: skew })]]);
    await played.painted();
    expect(textOf('.ages .skew').replace(/\s/g, ' ')).toBe(words);
  }
});

test('nothing is said of concerns before anything has come', async () => {
  played = await playPage(DESK, { nowMs: NOW_MS }, () => {});
  expect(document.querySelector('.ages')).toBeNull();
});
