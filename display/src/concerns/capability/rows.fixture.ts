/** Rows for tests of the capability scene. */
import { joinKey } from '@warroom/protocol/boardKey';
import type { BreakerBoardRow, StrategyRow, TeamBoardRow } from '@warroom/protocol/concerns/capability';
import { iso } from '../../testing/rows.ts';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

/** Six points in the past; people grow with the square root of the hours. */
export function strategyRow(
  unitId: string,
  people: readonly [number, number, number, number],
  publishedMs: number,
  over: Partial<StrategyRow> = {},
): StrategyRow {
  const [audience, understood, used, accepted] = people;
  const hours = [1, 4, 8, 12, 20, 24];
  const grow = (most: number) => hours.map((hour) => Math.floor(most * Math.sqrt(hour / DAY_HOURS)));
  return {
    audience,
    understood,
    used,
    accepted,
    usedWithin48h: used,
    efficiency: audience === 0 ? null : used / audience,
    strategy: 'ST-1',
    title: '竞品替换：三步验证法',
    unit: 'team',
    unitId,
    pooledTeams: 0,
    publishedAt: iso(publishedMs),
    headlineAt: iso(publishedMs + 48 * HOUR_MS),
    series: { hours, understood: grow(understood), used: grow(used), accepted: grow(accepted) },
    ...over,
  };
}

/** 120 people in eight units: 84 understood it, 51 used it, 22 had it accepted. */
export const strategies = (publishedMs: number): StrategyRow[] => [
  strategyRow('华东一组', [18, 15, 12, 6], publishedMs),
  strategyRow('华东二组', [18, 14, 9, 4], publishedMs),
  strategyRow('华南一组', [18, 13, 8, 3], publishedMs),
  strategyRow('华南二组', [17, 12, 7, 3], publishedMs),
  strategyRow('华北一组', [16, 11, 6, 2], publishedMs),
  strategyRow('华北二组', [15, 10, 5, 2], publishedMs),
  strategyRow('华中', [10, 6, 3, 2], publishedMs, { unit: 'region', pooledTeams: 3 }),
  strategyRow('', [8, 3, 1, 0], publishedMs, { unit: 'all', pooledTeams: 4 }),
];

export const breakerRow = (unitId: string, over: Partial<BreakerBoardRow> = {}): BreakerBoardRow => ({
  rule: 'transmission-low',
  unit: 'team',
  unitId,
  state: 'closed',
  since: iso(0),
  value: 0.8,
  threshold: 0.5,
  windows: 0,
  repsWatched: 0,
  repsOpen: 0,
  repsHalfOpen: 0,
  ...over,
});
export const breakerKey = ({ rule, unit, unitId }: BreakerBoardRow) => joinKey([rule, unit, unitId]);
export const byKey = (rows: readonly BreakerBoardRow[]) => new Map(rows.map((row) => [breakerKey(row), row]));

/** Open: three of units, two of people; one half-open; the rest closed. */
export const breakers = (nowMs: number): BreakerBoardRow[] => [
  breakerRow('华中', { unit: 'region', rule: 'objection-slow', state: 'open', since: iso(nowMs - 32 * HOUR_MS), value: 0.56 }),
  breakerRow('华中一组', { state: 'open', since: iso(nowMs - 15 * HOUR_MS), value: 0 }),
  breakerRow('西南一组', { rule: 'decay-high', state: 'open', since: iso(nowMs - 70 * HOUR_MS), value: 0.43, threshold: 0.3 }),
  breakerRow('华东一组', {
    rule: 'usage-lag',
    state: null,
    since: null,
    value: null,
    threshold: 0.2,
    windows: null,
    repsWatched: 9,
    repsOpen: 2,
  }),
  breakerRow('华南', {
    unit: 'region',
    rule: 'usage-drop',
    state: 'half-open',
    since: iso(nowMs - 0.5 * HOUR_MS),
    value: 0.1,
    threshold: 0.15,
  }),
  ...['华东一组', '华东二组', '华南一组', '华北一组'].map((team) => breakerRow(team)),
];

export const teamBoard = (nowMs: number): [string, TeamBoardRow][] => [
  [
    'usage-lag|team|华东一组',
    {
      rule: 'usage-lag',
      unit: 'team',
      unitId: '华东一组',
      openedAt: iso(nowMs - 8 * HOUR_MS),
      own: false,
      reps: 2,
      halfOpen: 0,
      strategy: 'ST-1',
      talkTrack: null,
    },
  ],
];
