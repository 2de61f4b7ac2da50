/** The blind-spots scene on a wall in a real browser, with a simulated server. */
import type { TouchpointChannelRow } from '@warroom/protocol/concerns/touchpoints';
import { afterEach, describe, expect, test } from 'vitest';
import { measure } from '../../legibility/measure.ts';
import { textOf as text } from '../../testing/playPage.ts';
import { type PlayedWall, type PlayedWallOptions, playWall } from '../../testing/playWall.ts';
import { contractRow, LAYOUTS, layoutFaults, roomOf } from '../../testing/sceneLayout.ts';
import {
  channelKey,
  channels,
  clearChannels,
  influenceRow,
  influences,
  resonanceAlert,
  resonanceRow,
  resonances,
  silentRow,
} from './rows.fixture.ts';

const NOW = Date.UTC(2026, 10, 22, 8, 0, 0);
const TOPICS = ['touchpoints.channels', 'touchpoints.influence', 'touchpoints.resonance', 'touchpoints.silent'] as const;

let wall: PlayedWall;
afterEach(() => wall.close());

const keyed = (rows: readonly TouchpointChannelRow[]): [string, TouchpointChannelRow][] => rows.map((row) => [channelKey(row), row]);

const WORLDS = {
  usual({ snapshot }: PlayedWall) {
    snapshot('touchpoints.channels', keyed(channels()));
    snapshot(
      'touchpoints.influence',
      influences().map((row) => [`${row.customerId}|${row.channel}`, row]),
    );
    snapshot(
      'touchpoints.resonance',
      resonances(NOW).map((row) => [row.customerId, row]),
    );
    snapshot('touchpoints.silent', [
      ['OP-1', silentRow('OP-1', 1_600_000)],
      ['OP-2', silentRow('OP-2', null)],
    ]);
    snapshot('alerts', [['a', resonanceAlert('C-20068', '王磊')]]);
  },
  calm({ snapshot }: PlayedWall) {
    snapshot('touchpoints.channels', keyed(clearChannels()));
    snapshot('touchpoints.influence', [['C-1|电话', influenceRow('C-1', '电话', 0.8)]]);
    snapshot('touchpoints.resonance', []);
    snapshot('touchpoints.silent', []);
  },
  bad({ snapshot }: PlayedWall) {
    snapshot('touchpoints.channels', keyed(channels(0.7)));
    snapshot(
      'touchpoints.influence',
      influences().map((row) => [`${row.customerId}|${row.channel}`, { ...row, competitorTouchpoints: 12 }]),
    );
    snapshot(
      'touchpoints.resonance',
      Array.from({ length: 9 }, (_, i) => [
        `C-${20_100 + i}`,
        resonanceRow(`C-${20_100 + i}`, NOW, i * 0.9 - 2, { state: i < 2 ? 'missed' : 'open' }),
      ]),
    );
    snapshot('touchpoints.silent', [['OP-1', silentRow('OP-1', 38_600_000)]]);
  },
  empty({ snapshot }: PlayedWall) {
    for (const topic of TOPICS) snapshot(topic, []);
  },
} as const;

async function open(world: keyof typeof WORLDS, over: Partial<PlayedWallOptions> = {}): Promise<void> {
  wall = await playWall({ nowMs: NOW, path: '/wall/1?scene=touchpoints', first: WORLDS[world], ...over });
  await expect.poll(() => document.querySelectorAll('.scene section').length).toBe(3);
  await wall.painted();
}

test('a usual day: the sentence, the figures, the darkest channel first, the resonance with its owner', async () => {
  await open('usual');
  expect(text('.headline')).toBe('30 天内系统捕捉到 2,474 次触点，226 次事后才知道；估计 680 次无人看见，微信群在华南和另 2 区是暗渠道');
  expect(text('.figures')).toContain('最低捕捉 32%');
  expect(document.querySelector<HTMLElement>('.berg')?.dataset.channel).toBe('微信群');
  expect(document.querySelectorAll('.region .dark').length).toBe(3);
  expect(text('.resonances li')).toBe('C-20068华北4:06:00微信群有不满，官网在询问王磊');
  expect(text('.resonances header')).toContain('静默商机 2 个，共 ¥160万');
  expect(text('.influence .row:nth-child(2) .rivals')).toBe('3');
});

test('the time left for a resonance runs by the server’s clock, until it is missed', async () => {
  await open('usual');
  const left = () => document.querySelector('.resonances .left')?.textContent;
  wall.clock.advance(1_000);
  await wall.painted();
  expect(left()).toBe('4:05:59');
  wall.change('touchpoints.resonance', [['C-20068', resonanceRow('C-20068', NOW, 0)]]);
  await wall.painted();
  expect(document.querySelector('.resonances .missed .left')?.textContent).toBe('已错过');
});

test('a calm day has no colour, and says so', async () => {
  await open('calm');
  expect(text('.headline')).toContain('没有暗渠道');
  expect(text('.resonances')).toContain('没有待回应的共振');
  expect(text('.influence header')).toContain('没有竞品削弱');
  expect(document.querySelector('.scene :is(.dark, .at-risk, .violated, .closing, .missed)')).toBeNull();
});

test('no rows: each panel says calmly that there is nothing yet', async () => {
  await open('empty');
  expect(text('.headline')).toBe('正在等待数据');
  for (const panel of document.querySelectorAll('.scene section')) expect(panel.textContent).toMatch(/没有/);
  expect(document.querySelectorAll('.figures b')).toHaveLength(3);
  expect([...document.querySelectorAll('.figures b')].map((figure) => figure.textContent)).toEqual(['–', '–', '–']);
});

test('a broken contract hatches the panels that stand on it, and names the feed', async () => {
  await open('usual');
  wall.change('contracts', [['im', contractRow('broken', ['touchpoints.channels', 'touchpoints.resonance'], NOW - 60_000)]]);
  await wall.painted();
  const hatched = [...document.querySelectorAll<HTMLElement>('.scene [data-broken="im"]')];
  expect(hatched.map((element) => element.querySelector('section')?.className.split(' ')[0])).toEqual(['iceberg', 'resonances']);
  expect(text('.scene .notice')).toMatch(/^im 没有新数据，停在/);
});

describe.each(LAYOUTS)('layout $name', (layout) => {
  const states = (['zh-CN', 'en'] as const).flatMap((locale) =>
    (['usual', 'calm', 'bad', 'empty'] as const).map((world) => ({ locale, world })),
  );

  test.each(states)('legible, whole and without overlap ($locale, $world)', async ({ locale, world }) => {
    await open(world, { ...layout, locale });
    expect(layoutFaults()).toEqual([]);
    const small = measure(document, roomOf(layout)).filter((measured) => !measured.passes);
    expect(small.map((measured) => measured.text)).toEqual([]);
  });
});
