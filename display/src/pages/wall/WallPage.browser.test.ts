/** The wall in a real browser, its server played. */
import type { AlertRow } from '@warroom/protocol/alert';
import type { RowOf } from '@warroom/protocol/board';
import type { OpenLeadRow } from '@warroom/protocol/concerns/lead-response';
import { afterEach, describe, expect, test } from 'vitest';
import { alertRow } from '../../../../testing/alertRow.ts';
import type { Locale } from '../../i18n/messages.ts';
import { measure } from '../../legibility/measure.ts';
import { textOf as text } from '../../testing/playPage.ts';
import { type PlayedWall, type PlayedWallOptions, playWall } from '../../testing/playWall.ts';
import { iso, named, openRow, summaryRow, systemRow } from '../../testing/rows.ts';

const NOW = Date.UTC(2026, 10, 22, 8, 0, 0);
const HB = 10_000;
const TEAMS = ['华东一组', '华东二组', '华南一组', '华北一组', '西南二组'];

let wall: PlayedWall;

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

async function open(over: Partial<PlayedWallOptions> = {}): Promise<void> {
  wall = await playWall({ nowMs: NOW, heartbeatMs: HB, first: usual, ...over });
}

function usual({ snapshot }: PlayedWall): void {
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
  snapshot(
    'lead-response.summary',
    named([
      ['15m|all|', figures],
      ['1h|all|', { ...figures, leads: 141, violated: 21 }],
      ['15m|region|华东', summaryRow({ leads: 20, violated: 3 })],
      ['1h|region|华东', summaryRow({ leads: 60, violated: 12 })],
      ...TEAMS.map((team, i): [string, ReturnType<typeof summaryRow>] => [
        `1h|team|${team}`,
        summaryRow({ leads: 20 - i, violated: 9 - i }),
      ]),
    ]),
  );
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
}

afterEach(() => {
  wall.close();
});

describe('what the wall says', () => {
  test('the headline, the key figures and the frame of a live wall', async () => {
    await open();
    expect(text('.headline')).toBe('现在没有违规，3 条在等；15 分钟内 41 条：33 按时、5 违规、3 未判定');
    expect(text('.figures')).toContain('86%');
    expect(text('.strip')).toContain('实时');
    expect(document.querySelector('.lost')).toBeNull();
  });

  test('a violation takes the wall over in the frame after it arrives, and stays until somebody acknowledges', async () => {
    await open();
    wall.change('alerts', [violation('L-7', 90)]);
    await wall.painted();
    expect(text('.band .what')).toBe('违规');
    expect(text('.band .who')).toContain('华东一组无人认领');
    expect(text('.band .age')).toContain('1:30');
    const area = document.querySelector('.band.violated')?.getBoundingClientRect();
    expect((area?.width ?? 0) * (area?.height ?? 0)).toBeGreaterThan(0.13 * 1920 * 1080);
    for (let waited = 0; waited < 60; waited += 10) {
      wall.clock.advance(10_000);
      wall.sockets.last.receive({ t: 'ping', n: waited, ts: wall.clock.now() });
    }
    await wall.painted();
    expect(text('.band .what')).toBe('违规');
    expect(text('.band .age')).toContain('2:30');
  });

  test('ALERT-29: a violation that was resolved by hand while nobody answers stays one, and nothing beside it is calm', async () => {
    await open();
    wall.change('lead-response.open', [lead('L-7', 100, { state: 'violated' })]);
    wall.change('alerts', [violation('L-7', 100, { state: 'resolved', owner: '甲', reason: 'handled' })]);
    await wall.painted();
    expect(text('.headline')).toContain('现在 1 条违规，1 条无人认领');
    expect(text('.needs')).toBe('没有未解除的告警，现状见上方');
    expect(document.body.innerText).not.toMatch(/没有需要处理的告警|没有违规/);
  });

  test('acknowledged: the owner is named at once, then the figures come back', async () => {
    await open();
    wall.change('alerts', [violation('L-7', 100)]);
    const [id, row] = violation('L-7', 100, { state: 'acknowledged', owner: '王磊', acknowledgedAt: iso(NOW), version: 2 });
    wall.change('alerts', [[id, row]]);
    await wall.painted();
    expect(text('.band')).toContain('王磊 已接手');
    expect(text('.needs')).toContain('王磊');
    wall.clock.advance(11_000);
    await wall.painted();
    expect(document.querySelector('.figures')).not.toBeNull();
    expect(text('.needs')).toContain('王磊');
  });

  test('many at once: the worst stays in its place and the rest are counted', async () => {
    await open();
    wall.change(
      'alerts',
      Array.from({ length: 12 }, (_, i) => violation(`L-${i}`, 91 + i)),
    );
    await wall.painted();
    expect(text('.band .details')).toContain('L-11');
    expect(text('.band .more')).toBe('+11');
  });

  test('two heartbeats of silence: a band across the whole screen that counts the seconds; a frame ends it', async () => {
    await open();
    wall.clock.advance(2 * HB);
    await wall.painted();
    const band = document.querySelector('.lost');
    expect(text('.lost')).toContain('数据已停');
    expect(text('.lost .age')).toBe('0:20');
    expect(band?.getBoundingClientRect().width).toBeGreaterThanOrEqual(1920);
    wall.clock.advance(3_000);
    await wall.painted();
    expect(text('.lost .age')).toBe('0:23');
    wall.sockets.last.receive({ t: 'ping', n: 1, ts: wall.clock.now() });
    await wall.painted();
    expect(document.querySelector('.lost .age')).toBeNull();
  });

  test('a store that is down is said although frames come, and nothing is called live', async () => {
    await open();
    wall.change('system', [['s', systemRow({ storeState: 'down', storeDownSince: iso(ago(15)) })]]);
    await wall.painted();
    expect(text('.lost')).toContain('数据库中断');
    expect(text('.lost .age')).toBe('0:15');
    expect(text('.strip')).not.toContain('实时');
  });

  test('demo data is said in a word and by the whole frame', async () => {
    await open();
    wall.change('system', [['s', systemRow({ mode: 'demo' })]]);
    await wall.painted();
    expect(text('.strip')).toContain('演示数据');
    const edge = document.querySelector('.frame');
    expect(edge && Number.parseFloat(getComputedStyle(edge).borderTopWidth)).toBeGreaterThan(0);
  });
});

