/**
 * A lead's turns (LEAD-1): the first begins with its earliest creation and ends with its first human response or its closing, whichever is
 * earlier; a creation after that end begins the next. Windows, clocks and alerts count turns.
 */
import type { Timed } from '../timers.ts';
import type { Group } from './group.ts';
import { type Assignment, type Creation, codeEnd, countBefore, endMsOf, isResponse, type LeadFacts } from './leadFacts.ts';

/** What a turn is at an instant. The order is that of the tallies. */
export const TURN_CLASSES = ['waiting', 'at-risk', 'violated', 'answered-within', 'answered-late', 'closed-early', 'closed-late'] as const;
export const WAITING = 0;
export const AT_RISK = 1;
export const VIOLATED = 2;
export const ANSWERED_WITHIN = 3;
export const ANSWERED_LATE = 4;
export const CLOSED_EARLY = 5;
export const CLOSED_LATE = 6;
/** Counted nowhere. */
export const UNCOUNTED = -1;
export type TurnClass = -1 | 0 | 1 | 2 | 3 | 4 | 5 | 6;

export const NO_GROUPS: readonly Group<Turn>[] = [];

/** What the facts say of one turn. */
export interface Span {
  first: Creation;
  /** Its latest creation, whose tier, value, region, channel and customer hold. */
  said: Creation;
  /** At most one of the two is known; never before the start. */
  respondedAtMs: number;
  closedAtMs: number;
  /** Start of the next turn; Infinity for the last. */
  untilMs: number;
}

export class Turn implements Timed, Span {
  readonly facts: LeadFacts;
  readonly startMs: number;
  first: Creation;
  said: Creation;
  respondedAtMs: number;
  closedAtMs: number;
  untilMs: number;
  /** The latest before the next turn: of an earlier turn's assignments where this one has none. */
  assignment: Assignment | null;

  /** From here on kept by the monitor. */
  atRiskAtMs = Infinity;
  deadlineMs = Infinity;
  escalateAtMs = Infinity;
  class: TurnClass = UNCOUNTED;
  /** Where it is counted. */
  groups: readonly Group<Turn>[] = NO_GROUPS;
  /** Bit k: stands in window k. */
  windows = 0;

  constructor(facts: LeadFacts, span: Span) {
    this.facts = facts;
    this.startMs = span.first.atMs;
    this.first = span.first;
    this.said = span.said;
    this.respondedAtMs = span.respondedAtMs;
    this.closedAtMs = span.closedAtMs;
    this.untilMs = span.untilMs;
    this.assignment = facts.assignmentBefore(span.untilMs);
  }

  /** With the start it is unique: no two turns of a lead begin, or are answered, at one instant. */
  get name(): string {
    return this.facts.name;
  }

  get isOpen(): boolean {
    return this.respondedAtMs === Infinity && this.closedAtMs === Infinity;
  }

  /** Infinity while it is open. */
  get endMs(): number {
    return Math.min(this.respondedAtMs, this.closedAtMs);
  }

  classAt(nowMs: number): TurnClass {
    if (this.respondedAtMs !== Infinity) return this.respondedAtMs <= this.deadlineMs ? ANSWERED_WITHIN : ANSWERED_LATE;
    if (this.closedAtMs !== Infinity) return this.closedAtMs < this.deadlineMs ? CLOSED_EARLY : CLOSED_LATE;
    return nowMs >= this.deadlineMs ? VIOLATED : nowMs >= this.atRiskAtMs ? AT_RISK : WAITING;
  }

  /** Whether nobody had answered or closed it when its time was up, which is what an alert is raised for. */
  get openAtDeadline(): boolean {
    return this.respondedAtMs > this.deadlineMs && this.closedAtMs >= this.deadlineMs;
  }
}

/**
 * The turns that a lead's facts make, oldest first.
 * @param fromMs start of a turn that stays: those before it are left out. Null for all.
 */
export function spansOf({ creations, ends, settledMs }: LeadFacts, fromMs: number | null = null): Span[] {
  const spans: Span[] = [];
  const creationMs = (i: number) => (creations[i] as Creation).atMs;
  const code = (i: number) => ends[i] as number;
  for (let c = fromMs === null ? 0 : countBefore(creations.length, creationMs, fromMs, false); c < creations.length; ) {
    const first = creations[c] as Creation;
    // What came before the very first creation answers or closes it at once; what lies between two turns belongs to neither.
    const isFirst = c === 0 && settledMs === -Infinity;
    const end = ends[isFirst ? 0 : countBefore(ends.length, code, codeEnd(first.atMs, true), false)];
    const endMs = end === undefined ? Infinity : Math.max(first.atMs, endMsOf(end));
    const next = countBefore(creations.length, creationMs, endMs, true);
    spans.push({
      first,
      said: creations[next - 1] as Creation,
      respondedAtMs: end !== undefined && isResponse(end) ? endMs : Infinity,
      closedAtMs: end !== undefined && !isResponse(end) ? endMs : Infinity,
      untilMs: creations[next]?.atMs ?? Infinity,
    });
    c = next;
  }
  return spans;
}
