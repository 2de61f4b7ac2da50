/**
 * What is remembered of leads that were forgotten: that they had a turn, when it ended and whose they were, so that what is said of them later
 * begins another turn and does not answer it from before its creation (LEAD-19).
 */
import type { Assignment, LeadFacts } from './leadFacts.ts';

/** Some 20 MB; beyond it the one forgotten first goes. */
const MAX_REMEMBERED = 100_000;

export type SavedPastLead = [name: string, settledMs: number, assignment: Assignment | null];

export class PastLeads {
  /** In the order in which they were forgotten. */
  readonly #ended = new Map<string, { settledMs: number; assignment: Assignment | null }>();

  remember({ name, assignments }: LeadFacts, settledMs: number): void {
    this.#ended.set(name, { settledMs, assignment: assignments.at(-1) ?? null });
    if (this.#ended.size <= MAX_REMEMBERED) return;
    const [oldest] = this.#ended.keys();
    if (oldest !== undefined) this.#ended.delete(oldest);
  }

  /** Gives a lead that is spoken of again what was remembered of it. */
  recall(lead: LeadFacts): void {
    const past = this.#ended.get(lead.name);
    if (!past) return;
    this.#ended.delete(lead.name);
    lead.settledMs = past.settledMs;
    if (past.assignment) lead.assignments = [past.assignment];
  }

  save(): SavedPastLead[] {
    return Array.from(this.#ended, ([name, { settledMs, assignment }]) => [name, settledMs, assignment]);
  }

  restore(saved: readonly SavedPastLead[]): void {
    for (const [name, settledMs, assignment] of saved) this.#ended.set(name, { settledMs, assignment });
  }
}
