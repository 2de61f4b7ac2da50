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
  /** In the order in which they were forgotten. */
  readonly #byName = new Map<string, PastLead>();
  readonly #snapshot = new Snapshot<PastLead>();

  /** For the metrics and tests of memory. */
  get size(): number {
    return this.#byName.size;
  }

  remember(lead: LeadFacts, touchedMs: number, nowMs: number): void {
    // None is remembered for longer than those that are forgotten now, so that those in front are the first to go, or nearly.
    for (const past of this.#byName.values()) {
      if (past.untilMs > nowMs) break;
      this.#remove(past);
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
  }

  #add(past: PastLead): void {
    this.#snapshot.added(past);
    this.#byName.set(past.name, past);
  }

  #remove(past: PastLead): void {
    this.#snapshot.before(past);
    this.#byName.delete(past.name);
  }
}

function savePastLead({ name, untilMs, precededMs, lastEnd, assignment }: PastLead): SavedPastLead {
  return [name, untilMs, Number.isFinite(precededMs) ? precededMs : null, lastEnd, assignment];
}
