/**
 * Hourly windows of working time. A window is a clock hour, named by its number since the epoch: hour h is [h, h + 1) × 3,600,000 ms, and is
 * judged when it is over. Hours are UTC, so that the same hour of the week lies exactly 168 hours back.
 */
import type { Calendar } from '../calendar.ts';

export const HOUR_MS = 3_600_000;
export const DAY_HOURS = 24;
export const WEEK_HOURS = 168;
/** Judged windows this far back can still be changed by a row up to 24 h late: 24, the hour the row falls into, and one to spare. */
export const LATE_HOURS = 26;

export const hourOf = (atMs: number): number => Math.floor(atMs / HOUR_MS);

export class WorkingHours {
  readonly #calendar: Calendar;
  readonly #minMs: number;
  readonly #cache = new Map<number, boolean>();

  constructor(calendar: Calendar, minWorkingMinutes: number) {
    this.#calendar = calendar;
    this.#minMs = minWorkingMinutes * 60_000;
  }

  /** Whether this hour holds enough working time to be a window. */
  isWorked(hour: number): boolean {
    let known = this.#cache.get(hour);
    if (known === undefined) {
      known = this.#calendar.elapsed(hour * HOUR_MS, (hour + 1) * HOUR_MS) >= this.#minMs;
      if (this.#cache.size > 2_000) this.#cache.clear();
      this.#cache.set(hour, known);
    }
    return known;
  }
}
