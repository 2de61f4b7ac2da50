/**
 * One breaker as a state machine over windows: closed → open on so many bad windows in a row, half-open after one good window, closed after
 * two; a bad window in between opens it again (the same episode). A window that could not be judged moves nothing, but "in a row" is broken by it.
 */
import type { BreakerState } from '@warroom/protocol/concerns/capability';
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
  if (judgement === null) return from.bad === 0 ? from : { ...from, bad: 0 };
  const { bad } = judgement;
  const next: Fold = {
    state: from.state,
    // A breaker that is new, or was forgotten, has been in its state since the first window that says anything.
    sinceMs: from.judgedHour === null || idle ? endMs : from.sinceMs,
    bad: bad ? from.bad + 1 : 0,
    good: bad ? 0 : from.good + 1,
    badSinceMs: bad && from.bad === 0 ? hour * HOUR_MS : from.badSinceMs,
    openedMs: from.openedMs,
    brokenSinceMs: from.brokenSinceMs,
    openings: from.openings,
    judgement,
    judgedHour: hour,
    expired: from.expired,
  };
  switch (from.state) {
    case 'closed':
      if (next.bad >= limits.windowsToOpen) open(next, endMs);
      return next;
    case 'open':
      if (next.good >= limits.closeAfterWindows) close(next, endMs);
      else if (next.good >= limits.halfOpenAfterWindows) enter(next, 'half-open', endMs);
      return next;
    case 'half-open':
      if (bad) enter(next, 'open', endMs);
      else if (next.good >= limits.closeAfterWindows) close(next, endMs);
      return next;
    default:
      return from.state satisfies never;
  }
}

// The three change a fold that nobody else has seen yet.

function enter(fold: Fold, state: BreakerState, endMs: number): void {
  fold.state = state;
  fold.sinceMs = endMs;
}

function open(fold: Fold, endMs: number): void {
  enter(fold, 'open', endMs);
  fold.openedMs = endMs;
  fold.brokenSinceMs = fold.badSinceMs;
  fold.openings = [...fold.openings, endMs].slice(-OPENINGS_KEPT);
  fold.expired = false;
}

function close(fold: Fold, endMs: number): void {
  enter(fold, 'closed', endMs);
  fold.openedMs = null;
  fold.brokenSinceMs = null;
}

/** Nothing of a breaker that has been idle for so long is held against its unit, or counted in its favour. */
function forget(fold: Fold, endMs: number): Fold {
  const next: Fold = { ...fold, bad: 0, good: 0 };
  if (fold.state === 'closed') return next;
  close(next, endMs);
  next.expired = true;
  return next;
}
