/**
 * Correlation of the log-durations of consecutive steps of one order, pooled over all pairs of steps and product lines: ρ of the
 * shared frailty (DELIVERY-17). From integer sums, so that pairs come and go without rounding.
 */
import { WINDOW_DAYS } from './durationHistograms.ts';

/** Until learnt otherwise, and how many pairs that is worth. */
const PRIOR = 0.1;
const PRIOR_WEIGHT = 60;
const MAX_CORRELATION = 0.8;
/** Fewest pairs of two steps that say anything. */
const MIN_PAIRS = 10;

interface Sums {
  n: number;
  x: number;
  y: number;
  xx: number;
  yy: number;
  xy: number;
}

const noSums = (): Sums => ({ n: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 });

export type SavedCorrelation = [pair: string, days: [day: number, sums: Sums][]][];

export class StepCorrelation {
  /** By pair of steps and day. */
  readonly #days = new Map<string, Map<number, Sums>>();

  /** @param next bin of the step that follows; `bin` is that of the step before */
  add(name: string, day: number, bin: number, next: number, change: 1 | -1): void {
    let days = this.#days.get(name);
    if (!days) {
      days = new Map();
      this.#days.set(name, days);
    }
    let sums = days.get(day);
    if (!sums) {
      sums = noSums();
      days.set(day, sums);
    }
    sums.n += change;
    sums.x += change * bin;
    sums.y += change * next;
    sums.xx += change * bin * bin;
    sums.yy += change * next * next;
    sums.xy += change * bin * next;
    if (sums.n === 0) days.delete(day);
  }

  startDay(today: number): void {
    for (const [name, days] of this.#days) {
      for (const day of days.keys()) if (today - day >= WINDOW_DAYS) days.delete(day);
      if (days.size === 0) this.#days.delete(name);
    }
  }

  /** Share of the variance of a log-duration that the order brings with it, 0–0.8. */
  rho(): number {
    let covariance = 0;
    let deviations = 0;
    let pairs = 0;
    for (const [, days] of [...this.#days].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const all = noSums();
      for (const sums of days.values()) {
        all.n += sums.n;
        all.x += sums.x;
        all.y += sums.y;
        all.xx += sums.xx;
        all.yy += sums.yy;
        all.xy += sums.xy;
      }
      if (all.n < MIN_PAIRS) continue;
      covariance += all.xy - (all.x * all.y) / all.n;
      deviations += Math.sqrt(Math.max(0, all.xx - (all.x * all.x) / all.n) * Math.max(0, all.yy - (all.y * all.y) / all.n));
      pairs += all.n;
    }
    const observed = deviations > 0 ? covariance / deviations : 0;
    return Math.max(0, Math.min(MAX_CORRELATION, (pairs * observed + PRIOR_WEIGHT * PRIOR) / (pairs + PRIOR_WEIGHT)));
  }

  save(): SavedCorrelation {
    return [...this.#days]
      .map(([name, days]): SavedCorrelation[number] => [
        name,
        [...days].map(([day, sums]): [number, Sums] => [day, { ...sums }]).sort(([a], [b]) => a - b),
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  restore(saved: SavedCorrelation): void {
    this.#days.clear();
    for (const [name, days] of saved) this.#days.set(name, new Map(days.map(([day, sums]) => [day, { ...sums }])));
  }
}
