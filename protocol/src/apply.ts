/** How a client keeps its copy of the board: pure, shared by the display, the load test and the server's own tests. */
import type { Delta, Snapshot } from './wire.ts';

/** A client's copy of one topic. `rows` is replaced or mutated only here. */
export interface TopicCopy {
  epoch: string;
  seq: number;
  rows: Map<string, unknown>;
  /** Parts of a snapshot received so far; the copy keeps showing `rows` until the last part is there. */
  assembling: { epoch: string; seq: number; nextPart: number; rows: Map<string, unknown> } | null;
}

export function emptyCopy(): TopicCopy {
  return { epoch: '', seq: 0, rows: new Map(), assembling: null };
}

/**
 * - `applied`: the copy now stands at the frame's sequence number.
 * - `assembling`: a part of a snapshot was kept, more are to come.
 * - `ignored`: a frame of the past; nothing to do.
 * - `gap`: the frame does not follow on from this copy; subscribe again with the cursor, or without one.
 */
export type Applied = 'applied' | 'assembling' | 'ignored' | 'gap';

export function applySnapshot(copy: TopicCopy, snap: Snapshot): Applied {
  if (snap.part === 0) copy.assembling = { epoch: snap.e, seq: snap.s, nextPart: 0, rows: new Map() };
  const parts = copy.assembling;
  if (!parts || parts.epoch !== snap.e || parts.seq !== snap.s || parts.nextPart !== snap.part) {
    copy.assembling = null;
    return 'gap';
  }
  for (const [key, row] of snap.rows) parts.rows.set(key, row);
  parts.nextPart += 1;
  if (!snap.last) return 'assembling';
  copy.epoch = parts.epoch;
  copy.seq = parts.seq;
  copy.rows = parts.rows;
  copy.assembling = null;
  return 'applied';
}

/** Applies only where `p` is the copy's own number, so that a merged delta (`p` = last sent, `s` = newest) is safe. */
export function applyDelta(copy: TopicCopy, delta: Delta): Applied {
  if (delta.e !== copy.epoch) return 'gap';
  if (delta.s <= copy.seq) return 'ignored';
  if (delta.p !== copy.seq) return 'gap';
  for (const key of delta.rm) copy.rows.delete(key);
  for (const [key, row] of delta.up) copy.rows.set(key, row);
  copy.seq = delta.s;
  return 'applied';
}
