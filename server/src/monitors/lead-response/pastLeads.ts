/**
 * What is remembered of leads that were forgotten: when they were last created, ended and assigned, so that what is said of them later begins
 * another turn and does not answer it from before its creation (LEAD-19).
 */
import { endMsOf } from '../../facts/leadTurns.ts';
import { type Saveable, Snapshot } from '../snapshot.ts';
import { lastOf } from './few.ts';
import type { Assignment, LeadFacts } from './leadFacts.ts';

/** After the latest of it happened: longer than anything counts for a turn that begins later, by the day that rows may be late. */
const REMEMBERED_MS = 96 * 3_600_000;
/** After it arrived, however old it was. */
const REMEMBERED_SINCE_ARRIVAL_MS = 48 * 3_600_000;

const TRIM_AT = 1_024;

interface PastLead extends Saveable {
  readonly name: string;
  readonly untilMs: number;
  readonly precededMs: number;
  readonly lastEnd: number | null;
  readonly assignment: Assignment | null;
}

export type SavedPastLead = [
  name: string,
  untilMs: number,
  precededMs: number | null,
  lastEnd: number | null,
  assignment: Assignment | null,
];

export class PastLeads {
  readonly #byName = new Map<string, PastLead>();
  /** In the order in which they were forgotten, with those recalled since. Not the map's own: its first is slow to find when many before it went. */
  #queue: PastLead[] = [];
  #head = 0;
  readonly #snapshot = new Snapshot<PastLead>();

  /** For the metrics and tests of memory. */
  get size(): number {
    return this.#byName.size;
  }

  remember(lead: LeadFacts, touchedMs: number, nowMs: number): void {
    // None is remembered for longer than those that are forgotten now, so that those in front are the first to go, or nearly.
    for (; this.#head < this.#queue.length; this.#head += 1) {
      const past = this.#queue[this.#head] as PastLead;
      if (this.#byName.get(past.name) !== past) continue;
      if (past.untilMs > nowMs) break;
      this.#remove(past);
    }
    if (this.#head > TRIM_AT && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    const { name, precededMs, creations, ends, assignments } = lead;
    const untilMs = Math.max(lead.newestAtMs + REMEMBERED_MS, touchedMs + REMEMBERED_SINCE_ARRIVAL_MS);
    if (untilMs <= nowMs) return;
    this.#add({
      name,
      untilMs,
      precededMs: lastOf(creations)?.atMs ?? precededMs,
      lastEnd: ends.at(-1) ?? null,
      assignment: lastOf(assignments),
      savedIn: 0,
    });
  }

  /** Gives a lead that is spoken of again what was remembered of it. */
  recall(lead: LeadFacts, nowMs: number): void {
    const past = this.#byName.get(lead.name);
    if (!past) return;
    this.#remove(past);
    if (past.untilMs <= nowMs) return;
    lead.setForgotten(past.lastEnd === null ? -Infinity : endMsOf(past.lastEnd), past.precededMs);
    if (past.lastEnd !== null) lead.ends = [past.lastEnd];
    lead.assignments = past.assignment;
  }

  save(): Iterable<unknown> {
    return this.#snapshot.begin(this.#byName.values(), savePastLead);
  }

  /** @param saved in any order; call {@link restored} after the last */
  restore([name, untilMs, precededMs, lastEnd, assignment]: SavedPastLead): void {
    this.#byName.set(name, { name, untilMs, precededMs: precededMs ?? -Infinity, lastEnd, assignment, savedIn: 0 });
  }

  /** Puts them into an order again in which the first to go stand in front. */
  restored(): void {
    const inOrder = [...this.#byName.values()].sort((a, b) => a.untilMs - b.untilMs);
    this.#byName.clear();
    for (const past of inOrder) this.#byName.set(past.name, past);
    this.#queue = inOrder;
    this.#head = 0;
  }

  #add(past: PastLead): void {
    this.#snapshot.added(past);
    this.#byName.set(past.name, past);
    this.#queue.push(past);
  }

  #remove(past: PastLead): void {
    this.#snapshot.before(past);
    this.#byName.delete(past.name);
  }
}

function savePastLead({ name, untilMs, precededMs, lastEnd, assignment }: PastLead): SavedPastLead {
  return [name, untilMs, Number.isFinite(precededMs) ? precededMs : null, lastEnd, assignment];
}
