/** Numbers by hour for the newest 256 hours: a ring, since nearly every hour of a busy unit holds one. */
export const RING_HOURS = 256;
const SIZE = RING_HOURS;

export class HourRing {
  readonly #slots = new Float64Array(SIZE);
  /** The newest hour that it reaches to. */
  #top: number;

  constructor(hour: number) {
    this.#top = hour;
  }

  /** Hours before this one are gone. */
  get oldestHour(): number {
    return this.#top - SIZE + 1;
  }

  /** Adds to an hour; one that is gone is ignored. A newer one than any before lets the oldest go. */
  add(hour: number, value: number): void {
    if (hour > this.#top) {
      if (hour - this.#top >= SIZE) this.#slots.fill(0);
      else for (let h = this.#top + 1; h <= hour; h += 1) this.#slots[h & (SIZE - 1)] = 0;
      this.#top = hour;
    }
    if (hour < this.oldestHour) return;
    const slot = hour & (SIZE - 1);
    this.#slots[slot] = (this.#slots[slot] as number) + value;
  }

  at(hour: number): number {
    return hour > this.#top || hour < this.oldestHour ? 0 : (this.#slots[hour & (SIZE - 1)] as number);
  }

  /** Sum of the hours [from, end). */
  sum(from: number, end: number): number {
    let sum = 0;
    for (let hour = Math.max(from, this.oldestHour), last = Math.min(end - 1, this.#top); hour <= last; hour += 1)
      sum += this.#slots[hour & (SIZE - 1)] as number;
    return sum;
  }

  entries(): [hour: number, value: number][] {
    const entries: [number, number][] = [];
    for (let hour = this.oldestHour; hour <= this.#top; hour += 1) {
      const value = this.at(hour);
      if (value !== 0) entries.push([hour, value]);
    }
    return entries;
  }
}
