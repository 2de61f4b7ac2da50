/** How many of a strategy's audience have heard of it, understood it, used it and seen it accepted. Pure. */
import type { StrategyRow, WallUnit } from '@warroom/protocol/concerns/capability';
import { newestStrategy } from '../../newestStrategy.ts';

export const STAGES = ['published', 'understood', 'used', 'accepted'] as const;
export type Stage = (typeof STAGES)[number];
/** Each joint is named after the stage that follows it. */
export const JOINTS = ['understood', 'used', 'accepted'] as const;
export type JointName = (typeof JOINTS)[number];

/** People at each of {@link STAGES}. */
export type People = readonly [published: number, understood: number, used: number, accepted: number];

export interface UnitFlow {
  unit: WallUnit;
  unitId: string;
  people: People;
}

export interface Flow {
  strategy: string;
  title: string;
  publishedMs: number;
  /** When its first 48 hours end and the share that used it is final. */
  headlineMs: number;
  people: People;
  usedWithin48h: number;
  /** Lowest share of users first, then lowest share of those who understood it. */
  units: UnitFlow[];
  /** Over all units, by hours since publication. */
  course: Course;
}

/** Cumulative people at `hours[i]`. */
export interface Course {
  hours: number[];
  understood: number[];
  used: number[];
  accepted: number[];
}

const peopleOf = ({ audience, understood, used, accepted }: StrategyRow): People => [audience, understood, used, accepted];

/** The strategy published last, summed over its units: the one that can still be helped. Null if there is none. */
export function newestFlow(rows: Iterable<StrategyRow>): Flow | null {
  const own = newestStrategy(rows);
  const [first] = own;
  if (!first) return null;
  const people: [number, number, number, number] = [0, 0, 0, 0];
  for (const row of own) for (const [i, count] of peopleOf(row).entries()) people[i] = (people[i] ?? 0) + count;
  return {
    strategy: first.strategy,
    title: first.title || first.strategy,
    publishedMs: Date.parse(first.publishedAt),
    headlineMs: Date.parse(first.headlineAt),
    people,
    usedWithin48h: own.reduce((sum, row) => sum + row.usedWithin48h, 0),
    units: own.map((row) => ({ unit: row.unit, unitId: row.unitId, people: peopleOf(row) })).sort(worstFirst),
    course: courseOf(own),
  };
}

function worstFirst(a: UnitFlow, b: UnitFlow): number {
  const share = ({ people }: UnitFlow, stage: 1 | 2 | 3) => people[stage] / Math.max(1, people[0]);
  return share(a, 2) - share(b, 2) || share(a, 1) - share(b, 1) || share(a, 3) - share(b, 3) || (a.unitId < b.unitId ? -1 : 1);
}

/** Units' series may differ in length by a point; a shorter one continues with its last value. */
function courseOf(rows: readonly StrategyRow[]): Course {
  const longest = rows.reduce<number[]>((hours, { series }) => (series.hours.length > hours.length ? series.hours : hours), []);
  const sum = (of: JointName) =>
    longest.map((_, i) => rows.reduce((people, { series }) => people + (series[of][Math.min(i, series[of].length - 1)] ?? 0), 0));
  return { hours: longest, understood: sum('understood'), used: sum('used'), accepted: sum('accepted') };
}

export interface Joint {
  name: JointName;
  lost: number;
}

/** People lost before each stage. A joint can gain, when people use a strategy without a record of having understood it: no loss then. */
export function jointsOf(people: People): Joint[] {
  return JOINTS.map((name, i) => ({ name, lost: Math.max(0, (people[i] ?? 0) - (people[i + 1] ?? 0)) }));
}

/** The joint with the largest loss, the earliest of equals; null if nobody is lost. */
export function worstJoint(people: People): Joint | null {
  const worst = jointsOf(people).reduce((a, b) => (b.lost > a.lost ? b : a));
  return worst.lost > 0 ? worst : null;
}

/** The part of a title before its colon. */
export const shortTitle = (title: string): string => title.split(/[：:]/, 1)[0]?.trim() || title;
