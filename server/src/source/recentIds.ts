/**
 * The UUIDs that were added last: two generations, the older of which is dropped when the younger is full. Kept as numbers in flat tables
 * (open addressing): hundreds of thousands of texts in a Set cost more to look up than an event costs to check.
 */

/** 32-bit words of a UUID. */
const WORDS = 4;
/** Slots to an id at least: a look-up meets an empty slot soon. */
const SPARSE = 2;

/** Of the id that was read last; one reader at a time, as everything here is synchronous. */
const words = new Int32Array(WORDS);

const HYPHEN = 0x2d;
const NINE = 0x39;
/** Letters of either case to 10–15: the lower bits of their codes are 1–6. */
const LETTER_LESS = 7;

/** @param id a UUID, of any case */
function readWords(id: string): void {
  let word = 0;
  let digits = 0;
  for (let i = 0; i < id.length; i++) {
    const code = id.charCodeAt(i);
    if (code === HYPHEN) continue;
    word = (word << 4) | (code <= NINE ? code & 15 : (code & LETTER_LESS) + 9);
    digits++;
    if (digits % 8 === 0) words[digits / 8 - 1] = word;
  }
}

/** A set of UUIDs, of a size that is known beforehand. */
export class UuidSet {
  readonly #slots: Int32Array;
  readonly #mask: number;
  #size = 0;
  /** Whether the id of zeros, which looks like an empty slot, is in it. */
  #hasZeros = false;

  constructor(capacity: number) {
    const length = 2 ** Math.ceil(Math.log2(Math.max(2, capacity * SPARSE)));
    this.#slots = new Int32Array(length * WORDS);
    this.#mask = length - 1;
  }

  get size(): number {
    return this.#size;
  }

  has(id: string): boolean {
    readWords(id);
    return this.#isZeros() ? this.#hasZeros : !this.#isEmpty(this.#find());
  }

  /** @returns whether it was not there yet */
  add(id: string): boolean {
    readWords(id);
    if (this.#isZeros()) {
      if (this.#hasZeros) return false;
      this.#hasZeros = true;
    } else {
      const at = this.#find();
      if (!this.#isEmpty(at)) return false;
      // Word by word: a copy of four is a call into the engine.
      for (let i = 0; i < WORDS; i++) this.#slots[at + i] = words[i] as number;
    }
    this.#size++;
    return true;
  }

  #isZeros(): boolean {
    return ((words[0] as number) | (words[1] as number) | ((words[2] as number) | (words[3] as number))) === 0;
  }

  #isEmpty(at: number): boolean {
    const slots = this.#slots;
    return ((slots[at] as number) | (slots[at + 1] as number) | (slots[at + 2] as number) | (slots[at + 3] as number)) === 0;
  }

  /** Where it stands, or the empty slot where it belongs. */
  #find(): number {
    const slots = this.#slots;
    const a = words[0] as number;
    const b = words[1] as number;
    const c = words[2] as number;
    const d = words[3] as number;
    // Sequential ids differ in their last digits only, and those by time in their first.
    let slot = Math.imul(a ^ Math.imul(d, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35), 0x27d4eb2f) >>> 7;
    for (; ; slot++) {
      const at = (slot & this.#mask) * WORDS;
      if ((slots[at] === a && slots[at + 1] === b && slots[at + 2] === c && slots[at + 3] === d) || this.#isEmpty(at)) return at;
    }
  }
}

export class RecentIds {
  readonly #generationSize: number;
  #young: UuidSet;
  #old: UuidSet;

  /** @param capacity how many ids are remembered at least half of, at most all. */
  constructor(capacity: number) {
    this.#generationSize = Math.max(1, Math.floor(capacity / 2));
    this.#young = new UuidSet(this.#generationSize);
    this.#old = new UuidSet(this.#generationSize);
  }

  /** @param id a UUID */
  has(id: string): boolean {
    return this.#young.has(id) || this.#old.has(id);
  }

  /** @param id a UUID */
  add(id: string): void {
    this.#young.add(id);
    if (this.#young.size < this.#generationSize) return;
    this.#old = this.#young;
    this.#young = new UuidSet(this.#generationSize);
  }
}
