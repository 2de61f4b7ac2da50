/** The ids met of late, by the second of their arrival, so that they can be forgotten together. */
import { secondOf } from './digestBook.ts';

const UUID_BYTES = 16;

/** `[start ms of the second, ids of applied facts, ids of rejected rows]`, ids as base64 of 16 bytes each. */
export type SavedSeenIds = { fromMs: number; seconds: [number, string, string][] };

interface Second {
  applied: string[];
  rejected: string[];
}

export class SeenIds {
  #applied = new Set<string>();
  /** A row that was refused does not use up its id: a corrected row with the same id still counts. */
  #rejected = new Set<string>();
  #seconds = new Map<number, Second>();
  #fromMs: number;

  constructor(fromMs: number) {
    this.#fromMs = fromMs;
  }

  /** Ids that arrived before this have been forgotten. */
  get fromMs(): number {
    return this.#fromMs;
  }

  get size(): number {
    return this.#applied.size + this.#rejected.size;
  }

  isApplied(id: string): boolean {
    return this.#applied.has(id);
  }

  isRejected(id: string): boolean {
    return this.#rejected.has(id);
  }

  addApplied(id: string, ingestedAtMs: number): void {
    this.#applied.add(id);
    this.#second(ingestedAtMs).applied.push(id);
  }

  addRejected(id: string, ingestedAtMs: number): void {
    this.#rejected.add(id);
    this.#second(ingestedAtMs).rejected.push(id);
  }

  forgetBefore(untilMs: number): void {
    const until = secondOf(untilMs);
    if (until <= this.#fromMs) return;
    for (const [startMs, second] of this.#seconds) {
      if (startMs >= until) continue;
      for (const id of second.applied) this.#applied.delete(id);
      for (const id of second.rejected) this.#rejected.delete(id);
      this.#seconds.delete(startMs);
    }
    this.#fromMs = until;
  }

  save(): SavedSeenIds {
    return {
      fromMs: this.#fromMs,
      seconds: [...this.#seconds].map(([startMs, { applied, rejected }]) => [startMs, pack(applied), pack(rejected)]),
    };
  }

  static restore(saved: SavedSeenIds): SeenIds {
    const seen = new SeenIds(saved.fromMs);
    for (const [startMs, applied, rejected] of saved.seconds) {
      for (const id of unpack(applied)) seen.addApplied(id, startMs);
      for (const id of unpack(rejected)) seen.addRejected(id, startMs);
    }
    return seen;
  }

  #second(ingestedAtMs: number): Second {
    // A row older than what is kept (history being read late) is forgotten with the oldest second.
    const startMs = Math.max(secondOf(ingestedAtMs), this.#fromMs);
    let second = this.#seconds.get(startMs);
    if (!second) {
      second = { applied: [], rejected: [] };
      this.#seconds.set(startMs, second);
    }
    return second;
  }
}

function pack(ids: readonly string[]): string {
  return Buffer.from(ids.join('').replaceAll('-', ''), 'hex').toString('base64');
}

function unpack(text: string): string[] {
  const bytes = Buffer.from(text, 'base64');
  const ids: string[] = [];
  for (let start = 0; start < bytes.length; start += UUID_BYTES) {
    const hex = bytes.toString('hex', start, start + UUID_BYTES);
    ids.push(`${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`);
  }
  return ids;
}
