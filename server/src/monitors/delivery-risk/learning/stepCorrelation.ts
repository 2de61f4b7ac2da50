/**
 * Correlation of the log-durations of consecutive steps of one order, pooled over all pairs of steps and product lines: ρ of the
 * shared frailty (DELIVERY-17). From integer sums, so that pairs come and go without rounding.
 */
import { type Saveable, Snapshot } from '../../snapshot.ts';
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

interface Pair extends Saveable {
  readonly name: string;
  days: Map<number, Sums>;
}

export type PairRecord = [name: string, days: [day: number, sums: Sums][]];

export class StepCorrelation {
  readonly #pairs = new Map<string, Pair>();
  readonly #saved = new Snapshot<Pair>();

  /** @param next bin of the step that follows; `bin` is that of the step before */
  add(name: string, day: number, bin: number, next: number, change: 1 | -1): void {
    let pair = this.#pairs.get(name);
    if (pair) this.#saved.before(pair);
    else {
      pair = { name, days: new Map(), savedIn: 0 };
      this.#pairs.set(name, pair);
      this.#saved.added(pair);
    }
    const { days } = pair;
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
    for (const pair of this.#pairs.values()) {
      for (const day of pair.days.keys()) {
        if (today - day < WINDOW_DAYS) continue;
        this.#saved.before(pair);
        pair.days.delete(day);
      }
      if (pair.days.size > 0) continue;
      this.#saved.before(pair);
      this.#pairs.delete(pair.name);
    }
  }

  /** Share of the variance of a log-duration that the order brings with it, 0–0.8. */
  rho(): number {
    let covariance = 0;
    let deviations = 0;
    let pairs = 0;
    for (const { days } of [...this.#pairs.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
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

  /** As of this call, see {@link Snapshot}. */
  save(): Iterable<PairRecord> {
    const record = ({ name, days }: Pair): PairRecord => [name, Array.from(days, ([day, sums]): [number, Sums] => [day, { ...sums }])];
    return this.#saved.begin(this.#pairs.values(), record) as Iterable<PairRecord>;
  }

  restore(records: Iterable<PairRecord>): void {
    this.#pairs.clear();
    for (const [name, days] of records) this.#pairs.set(name, { name, days: new Map(days), savedIn: 0 });
  }
}
