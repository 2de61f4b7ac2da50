/** One breaker as a state machine over windows: closed, open, half-open, closed (CAP-10, CAP-11). */
import type { BreakerState } from '@warroom/protocol/concerns/capability';
import { HOUR_MS } from '../hours.ts';
import type { BreakerLimits, Judgement } from './rule.ts';

export interface BreakerStatus {
  state: BreakerState;
  sinceMs: number;
  /** Bad windows in a row, good windows in a row. */
  bad: number;
  good: number;
  /** Start of the first of the bad windows in a row. */
  badSinceMs: number;
  openedMs: number | null;
  /** Start of the first of the bad windows that opened it. */
  brokenSinceMs: number | null;
  /** The last openings, newest last: an episode that is not among them was disproved by a late row. */
  openings: readonly number[];
  judgement: Judgement | null;
  judgedHour: number | null;
  /** Closed because it could not be judged for `expireHours`. */
  expired: boolean;
}

const OPENINGS_KEPT = 8;

export const NEVER_JUDGED: BreakerStatus = {
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

/** The status after the window of `hour`. A window that could not be judged ends a run of bad ones and changes nothing else. */
export function afterWindow(before: BreakerStatus, hour: number, judgement: Judgement | null, limits: BreakerLimits): BreakerStatus {
  const endMs = (hour + 1) * HOUR_MS;
  const isIdle = before.judgedHour !== null && hour - before.judgedHour >= limits.expireHours;
  const from = isIdle ? expired(before, endMs) : before;
  if (judgement === null) return from.bad === 0 ? from : { ...from, bad: 0 };
  const { bad } = judgement;
  const next: BreakerStatus = {
    state: from.state,
    // A breaker that is new, or was idle, has been in its state since the first window that could be judged.
    sinceMs: from.judgedHour === null || isIdle ? endMs : from.sinceMs,
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

// The next three change a status that nobody else has seen yet.

function enter(status: BreakerStatus, state: BreakerState, endMs: number): void {
  status.state = state;
  status.sinceMs = endMs;
}

function open(status: BreakerStatus, endMs: number): void {
  enter(status, 'open', endMs);
  status.openedMs = endMs;
  status.brokenSinceMs = status.badSinceMs;
  status.openings = [...status.openings, endMs].slice(-OPENINGS_KEPT);
  status.expired = false;
}

function close(status: BreakerStatus, endMs: number): void {
  enter(status, 'closed', endMs);
  status.openedMs = null;
  status.brokenSinceMs = null;
}

/** After so long without a judgement neither earlier bad windows nor earlier good ones count. */
function expired(status: BreakerStatus, endMs: number): BreakerStatus {
  const next: BreakerStatus = { ...status, bad: 0, good: 0 };
  if (status.state === 'closed') return next;
  close(next, endMs);
  next.expired = true;
  return next;
}
