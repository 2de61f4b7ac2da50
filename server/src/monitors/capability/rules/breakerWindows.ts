/**
 * One breaker with the windows that late rows may still change. It is the fold of its judged windows: to judge some again, they are taken
 * back and judged windows are appended in their place. Windows older than {@link LATE_HOURS} are final and stand in `base`.
 */
import { joinKey } from '@warroom/protocol/boardKey';
import type { BreakerRule, BreakerScope } from '@warroom/protocol/concerns/capability';
import type { Saveable } from '../../snapshot.ts';
import { LATE_HOURS } from '../hours.ts';
import { afterWindow, type BreakerStatus, NEVER_JUDGED } from './breaker.ts';
import type { Judgement, Rule } from './rule.ts';

interface Window {
  hour: number;
  judgement: Judgement | null;
  after: BreakerStatus;
}

export interface Breaker extends Saveable {
  readonly rule: Rule;
  readonly scope: BreakerScope;
  readonly id: string;
  /** The status before the first of `windows`. */
  base: BreakerStatus;
  windows: Window[];
  now: BreakerStatus;
  /** Episode of the open alert. */
  raised: { episode: string; openedMs: number; told: string } | null;
}

export interface SavedBreaker {
  rule: BreakerRule;
  scope: BreakerScope;
  id: string;
  base: BreakerStatus;
  windows: [hour: number, judgement: Judgement | null][];
  raised: Breaker['raised'];
}

/** Windows that have become final are dropped in batches. */
const MOST_WINDOWS = LATE_HOURS + 6;

export function newBreaker(rule: Rule, scope: BreakerScope, id: string): Breaker {
  return { rule, scope, id, base: NEVER_JUDGED, windows: [], now: NEVER_JUDGED, raised: null, savedIn: 0 };
}

export function appendWindow(breaker: Breaker, hour: number, judgement: Judgement | null): void {
  breaker.now = afterWindow(breaker.now, hour, judgement, breaker.rule.limits);
  breaker.windows.push({ hour, judgement, after: breaker.now });
}

/** Takes back the windows from `fromHour` on. */
export function takeBackFrom(breaker: Breaker, fromHour: number): void {
  while ((breaker.windows.at(-1)?.hour ?? -Infinity) >= fromHour) breaker.windows.pop();
  breaker.now = breaker.windows.at(-1)?.after ?? breaker.base;
}

export function dropFinalWindows(breaker: Breaker, throughHour: number): void {
  const { windows } = breaker;
  if (windows.length < MOST_WINDOWS) return;
  let final = 0;
  while (final < windows.length && (windows[final] as Window).hour <= throughHour - LATE_HOURS) final += 1;
  breaker.base = windows[final - 1]?.after ?? breaker.base;
  windows.splice(0, final);
}

/** Closed, and not judged for so long that no late row can change that. */
export const isForgotten = ({ now, rule }: Breaker, throughHour: number): boolean =>
  now.state === 'closed' && throughHour - (now.judgedHour ?? -Infinity) >= rule.limits.expireHours + LATE_HOURS;

export const breakerKey = ({ rule, scope, id }: Breaker): string => joinKey([rule.name, scope, id]);

/** What is fixed of a breaker at a call: statuses, windows and alerts are replaced and never change. */
export type BreakerCopy = Pick<Breaker, 'rule' | 'scope' | 'id' | 'base' | 'windows' | 'raised'>;

export const copyBreaker = ({ rule, scope, id, base, windows, raised }: Breaker): BreakerCopy => ({
  rule,
  scope,
  id,
  base,
  windows: [...windows],
  raised,
});

export function saveBreaker({ rule, scope, id, base, windows, raised }: BreakerCopy): SavedBreaker {
  return {
    rule: rule.name,
    scope,
    id,
    base,
    windows: windows.map((w): SavedBreaker['windows'][number] => [w.hour, w.judgement]),
    raised,
  };
}

export function restoreBreaker(rule: Rule, { scope, id, base, windows, raised }: SavedBreaker): Breaker {
  const breaker: Breaker = { rule, scope, id, base, windows: [], now: base, raised, savedIn: 0 };
  for (const [hour, judgement] of windows) appendWindow(breaker, hour, judgement);
  return breaker;
}
