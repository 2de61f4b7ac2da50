/** What the stream has to send of one topic: the newest delta, a merged delta from any recent point, a snapshot. All shared by all clients. */
import type { Topic } from '@warroom/protocol/board';
import type { Delta } from '@warroom/protocol/wire';
import type { Board, TopicDelta } from '../board/board.ts';
import { textFrame } from './frames.ts';
import { DeltaRing } from './ring.ts';

/** A snapshot's part holds no more than this, so that a slow line takes it in steps. */
export const PART_ROWS = 1_000;
export const PART_BYTES = 256 * 1024;
/** A delta of more is not sent: clients get a snapshot, in parts. In characters, as a part. */
const MAX_DELTA_KEYS = 5_000;
export const MAX_DELTA_LENGTH = 1024 * 1024;
const RING_BYTES = 16 * 1024 * 1024;
/** Of merged deltas that are kept for whoever comes from the same number; another is made again when asked for. */
export const MERGED_BYTES = 8 * 1024 * 1024;

export interface SnapshotFrames {
  readonly seq: number;
  readonly frames: readonly Buffer[];
  readonly sizeBytes: number;
  readonly rows: number;
  readonly madeAtMs: number;
}

export class TopicFeed {
  readonly topic: Topic;
  readonly #board: Board;
  readonly #ring: DeltaRing;
  readonly #reuseMs: number;
  /** `frame`: undefined while nobody has asked for it, null where it would be too long; likewise in `#merged`. */
  #newest: { delta: TopicDelta; tsMs: number; frame: Buffer | null | undefined } | null = null;
  readonly #merged = new Map<number, Buffer | null>();
  #mergedBytes = 0;
  #snapshot: SnapshotFrames | null = null;

  constructor(topic: Topic, board: Board, { ringMs, ringDeltas }: { ringMs: number; ringDeltas: number }) {
    this.topic = topic;
    this.#board = board;
    this.#ring = new DeltaRing({ ringMs, ringDeltas, ringBytes: RING_BYTES });
    this.#reuseMs = ringMs / 2;
  }

  get epoch(): string {
    return this.#board.epoch;
  }

  get seq(): number {
    return this.#board.seq(this.topic);
  }

  /** Takes the delta that the board has just flushed. */
  take(delta: TopicDelta, nowMs: number): void {
    const keys = delta.up.map(([key]) => key).concat(delta.rm);
    this.#ring.push({ p: delta.p, s: delta.s, atMs: nowMs, keys });
    this.#newest = { delta, tsMs: nowMs, frame: undefined };
    this.#forgetMerged();
  }

  /** Lets go of what returning clients may no longer ask for. */
  expire(nowMs: number): void {
    this.#ring.expire(nowMs);
    if (this.#snapshot && nowMs - this.#snapshot.madeAtMs > this.#reuseMs) this.#snapshot = null;
    this.#forgetMerged();
  }

  /** The frame that brings a client at `seq` to the newest number; null when only a snapshot can, or none is needed. */
  deltaSince(seq: number, nowMs: number): Buffer | null {
    const newest = this.#newest;
    if (!newest || seq >= newest.delta.s) return null;
    if (newest.delta.p === seq) {
      if (newest.frame === undefined) newest.frame = this.#deltaFrame(newest.delta, newest.tsMs);
      return newest.frame;
    }
    const known = this.#merged.get(seq);
    if (known !== undefined) return known;
    const keys = this.#ring.keysSince(seq, MAX_DELTA_KEYS);
    if (!keys) return null;
    const delta: TopicDelta = { topic: this.topic, p: seq, s: newest.delta.s, up: [], rm: [] };
    for (const key of keys) {
      const row = this.#board.flushedRow(this.topic, key);
      if (row === undefined) delta.rm.push(key);
      else delta.up.push([key, row]);
    }
    const frame = this.#deltaFrame(delta, nowMs);
    const sizeBytes = frame?.length ?? 0;
    if (this.#mergedBytes + sizeBytes > MERGED_BYTES) this.#forgetMerged();
    this.#merged.set(seq, frame);
    this.#mergedBytes += sizeBytes;
    return frame;
  }

  /** Of the merged deltas that are kept. */
  get mergedBytes(): number {
    return this.#mergedBytes;
  }

  #forgetMerged(): void {
    this.#merged.clear();
    this.#mergedBytes = 0;
  }

  /**
   * The topic's rows in parts. One that is not the newest is used again as long as a merged delta of few keys leads on from it, so
   * that a crowd that comes back at once costs one serialisation.
   */
  snapshot(nowMs: number): SnapshotFrames {
    const made = this.#snapshot;
    if (made && nowMs - made.madeAtMs <= this.#reuseMs) {
      if (made.seq === this.seq) return made;
      // One from which no delta leads on would be sent again and again.
      if (this.#ring.keysSince(made.seq, made.rows / 4) && this.deltaSince(made.seq, nowMs)) return made;
    }
    this.#snapshot = this.#makeSnapshot(nowMs);
    return this.#snapshot;
  }

  #makeSnapshot(nowMs: number): SnapshotFrames {
    const { seq, epoch, topic } = this;
    const frames: Buffer[] = [];
    let part: string[] = [];
    let partChars = 0;
    let rows = 0;
    const finish = (last: boolean) => {
      const head = `{"t":"snap","ts":${nowMs},"k":${JSON.stringify(topic)},"e":${JSON.stringify(epoch)},"s":${seq}`;
      frames.push(textFrame(`${head},"part":${frames.length},"last":${last},"rows":[${part.join(',')}]}`));
      part = [];
      partChars = 0;
    };
    for (const entry of this.#board.flushedRows(topic)) {
      const json = JSON.stringify(entry);
      // Characters, not bytes: a bound to keep roughly, and cheaper to know.
      if (part.length === PART_ROWS || (part.length > 0 && partChars + json.length > PART_BYTES)) finish(false);
      part.push(json);
      partChars += json.length + 1;
      rows += 1;
    }
    finish(true);
    return { seq, frames, rows, madeAtMs: nowMs, sizeBytes: frames.reduce((sum, frame) => sum + frame.length, 0) };
  }

  /** `ts` and the numbers stand before the rows, so that a load test can slice them out without parsing. Null where it is too much. */
  #deltaFrame({ topic, p, s, up, rm }: TopicDelta, tsMs: number): Buffer | null {
    if (up.length + rm.length > MAX_DELTA_KEYS) return null;
    let leftChars = MAX_DELTA_LENGTH;
    const texts: string[] = [];
    for (const entry of up) {
      const json = JSON.stringify(entry);
      leftChars -= json.length + 1;
      if (leftChars < 0) return null;
      texts.push(json);
    }
    const removed = JSON.stringify(rm);
    if (removed.length > leftChars) return null;
    const head: Omit<Delta, 'up' | 'rm'> = { t: 'd', ts: tsMs, s, p, k: topic, e: this.epoch };
    return textFrame(`${JSON.stringify(head).slice(0, -1)},"up":[${texts.join(',')}],"rm":${removed}}`);
  }
}
