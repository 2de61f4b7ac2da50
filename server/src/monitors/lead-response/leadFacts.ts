/** The facts of one lead. Whatever order they come in, the same set of facts makes the same lead. */
import type { Fact } from '@warroom/protocol/events';
import { codeEnd, endMsOf } from '../../facts/leadTurns.ts';
import type { Timed } from '../timers.ts';

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

/** Shared by all leads that have none; never written to. */
const NO_CREATIONS: Creation[] = [];
const NO_ASSIGNMENTS: Assignment[] = [];
const NO_ENDS: number[] = [];

/** What a fact changed: nothing, which turns there are or how they end, or whose the lead is. */
export type LeadChange = 'nothing' | 'turns' | 'assignment';

export class LeadFacts implements Timed {
  /** The lead's key; also breaks ties among timers. */
  readonly name: string;
  /** By (atMs, id), oldest first, as the assignments are. Nearly always one of each. */
  creations: Creation[] = NO_CREATIONS;
  assignments: Assignment[] = NO_ASSIGNMENTS;
  /** Human responses and closings as {@link codeEnd} makes them, oldest first, each instant and kind once. */
  ends: number[] = NO_ENDS;
  /** Where turns before these were forgotten, the end of the last of them: facts up to it count no more. −Infinity otherwise. */
  settledMs = -Infinity;

  constructor(name: string) {
    this.name = name;
  }

  /** The latest assignment before an instant. */
  assignmentBefore(untilMs: number): Assignment | null {
    for (let i = this.assignments.length - 1; i >= 0; i -= 1) {
      const assignment = this.assignments[i] as Assignment;
      if (assignment.atMs < untilMs) return assignment;
    }
    return null;
  }

  take(fact: LeadFact): LeadChange {
    if (fact.atMs <= this.settledMs) return 'nothing';
    switch (fact.kind) {
      case 'lead.created':
        this.creations = withFact(this.creations, {
          atMs: fact.atMs,
          id: fact.id,
          ingestedAtMs: fact.ingestedAtMs,
          region: fact.region,
          channel: fact.channel,
          tier: fact.data.tier ?? null,
          value: fact.data.value ?? null,
          customerId: fact.customerId,
          source: fact.source,
        });
        return 'turns';
      case 'lead.assigned':
        this.assignments = withFact(this.assignments, { atMs: fact.atMs, id: fact.id, team: fact.team, repId: fact.repId });
        return 'assignment';
      case 'lead.responded':
        return fact.data.automated ? 'nothing' : this.#end(codeEnd(fact.atMs, true));
      case 'lead.closed':
        return this.#end(codeEnd(fact.atMs, false));
      default:
        return fact satisfies never;
    }
  }

  /** Forgets what belongs to turns that ended at `settledMs` or before, but for the assignment, which carries over. */
  settle(settledMs: number): void {
    this.settledMs = settledMs;
    this.creations = this.creations.filter(({ atMs }) => atMs > settledMs);
    this.ends = this.ends.filter((code) => endMsOf(code) > settledMs);
    const carried = this.assignments.findLastIndex(({ atMs }) => atMs <= settledMs);
    if (carried > 0) this.assignments = this.assignments.slice(carried);
  }

  #end(code: number): LeadChange {
    const { ends } = this;
    let i = ends.length;
    while (i > 0 && (ends[i - 1] as number) > code) i -= 1;
    if (ends[i - 1] === code) return 'nothing';
    this.ends = inserted(ends, i, code);
    return 'turns';
  }
}

/** In order of (atMs, id). */
function withFact<T extends { atMs: number; id: string }>(sorted: T[], fact: T): T[] {
  let i = sorted.length;
  while (i > 0 && isAfter(sorted[i - 1] as T, fact)) i -= 1;
  return inserted(sorted, i, fact);
}

/** A short list is copied, as long as what it holds: one that grew has room for seventeen more, and most leads have one fact of each kind. */
const SHORT = 4;
function inserted<T>(list: T[], index: number, item: T): T[] {
  if (list.length === 0) return [item];
  if (list.length === 1) return index === 0 ? [item, list[0] as T] : [list[0] as T, item];
  if (list.length < SHORT) return list.toSpliced(index, 0, item);
  list.splice(index, 0, item);
  return list;
}

function isAfter(a: { atMs: number; id: string }, b: { atMs: number; id: string }): boolean {
  return a.atMs !== b.atMs ? a.atMs > b.atMs : a.id > b.id;
}
