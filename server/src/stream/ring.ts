/** The keys of the last deltas of one topic: enough to bring a client that comes back up to date, whatever it missed. */

/** Each delta moves the topic on by one: `s` = `p` + 1. */
interface Entry {
  p: number;
  s: number;
  atMs: number;
  keys: readonly string[];
}
interface Held extends Entry {
  sizeBytes: number;
}

/** Two bytes a character, beside a place in a list; the delta's own object counts as one more key. */
const KEY_BYTES = 48;
const sizeOf = (keys: readonly string[]) => keys.reduce((sum, key) => sum + KEY_BYTES + 2 * key.length, KEY_BYTES);

export interface RingLimits {
  ringMs: number;
  ringDeltas: number;
  /** Most bytes that the keys of all deltas take, roughly; the oldest deltas go first. */
  ringBytes: number;
}

/**
 * Holds keys only: a merged delta always ends at the newest sequence number, whose rows the board still has. Bounded by age, by
 * number of deltas and by bytes; what falls out costs a returning client a snapshot.
 */
export class DeltaRing {
  readonly #limits: RingLimits;
  #entries: Held[] = [];
  /** Index of the oldest entry still valid; the dead ones before it are cut off in bulk. */
  #first = 0;
  #sizeBytes = 0;

  constructor(limits: RingLimits) {
    this.#limits = limits;
  }

  push(entry: Entry): void {
    const newest = this.#entries.at(-1);
    if (newest && newest.s !== entry.p) throw new RangeError(`delta ${entry.p}→${entry.s} does not follow ${newest.s}`);
    const sizeBytes = sizeOf(entry.keys);
    this.#entries.push({ ...entry, sizeBytes });
    this.#sizeBytes += sizeBytes;
    this.expire(entry.atMs);
  }

  /** Lets go of what is too old or too much. */
  expire(nowMs: number): void {
    const { ringMs, ringDeltas, ringBytes } = this.#limits;
    for (let oldest = this.#entries[this.#first]; oldest; oldest = this.#entries[this.#first]) {
      const fits = oldest.atMs >= nowMs - ringMs && this.#entries.length - this.#first <= ringDeltas && this.#sizeBytes <= ringBytes;
      if (fits) break;
      this.#sizeBytes -= oldest.sizeBytes;
      this.#first += 1;
    }
    if (this.#first > 256 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }

  /** Of all keys, roughly. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** How many deltas are held. */
  get size(): number {
    return this.#entries.length - this.#first;
  }

  /**
   * Every key changed after sequence number `seq`, or null when the ring does not reach back that far, or when there are more than
   * `maxKeys` of them, so that a snapshot is the cheaper answer.
   */
  keysSince(seq: number, maxKeys: number): Set<string> | null {
    const newest = this.#entries.at(-1);
    if (!newest) return null;
    const start = this.#entries.length - (newest.s - seq);
    if (start < this.#first || start > this.#entries.length) return null;
    const keys = new Set<string>();
    for (let i = start; i < this.#entries.length; i++) {
      for (const key of (this.#entries[i] as Held).keys) keys.add(key);
      if (keys.size > maxKeys) return null;
    }
    return keys;
  }
}
