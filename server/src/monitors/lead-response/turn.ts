/**
 * A lead's turns (LEAD-1): the first begins with its earliest creation and ends with its first human response or its closing, whichever is
 * earlier; a creation after that end begins the next. Windows, clocks and alerts count turns.
 */
import { type TurnSpan, turnSpans } from '../../facts/leadTurns.ts';
import type { Timed } from '../timers.ts';
import type { Group } from './group.ts';
import type { Assignment, Creation, LeadFacts } from './leadFacts.ts';

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
export type Span = TurnSpan<Creation>;

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
    this.assignment = facts.assignmentBefore(span.untilMs, this.startMs);
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

/** Whether creations from the first on, or between two turns, or after the last, are in none of the turns. */
export function leavesOut(spans: readonly Span[], first: Creation | undefined): boolean {
  let nextMs = first?.atMs ?? Infinity;
  for (const span of spans) {
    if (span.first.atMs !== nextMs) return true;
    nextMs = span.untilMs;
  }
  return nextMs !== Infinity;
}

/** @param fromMs start of a turn that stays: those before it are left out. Null for all. */
export const spansOf = ({ creations, ends, precededMs }: LeadFacts, expireMs: number, fromMs: number | null = null): Span[] =>
  turnSpans(creations, ends, { fromMs, precededMs, expireMs });
