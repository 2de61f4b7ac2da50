/** The resonances of one customer over time: what they are derived from, kept for as long as it can still change what is shown. */
import type { ResonanceState } from '@warroom/protocol/concerns/touchpoints';
import { compareEvidence, type Evidence, type Resonance, type ResonanceTimes, resonancesOf } from './resonance.ts';
import type { TouchpointsSettings } from './settings.ts';
import { firstAfter, insertSorted } from './sortedTimes.ts';

const HOUR_MS = 3_600_000;
/** How late a row may be and still change which resonances there were. */
const LATE_MS = 96 * HOUR_MS;
/** Within so much each customer has its housekeeping. */
const HOUSEKEEPING_MS = 96 * HOUR_MS;

export interface HistoryTimes extends ResonanceTimes {
  /** How long a resonance is shown after it was due. */
  showMs: number;
}

export const historyTimes = (settings: TouchpointsSettings['resonance']): HistoryTimes => ({
  withinMs: settings.withinHours * HOUR_MS,
  answerMs: settings.answerHours * HOUR_MS,
  showMs: settings.showHours * HOUR_MS,
});

export interface ResonanceHistory {
  /** Sorted by compareEvidence. */
  evidence: Evidence[];
  /** Outbound personal touchpoints, sorted. */
  answersMs: number[];
  /** The standing alert. */
  alert: { openedAtMs: number; dueAtMs: number; missed: boolean; told: string } | null;
  /** Every resonance in what is held, in order of time; derived from the fields above. */
  all: Resonance[];
  /** The newest of them, until it leaves the board. */
  current: Resonance | null;
  /** The timer that counts; another one that comes up is stale. Infinity when none. */
  armedMs: number;
}

export const newHistory = (): ResonanceHistory => ({
  evidence: [],
  answersMs: [],
  alert: null,
  all: [],
  current: null,
  armedMs: Infinity,
});

export const stateOf = (resonance: Resonance, nowMs: number): ResonanceState =>
  resonance.answeredAtMs !== null ? 'answered' : nowMs >= resonance.dueAtMs ? 'missed' : 'open';

/** Until then what happens belongs to the resonance. */
const endOf = (resonance: Resonance): number => resonance.answeredAtMs ?? resonance.dueAtMs;

/** @returns whether the resonances may be others now */
export function addEvidence(history: ResonanceHistory, evidence: Evidence, nowMs: number, times: HistoryTimes): boolean {
  if (evidence.atMs <= forgottenMs(nowMs, times)) return false;
  const list = history.evidence;
  let i = list.length;
  while (i > 0 && compareEvidence(list[i - 1] as Evidence, evidence) > 0) i -= 1;
  list.splice(i, 0, evidence);
  const before = countOpenedBefore(history.all, evidence.atMs);
  const latest = history.all[before - 1];
  // What happens while a resonance waits for its answer belongs to it and changes nothing.
  if (latest && evidence.atMs <= endOf(latest)) return false;
  derive(history, before, times);
  return true;
}

/** @returns whether the resonances may be others now */
export function addAnswer(history: ResonanceHistory, atMs: number, nowMs: number, times: HistoryTimes): boolean {
  if (atMs <= forgottenMs(nowMs, times)) return false;
  insertSorted(history.answersMs, atMs);
  const answered = history.all.findIndex((resonance) => couldAnswer(atMs, resonance, history.current));
  if (answered < 0) return false;
  derive(history, answered, times);
  return true;
}

/** Derives all resonances but the first `keep`: each begins where the one before it ended. */
export function derive(history: ResonanceHistory, keep: number, times: HistoryTimes): void {
  history.all.length = keep;
  const last = history.all[keep - 1];
  const usedUntilMs = last ? endOf(last) : -Infinity;
  const { evidence } = history;
  let from = evidence.length;
  while (from > 0 && (evidence[from - 1] as Evidence).atMs > usedUntilMs) from -= 1;
  history.all.push(...resonancesOf(from === 0 ? evidence : evidence.slice(from), history.answersMs, usedUntilMs, times));
}

export function pickCurrent(history: ResonanceHistory, nowMs: number, { showMs }: HistoryTimes): void {
  const newest = history.all.at(-1);
  history.current = newest && nowMs < newest.dueAtMs + showMs ? newest : null;
}

/** When the current resonance changes by the clock alone; Infinity when it does not. */
export function nextChangeMs({ current }: ResonanceHistory, nowMs: number, { showMs }: HistoryTimes): number {
  if (!current) return Infinity;
  return stateOf(current, nowMs) === 'open' ? current.dueAtMs : current.dueAtMs + showMs;
}

/**
 * Lets go of what no resonance to come or still shown can stand on. What is left is paired as if there had been nothing before, so that no
 * pairing of long ago tells in what is paired now.
 * @returns whether the resonances may be others now
 */
export function pruneHistory(history: ResonanceHistory, nowMs: number, times: HistoryTimes): boolean {
  const goneMs = forgottenMs(nowMs, times);
  const answersGone = firstAfter(history.answersMs, goneMs);
  if (answersGone > 0) history.answersMs.splice(0, answersGone);
  if ((history.evidence[0]?.atMs ?? Infinity) > goneMs) return false;
  history.evidence = history.evidence.filter((e) => e.atMs > goneMs);
  derive(history, 0, times);
  return true;
}

export const isEmpty = ({ evidence, answersMs, alert, current }: ResonanceHistory): boolean =>
  evidence.length === 0 && answersMs.length === 0 && alert === null && current === null;

/** How long after it opened the last thing can happen to a resonance. */
const lifeMs = ({ answerMs, showMs }: HistoryTimes): number => answerMs + showMs;

/**
 * Nothing at or before this instant can be half of a resonance that is still shown, even of one that only a late row brings to light: such
 * a half would lie `withinMs` and the length of an answer before what is settled.
 */
const forgottenMs = (nowMs: number, times: HistoryTimes): number => nowMs - lifeMs(times) - LATE_MS - times.withinMs - times.answerMs;

/** How far back what a customer did can still matter: housekeeping comes to each once in four days, and again as late as a row may be. */
export const resonanceReachMs = (settings: TouchpointsSettings['resonance']): number =>
  -forgottenMs(0, historyTimes(settings)) + HOUSEKEEPING_MS;

/** They are in order of time, and mostly the newest are asked for. */
function countOpenedBefore(all: readonly Resonance[], atMs: number): number {
  let count = all.length;
  while (count > 0 && (all[count - 1] as Resonance).openedAtMs >= atMs) count -= 1;
  return count;
}

/** Whether an answer at `atMs` would change a resonance: the first in time counts, and for the newest also one that comes too late. */
function couldAnswer(atMs: number, resonance: Resonance, current: Resonance | null): boolean {
  if (atMs <= resonance.openedAtMs) return false;
  if (resonance.answeredAtMs !== null) return atMs < resonance.answeredAtMs;
  return resonance === current || atMs <= resonance.dueAtMs;
}
