/** The wall in a real browser, its server played over a fake socket on a fake clock. */
import '@fontsource-variable/noto-sans-sc/wght.css';
import '../../theme/tokens.css';
import '../../theme/base.css';
import type { AlertRow, OpenLeadRow, RowOf, Topic } from '@warroom/protocol/board';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-vue';
import { nextTick } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import type { Locale } from '../../i18n/messages.ts';
import { createLanguages } from '../../i18n/say.ts';
import { measure } from '../../legibility/measure.ts';
import { FakeClock } from '../../link/clock.ts';
import { FakeSockets } from '../../link/fakeSockets.ts';
import { useClock } from '../../stores/clock.ts';
import { useLink } from '../../stores/link.ts';
import { useSettings } from '../../stores/settings.ts';
import { alertRow, iso, openRow, summaryRow, systemRow } from './rows.fixture.ts';
import WallPage from './WallPage.vue';

const NOW = Date.UTC(2026, 10, 22, 8, 0, 0);
const HB = 10_000;
const TEAMS = ['华东一组', '华东二组', '华南一组', '华北一组', '西南二组'];

let clock: FakeClock;
let sockets: FakeSockets;
const seqs = new Map<Topic, number>();

function snapshot<T extends Topic>(topic: T, rows: [string, RowOf<T>][]): void {
  seqs.set(topic, 1);
  sockets.last.receive({ t: 'snap', ts: clock.now(), k: topic, e: 'e', s: 1, part: 0, last: true, rows });
}

function change<T extends Topic>(topic: T, up: [string, RowOf<T>][], rm: string[] = []): void {
  const seq = seqs.get(topic) ?? 0;
  seqs.set(topic, seq + 1);
  sockets.last.receive({ t: 'd', ts: clock.now(), k: topic, e: 'e', s: seq + 1, p: seq, up, rm });
}

const ago = (seconds: number) => NOW - seconds * 1_000;
const lead = (id: string, age: number, over: Partial<OpenLeadRow> = {}): [string, OpenLeadRow] => [id, openRow(id, ago(age), over)];
const violation = (id: string, age: number, over: Partial<AlertRow> = {}): [string, AlertRow] => [
  `lead-violation:${id}`,
  alertRow({
    subject: `lead:${id}`,
    firedAt: iso(ago(age - 90)),
    sinceAt: iso(ago(age - 90)),
    facts: { createdAt: iso(ago(age)), team: '华东一组', region: '华东', channel: '官网', value: 33_000 },
    ...over,
  }),
];

async function open({ width = 1920, height = 1080, locale = 'zh-CN' as Locale } = {}): Promise<void> {
  await page.viewport(width, height);
  const pinia = createPinia();
  setActivePinia(pinia);
  clock = new FakeClock(NOW);
  sockets = new FakeSockets();
  useSettings().chooseLocale(locale);
  useLink().start({ open: sockets.open, clock, random: () => 0, token: () => null });
  useClock().start(clock);
  sockets.last.open();
  sockets.last.receive({ t: 'welcome', v: 1, sid: 's', hb: HB, ts: NOW });
  const figures = summaryRow({
    leads: 41,
    answered: 33,
    decided: 38,
    serviceLevel: 33 / 38,
    violated: 5,
    p50Seconds: 38,
    p90Seconds: 84,
    p99Seconds: 164,
    detectionSeconds: 1,
    routingSeconds: 8,
    humanSeconds: 43,
  });
  snapshot('lead-response.summary', [
    ['15m|all|', figures],
    ['1h|all|', { ...figures, leads: 141, violated: 21 }],
    ['15m|region|华东', summaryRow({ leads: 20, violated: 3 })],
    ['1h|region|华东', summaryRow({ leads: 60, violated: 12 })],
    ...TEAMS.map((team, i): [string, ReturnType<typeof summaryRow>] => [`1h|team|${team}`, summaryRow({ leads: 20 - i, violated: 9 - i })]),
  ]);
  snapshot('lead-response.open', [
    lead('L-1', 20),
    lead('L-2', 70, { team: '华南一组', state: 'at-risk' }),
    lead('L-3', 4, { team: null }),
  ]);
  snapshot('lead-response.answered', []);
  snapshot(
    'lead-response.trend',
    Array.from({ length: 60 }, (_, i) => [iso(ago(60 * i)), { at: iso(ago(60 * i)), serviceLevel: 0.85, decided: 9, violated: 1 }]),
  );
  snapshot('lead-response.distribution', [
    ['1h', { binSeconds: 10, answered: [0, 2, 9, 14, 12, 9, 7, 4, 3, 2, 1, 0, 1, 0, 0, 0, 0, 0, 1] }],
  ]);
  snapshot('alerts', []);
  snapshot('system', [['s', systemRow()]]);
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/wall/:screen?', component: WallPage }] });
  await router.push('/wall/1');
  await render(WallPage, { global: { plugins: [pinia, createLanguages(locale), router] } });
  await document.fonts.ready;
  await painted();
}

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
async function painted(): Promise<void> {
  await nextTick();
  // Layout, what is measured of it, and what follows from the measure.
  for (let i = 0; i < 4; i += 1) await frame();
}

