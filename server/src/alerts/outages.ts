/**
 * What was broken, each time that it changed, until every alert has been held against it. With very many alerts that takes longer than a turn
 * of the loop may: it goes some at a time, and an alert that is about to change is held against it first.
 */
import type { BrokenFeed } from '../monitors/monitor.ts';

interface Outage {
  atMs: number;
  broken: readonly BrokenFeed[];
}

export class Outages<E extends object> {
  readonly #judge: (entry: E, outage: Outage) => void;
  /** Those that not every alert has been held against yet; `#dropped` came before them. */
  #outages: Outage[] = [];
  #dropped = 0;
  /** Of all outages so far, how many an alert has been held against; of one not named here, all. */
  readonly #seen = new WeakMap<E, number>();
  #pass: { entries: Iterator<E>; until: number } | null = null;

  constructor(judge: (entry: E, outage: Outage) => void) {
    this.#judge = judge;
  }

  get isDone(): boolean {
    return this.#pass === null;
  }

  note(outage: Outage, entries: () => Iterable<E>): void {
    this.#outages.push(outage);
    this.#pass ??= { entries: entries()[Symbol.iterator](), until: this.#total };
  }

  /** It has come to be what it is after all outages so far. */
  isUpToDate(entry: E): void {
    if (this.#pass) this.#seen.set(entry, this.#total);
  }

  /** Holds one alert against what it has not been held against yet. */
  judge(entry: E): void {
    if (!this.#pass) return;
    const from = (this.#seen.get(entry) ?? this.#dropped) - this.#dropped;
    this.#seen.set(entry, this.#total);
    for (const outage of this.#outages.slice(Math.max(0, from))) this.#judge(entry, outage);
  }

  /** @param most alerts to look at */
  judgeSome(most: number, entries: () => Iterable<E>): void {
    for (let left = most; left > 0 && this.#pass; left -= 1) {
      const next = this.#pass.entries.next();
      if (!next.done) {
        this.judge(next.value);
        continue;
      }
      const { until } = this.#pass;
      this.#outages = this.#outages.slice(until - this.#dropped);
      this.#dropped = until;
      this.#pass = this.#outages.length === 0 ? null : { entries: entries()[Symbol.iterator](), until: this.#total };
    }
  }

  get #total(): number {
    return this.#dropped + this.#outages.length;
  }
}
