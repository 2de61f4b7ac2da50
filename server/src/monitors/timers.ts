/**
 * A queue of things that fall due: a binary heap over (time, name). Equal times come out in order of name, so that what happens at
 * one instant happens in one order, whatever order it was planned in.
 */
export interface Timed {
  readonly name: string;
}

export class TimerQueue<T extends Timed> {
  #times: number[] = [];
  #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  /** Time of the first entry, Infinity when there is none. */
  nextMs(): number {
    return this.#times[0] ?? Infinity;
  }

  push(atMs: number, item: T): void {
    const times = this.#times;
    const items = this.#items;
    let i = items.length;
    times.push(atMs);
    items.push(item);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(atMs, item, times[parent] as number, items[parent] as T)) break;
      times[i] = times[parent] as number;
      items[i] = items[parent] as T;
      i = parent;
    }
    times[i] = atMs;
    items[i] = item;
  }

  /** Takes out the first entry if it is due at `nowMs`. */
  popDue(nowMs: number): { atMs: number; item: T } | undefined {
    const atMs = this.#times[0];
    if (atMs === undefined || atMs > nowMs) return undefined;
    return { atMs, item: this.pop() as T };
  }

  /** Takes out the first entry, whose time {@link nextMs} has told. */
  pop(): T | undefined {
    const item = this.#items[0];
    if (item === undefined) return undefined;
    const lastMs = this.#times.pop() as number;
    const last = this.#items.pop() as T;
    if (this.#items.length > 0) this.#sink(lastMs, last);
    return item;
  }

  /** What waits, in no order. */
  items(): Iterable<T> {
    return this.#items;
  }

  clear(): void {
    this.#times = [];
    this.#items = [];
  }

  #sink(atMs: number, item: T): void {
    const times = this.#times;
    const items = this.#items;
    const size = items.length;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      if (child + 1 < size && before(times[child + 1] as number, items[child + 1] as T, times[child] as number, items[child] as T))
        child += 1;
      if (!before(times[child] as number, items[child] as T, atMs, item)) break;
      times[i] = times[child] as number;
      items[i] = items[child] as T;
      i = child;
    }
    times[i] = atMs;
    items[i] = item;
  }
}

function before<T extends Timed>(aMs: number, a: T, bMs: number, b: T): boolean {
  return aMs !== bMs ? aMs < bMs : a.name < b.name;
}
