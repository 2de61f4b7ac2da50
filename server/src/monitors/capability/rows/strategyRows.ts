/** Rows of `capability.strategies`: of a strategy's audience, how many understood, used and had it accepted, by hours since publication (CAP-7, CAP-8). */
import { joinKey } from '@warroom/protocol/boardKey';
import type { StrategyRow } from '@warroom/protocol/concerns/capability';
import { DAY_HOURS, HOUR_MS } from '../hours.ts';
import type { Member } from '../members/membership.ts';
import { type WallUnitMembers, wallUnits } from '../members/wallUnits.ts';
import type { CapabilitySettings } from '../settings.ts';
import { isMeantFor, type Strategy } from '../strategy.ts';

/** Points of the series, in hours since publication: dense at first, a week long. */
export const SERIES_HOURS = [1, 2, 4, 6, 8, 12, 16, 20, 24, 30, 36, 42, 48, 60, 72, 84, 96, 108, 120, 132, 144, 168] as const;

/** When a strategy leaves the board. */
export const boardEndMs = ({ publishedMs }: Strategy, { strategyDays }: CapabilitySettings): number =>
  publishedMs + strategyDays * DAY_HOURS * HOUR_MS;

/** When the rows of a strategy next change by the clock alone: a further point of the series, or its end. Infinity when they do not. */
export function nextChangeMs(strategy: Strategy, nowMs: number, settings: CapabilitySettings): number {
  const { publishedMs } = strategy;
  const hours = SERIES_HOURS.find((h) => publishedMs + h * HOUR_MS > nowMs);
  const endMs = boardEndMs(strategy, settings);
  if (hours !== undefined) return Math.min(publishedMs + hours * HOUR_MS, endMs);
  return endMs > nowMs ? endMs : Infinity;
}

const POOLED = /^(?:\\|region:|all:)/;

/** A team by its name, pooled units after their kind; a team that is called like one of those gets a `\` before its name. */
const suffixOf = ({ unit, id }: WallUnitMembers): string => (unit !== 'team' ? `${unit}:${id}` : POOLED.test(id) ? `\\${id}` : id);

/** All rows of one strategy, by key. */
export function strategyRows(
  strategy: Strategy,
  members: readonly Member[],
  nowMs: number,
  settings: CapabilitySettings,
): Map<string, StrategyRow> {
  const rows = new Map<string, StrategyRow>();
  const audience = members.filter((member) => isMeantFor(strategy, member, nowMs));
  for (const unit of wallUnits(audience, settings.minWallPeople).values()) {
    rows.set(joinKey([strategy.name, suffixOf(unit)]), rowOf(strategy, unit, nowMs, settings));
  }
  return rows;
}

function rowOf(
  strategy: Strategy,
  { unit, id, members, pooledTeams }: WallUnitMembers,
  nowMs: number,
  settings: CapabilitySettings,
): StrategyRow {
  const { publishedMs } = strategy;
  const headlineMs = publishedMs + settings.headlineHours * HOUR_MS;
  const points = SERIES_HOURS.filter((h) => publishedMs + h * HOUR_MS <= nowMs);
  const understood = new StageCount(publishedMs, points.length);
  const used = new StageCount(publishedMs, points.length);
  const accepted = new StageCount(publishedMs, points.length);
  let usedWithin48h = 0;
  for (const { rep } of members) {
    const progress = strategy.progress.get(rep.name);
    if (!progress) continue;
    understood.add(progress.understoodMs);
    used.add(progress.usedMs);
    accepted.add(progress.acceptedMs);
    if (progress.usedMs <= headlineMs) usedWithin48h += 1;
  }
  return {
    audience: members.length,
    understood: understood.total,
    used: used.total,
    accepted: accepted.total,
    usedWithin48h,
    efficiency: members.length > 0 ? usedWithin48h / members.length : null,
    strategy: strategy.name,
    title: strategy.editions.at(-1)?.title ?? null,
    unit,
    unitId: id,
    pooledTeams,
    publishedAt: new Date(publishedMs).toISOString(),
    headlineAt: new Date(headlineMs).toISOString(),
    series: { hours: points, understood: understood.series(), used: used.series(), accepted: accepted.series() },
  };
}

/** How many people reached a stage, in all and by the points of the series. */
class StageCount {
  total = 0;
  readonly #publishedMs: number;
  readonly #byPoint: number[];

  constructor(publishedMs: number, points: number) {
    this.#publishedMs = publishedMs;
    this.#byPoint = new Array<number>(points).fill(0);
  }

  /** Use before publication (a pilot) counts in the first point. */
  add(reachedMs: number): void {
    if (reachedMs === Infinity) return;
    this.total += 1;
    const hours = (reachedMs - this.#publishedMs) / HOUR_MS;
    const point = SERIES_HOURS.findIndex((h) => hours <= h);
    if (point >= 0 && point < this.#byPoint.length) this.#byPoint[point] = (this.#byPoint[point] as number) + 1;
  }

  series(): number[] {
    let sum = 0;
    return this.#byPoint.map((n) => {
      sum += n;
      return sum;
    });
  }
}
