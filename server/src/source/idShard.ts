/**
 * A table of ids, each of four 32-bit words, with a number beside each. Entries are only ever added behind the others: what was there at some
 * moment stays as it was, so that a saved state can be drawn later. Open addressing over the places of the entries.
 */
const FIRST_CAPACITY = 64;

export interface IdEntries {
  words: Uint32Array;
  marks: Float64Array;
  count: number;
}

/** UUIDs are mostly random, but a writer may count them up. */
export function hashOf(words: Uint32Array, offset: number): number {
  let hash = Math.imul((words[offset] as number) ^ Math.imul(words[offset + 1] as number, 0x85ebca6b), 0xcc9e2d51);
  hash = Math.imul(hash ^ (hash >>> 15) ^ (words[offset + 2] as number), 0x1b873593);
  hash = Math.imul(hash ^ (hash >>> 13) ^ (words[offset + 3] as number), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export class IdShard {
  #words = new Uint32Array(4 * FIRST_CAPACITY);
  #marks = new Float64Array(FIRST_CAPACITY);
  #count = 0;
  /** Place of an entry + 1 by hash; 0 is free. Twice as many as there are places. */
  #slots = new Int32Array(2 * FIRST_CAPACITY);
  /** Somebody may still read the arrays as they are. */
  #isLent = false;

  /** The number beside the id, the newest one where it was added more than once; -1 where it is not here. */
  find(words: Uint32Array, offset: number, hash: number): number {
    const place = (this.#slots[this.#slotOf(words, offset, hash)] as number) - 1;
    return place < 0 ? -1 : (this.#marks[place] as number);
  }

  /** @param mark at least 0. @param floor entries with a lower mark may be left out when room is made. */
  add(words: Uint32Array, offset: number, hash: number, mark: number, floor: number): void {
    if (this.#count === this.#marks.length) this.#makeRoom(floor);
    const place = this.#count++;
    for (let word = 0; word < 4; word++) this.#words[4 * place + word] = words[offset + word] as number;
    this.#marks[place] = mark;
    this.#slots[this.#slotOf(words, offset, hash)] = place + 1;
  }

  /** What is here now: stays as it is whatever is added later. */
  entries(): IdEntries {
    this.#isLent = true;
    return { words: this.#words, marks: this.#marks, count: this.#count };
  }

  /** How many entries have this mark or a higher one. */
  count(floor: number): number {
    let count = 0;
    for (let place = 0; place < this.#count; place++) if ((this.#marks[place] as number) >= floor) count++;
    return count;
  }

  #slotOf(words: Uint32Array, offset: number, hash: number): number {
    const last = this.#slots.length - 1;
    const own = this.#words;
    for (let slot = (hash >>> 8) & last; ; slot = (slot + 1) & last) {
      const place = this.#slots[slot] as number;
      if (place === 0) return slot;
      const start = 4 * (place - 1);
      if (
        own[start] === words[offset] &&
        own[start + 1] === words[offset + 1] &&
        own[start + 2] === words[offset + 2] &&
        own[start + 3] === words[offset + 3]
      )
        return slot;
    }
  }

  /** Keeps what still counts, in new arrays where the old ones are too small or on their way into a checkpoint. */
  #makeRoom(floor: number): void {
    const [words, marks, count] = [this.#words, this.#marks, this.#count];
    const kept = this.count(floor);
    let capacity = FIRST_CAPACITY;
    while (capacity < kept * 1.5) capacity *= 2;
    if (this.#isLent || capacity !== marks.length) {
      this.#words = new Uint32Array(4 * capacity);
      this.#marks = new Float64Array(capacity);
      this.#slots = new Int32Array(2 * capacity);
      this.#isLent = false;
    } else this.#slots.fill(0);
    this.#count = 0;
    // Within the same arrays an entry moves to a place that has been read already.
    for (let place = 0; place < count; place++) {
      const mark = marks[place] as number;
      if (mark >= floor) this.add(words, 4 * place, hashOf(words, 4 * place), mark, floor);
    }
  }
}
