/**
 * Pictures that could be taken for calm while the truth is not known, on wall and desk: each is drawn, measured, read, and kept as a
 * picture under `.screens/calm`, for whoever wants to look.
 */
import type { RowOf } from '@warroom/protocol/board';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { Locale } from '../i18n/messages.ts';
import { DESK_TOPICS, wallTopics } from '../stores/link.ts';
import { answer } from '../testing/customer.ts';
import { type PlayedPage, playPage, type Route, textOf } from '../testing/playPage.ts';
import { iso, summaryRow, systemRow } from '../testing/rows.ts';
import { UNREACHED_MS } from '../truth/truth.ts';
import OpsPage from './ops/OpsPage.vue';
import WallPage from './wall/WallPage.vue';

const NOW_MS = Date.UTC(2026, 10, 22, 8, 0, 0);
const ago = (seconds: number) => iso(NOW_MS - seconds * 1_000);
const wall: Route = {
  component: WallPage,
  path: '/wall/:screen?',
  address: '/wall/1?scene=lead-response',
  topics: wallTopics(['lead-response']),
};
const overview: Route = { ...wall, address: '/wall/1?scene=overview', topics: wallTopics(['lead-response', 'overview']) };
const desk: Route = { component: OpsPage, path: '/ops/page', address: '/ops/page', topics: DESK_TOPICS };

const nothing = summaryRow({ window: '15m', leads: 0, answered: 0, open: 0, atRisk: 0, violated: 0, decided: 0, serviceLevel: null });
const concern = (state: RowOf<'contracts.concerns'>['state'], more: Partial<RowOf<'contracts.concerns'>> = {}) => ({
  state,
  newestAt: ago(5),
  feeds: [],
  sinceAt: null,
  watchedBy: ['learnt' as const],
  ...more,
});
/** A quiet board: where it is true it may well say so. */
const quiet = (played: PlayedPage, system = systemRow(), lead = concern('fresh')) => {
  played.welcome();
  played.snapshot('system', [['s', system]]);
  played.snapshot('alerts', []);
  played.snapshot('contracts', []);
  played.snapshot('contracts.learnt', []);
  played.snapshot('contracts.concerns', [
    ['lead-response', lead],
    ['delivery-risk', concern('fresh')],
    ['touchpoints', concern('fresh')],
    ['capability', concern('fresh')],
  ]);
  played.snapshot('lead-response.summary', [['15m|all|', nothing]]);
  played.snapshot('lead-response.open', []);
};

interface Situation {
  name: string;
  play(played: PlayedPage): void;
  /** What the band, or where the picture is live the headline, has to say in each language. */
  says: Record<Locale, RegExp>;
}
const lose = (trouble: 'blocked' | 'origin' | 'unreachable') => (played: PlayedPage) => {
  played.sockets.last.lose(1006, trouble);
  played.clock.advance(UNREACHED_MS);
};
const SITUATIONS: readonly Situation[] = [
  {
    name: 'never-connected',
    play: (played) => played.clock.advance(UNREACHED_MS),
    says: { 'zh-CN': /未接通.*请检查服务器和网络/, en: /Not connected.*Check the server and the network/ },
  },
  {
    name: 'websocket-blocked',
    play: lose('blocked'),
    says: { 'zh-CN': /未接通.*请让代理放行 \/stream/, en: /Not connected.*let the proxy pass \/stream/ },
  },
  {
    name: 'origin-refused',
    play: lose('origin'),
    says: { 'zh-CN': /未接通.*server\.allowedOrigins/, en: /Not connected.*server\.allowedOrigins/ },
  },
  {
    name: 'no-data-ever',
    play: (played) => quiet(played, systemRow({ newestEventAt: null })),
    says: { 'zh-CN': /尚无数据.*请接入数据源/, en: /No data yet.*connect a source/ },
  },
  {
    name: 'store-read-only',
    play: (played) => quiet(played, systemRow({ writesRefusedSince: ago(75) })),
    says: { 'zh-CN': /数据无法写入.*请检查磁盘空间/, en: /Writes refused.*check disk space/ },
  },
  {
    name: 'catching-up',
    play: (played) =>
      quiet(
        played,
        systemRow({
          storeState: 'catching-up',
          boardSince: null,
          catchUp: { fromAt: ago(9_000), reachedAt: ago(600), untilAt: iso(NOW_MS) },
        }),
      ),
    says: { 'zh-CN': /正在追赶历史数据.*数字尚不完整/, en: /Catching up.*not complete/ },
  },
];
const CALM =
  /没有违规|没有需要处理|当前没有|数据源正常|各方面均无异常|实时|no violations|No alerts? need|Feeds OK|All is quiet|(^|\s)Live(\s|$)/im;
const ZERO = /(^|\s)0(\s|$)/m;