describe('feeds', () => {
  const contract = (state: 'fresh' | 'due' | 'broken', topics: string[], secondsAgo = 200) =>
    ({ state, topics, newestAt: null, dueAt: iso(ago(secondsAgo + 60)), brokenAt: iso(ago(secondsAgo)) }) as RowOf<'contracts'>;
  const LEADS = ['lead-response.summary', 'lead-response.open', 'lead-response.answered'];

  test('a broken contract hatches the panels that stand on it, and no other, and names the feed and since when', async () => {
    await open();
    expect(document.querySelector('[data-broken]')).toBeNull();
    wall.change('contracts', [
      ['crm-answers', contract('broken', ['lead-response.answered'])],
      ['wms', contract('fresh', ['delivery-risk.heat'])],
    ]);
    await wall.painted();
    const hatched = [...document.querySelectorAll<HTMLElement>('.scene [data-broken]')];
    expect(hatched).toHaveLength(1);
    expect(hatched[0]?.querySelector('.lane')).not.toBeNull();
    expect(getComputedStyle(hatched[0] as Element, '::after').backgroundImage).toContain('repeating-linear-gradient');
    expect(text('.scene .notice')).toMatch(/^crm-answers 没有新数据，停在 \d\d:\d\d:\d\d$/);
    wall.change('contracts', [['crm-answers', contract('fresh', ['lead-response.answered'])]]);
    await wall.painted();
    expect(document.querySelector('[data-broken]')).toBeNull();
  });

  test('the headline on a broken feed has lost its colour, and the strip counts since when', async () => {
    await open({ locale: 'en' });
    wall.change('contracts', [
      ['wms', contract('due', ['delivery-risk.heat'], 40)],
      ['crm', contract('broken', LEADS, 75)],
    ]);
    await wall.painted();
    expect(document.querySelector<HTMLElement>('.head')?.dataset.broken).toBe('crm');
    expect(getComputedStyle(document.querySelector('.headline') as Element).filter).toContain('grayscale');
    expect(text('.feeds')).toBe('crmbroken1:15wmslate1:40');
  });
});

describe('rotation', () => {
  const ROTATING = { scenes: ['overview', 'lead-response'], rotateSeconds: 30 } as const;
  const scene = () => document.querySelector<HTMLElement>('[data-scene]')?.dataset.scene;
  /** A scene's body is loaded when it is first shown. */
  const shows = (name: string) => expect.poll(scene, { timeout: 10_000 }).toBe(name);
  const critical = (over: Partial<AlertRow> = {}): [string, AlertRow] => violation('L-7', 400, { severity: 'critical', ...over });
  /** The server keeps speaking while time goes by; the cross-fade of a scene takes its own. */
  async function pass(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i += 5) {
      wall.clock.advance(5_000);
      wall.sockets.last.receive({ t: 'ping', n: i, ts: wall.clock.now() });
    }
    await wall.painted();
    await expect.poll(() => document.querySelectorAll('.scene-leave-active, .scene-enter-active').length).toBe(0);
  }

  test('a critical alert pins its scene at once and says why; acknowledged it gives the rotation back', async () => {
    await open({ settings: ROTATING });
    await shows('overview');
    await pass(30);
    await shows('lead-response');
    await pass(30);
    await shows('overview');
    wall.change('alerts', [critical()]);
    await pass(0);
    await shows('lead-response');
    expect(text('.strip .pinned')).toBe('已锁定：违规');
    await pass(60);
    await shows('lead-response');
    wall.change('alerts', [critical({ state: 'acknowledged', owner: '王磊', acknowledgedAt: iso(wall.clock.now()), version: 2 })]);
    await pass(0);
    expect(document.querySelector('.pinned')).toBeNull();
    await shows('overview');
  });

  test('a violation that is not critical yet takes the band, whatever scene is on', async () => {
    await open({ settings: ROTATING });
    wall.change('alerts', [violation('L-7', 90)]);
    await wall.painted();
    expect(text('.band .what')).toBe('违规');
    await shows('overview');
    expect(document.querySelector('.pinned')).toBeNull();
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
    wall.change(
      'alerts',
      Array.from({ length: 5 }, (_, i) => violation(`L-${i}`, 91 + i)),
    );
    await wall.painted();
    check('violated');
    wall.clock.advance(2 * HB);
    await wall.painted();
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
      const blocks = [...document.querySelectorAll('.stage > :not(.scene), .scene > *:not(:empty)')].map((element) => ({
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
      for (const element of document.querySelectorAll('.strip [data-meaning]'))
        expect(element.getBoundingClientRect().right, `${state}: “${element.textContent}” ends on the screen`).toBeLessThanOrEqual(width);
      for (const element of document.querySelectorAll<HTMLElement>('[data-meaning="far"]')) {
        const cut = getComputedStyle(element).overflow === 'hidden' && element.scrollWidth > element.clientWidth + 1;
        expect(cut, `${state}: “${element.textContent}” is whole`).toBe(false);
        const box = element.getBoundingClientRect();
        expect(box.right, `${state}: “${element.textContent}” ends on the screen`).toBeLessThanOrEqual(width);
      }
    });
  });
});
