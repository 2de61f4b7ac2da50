/** The keys of the last deltas of one topic: enough to bring a client that comes back up to date, whatever it missed. */

/** Each delta moves the topic on by one: `s` = `p` + 1. */
interface Entry {
  p: number;
  s: number;
  atMs: number;
  keys: readonly string[];
}

export interface RingLimits {
  ringMs: number;
  ringDeltas: number;
  /** Most keys over all deltas kept; the oldest deltas go first. */
  ringKeys: number;
}

/**
 * Holds keys only: a merged delta always ends at the newest sequence number, whose rows the board still has. Bounded by age, by
 * number of deltas and by number of keys; what falls out costs a returning client a snapshot.
 */
export class DeltaRing {
  readonly #limits: RingLimits;
  #entries: Entry[] = [];
  /** Index of the oldest entry still valid; the dead ones before it are cut off in bulk. */
  #first = 0;
  #keyCount = 0;

  constructor(limits: RingLimits) {
    this.#limits = limits;
  }

  push(entry: Entry): void {
    const newest = this.#entries.at(-1);
    if (newest && newest.s !== entry.p) throw new RangeError(`delta ${entry.p}→${entry.s} does not follow ${newest.s}`);
    this.#entries.push(entry);
    this.#keyCount += entry.keys.length;
    this.expire(entry.atMs);
  }

  /** Lets go of what is too old or too much. */
  expire(nowMs: number): void {
    const { ringMs, ringDeltas, ringKeys } = this.#limits;
    for (let oldest = this.#entries[this.#first]; oldest; oldest = this.#entries[this.#first]) {
      const fits = oldest.atMs >= nowMs - ringMs && this.#entries.length - this.#first <= ringDeltas && this.#keyCount <= ringKeys;
      if (fits) break;
      this.#keyCount -= oldest.keys.length;
      this.#first += 1;
    }
    if (this.#first > 256 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
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
      for (const key of (this.#entries[i] as Entry).keys) keys.add(key);
      if (keys.size > maxKeys) return null;
    }
    return keys;
  }
}
