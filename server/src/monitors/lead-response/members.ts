/**
 * Things in an order of theirs, as by an instant and a name: cheap to append to, to drop from the front, and to change in the middle, however
 * many there are. Kept in short stretches, so that nothing is moved far.
 */
/** The longest stretch. */
const STRETCH = 512;
/** The first stretch is cut when this many of it, and half of it, are gone. */
const CUT_AT = 32;

export class Members<L> {
  readonly #isBefore: (a: L, b: L) => boolean;
  /** None is empty; of the first, what stands before `#head` is gone. */
  #stretches: (L | undefined)[][] = [];
  #head = 0;
  #size = 0;

  /** @param isBefore their order, which must not change while they are in */
  constructor(isBefore: (a: L, b: L) => boolean) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#size;
  }

  first(): L | undefined {
    return this.#size === 0 ? undefined : this.#stretches[0]?.[this.#head];
  }

  last(): L | undefined {
    return this.#size === 0 ? undefined : this.#stretches.at(-1)?.at(-1);
  }

  add(member: L): void {
    const stretches = this.#stretches;
    const tail = stretches.at(-1);
    this.#size += 1;
    if (tail === undefined) stretches.push([member]);
    else if (!this.#isBefore(tail.at(-1) as L, member)) this.#insert(member);
    else if (tail.length < STRETCH) tail.push(member);
    else stretches.push([member]);
  }

  /** Nothing happens where it is not in. */
  remove(member: L): void {
    const front = this.#stretches[0];
    if (front === undefined) return;
    if (front[this.#head] === member) {
      this.#dropFirst(front);
      return;
    }
    const s = this.#stretchOf(member);
    const stretch = this.#stretches[s] as L[];
    const i = this.#search(stretch, s === 0 ? this.#head : 0, member);
    if (stretch[i] !== member) return;
    this.#size -= 1;
    if (stretch.length === 1) this.#stretches.splice(s, 1);
    else stretch.splice(i, 1);
  }

  /** Calls `visit` for those from the first on of which `isIn` holds, in order; it holds of all that follow. */
  walkFrom(isIn: (member: L) => boolean, visit: (member: L) => void): void {
    const stretches = this.#stretches;
    let s = 0;
    while (s < stretches.length - 1 && !isIn(stretches[s]?.at(-1) as L)) s += 1;
    let i = s === 0 ? this.#head : 0;
    for (; s < stretches.length; s += 1, i = 0) {
      const stretch = stretches[s] as L[];
      while (i < stretch.length && !isIn(stretch[i] as L)) i += 1;
      for (; i < stretch.length; i += 1) visit(stretch[i] as L);
    }
  }

  /** The last first. */
  *backwards(): Generator<L> {
    for (let s = this.#stretches.length - 1; s >= 0; s -= 1) {
      const stretch = this.#stretches[s] as L[];
      for (let i = stretch.length - 1; i >= (s === 0 ? this.#head : 0); i -= 1) yield stretch[i] as L;
    }
  }

  #dropFirst(front: (L | undefined)[]): void {
    this.#size -= 1;
    // Nothing that is gone is held on to.
    front[this.#head] = undefined;
    this.#head += 1;
    if (this.#head === front.length) {
      this.#stretches.shift();
      this.#head = 0;
    } else if (this.#head >= CUT_AT && this.#head * 2 > front.length) {
      this.#stretches[0] = front.slice(this.#head);
      this.#head = 0;
    }
  }

  #insert(member: L): void {
    const s = this.#stretchOf(member);
    let stretch = this.#stretches[s] as L[];
    if (s === 0 && this.#head > 0) {
      stretch = stretch.slice(this.#head);
      this.#stretches[0] = stretch;
      this.#head = 0;
    }
    stretch.splice(this.#search(stretch, 0, member), 0, member);
    if (stretch.length > STRETCH) this.#stretches.splice(s + 1, 0, stretch.splice(STRETCH / 2));
  }

  /** The first stretch whose last does not stand before the member, or the last stretch. */
  #stretchOf(member: L): number {
    let low = 0;
    let high = this.#stretches.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isBefore(this.#stretches[middle]?.at(-1) as L, member)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** First index from `low` on that does not stand before the member. */
  #search(stretch: readonly L[], from: number, member: L): number {
    let low = from;
    let high = stretch.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isBefore(stretch[middle] as L, member)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
