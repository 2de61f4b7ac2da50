/**
 * One breaker as a state machine over windows: closed → open on so many bad windows in a row, half-open after one good window, closed after
 * two; a bad window in between opens it again (the same episode). A window that could not be judged moves nothing, but "in a row" is broken by it.
 */
import type { BreakerState } from '@warroom/protocol/topics/capability';
import { HOUR_MS } from './hours.ts';

/** What a rule says of one unit in one window. */
export interface Judgement {
  value: number;
  bad: boolean;
  samples: number;
  /** What the value was held against, in the rule's own measure. */
  baseline: number | null;
  strategy: string | null;
  talkTrack: string | null;
}

export interface BreakerLimits {
  windowsToOpen: number;
  halfOpenAfterWindows: number;
  closeAfterWindows: number;
  expireHours: number;
}

export interface Fold {
  state: BreakerState;
  sinceMs: number;
  /** Bad windows in a row, good windows in a row. */
  bad: number;
  good: number;
  /** Start of the first of the bad windows in a row. */
  badSinceMs: number;
  openedMs: number | null;
  /** When the condition began that opened it. */
  brokenSinceMs: number | null;
  /** The last openings, newest last, to tell an episode that ended from one that a late row has disproved. */
  openings: readonly number[];
  judgement: Judgement | null;
  judgedHour: number | null;
  /** Closed because nothing could be judged any more. */
  expired: boolean;
}

const OPENINGS_KEPT = 8;

export const UNTRIED: Fold = {
  state: 'closed',
  sinceMs: 0,
  bad: 0,
  good: 0,
  badSinceMs: 0,
  openedMs: null,
  brokenSinceMs: null,
  openings: [],
  judgement: null,
  judgedHour: null,
  expired: false,
};

/** Rounds away what binary fractions add, so that 8 uses against a mean of 10 are 20 % below and not 19.999999999999996 %. */
export const tidy = (value: number): number => Math.round(value * 1e9) / 1e9;

export function stepBreaker(fold: Fold, hour: number, judgement: Judgement | null, limits: BreakerLimits): Fold {
  const endMs = (hour + 1) * HOUR_MS;
  const idle = fold.judgedHour !== null && hour - fold.judgedHour >= limits.expireHours;
  const from = idle ? forget(fold, endMs) : fold;
  if (judgement === null) return { ...from, bad: 0 };
  const next: Fold = { ...from, judgement, judgedHour: hour };
  // A breaker that is new, or was forgotten, has been in its state since the first window that says anything.
  if (from.judgedHour === null || idle) next.sinceMs = endMs;
  if (judgement.bad) {
    next.bad = from.bad + 1;
    next.good = 0;
    if (from.bad === 0) next.badSinceMs = hour * HOUR_MS;
  } else {
    next.bad = 0;
    next.good = from.good + 1;
  }
  return settle(next, from.state, endMs, limits);
}

function settle(fold: Fold, state: BreakerState, endMs: number, limits: BreakerLimits): Fold {
  switch (state) {
    case 'closed':
      return fold.bad >= limits.windowsToOpen ? open(fold, endMs) : fold;
    case 'open':
      if (fold.good >= limits.closeAfterWindows) return close(fold, endMs);
      return fold.good >= limits.halfOpenAfterWindows ? { ...fold, state: 'half-open', sinceMs: endMs } : fold;
    case 'half-open':
      if (fold.bad > 0) return { ...fold, state: 'open', sinceMs: endMs };
      return fold.good >= limits.closeAfterWindows ? close(fold, endMs) : fold;
    default:
      return state satisfies never;
  }
}

const open = (fold: Fold, endMs: number): Fold => ({
  ...fold,
  state: 'open',
  sinceMs: endMs,
  openedMs: endMs,
  brokenSinceMs: fold.badSinceMs,
  openings: [...fold.openings, endMs].slice(-OPENINGS_KEPT),
  expired: false,
});

const close = (fold: Fold, endMs: number): Fold => ({ ...fold, state: 'closed', sinceMs: endMs, openedMs: null, brokenSinceMs: null });

/** Nothing of a breaker that has been idle for so long is held against its unit, or counted in its favour. */
function forget(fold: Fold, endMs: number): Fold {
  const closed = fold.state === 'closed' ? fold : { ...close(fold, endMs), expired: true };
  return { ...closed, bad: 0, good: 0 };
}
