/**
 * The ids met of late, with the second of their arrival, so that they can be forgotten by it. In many small tables: none takes long to grow,
 * and forgetting costs nothing until one has to make room.
 */
import { secondOf } from './digestBook.ts';
import { hashOf, type IdEntries, IdShard } from './idShard.ts';

const SHARDS = 256;
const SECOND_MS = 1_000;
const WORDS_BYTES = 16;
/** A row that says it arrived later than this after the oldest is forgotten as if it had arrived by then: records count seconds in 31 bits. */
const MOST_SECONDS = 2 ** 30;
/** Most ids of one record: made in a millisecond. */
const IDS_PER_RECORD = 8_192;

/** `ids`: 16 bytes each, `seconds`: 4 bytes each, from `fromMs`, doubled, odd for a refused row; both base64. */
export interface SavedIds {
  ids: string;
  seconds: string;
}

export class SeenIds {
  readonly #shards = Array.from({ length: SHARDS }, () => new IdShard());
  #fromMs: number;

  constructor(fromMs: number) {
    this.#fromMs = secondOf(fromMs);
  }

  /** Ids that arrived before this have been forgotten. */
  get fromMs(): number {
    return this.#fromMs;
  }

  /** How many are remembered: counted when it is asked for. */
  get size(): number {
    let size = 0;
    for (const shard of this.#shards) size += shard.count(this.#floor);
    return size;
  }

  /** @param words of ids as the engine holds them, four each. @param offset of the first word */
  find(words: Uint32Array, offset: number): 'applied' | 'rejected' | null {
    const hash = hashOf(words, offset);
    const mark = (this.#shards[hash & (SHARDS - 1)] as IdShard).find(words, offset, hash);
    return mark < this.#floor ? null : mark % 2 === 0 ? 'applied' : 'rejected';
  }

  /** A row that was refused does not use up its id: a corrected row with the same id still counts. An id met twice is kept as long as the later. */
  add(words: Uint32Array, offset: number, state: 'applied' | 'rejected', ingestedAtMs: number): void {
    // A row older than what is kept (history being read late) is forgotten with the oldest second.
    const oldest = this.#fromMs / SECOND_MS;
    const hash = hashOf(words, offset);
    const shard = this.#shards[hash & (SHARDS - 1)] as IdShard;
    const before = Math.floor(shard.find(words, offset, hash) / 2);
    const second = Math.min(Math.max(secondOf(ingestedAtMs) / SECOND_MS, oldest, before), oldest + MOST_SECONDS);
    shard.add(words, offset, hash, 2 * second + (state === 'applied' ? 0 : 1), this.#floor);
  }

  forgetBefore(untilMs: number): void {
    this.#fromMs = Math.max(this.#fromMs, secondOf(untilMs));
  }

  /** As of this call, each record made when it is drawn. */
  save(): Iterable<SavedIds> {
    const fromMs = this.#fromMs;
    const shards = this.#shards.map((shard) => shard.entries());
    return (function* () {
      for (const entries of shards) yield* recordsOf(entries, fromMs);
    })();
  }

  /** @param fromMs as it was when the records were saved */
  static restore(fromMs: number, records: Iterable<SavedIds>): SeenIds {
    const seen = new SeenIds(fromMs);
    for (const record of records) {
      const words = wordsOf(record.ids);
      const seconds = wordsOf(record.seconds);
      for (const [row, code] of seconds.entries())
        seen.add(words, 4 * row, code % 2 === 0 ? 'applied' : 'rejected', seen.fromMs + (code >>> 1) * SECOND_MS);
    }
    return seen;
  }

  /** The least mark that still counts. */
  get #floor(): number {
    return (2 * this.#fromMs) / SECOND_MS;
  }
}

function* recordsOf({ words, marks, count }: IdEntries, fromMs: number): Generator<SavedIds> {
  const floor = (2 * fromMs) / SECOND_MS;
  for (let start = 0; start < count; start += IDS_PER_RECORD) {
    const most = Math.min(count - start, IDS_PER_RECORD);
    const ids = new Uint32Array(4 * most);
    const seconds = new Uint32Array(most);
    let kept = 0;
    for (let place = start; place < start + most; place++) {
      const mark = marks[place] as number;
      if (mark < floor) continue;
      for (let word = 0; word < 4; word++) ids[4 * kept + word] = words[4 * place + word] as number;
      seconds[kept++] = mark - floor;
    }
    if (kept > 0) yield { ids: base64(ids.subarray(0, 4 * kept)), seconds: base64(seconds.subarray(0, kept)) };
  }
}

const base64 = (words: Uint32Array): string => Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString('base64');

function wordsOf(text: string): Uint32Array {
  const bytes = Buffer.from(text, 'base64');
  return new Uint32Array(new Uint8Array(bytes).buffer, 0, bytes.length >> 2);
}

/** The words of a UUID's text, as the engine holds them. */
export function idWords(id: string): Uint32Array {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  if (bytes.length !== WORDS_BYTES) throw new RangeError(`${id} is no UUID`);
  bytes.subarray(0, 8).reverse();
  bytes.subarray(8).reverse();
  return new Uint32Array(new Uint8Array(bytes).buffer);
}
