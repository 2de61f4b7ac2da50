/** What a lead is counted in: a group of leads of one dimension, and a cell of counts for each of its windows. */
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

/** One group in one window: how many leads of each class, and what its row last said. */
export interface Cell<L extends Timed> {
  readonly group: Group<L>;
  readonly window: number;
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
}