const text = (selector: string) =>
  document.querySelector(selector)?.textContent?.replaceAll('\u00a0', ' ').replace(/\s+/g, ' ').trim() ?? '';

afterEach(() => {
  useLink().stop();
  useClock().stop();
  localStorage.clear();
});

describe('what the wall says', () => {
  test('the headline, the key figures and the frame of a live wall', async () => {
    await open();
    expect(text('.headline')).toBe('过去 15 分钟 41 条线索，33 条在 90 秒内响应；5 条违规，华东最多（3 条）');
    expect(text('.figures')).toContain('86%');
    expect(text('.strip')).toContain('实时');
    expect(document.querySelector('.lost')).toBeNull();
  });

  test('a violation takes the wall over in the frame after it arrives, and stays until somebody acknowledges', async () => {
    await open();
    change('alerts', [violation('L-7', 90)]);
    await painted();
    expect(text('.band .what')).toBe('违规');
    expect(text('.band .who')).toContain('华东一组无人认领');
    expect(text('.band .age')).toContain('1:30');
    const area = document.querySelector('.band.violated')?.getBoundingClientRect();
    expect((area?.width ?? 0) * (area?.height ?? 0)).toBeGreaterThan(0.13 * 1920 * 1080);
    for (let waited = 0; waited < 60; waited += 10) {
      clock.advance(10_000);
      sockets.last.receive({ t: 'ping', n: waited, ts: clock.now() });
    }
    await painted();
    expect(text('.band .what')).toBe('违规');
    expect(text('.band .age')).toContain('2:30');
  });

  test('acknowledged: the owner is named at once, then the figures come back', async () => {
    await open();
    change('alerts', [violation('L-7', 100)]);
    const [id, row] = violation('L-7', 100, { state: 'acknowledged', owner: '王磊', acknowledgedAt: iso(NOW), version: 2 });
    change('alerts', [[id, row]]);
    await painted();
    expect(text('.band')).toContain('王磊 已接手');
    expect(text('.needs')).toContain('王磊');
    clock.advance(11_000);
    await painted();
    expect(document.querySelector('.figures')).not.toBeNull();
    expect(text('.needs')).toContain('王磊');
  });

  test('many at once: the worst stays in its place and the rest are counted', async () => {
    await open();
    change(
      'alerts',
      Array.from({ length: 12 }, (_, i) => violation(`L-${i}`, 91 + i)),
    );
    await painted();
    expect(text('.band .details')).toContain('L-11');
    expect(text('.band .more')).toBe('+11');
  });

  test('two heartbeats of silence: a band across the whole screen that counts the seconds; a frame ends it', async () => {
    await open();
    clock.advance(2 * HB);
    await painted();
    const band = document.querySelector('.lost');
    expect(text('.lost')).toContain('数据已停');
    expect(text('.lost .age')).toBe('0:20');
    expect(band?.getBoundingClientRect().width).toBeGreaterThanOrEqual(1920);
    clock.advance(3_000);
    await painted();
    expect(text('.lost .age')).toBe('0:23');
    sockets.last.receive({ t: 'ping', n: 1, ts: clock.now() });
    await painted();
    expect(document.querySelector('.lost .age')).toBeNull();
  });

  test('a store that is down is said although the link is live', async () => {
    await open();
    change('system', [['s', systemRow({ storeState: 'down', storeDownSince: iso(ago(15)) })]]);
    await painted();
    expect(text('.lost')).toContain('数据源中断');
    expect(text('.lost .age')).toBe('0:15');
    expect(text('.strip')).toContain('实时');
  });

  test.each([
    ['demo', '演示数据'],
    ['replay', '回放'],
  ] as const)('%s is said in a word and by the whole frame', async (mode, word) => {
    await open();
    change('system', [['s', systemRow({ mode })]]);
    await painted();
    expect(text('.strip')).toContain(word);
    const edge = document.querySelector('.frame');
    expect(edge && Number.parseFloat(getComputedStyle(edge).borderTopWidth)).toBeGreaterThan(0);
  });
});

