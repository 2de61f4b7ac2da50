/** The leads of a group in order of one instant of theirs: cheap to append to, to drop from the front, and to search. */
import type { Lead } from './lead.ts';

/** The front is trimmed when this many slots stand empty, so that dropping costs nothing per lead. */
const TRIM_AT = 1_024;

export class Members {
  #leads: Lead[] = [];
  #head = 0;
  readonly #atMs: (lead: Lead) => number;

  constructor(atMs: (lead: Lead) => number) {
    this.#atMs = atMs;
  }

  get size(): number {
    return this.#leads.length - this.#head;
  }

  add(lead: Lead): void {
    const leads = this.#leads;
    const last = leads[leads.length - 1];
    if (this.size === 0 || (last && this.#before(last, lead))) leads.push(lead);
    else leads.splice(this.#search(lead), 0, lead);
  }

  /** The lead's instant must still be the one under which it was added. */
  remove(lead: Lead): void {
    const i = this.#leads[this.#head] === lead ? this.#head : this.#search(lead);
    if (this.#leads[i] !== lead) return;
    if (i > this.#head) {
      this.#leads.splice(i, 1);
      return;
    }
    this.#head += 1;
    if (this.#head >= TRIM_AT && this.#head * 2 > this.#leads.length) {
      this.#leads = this.#leads.slice(this.#head);
      this.#head = 0;
    }
  }

  /** Index, for {@link at}, of the first lead whose instant lies after `afterMs`. */
  firstAfter(afterMs: number): number {
    let low = this.#head;
    let high = this.#leads.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#atMs(this.#leads[middle] as Lead) <= afterMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** One past the last index. */
  get end(): number {
    return this.#leads.length;
  }

  get start(): number {
    return this.#head;
  }

  at(index: number): Lead {
    return this.#leads[index] as Lead;
  }

  /** First index whose lead does not stand before this one. */
  #search(lead: Lead): number {
    let low = this.#head;
    let high = this.#leads.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#before(this.#leads[middle] as Lead, lead)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #before(a: Lead, b: Lead): boolean {
    const aMs = this.#atMs(a);
    const bMs = this.#atMs(b);
    return aMs !== bMs ? aMs < bMs : a.name < b.name;
  }
}
