/** One lead: its facts, and what the monitor makes of them. */
import type { Saveable } from '../snapshot.ts';
import { countOf, type Few, lastOf, nthOf } from './few.ts';
import { LeadFacts } from './leadFacts.ts';
import type { Turn } from './turn.ts';

/** The violation of one turn as it was raised last. */
export interface Raised {
  /** Start of the turn, which names the episode. */
  startMs: number;
  critical: boolean;
  isOver: boolean;
  isDisproved: boolean;
  /** Instant of the last signal about it. */
  toldMs: number;
  /** What its facts stood on when they were told last. */
  toldOf: string;
}

const MINUTE_MS = 60_000;

/** Shared by all leads that have none; never written to. */
const NO_VIOLATIONS: Raised[] = [];

export class Lead extends LeadFacts implements Saveable {
  savedIn = 0;
  /** Oldest first; only the last can be open. Derived, as the next two are; the monitor keeps them in step. */
  turns: Few<Turn> = null;
  /** Some of its creations expired before they were known, and are in no turn. */
  hasExpired = false;
  /** When the lead's entry in the timer queue is due; Infinity when it has none. */
  timerMs = Infinity;
  /** Start of the first turn that the rules have not seen as it is now; Infinity when they have seen all. */
  changedFromMs = Infinity;
  /** A small integer, which costs no number of its own. */
  #touchedMinute = 0;
  /** Violations raised so far, by start, of turns that a late row has undone as well. */
  raised: Raised[] = NO_VIOLATIONS;
  /** Whether its row may have changed since rows were collected last, and whether it has one. */
  isChanged = false;
  isShown = false;

  /** When a fact about it arrived last, up to a minute later. */
  get touchedMs(): number {
    return this.#touchedMinute * MINUTE_MS;
  }

  set touchedMs(atMs: number) {
    this.#touchedMinute = Math.ceil(atMs / MINUTE_MS);
  }

  /** The turn that waits for an answer, if there is one. */
  get openTurn(): Turn | null {
    const last = lastOf(this.turns);
    return last?.isOpen ? last : null;
  }

  /** Index of the last turn that began by then; 0 where none had. */
  turnIndexAt(atMs: number): number {
    let i = countOf(this.turns) - 1;
    while (i > 0 && nthOf(this.turns, i).startMs > atMs) i -= 1;
    return Math.max(0, i);
  }
}
