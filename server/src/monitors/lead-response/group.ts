/** What a lead is counted in: a group of leads of one dimension, with counts for each of its windows. */
import type { LeadDimension } from '@warroom/protocol/concerns/lead-response';
import type { Timed } from '../timers.ts';
import type { Members } from './members.ts';

/** What costs a pass over a window's leads. Milliseconds; null when not known. */
export interface Figures {
  quantilesMs: (number | null)[];
  detectionMs: number | null;
  routingMs: number | null;
  humanMs: number | null;
  totalMs: number | null;
  /** Answered leads by latency, for the groups that have a distribution. */
  bins: number[] | null;
}

/** One group in one window: what its row says. */
export interface Cell<L extends Timed> {
  readonly group: Group<L>;
  readonly window: number;
  /** Leads by class, as of when they were summed up last. */
  readonly tally: Int32Array;
  /** A count changed, or what the quantiles are made of. */
  dirty: boolean;
  /** Instant of the last quantiles; −Infinity before the first. */
  figuresAtMs: number;
  figures: Figures | null;
}

export interface Group<L extends Timed> {
  readonly dimension: LeadDimension;
  readonly value: string;
  readonly cells: readonly Cell<L>[];
  /** Leads of the longest window by creation. */
  readonly members: Members<L>;
  /** By ring, then by class: a ring holds those that stand in its window and in none that is shorter, so that each is counted once. */
  readonly rings: Int32Array;
  /** Bit k: the row of window k may have changed. */
  changed: number;
  /** Who has to be told that the shortest window has another verdict has not been told yet. */
  isDue: boolean;
}
