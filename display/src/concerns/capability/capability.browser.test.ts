/** The capability scene on a wall in a real browser, with a simulated server. */
import type { BreakerBoardRow, StrategyRow } from '@warroom/protocol/concerns/capability';
import { afterEach, describe, expect, test } from 'vitest';
import { alertRow } from '../../../../testing/alertRow.ts';
import { measure } from '../../legibility/measure.ts';
import { textOf as text } from '../../testing/playPage.ts';
import { type PlayedWall, type PlayedWallOptions, playWall } from '../../testing/playWall.ts';
import { contractRow, LAYOUTS, layoutFaults, roomOf } from '../../testing/sceneLayout.ts';
import { breakerKey, breakerRow, breakers, strategies, strategyRow, teamBoard } from './rows.fixture.ts';

const NOW = Date.UTC(2026, 10, 22, 8, 0, 0);
const HOUR_MS = 3_600_000;
const TOPICS = ['capability.strategies', 'capability.breaker-board', 'capability.team-board'] as const;

let wall: PlayedWall;
afterEach(() => wall.close());

const keyed = (rows: readonly StrategyRow[]): [string, StrategyRow][] =>
  rows.map((row) => [`${row.strategy}|${row.unit}:${row.unitId}`, row]);
const byRule = (rows: readonly BreakerBoardRow[]): [string, BreakerBoardRow][] => rows.map((row) => [breakerKey(row), row]);

const WORLDS = {
  usual({ snapshot }: PlayedWall) {
    snapshot('capability.strategies', keyed(strategies(NOW - 26 * HOUR_MS)));
    snapshot('capability.breaker-board', byRule(breakers(NOW)));
    snapshot('capability.team-board', teamBoard(NOW));
    snapshot('alerts', [
      [
        'a',
        alertRow({
          rule: 'breaker-transmission-low',
          subject: 'team:华中一组',
          state: 'acknowledged',
          owner: '李静',
          facts: { wallUnit: 'team', wallUnitId: '华中一组' },
        }),
      ],
    ]);
  },
  calm({ snapshot }: PlayedWall) {
    snapshot('capability.strategies', keyed([strategyRow('华东一组', [18, 18, 17, 16], NOW - 100 * HOUR_MS)]));
    snapshot('capability.breaker-board', byRule([breakerRow('华东一组'), breakerRow('华东二组')]));
    snapshot('capability.team-board', []);
  },
  bad({ snapshot }: PlayedWall) {
    const publishedMs = NOW - 75 * HOUR_MS;
    snapshot(
      'capability.strategies',
      keyed(strategies(publishedMs).map((row) => ({ ...row, understood: 1, used: 0, accepted: 0, usedWithin48h: 0 }))),
    );
    snapshot(
      'capability.breaker-board',
      byRule(
        (['transmission-low', 'decay-high', 'objection-slow', 'usage-lag', 'usage-drop'] as const).flatMap((rule) =>
          ['华东一组', '华南二组', '西南一组'].map((team) =>
            breakerRow(team, { rule, state: 'open', since: new Date(NOW - 40 * HOUR_MS).toISOString(), value: 0.47 }),
          ),
        ),
      ),
    );
    snapshot(
      'alerts',
      ['华东一组', '华南二组', '西南一组'].map((team) => [
        team,
        alertRow({ rule: 'breaker-objection-slow', subject: `team:${team}`, facts: { wallUnit: 'team', wallUnitId: team } }),
      ]),
    );
    snapshot('capability.team-board', []);
  },
  empty({ snapshot }: PlayedWall) {
    for (const topic of TOPICS) snapshot(topic, []);
  },
} as const;

async function open(world: keyof typeof WORLDS, over: Partial<PlayedWallOptions> = {}): Promise<void> {
  wall = await playWall({ nowMs: NOW, path: '/wall/1?scene=capability', first: WORLDS[world], ...over });
  await expect.poll(() => document.querySelectorAll('.scene section').length).toBe(2);
  await wall.painted();
}

const losses = () => [...document.querySelectorAll('.losses li')].map((element) => element.textContent?.replaceAll('\u00a0', ' ').trim());

test('a usual day: how far the strategy has come, what is not there yet, which breakers are open', async () => {
  await open('usual');
  expect(text('.headline')).toBe('策略“竞品替换”发布 26 小时，120 人中 84 人听懂；51 人用过，22 人被客户接受；5 个熔断器断开');
  expect([...document.querySelectorAll('.stages b')].map((element) => element.textContent)).toEqual(['120', '84', '51', '22']);
  expect(losses()).toEqual(['', '36 人尚未听懂', '33 人尚未用', '29 人尚未接受']);
  expect([...document.querySelectorAll('.breakers li')].map((element) => element.className)).toEqual([
    'open',
    'open',
    'open',
    'open',
    'half-open',
  ]);
  expect(text('.breakers li:nth-child(2)')).toBe('断开华东一组话术使用落后8 小时2 人断开，共 9 人');
  expect(text('.breakers li:nth-child(3)')).toContain('李静');
  expect([...document.querySelectorAll('.unit .name')].map((element) => element.textContent).slice(0, 3)).toEqual([
    '各地小队',
    '华中小队',
    '华北二组',
  ]);
  expect(text('.unit .used')).toBe('用过 1/8 人');
  // Nothing is wrong before the first 48 hours are over.
  expect(document.querySelector('.pipe .alarming')).toBeNull();
});

test('after its two days a strategy that does not land is coloured where most are lost, and there alone', async () => {
  await open('bad');
  expect(losses()).toEqual(['', '112 人没听懂', '8 人没用', '']);
  expect([...document.querySelectorAll('.losses .alarming')].map((element) => element.textContent?.trim())).toEqual(['112\u00a0人没听懂']);
  expect(document.querySelectorAll('path.alarming')).toHaveLength(1);
  expect(text('.figures')).toContain('不低于 50%');
});

test('a calm day has no colour, and says so', async () => {
  await open('calm');
  expect(text('.headline')).toBe('策略“竞品替换”发布 4 天，18 人中 18 人听懂；17 人用过，16 人被客户接受；没有熔断');
  expect(text('.breakers')).toContain('没有断开的熔断器');
  expect(document.querySelector('.scene :is(.alarming, .open, .half-open, .at-risk, .violated)')).toBeNull();
});

test('no rows: each panel says calmly that there is nothing yet', async () => {
  await open('empty');
  expect(text('.headline')).toBe('正在等待数据');
  for (const panel of document.querySelectorAll('.scene section')) expect(panel.textContent).toMatch(/还没有/);
  expect([...document.querySelectorAll('.figures b')].map((figure) => figure.textContent)).toEqual(['–', '–', '–']);
});

test('a broken contract hatches the panels that stand on it, and names the feed', async () => {
  await open('usual');
  wall.change('contracts', [['lms', contractRow('broken', ['capability.strategies'], NOW - 60_000)]]);
  await wall.painted();
  const hatched = [...document.querySelectorAll<HTMLElement>('.scene [data-broken="lms"]')];
  expect(hatched.map((element) => element.querySelector('section')?.className.split(' ')[0])).toEqual(['pipe']);
  expect(text('.scene .notice')).toMatch(/^lms 没有新数据，停在/);
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