/** A room for each layout: what a wall of that shape is in life, seen from 8 m. */
const LAYOUTS = [
  { name: '16:9, 1080p', width: 1920, height: 1080, screenInches: 75 },
  { name: '16:9, 4K', width: 3840, height: 2160, screenInches: 75 },
  { name: '32:9, two of them side by side', width: 5120, height: 1440, screenInches: 136.5 },
  { name: 'portrait', width: 1080, height: 1920, screenInches: 75 },
] as const;

describe.each(LAYOUTS)('layout $name', ({ width, height, screenInches }) => {
  const room = { screenInches, viewerMetres: 8, aspect: width / height, screenHeightPx: height };

  async function states(locale: Locale, check: (state: string) => void): Promise<void> {
    await open({ width, height, locale });
    check('quiet');
    change(
      'alerts',
      Array.from({ length: 5 }, (_, i) => violation(`L-${i}`, 91 + i)),
    );
    await painted();
    check('violated');
    clock.advance(2 * HB);
    await painted();
    check('stale');
  }

  test.each(['zh-CN', 'en'] as const)('every text with a meaning is large enough for who has to read it (%s)', async (locale) => {
    await states(locale, (state) => {
      const measured = measure(document, room);
      expect(measured.filter((m) => !m.passes).map((m) => `${state}: ${m.text} ${m.measured.toFixed(1)}′`)).toEqual([]);
      // The check is of something: what must be read from the back is there.
      expect(measured.filter((m) => m.meaning === 'far').length).toBeGreaterThanOrEqual(6);
    });
  });

  test.each(['zh-CN', 'en'] as const)('nothing overlaps, nothing runs out of the screen (%s)', async (locale) => {
    await states(locale, (state) => {
      const blocks = [...document.querySelectorAll('.stage > :not(.scene), .scene > *')].map((element) => ({
        name: element.className,
        box: element.getBoundingClientRect(),
      }));
      expect(blocks.length).toBeGreaterThanOrEqual(6);
      const lanes = [...document.querySelectorAll('.lane')].map((element) => element.getBoundingClientRect().height);
      const name = Number.parseFloat(getComputedStyle(document.querySelector('.lane') as Element).fontSize);
      expect(Math.min(...lanes), `${state}: lanes are high enough for their names`).toBeGreaterThan(1.4 * name);
      for (const [i, a] of blocks.entries()) {
        expect(a.box.bottom, `${state}: ${a.name} ends on the screen`).toBeLessThanOrEqual(height);
        for (const b of blocks.slice(i + 1)) {
          const apart =
            a.box.right <= b.box.left + 1 ||
            b.box.right <= a.box.left + 1 ||
            a.box.bottom <= b.box.top + 1 ||
            b.box.bottom <= a.box.top + 1;
          expect(apart, `${state}: ${a.name} and ${b.name} lie apart`).toBe(true);
        }
      }
      for (const element of document.querySelectorAll<HTMLElement>('[data-meaning="far"]')) {
        const cut = getComputedStyle(element).overflow === 'hidden' && element.scrollWidth > element.clientWidth + 1;
        expect(cut, `${state}: “${element.textContent}” is whole`).toBe(false);
        const box = element.getBoundingClientRect();
        expect(box.right, `${state}: “${element.textContent}” ends on the screen`).toBeLessThanOrEqual(width);
      }
    });
  });
});
