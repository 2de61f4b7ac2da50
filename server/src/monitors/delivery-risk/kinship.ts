/**
 * How alike the steps of one order are: large orders take long in every step. One figure, the correlation of the log-durations of
 * consecutive steps within the same pair of steps and product line, pooled over all pairs; from integer sums, so that pairs come
 * and go without rounding. It is the loading of a one-factor model (ρ = squared loading) by which a finished step speaks for those to come.
 */
import type { Sample } from './durationBook.ts';
import { WINDOW_DAYS } from './durationBook.ts';
import { normalCdf, normalDensity } from './normal.ts';

/** Until learnt otherwise, and how many pairs that is worth. */
const PRIOR = 0.1;
const PRIOR_WEIGHT = 60;
const MOST = 0.8;

interface Sums {
  n: number;
  x: number;
  y: number;
  xx: number;
  yy: number;
  xy: number;
}

export interface PairSample extends Sample {
  /** Bin of the step that follows; `bin` is that of the step before. */
  next: number;
}

export class Kinship {
  /** By pair and day. */
  readonly #days = new Map<string, Map<number, Sums>>();

  add({ chain, day, bin, next }: PairSample, change: 1 | -1): void {
    const name = chain[0] ?? '';
    const days = this.#days.get(name) ?? new Map<number, Sums>();
    this.#days.set(name, days);
    const sums = days.get(day) ?? { n: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };
    days.set(day, sums);
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

  /** Share of the variance of a log-duration that the order brings with it, 0–1. */
  correlation(): number {
    let joint = 0;
    let apart = 0;
    let pairs = 0;
    for (const [, days] of [...this.#days].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const all: Sums = { n: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };
      for (const sums of days.values()) {
        all.n += sums.n;
        all.x += sums.x;
        all.y += sums.y;
        all.xx += sums.xx;
        all.yy += sums.yy;
        all.xy += sums.xy;
      }
      if (all.n < 10) continue;
      joint += all.xy - (all.x * all.y) / all.n;
      apart += Math.sqrt(Math.max(0, all.xx - (all.x * all.x) / all.n) * Math.max(0, all.yy - (all.y * all.y) / all.n));
      pairs += all.n;
    }
    const seen = apart > 0 ? joint / apart : 0;
    return Math.max(0, Math.min(MOST, (pairs * seen + PRIOR_WEIGHT * PRIOR) / (pairs + PRIOR_WEIGHT)));
  }

  save(): [string, [number, Sums][]][] {
    return [...this.#days]
      .map(([name, days]): [string, [number, Sums][]] => [
        name,
        [...days].map(([day, sums]): [number, Sums] => [day, { ...sums }]).sort(([a], [b]) => a - b),
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  restore(saved: [string, [number, Sums][]][]): void {
    this.#days.clear();
    for (const [name, days] of saved) this.#days.set(name, new Map(days.map(([day, sums]) => [day, { ...sums }])));
  }
}

export type KinshipState = ReturnType<Kinship['save']>;

/** What is believed of the pace of one order: mean and variance of its factor, standard normal before anything is seen. */
export interface Pace {
  mean: number;
  variance: number;
}

export const NO_PACE: Pace = { mean: 0, variance: 1 };

/** A score (standardised log-duration) of one step has been seen, with some noise on top: the Gaussian update. */
export function paceSeen({ mean, variance }: Pace, score: number, noiseVariance: number, rho: number): Pace {
  const loading = Math.sqrt(rho);
  const total = rho * variance + 1 - rho + noiseVariance;
  const gain = (loading * variance) / total;
  return { mean: mean + gain * (score - loading * mean), variance: variance - gain * loading * variance };
}

/** A step has run to `score` and not ended: mean and variance of a normal given that another, correlated one exceeds a bound. */
export function paceBeyond({ mean, variance }: Pace, score: number, rho: number): Pace {
  const loading = Math.sqrt(rho);
  const total = Math.sqrt(rho * variance + 1 - rho);
  const bound = (score - loading * mean) / total;
  const beyond = normalCdf(-bound);
  const mills = beyond > 1e-12 ? normalDensity(bound) / beyond : bound;
  const gain = (loading * variance) / total;
  return { mean: mean + gain * mills, variance: Math.max(0, variance - gain * gain * mills * (mills - bound)) };
}
