/** The overview on a wall in a real browser, its server played. */
import { SCENE_PANELS } from '@warroom/protocol/scenes';
import { afterEach, describe, expect, test } from 'vitest';
import { alertRow } from '../../../testing/alertRow.ts';
import { breakerKey, breakers, strategies } from '../concerns/capability/rows.fixture.ts';
import { badHeat, inDimension, keyed, usualHeat } from '../concerns/delivery-risk/rows.fixture.ts';
import { channelKey, channels, resonances } from '../concerns/touchpoints/rows.fixture.ts';
import { measure } from '../legibility/measure.ts';
import { textOf as text } from '../testing/playPage.ts';
import { type PlayedWall, type PlayedWallOptions, playWall } from '../testing/playWall.ts';
import { iso, openRow } from '../testing/rows.ts';
import { contractRow, LAYOUTS, layoutFaults, roomOf } from '../testing/sceneLayout.ts';

const NOW = Date.UTC(2026, 10, 22, 8, 0, 0);
const HOUR_MS = 3_600_000;
const ago = (seconds: number) => NOW - seconds * 1_000;

let wall: PlayedWall;
afterEach(() => wall.close());

function concerns({ snapshot }: PlayedWall, heat: typeof usualHeat): void {
  snapshot('lead-response.open', [
    ['L-1', openRow('L-1', ago(20))],
    ['L-2', openRow('L-2', ago(70), { state: 'at-risk' })],
    ['L-3', openRow('L-3', ago(130), { state: 'violated' })],
  ]);
  snapshot('delivery-risk.heat', [...keyed(heat), ...keyed(inDimension(heat, 'region'))]);
  snapshot(
    'touchpoints.channels',
    channels().map((row) => [channelKey(row), row] as const),
  );
  snapshot(
    'touchpoints.resonance',
    resonances(NOW).map((row) => [row.customerId, row] as const),
  );
  snapshot(
    'capability.strategies',
    strategies(NOW - 26 * HOUR_MS).map((row) => [`${row.strategy}|${row.unit}:${row.unitId}`, row] as const),
  );
  snapshot(
    'capability.breaker-board',
    breakers(NOW).map((row) => [breakerKey(row), row] as const),
  );
}

const WORLDS = {
  usual: (played: PlayedWall) => concerns(played, usualHeat),
  bad(played: PlayedWall) {
    concerns(played, badHeat);
    played.snapshot('alerts', [
      [
        'a',
        alertRow({
          subject: 'lead:L-3',
          firedAt: iso(ago(40)),
          sinceAt: iso(ago(40)),
          facts: { createdAt: iso(ago(130)), team: '华东一组' },
        }),
      ],
      [
        'b',
        alertRow({
          rule: 'delivery-late',
          subject: 'order:SO-261110-04',
          severity: 'critical',
          firedAt: iso(ago(4_000)),
          sinceAt: iso(ago(4_000)),
        }),
      ],
      [
        'c',
        alertRow({
          rule: 'resonance',
          subject: 'customer:C-20068',
          firedAt: iso(ago(9_000)),
          sinceAt: iso(ago(9_000)),
          state: 'acknowledged',
          owner: '李静',
        }),
      ],
      [
        'd',
        alertRow({
          rule: 'breaker-transmission-low',
          subject: 'team:华中一组',
          firedAt: iso(ago(90_000)),
          facts: { wallUnit: 'team', wallUnitId: '华中一组' },
        }),
      ],
    ]);
  },
  empty() {},
} as const;

async function open(world: keyof typeof WORLDS, over: Partial<PlayedWallOptions> = {}): Promise<void> {
  wall = await playWall({ nowMs: NOW, path: '/wall/1?scene=overview', first: WORLDS[world], ...over });
  await expect.poll(() => document.querySelectorAll('.scene section').length, { timeout: 10_000 }).toBe(SCENE_PANELS.overview.length);
  await wall.painted();
}
const quarter = (concern: string) => text(`[data-concern="${concern}"]`);

test('each quarter says how its concern stands, and its worst item with who has it', async () => {
  await open('bad');
  expect(quarter('lead-response')).toContain('1 条违规无人认领');
  expect(quarter('lead-response')).toContain('华东一组');
  expect(quarter('delivery-risk')).toContain('交付延误');
  expect(quarter('delivery-risk')).toContain('SO-261110-04');
  expect(quarter('touchpoints')).toContain('李静');
  expect(quarter('capability')).toContain('策略传导不足');
});

test('nothing known is no calm: it waits for data, and no quarter breaks', async () => {
  await open('empty');
  expect(text('.headline')).toBe('正在等待数据');
  expect(layoutFaults()).toEqual([]);
});

test('a broken feed hatches its own quarter alone', async () => {
  await open('usual');
  wall.change('contracts', [['mes', contractRow('broken', ['delivery-risk.heat'], ago(300))]]);
  await wall.painted();
  const hatched = [...document.querySelectorAll('.scene [data-broken]')];
  expect(hatched.map((element) => element.querySelector('section')?.dataset.concern)).toEqual(['delivery-risk']);
  expect(text('.scene .notice')).toContain('mes 没有新数据');
});

const CASES = (['usual', 'bad'] as const).flatMap((world) => (['zh-CN', 'en'] as const).map((locale) => [world, locale] as const));

describe.each(LAYOUTS)('layout $name', (layout) => {
  const { width, height } = layout;
  test.each(CASES)('nothing overlaps or is cut, and all can be read (%s, %s)', async (world, locale) => {
    await open(world, { width, height, locale });
    expect(layoutFaults()).toEqual([]);
    const unreadable = measure(document, roomOf(layout)).filter((m) => !m.passes);
    expect(unreadable.map((m) => `${m.text} ${m.measured.toFixed(1)}′`)).toEqual([]);
  });
});
