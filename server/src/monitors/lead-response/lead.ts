/** One lead, made of its facts. Whatever order they come in, the same set of facts makes the same lead. */
import type { Fact } from '@warroom/protocol/events';
import type { Timed } from '../timers.ts';
import type { Group } from './group.ts';

export type LeadFact = Fact<'lead.created' | 'lead.assigned' | 'lead.responded' | 'lead.closed'>;

export interface Creation {
  atMs: number;
  /** Id of the fact: breaks the tie of two that say the same instant. */
  id: string;
  ingestedAtMs: number;
  region: string | null;
  channel: string | null;
  tier: string | null;
  value: number | null;
  customerId: string | null;
  source: string;
}

export interface Assignment {
  atMs: number;
  id: string;
  team: string | null;
  repId: string | null;
}

/** What a lead is at an instant. The order is that of the tallies. */
export const LEAD_CLASSES = ['waiting', 'at-risk', 'violated', 'answered-within', 'answered-late', 'closed-early', 'closed-late'] as const;
export const WAITING = 0;
export const AT_RISK = 1;
export const VIOLATED = 2;
export const ANSWERED_WITHIN = 3;
export const ANSWERED_LATE = 4;
export const CLOSED_EARLY = 5;
export const CLOSED_LATE = 6;
/** Not created as far as is known. */
export const UNKNOWN = -1;
export type LeadClass = -1 | 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** Shared by all leads that have none; never written to. */
const NO_ASSIGNMENTS: Assignment[] = [];
export const NO_GROUPS: readonly Group<Lead>[] = [];

export class Lead implements Timed {
  /** The lead's key; also breaks ties among timers. */
  readonly name: string;
  creation: Creation | null = null;
  /** By (atMs, id), oldest first. Nearly always one. */
  assignments: Assignment[] = NO_ASSIGNMENTS;
  /** Earliest response of a person; Infinity while there is none. */
  respondedAtMs = Infinity;
  /** Earliest closing; Infinity while there is none. */
  closedAtMs = Infinity;

  /** From here on derived; the monitor keeps these in step. */
  atRiskAtMs = Infinity;
  deadlineMs = Infinity;
  escalateAtMs = Infinity;
  class: LeadClass = UNKNOWN;
  /** Where it is counted. */
  groups: readonly Group<Lead>[] = NO_GROUPS;
  /** Bit k: stands in window k. */
  windows = 0;
  /** When the lead's entry in the timer queue is due; Infinity when it has none. */
  timerMs = Infinity;
  /** When a fact about it arrived last. */
  touchedMs = 0;
  /** Its violation as raised, under the creation of then; null when none was. */
  raised: { createdMs: number; critical: boolean; cleared: boolean } | null = null;

  constructor(name: string) {
    this.name = name;
  }

  get open(): boolean {
    return this.creation !== null && this.respondedAtMs === Infinity && this.closedAtMs === Infinity;
  }

  /** The lead belongs to its latest assignment. */
  get assignment(): Assignment | undefined {
    return this.assignments.at(-1);
  }

  /** What the fact changed: nothing, its place in the groups (creation, assignment), or only how it stands. */
  take(fact: LeadFact): 'nothing' | 'place' | 'standing' {
    switch (fact.kind) {
      case 'lead.created': {
        const known = this.creation;
        if (known && (known.atMs > fact.atMs || (known.atMs === fact.atMs && known.id >= fact.id))) return 'nothing';
        this.creation = {
          atMs: fact.atMs,
          id: fact.id,
          ingestedAtMs: fact.ingestedAtMs,
          region: fact.region,
          channel: fact.channel,
          tier: fact.data.tier ?? null,
          value: fact.data.value ?? null,
          customerId: fact.customerId,
          source: fact.source,
        };
        return 'place';
      }
      case 'lead.assigned': {
        const entry = { atMs: fact.atMs, id: fact.id, team: fact.team, repId: fact.repId };
        if (this.assignments.length === 0) {
          // A literal holds one slot; an array that grew by pushing holds seventeen, and most leads are assigned once.
          this.assignments = [entry];
          return 'place';
        }
        let i = this.assignments.length;
        while (i > 0 && isAfter(this.assignments[i - 1] as Assignment, entry)) i -= 1;
        this.assignments.splice(i, 0, entry);
        // An assignment that others came after moves the routing clock of nobody but itself.
        return i === this.assignments.length - 1 ? 'place' : 'standing';
      }
      case 'lead.responded':
        if (fact.data.automated || fact.atMs >= this.respondedAtMs) return 'nothing';
        this.respondedAtMs = fact.atMs;
        return 'standing';
      case 'lead.closed':
        if (fact.atMs >= this.closedAtMs) return 'nothing';
        this.closedAtMs = fact.atMs;
        // Who has been answered is not closed unanswered: the figures do not look at it.
        return this.respondedAtMs === Infinity ? 'standing' : 'nothing';
      default:
        return fact satisfies never;
    }
  }

  classAt(nowMs: number): LeadClass {
    if (!this.creation) return UNKNOWN;
    if (this.respondedAtMs !== Infinity) return this.respondedAtMs <= this.deadlineMs ? ANSWERED_WITHIN : ANSWERED_LATE;
    if (this.closedAtMs !== Infinity) return this.closedAtMs < this.deadlineMs ? CLOSED_EARLY : CLOSED_LATE;
    return nowMs >= this.deadlineMs ? VIOLATED : nowMs >= this.atRiskAtMs ? AT_RISK : WAITING;
  }

  /** Whether nobody had answered or closed it when its time was up, which is what an alert is raised for. */
  get openAtDeadline(): boolean {
    return this.respondedAtMs > this.deadlineMs && this.closedAtMs >= this.deadlineMs;
  }
}

function isAfter(a: Assignment, b: Assignment): boolean {
  return a.atMs !== b.atMs ? a.atMs > b.atMs : a.id > b.id;
}
