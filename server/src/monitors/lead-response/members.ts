/** The leads of a group in order of one instant of theirs: cheap to append to, to drop from the front, and to search. */
import type { Timed } from '../timers.ts';

/** The front is trimmed when this many slots stand empty, so that dropping costs nothing per lead. */
const TRIM_AT = 1_024;

export class Members<L extends Timed> {
  /** Beside the leads, so that a search touches numbers only. */
  #times: number[] = [];
  #leads: L[] = [];
  #head = 0;

  get size(): number {
    return this.#leads.length - this.#head;
  }

  /** First index in use, for {@link at}. */
  get start(): number {
    return this.#head;
  }

  /** One past the last index. */
  get end(): number {
    return this.#leads.length;
  }

  /** Instant of the first; Infinity when there is none. */
  firstMs(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : (this.#times[this.#head] as number);
  }

  at(index: number): L {
    return this.#leads[index] as L;
  }

  add(lead: L, atMs: number): void {
    const last = this.#leads.length - 1;
    if (last < this.#head || this.#isBefore(last, atMs, lead.name)) {
      this.#times.push(atMs);
      this.#leads.push(lead);
      return;
    }
    const i = this.#search(atMs, lead.name);
    this.#times.splice(i, 0, atMs);
    this.#leads.splice(i, 0, lead);
  }

  /** @param atMs the instant under which the lead was added */
  remove(lead: L, atMs: number): void {
    const i = this.#leads[this.#head] === lead ? this.#head : this.#search(atMs, lead.name);
    if (this.#leads[i] !== lead) return;
    if (i > this.#head) {
      this.#times.splice(i, 1);
      this.#leads.splice(i, 1);
      return;
    }
    this.#head += 1;
    if (this.#head >= TRIM_AT && this.#head * 2 > this.#leads.length) {
      this.#times = this.#times.slice(this.#head);
      this.#leads = this.#leads.slice(this.#head);
      this.#head = 0;
    }
  }

  /** Index of the first lead whose instant lies after `afterMs`. */
  firstAfter(afterMs: number): number {
    let low = this.#head;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#times[middle] as number) <= afterMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** First index that does not stand before this instant and name. */
  #search(atMs: number, name: string): number {
    let low = this.#head;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isBefore(middle, atMs, name)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isBefore(index: number, atMs: number, name: string): boolean {
    const other = this.#times[index] as number;
    return other !== atMs ? other < atMs : (this.#leads[index] as L).name < name;
  }
}
