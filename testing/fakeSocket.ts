/** Test doubles: a socket whose far end reads when it is told to, and a display at that end that keeps a copy of the board. */
import { applyDelta, applySnapshot, emptyCopy, type TopicCopy } from '@warroom/protocol/apply';
import type { Cursor, ServerMessage } from '@warroom/protocol/wire';
import type { StreamSocket } from '../server/src/stream/session.ts';

/** The payload of a frame made by `textFrame`, and how many bytes it took. */
export function unframe(bytes: Buffer, offset = 0): { text: string; nextOffset: number } {
  const length = bytes[offset + 1] as number;
  const start = offset + (length < 126 ? 2 : length === 126 ? 4 : 10);
  const sizeBytes = length < 126 ? length : length === 126 ? bytes.readUInt16BE(offset + 2) : Number(bytes.readBigUInt64BE(offset + 2));
  return { text: bytes.toString('utf8', start, start + sizeBytes), nextOffset: start + sizeBytes };
}

export class FakeSocket implements StreamSocket {
  /** Every write, as it came. */
  readonly writes: Buffer[][] = [];
  /** What the kernel has not taken yet. */
  readonly #queue: Buffer[] = [];
  #queuedBytes = 0;
  /** While paused, bytes stay in the queue of this process, as with a full kernel buffer. */
  paused = false;
  closedWith: number | null = null;
  terminated = false;
  onText: (text: string) => void = () => {};

  write(frames: readonly Buffer[]): void {
    if (this.closedWith !== null || this.terminated) throw new Error('written to after close');
    this.writes.push([...frames]);
    for (const frame of frames) {
      this.#queue.push(frame);
      this.#queuedBytes += frame.length;
    }
    if (!this.paused) this.flush();
  }

  queuedBytes(): number {
    return this.#queuedBytes;
  }

  close(code: number): void {
    this.closedWith ??= code;
  }

  terminate(): void {
    this.terminated = true;
  }

  /** The far end reads up to `frames` frames of what is queued. */
  flush(frames = Number.POSITIVE_INFINITY): void {
    for (let left = frames; left > 0; left--) {
      const bytes = this.#queue.shift();
      if (!bytes) return;
      this.#queuedBytes -= bytes.length;
      for (let offset = 0; offset < bytes.length; ) {
        const { text, nextOffset } = unframe(bytes, offset);
        offset = nextOffset;
        this.onText(text);
      }
    }
  }
}

/** A display as the protocol wants it: keeps a copy per topic, answers pings, resumes with its cursors, asks again after a gap. */
export class FakeDisplay {
  readonly copies = new Map<string, TopicCopy>();
  readonly received: ServerMessage[] = [];
  answersPings = true;
  send: (message: unknown) => void = () => {};

  constructor(topics: readonly string[]) {
    for (const topic of topics) this.copies.set(topic, emptyCopy());
  }

  cursors(): Record<string, Cursor> {
    return Object.fromEntries([...this.copies].map(([topic, copy]) => [topic, copy.epoch ? { e: copy.epoch, s: copy.seq } : {}]));
  }

  hello(): void {
    for (const copy of this.copies.values()) copy.assembling = null;
    this.send({ t: 'hello', v: 1, topics: this.cursors() });
  }

  receive(text: string): void {
    const message = JSON.parse(text) as ServerMessage;
    this.received.push(message);
    if (message.t === 'ping' && this.answersPings) this.send({ t: 'ack', n: message.n });
    if (message.t !== 'snap' && message.t !== 'd') return;
    const copy = this.copies.get(message.k);
    if (!copy) throw new Error(`a frame of ${message.k}, which was not asked for`);
    const applied = message.t === 'snap' ? applySnapshot(copy, message) : applyDelta(copy, message);
    if (applied === 'gap') throw new Error(`a gap in ${message.k}: at ${copy.seq}, got ${JSON.stringify(message).slice(0, 120)}`);
  }

  rows(topic: string): Map<string, unknown> {
    return this.copies.get(topic)?.rows ?? new Map();
  }

  kinds(): string[] {
    return this.received.map((message) => message.t);
  }
}
