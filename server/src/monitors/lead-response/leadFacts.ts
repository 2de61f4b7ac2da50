/** The facts of one lead. Whatever order they come in, the same set of facts makes the same lead. */
import type { Fact } from '@warroom/protocol/events';
import { codeEnd, endMsOf } from '../../facts/leadTurns.ts';
import type { Timed } from '../timers.ts';
import { countOf, type Few, fewOf, lastOf, listOf, nthOf, withInserted } from './few.ts';

export type LeadFact = Fact<'lead.created' | 'lead.assigned' | 'lead.responded' | 'lead.closed'>;

/** An assignment counts for a turn that begins at most this long after it (LEAD-4). */
export const OWNED_MS = 72 * 3_600_000;

export interface Creation {
  atMs: number;
  /** Id of the fact: breaks the tie of two that say the same instant. */
  id: string;
  /** How late it came: `ingested_at` − `at`. */
  lagMs: number;
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

/** Longer lists are rare: of a lead that is spoken of for weeks and never begins a turn. */
const MANY = 8;

/** Shared by all leads that have none; never written to. */
const NO_ENDS: readonly number[] = [];

interface Forgotten {
  settledMs: number;
  precededMs: number;
}

/** What a fact changed: nothing, which turns there are or how they end, or whose the lead is. */
export type LeadChange = 'nothing' | 'turns' | 'assignment';

export class LeadFacts implements Timed {
  /** The lead's key; also breaks ties among timers. */
  readonly name: string;
  /** By (atMs, id), oldest first, as the assignments are. */
  creations: Few<Creation> = null;
  assignments: Few<Assignment> = null;
  /** Human responses and closings as {@link codeEnd} makes them, oldest first, each instant and kind once. */
  ends: readonly number[] = NO_ENDS;
  #forgotten: Forgotten | null = null;

  constructor(name: string) {
    this.name = name;
  }

  /** Turns up to an end of this instant were forgotten, and who begins one before it is decided. −Infinity where there were none. */
  get settledMs(): number {
    return this.#forgotten === null ? -Infinity : this.#forgotten.settledMs;
  }

  /** The latest creation that was forgotten; −Infinity without one. */
  get precededMs(): number {
    return this.#forgotten === null ? -Infinity : this.#forgotten.precededMs;
  }

  /** See {@link settledMs} and {@link precededMs}. */
  setForgotten(settledMs: number, precededMs: number): void {
    this.#forgotten = settledMs === -Infinity && precededMs === -Infinity ? null : { settledMs, precededMs };
  }

  /** Of what is known of it the latest to happen. */
  get newestAtMs(): number {
    const end = this.ends.at(-1);
    return Math.max(
      this.precededMs,
      lastOf(this.creations)?.atMs ?? -Infinity,
      lastOf(this.assignments)?.atMs ?? -Infinity,
      end === undefined ? -Infinity : endMsOf(end),
    );
  }

  /** The latest assignment before an instant, for a turn that began at `startMs`. */
  assignmentBefore(untilMs: number, startMs: number): Assignment | null {
    for (let i = countOf(this.assignments) - 1; i >= 0; i -= 1) {
      const assignment = nthOf(this.assignments, i);
      if (assignment.atMs < untilMs) return assignment.atMs >= startMs - OWNED_MS ? assignment : null;
    }
    return null;
  }

  /** The latest of a turn's assignments at an instant; its first where it had none by then. */
  assignmentInForce(atMs: number, startMs: number): Assignment | undefined {
    const byThen = this.assignmentBefore(atMs + 1, startMs);
    return byThen ?? listOf(this.assignments).find((assignment) => assignment.atMs >= startMs - OWNED_MS);
  }

