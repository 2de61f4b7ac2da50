/** Rows on their way to the store: each with the instant at which it gets there. */
import type { EventEnvelope } from '@warroom/protocol/events';

/** A fact and when it reaches the store: `event.at` is when it happened, `arrivesAtMs` when the source delivers it. */
export interface Arrival {
  readonly event: EventEnvelope;
  readonly arrivesAtMs: number;
}

/** One kind of thing that happens in the organisation: leads, orders, touchpoints … each in a file of its own. */
export interface DemoSource {
  /** When it next brings something forth; Infinity when never. */
  nextAtMs(): number;
  /** Brings that forth: rows that arrive at `nextAtMs()` or later, in any order. Moves `nextAtMs()` on. */
  spawn(): readonly Arrival[];
}

interface Waiting {
  arrival: Arrival;
  rank: number;
  order: number;
}

/** A binary heap by arrival; what arrives at the same instant leaves by the rank of its source, then in the order it was put in. */
export class ArrivalQueue {
  #heap: Waiting[] = [];
  #order = 0;

  get size(): number {
    return this.#heap.length;
  }

  nextAtMs(): number {
    return this.#heap[0]?.arrival.arrivesAtMs ?? Number.POSITIVE_INFINITY;
  }

  push(arrival: Arrival, rank = 0): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push({ arrival, rank, order: this.#order++ });
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#before(i, parent)) break;
      this.#swap(i, parent);
      i = parent;
    }
  }

  pop(): Arrival | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (!top || !last) return undefined;
    if (top !== last) {
      heap[0] = last;
      for (let i = 0; ; ) {
        const left = 2 * i + 1;
        if (left >= heap.length) break;
        const child = left + 1 < heap.length && this.#before(left + 1, left) ? left + 1 : left;
        if (!this.#before(child, i)) break;
        this.#swap(child, i);
        i = child;
      }
    }
    return top.arrival;
  }

  #before(i: number, j: number): boolean {
    const a = this.#heap[i] as Waiting;
    const b = this.#heap[j] as Waiting;
    return (a.arrival.arrivesAtMs - b.arrival.arrivesAtMs || a.rank - b.rank || a.order - b.order) < 0;
  }

  #swap(i: number, j: number): void {
    const a = this.#heap[i] as Waiting;
    this.#heap[i] = this.#heap[j] as Waiting;
    this.#heap[j] = a;
  }
}
