/**
 * What a load generator reads of a frame of `/stream` without parsing it: parsing costs three to four times as much as slicing and would
 * make the generator the slowest part of what it measures. It relies on the header standing before the rows, as the server writes it
 * (protocol/src/wire.ts); frames.test.ts holds it to that.
 */

/** Longest header: names are at most 256 UTF-16 code units, escaped at worst sixfold, and the rows begin after it. */
const HEADER_LENGTH = 2_048;
const TYPE_START = '{"t":"';

export interface Header {
  /** `d`, `snap`, `ping` …; empty when the text is no frame. */
  type: string;
  /** The server's clock at flush, epoch ms; NaN when the frame carries none. */
  tsMs: number;
}

export interface DeltaHeader {
  topic: string;
  epoch: string;
  /** Number that this delta leads to, and the one that it follows on. */
  seq: number;
  previous: number;
}

function numberAfter(text: string, mark: string): number {
  const at = text.indexOf(mark);
  return at < 0 ? Number.NaN : Number.parseInt(text.slice(at + mark.length, at + mark.length + 17), 10);
}

function textAfter(text: string, mark: string): string {
  const at = text.indexOf(mark);
  if (at < 0) return '';
  const start = at + mark.length;
  return text.slice(start, text.indexOf('"', start));
}

export function header(frame: string): Header {
  if (!frame.startsWith(TYPE_START)) return { type: '', tsMs: Number.NaN };
  const type = frame.slice(TYPE_START.length, frame.indexOf('"', TYPE_START.length));
  return { type, tsMs: numberAfter(frame.slice(0, HEADER_LENGTH), '"ts":') };
}

/** Topics and epochs are plain names of the server's own making: no escapes to undo. */
export function deltaHeader(frame: string): DeltaHeader {
  const head = frame.slice(0, HEADER_LENGTH);
  return {
    topic: textAfter(head, '"k":"'),
    epoch: textAfter(head, '"e":"'),
    seq: numberAfter(head, '"s":'),
    previous: numberAfter(head, '"p":'),
  };
}

/** One part of a snapshot: `isLast` ends it. */
export interface SnapshotHeader {
  topic: string;
  epoch: string;
  seq: number;
  isLast: boolean;
}

export function snapshotHeader(frame: string): SnapshotHeader {
  const head = frame.slice(0, HEADER_LENGTH);
  const beforeRows = head.slice(0, head.indexOf('"rows":'));
  return {
    topic: textAfter(head, '"k":"'),
    epoch: textAfter(head, '"e":"'),
    seq: numberAfter(head, '"s":'),
    isLast: beforeRows.includes('"last":true'),
  };
}

/** Where a client stands in each topic, as much of protocol/src/apply.ts as shows whether a frame was lost. */
export type Cursors = Record<string, { epoch: string; seq: number }>;

/** Takes note of a snapshot; only its last part moves the cursor. */
export function noteSnapshot(cursors: Cursors, snapshot: SnapshotHeader): void {
  if (snapshot.isLast) cursors[snapshot.topic] = { epoch: snapshot.epoch, seq: snapshot.seq };
}

/** Whether the delta follows on from what the client has; moves the cursor either way, so that one loss counts once. */
export function followsOn(cursors: Cursors, delta: DeltaHeader): boolean {
  const cursor = cursors[delta.topic];
  const follows = cursor !== undefined && cursor.epoch === delta.epoch && (delta.previous === cursor.seq || delta.seq <= cursor.seq);
  cursors[delta.topic] = { epoch: delta.epoch, seq: Math.max(delta.seq, cursor?.epoch === delta.epoch ? cursor.seq : 0) };
  return follows;
}
