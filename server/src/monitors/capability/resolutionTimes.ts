/** Resolution times of one unit's objections in order of the instant of resolution. */
import { medianOf } from './median.ts';

/** Where medians are worked out, shared so that none needs an array of its own. */
let scratch = new Float64Array(1_024);

export class ResolutionTimes {
  readonly #atMs: number[] = [];
  readonly #durationMs: number[] = [];

  get isEmpty(): boolean {
    return this.#atMs.length === 0;
  }

  /** Index of the first resolution that is not before `limitMs`. */
  indexOf(limitMs: number): number {
    const atMs = this.#atMs;
    let low = 0;
    let high = atMs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((atMs[middle] as number) < limitMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Median duration of the resolutions [start, end); NaN of none. */
  medianMs(start: number, end: number): number {
    if (scratch.length < end - start) scratch = new Float64Array(2 * (end - start));
    for (let i = start; i < end; i += 1) scratch[i - start] = this.#durationMs[i] as number;
    return medianOf(scratch.subarray(0, end - start));
  }

  add(atMs: number, durationMs: number): void {
    const last = this.#atMs[this.#atMs.length - 1];
    if (last === undefined || last <= atMs) {
      this.#atMs.push(atMs);
      this.#durationMs.push(durationMs);
      return;
    }
    const index = this.indexOf(atMs);
    this.#atMs.splice(index, 0, atMs);
    this.#durationMs.splice(index, 0, durationMs);
  }

  remove(atMs: number, durationMs: number): void {
    for (let i = this.indexOf(atMs); this.#atMs[i] === atMs; i += 1) {
      if (this.#durationMs[i] !== durationMs) continue;
      this.#atMs.splice(i, 1);
      this.#durationMs.splice(i, 1);
      return;
    }
  }

  /** Drops everything before `limitMs`. */
  dropBefore(limitMs: number): void {
    const count = this.indexOf(limitMs);
    if (count === 0) return;
    this.#atMs.splice(0, count);
    this.#durationMs.splice(0, count);
  }
}
