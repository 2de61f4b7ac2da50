/**
 * A lead's turns (LEAD-1): the first begins with its earliest creation and ends with its first human response or its closing, whichever is
 * earlier; a creation after that end begins the next. Windows, clocks and alerts count turns.
 */
import { type TurnSpan, turnSpans } from '../../facts/leadTurns.ts';
import type { Calendar } from '../calendar.ts';
import type { Timed } from '../timers.ts';
import { listOf } from './few.ts';
import type { Group } from './group.ts';
import type { Assignment, Creation, LeadFacts } from './leadFacts.ts';
import type { SlaTimes } from './sla.ts';

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

/** What the facts say of one turn. */
export type Span = TurnSpan<Creation>;

/** Instants that most turns do not have are null until they have them: of many open leads each number would cost. */
export class Turn implements Timed {
  readonly lead: LeadFacts;
  first: Creation;
  said: Creation;
  /** When it was answered or closed. */
  endedAtMs: number | null = null;
  isAnswered = false;
  /** Start of the next turn. */
  #nextMs: number | null;
  /** The latest before the next turn: of an earlier turn's assignments where this one has none. */
  assignment: Assignment | null;

  /** From here on kept by the monitor. */
  sla: SlaTimes = NO_SLA;
  /** From the start to the deadline by the clock: a small integer, which costs no number of its own. */
  dueInMs = 0;
  class: TurnClass = UNCOUNTED;
  /** The shortest window it stands in; −1 for none. */
  ring = -1;
  /** Where it is counted besides among all. */
  region: Group<Turn> | null = null;
  channel: Group<Turn> | null = null;
  team: Group<Turn> | null = null;
  rep: Group<Turn> | null = null;

  constructor(lead: LeadFacts, first: Creation, said: Creation, nextMs: number | null) {
    this.lead = lead;
    this.first = first;
    this.said = said;
    this.#nextMs = nextMs;
    this.assignment = lead.assignmentBefore(nextMs ?? Infinity, first.atMs);
  }

  static of(lead: LeadFacts, { first, said, respondedAtMs, closedAtMs, untilMs }: Span): Turn {
    const turn = new Turn(lead, first, said, finiteOrNull(untilMs));
    turn.end(respondedAtMs, closedAtMs);
    return turn;
  }

  /** With the start it is unique: no two turns of a lead begin, or are answered, at one instant. */
  get name(): string {
    return this.lead.name;
  }

  get startMs(): number {
    return this.first.atMs;
  }

  /** Start of the next turn; Infinity for the last. */
  get untilMs(): number {
    return this.#nextMs ?? Infinity;
  }

  set untilMs(untilMs: number) {
    this.#nextMs = finiteOrNull(untilMs);
  }

  get deadlineMs(): number {
    return this.first.atMs + this.dueInMs;
  }

  get isOpen(): boolean {
    return this.endedAtMs === null;
  }

  /** Infinity while it is open. */
  get endMs(): number {
    return this.endedAtMs ?? Infinity;
  }

  /** Infinity unless it was answered. */
  get respondedAtMs(): number {
    return this.isAnswered ? (this.endedAtMs as number) : Infinity;
  }

  /** Infinity unless it was closed unanswered. */
  get closedAtMs(): number {
    return this.isAnswered ? Infinity : this.endMs;
  }

  /** At most one of the two is known; Infinity otherwise. */
  end(respondedAtMs: number, closedAtMs: number): void {
    this.isAnswered = respondedAtMs !== Infinity;
    this.endedAtMs = finiteOrNull(Math.min(respondedAtMs, closedAtMs));
  }

  classAt(nowMs: number, calendar: Calendar): TurnClass {
    const { deadlineMs, endedAtMs } = this;
    if (endedAtMs !== null) {
      if (this.isAnswered) return endedAtMs <= deadlineMs ? ANSWERED_WITHIN : ANSWERED_LATE;
      return endedAtMs < deadlineMs ? CLOSED_EARLY : CLOSED_LATE;
    }
    return nowMs >= deadlineMs ? VIOLATED : nowMs >= this.atRiskAtMs(calendar) ? AT_RISK : WAITING;
  }

  atRiskAtMs(calendar: Calendar): number {
    return calendar.add(this.startMs, this.sla.atRiskMs);
  }

  escalateAtMs(calendar: Calendar): number {
    return calendar.add(this.startMs, this.sla.escalateMs);
  }

  /** Whether nobody had answered or closed it when its time was up, which is what an alert is raised for. */
  get openAtDeadline(): boolean {
    return this.respondedAtMs > this.deadlineMs && this.closedAtMs >= this.deadlineMs;
  }
}

/** Before the monitor has said which holds. */
const NO_SLA: SlaTimes = { slaMs: Infinity, atRiskMs: Infinity, escalateMs: Infinity };

const finiteOrNull = (ms: number): number | null => (ms === Infinity ? null : ms);

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
  turnSpans(listOf(creations), ends, { fromMs, precededMs, expireMs });