const LOOKS: readonly { size: string; width: number; height: number; locale: Locale }[] = [
  { size: '1080p', width: 1920, height: 1080, locale: 'zh-CN' },
  { size: '32-9', width: 3440, height: 1440, locale: 'en' },
  { size: 'portrait', width: 1080, height: 1920, locale: 'zh-CN' },
];

let played: PlayedPage;
beforeEach(() => {
  vi.stubGlobal('fetch', async () => Response.json({ ...answer(), at: iso(NOW_MS) }));
});
afterEach(() => {
  played.close();
  vi.unstubAllGlobals();
});

const keep = (name: string) => page.screenshot({ path: `../../../.screens/calm/${name}.png` });

describe.each(SITUATIONS)('$name', ({ name, play, says }) => {
  test.each(LOOKS)('wall $size $locale: a band across the whole width says so, and nothing looks like calm', async (look) => {
    played = await playPage(wall, { nowMs: NOW_MS, ...look }, () => {});
    play(played);
    await played.painted();
    await keep(`${name}-wall-${look.size}-${look.locale}`);
    const band = document.querySelector('.lost[role=alert]')?.getBoundingClientRect();
    expect(band?.left).toBeLessThanOrEqual(0);
    expect(band?.right).toBeGreaterThanOrEqual(look.width);
    expect(textOf('.lost[role=alert]')).toMatch(says[look.locale]);
    const words = document.querySelector<HTMLElement>('.wall')?.innerText ?? '';
    expect(words).not.toMatch(CALM);
    if (name !== 'store-read-only') expect(words).not.toMatch(ZERO);
    const [glyph] = document.querySelectorAll('.strip .good');
    expect(glyph).toBeUndefined();
    for (const line of document.querySelectorAll<HTMLElement>('.lost[role=alert] p > *'))
      expect(line.scrollWidth).toBeLessThanOrEqual(line.clientWidth + 1);
  });

  test.each([
    { size: '1080p', width: 1920, height: 1080, locale: 'en' as const },
    { size: 'phone', width: 390, height: 844, locale: 'zh-CN' as const },
  ])('desk $size $locale: the same', async (look) => {
    played = await playPage(desk, { nowMs: NOW_MS, ...look }, () => {});
    play(played);
    await played.painted();
    await keep(`${name}-desk-${look.size}-${look.locale}`);
    expect(textOf('.band')).toMatch(says[look.locale]);
    expect(document.body.innerText).not.toMatch(CALM);
  });
});

describe('crm-silent', () => {
  const silent = concern('silent', { newestAt: ago(22 * 60), feeds: ['crm'], sinceAt: ago(22 * 60) });
  const play = (page: PlayedPage) => {
    quiet(page, systemRow(), silent);
    page.snapshot('contracts.learnt', [
      [
        'crm|',
        {
          ...{ source: 'crm', kind: null, state: 'silent' as const, newestAt: ago(22 * 60), heardAt: ago(22 * 60) },
          ...{ usualGapSeconds: 36, silentAfter: ago(14 * 60), learningUntil: null, kinds: ['lead.created'] },
          ...{ topics: ['lead-response.open', 'lead-response.summary', 'lead-response.trend'], concerns: ['lead-response'] },
        },
      ],
    ]);
  };

  test.each([
    ...LOOKS.map((look) => ({ ...look, route: wall, on: 'wall' })),
    { size: '1080p', width: 1920, height: 1080, locale: 'zh-CN' as const, route: overview, on: 'overview' },
  ])(
    '$on $size $locale: the headline says that nothing comes and for how long, and what stands on it is hatched',
    async ({ route, on, ...look }) => {
      played = await playPage(route, { nowMs: NOW_MS, ...look }, play);
      await keep(`crm-silent-${on}-${look.size}-${look.locale}`);
      expect(textOf('h1')).toMatch(look.locale === 'en' ? /No data from crm for 22:00/ : /crm 没有新数据（22:00），情况未知/);
      const words = document.querySelector<HTMLElement>(on === 'wall' ? '.wall' : '[data-concern=lead-response]')?.innerText ?? '没有违规';
      expect(words).not.toMatch(/没有违规|没有需要处理|数据源正常|各方面均无异常|no violations|No alerts? need|Feeds OK/i);
      if (on === 'wall') expect(textOf('.banner')).not.toMatch(ZERO);
      expect(document.querySelector('.strip .good')).toBeNull();
      expect(textOf('.strip')).toMatch(look.locale === 'en' ? /1 feed silent/ : /1 个数据源静默/);
      expect(document.querySelectorAll('.stands.broken').length).toBeGreaterThan(0);
    },
  );

  test('a quiet night of a source that is heard as usual may say that all is well', async () => {
    played = await playPage(wall, { nowMs: NOW_MS }, quiet);
    expect(document.body.innerText).toMatch(/没有违规/);
    expect(textOf('.strip')).toMatch(/数据源正常/);
  });
});