  take(fact: LeadFact): LeadChange {
    switch (fact.kind) {
      case 'lead.created':
        return this.#create(fact);
      case 'lead.assigned':
        this.assignments = withFact(this.assignments, { atMs: fact.atMs, id: fact.id, team: fact.team, repId: fact.repId });
        if (fact.atMs <= this.settledMs) this.#carryOneAssignment(this.settledMs);
        return 'assignment';
      case 'lead.responded':
        return fact.data.automated ? 'nothing' : this.#end(codeEnd(fact.atMs, true));
      case 'lead.closed':
        return this.#end(codeEnd(fact.atMs, false));
      default:
        return fact satisfies never;
    }
  }

  /** Forgets turns that ended at `settledMs` or before, but for that end, their latest creation, and the assignment, which carries over. */
  settle(settledMs: number): void {
    this.setForgotten(settledMs, this.precededMs);
    this.#forgetCreations(settledMs);
    this.ends = this.ends.filter((code) => endMsOf(code) >= settledMs);
    this.#carryOneAssignment(settledMs);
  }

  /** Long lists are cut to what can still count; `beforeMs`: facts up to here are as late as rows may be. */
  prune(beforeMs: number): void {
    if (countOf(this.assignments) > MANY) this.#carryOneAssignment(beforeMs);
    if (this.ends.length <= MANY || this.creations !== null) return;
    const last = this.ends.findLast((code) => endMsOf(code) <= beforeMs);
    if (last !== undefined) this.settle(endMsOf(last));
  }

  /** Nobody answered: creations up to `untilMs` count no more, and what is left begins anew. */
  expire(untilMs: number): void {
    this.#forgetCreations(untilMs);
  }

  #create(fact: Fact<'lead.created'>): LeadChange {
    if (fact.atMs <= this.settledMs) {
      if (fact.atMs <= this.precededMs) return 'nothing';
      this.setForgotten(this.settledMs, fact.atMs);
      return this.creations === null ? 'nothing' : 'turns';
    }
    this.creations = withFact(this.creations, {
      atMs: fact.atMs,
      id: fact.id,
      lagMs: fact.ingestedAtMs - fact.atMs,
      region: fact.region,
      channel: fact.channel,
      tier: fact.data.tier ?? null,
      value: fact.data.value ?? null,
      customerId: fact.customerId,
      source: fact.source,
    });
    return 'turns';
  }

  #forgetCreations(untilMs: number): void {
    const creations = listOf(this.creations);
    const last = creations.findLast(({ atMs }) => atMs <= untilMs);
    if (!last) return;
    this.setForgotten(this.settledMs, Math.max(this.precededMs, last.atMs));
    this.creations = fewOf(creations.filter(({ atMs }) => atMs > untilMs));
  }

  /** Of those up to an instant only the latest is kept. */
  #carryOneAssignment(untilMs: number): void {
    const assignments = listOf(this.assignments);
    const carried = assignments.findLastIndex(({ atMs }) => atMs <= untilMs);
    if (carried > 0) this.assignments = fewOf(assignments.slice(carried));
  }

  #end(code: number): LeadChange {
    const { ends } = this;
    if (endMsOf(code) <= this.settledMs) return 'nothing';
    let i = ends.length;
    while (i > 0 && (ends[i - 1] as number) > code) i -= 1;
    if (ends[i - 1] === code) return 'nothing';
    this.ends = ends.length === 0 ? [code] : ends.length === 1 && i === 1 ? [ends[0] as number, code] : ends.toSpliced(i, 0, code);
    return 'turns';
  }
}

/** In order of (atMs, id). */
function withFact<T extends { atMs: number; id: string }>(sorted: Few<T>, fact: T): Few<T> {
  let i = countOf(sorted);
  while (i > 0 && isAfter(nthOf(sorted, i - 1), fact)) i -= 1;
  return withInserted(sorted, i, fact);
}

function isAfter(a: { atMs: number; id: string }, b: { atMs: number; id: string }): boolean {
  return a.atMs !== b.atMs ? a.atMs > b.atMs : a.id > b.id;
}
