/**
 * The distribution of one duration: a log-normal of given median and spread whose shape has been bent to what was seen. As a
 * table of ln-quantiles at normal scores, so that F(t) = Φ(score(ln t)), exactly log-normal where the table is a straight line.
 */
import { type Figure, SCORE_LIMIT, SCORE_SHARES, SCORE_STEP, SCORES } from './durationBook.ts';
import { normalCdf, normalQuantile } from './normal.ts';

/** Smallest step of the table: keeps it strictly rising, so that it can be read both ways. */
const MIN_RISE = 1e-6;
/** Samples beyond a quantile from which that quantile is half believed. */
const SHAPE_WEIGHT = 4;
/** The mean is taken up to this score: beyond it lie durations nobody has seen, which would decide it alone. */
const MEAN_LIMIT = 3.5;

/** Shape where nothing is known: normal, with an upper tail heavier than normal beyond two spreads, as durations have it. */
const referenceScore = (x: number): number => (x <= 2 ? x : x + 0.25 * (x - 2) ** 2);

export class DurationCurve {
  readonly median: number;
  readonly spread: number;
  readonly #quantiles: Float64Array;
  #moments: { mean: number; variance: number } | undefined;

  /**
   * @param median of ln(seconds)
   * @param spread of ln(seconds)
   * @param shape figure whose standardised quantiles bend the curve, each as far as there are samples beyond it
   */
  constructor(median: number, spread: number, shape: Figure | null = null) {
    this.median = median;
    this.spread = spread;
    const quantiles = new Float64Array(SCORES.length);
    let floor = -Infinity;
    for (let i = 0; i < SCORES.length; i += 1) {
      const x = SCORES[i] as number;
      let z = referenceScore(x);
      if (shape) {
        const u = SCORE_SHARES[i] as number;
        const beyond = shape.effective * Math.min(u, 1 - u);
        z += (beyond / (beyond + SHAPE_WEIGHT)) * (((shape.quantiles[i] as number) - shape.median) / shape.spread - z);
      }
      floor = Math.max(floor + MIN_RISE, median + spread * z);
      quantiles[i] = floor;
    }
    this.#quantiles = quantiles;
  }

  /** ln-duration at a normal score; straight on beyond the table. */
  logAt(score: number): number {
    const q = this.#quantiles;
    const place = (score + SCORE_LIMIT) / SCORE_STEP;
    const i = Math.max(0, Math.min(SCORES.length - 2, Math.floor(place)));
    const low = q[i] as number;
    return low + (place - i) * ((q[i + 1] as number) - low);
  }

  /** Normal score of a ln-duration. */
  scoreOf(logDuration: number): number {
    const q = this.#quantiles;
    let low = 0;
    let high = SCORES.length - 2;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((q[middle] as number) <= logDuration) low = middle;
      else high = middle - 1;
    }
    const from = q[low] as number;
    return (SCORES[low] as number) + (SCORE_STEP * (logDuration - from)) / ((q[low + 1] as number) - from);
  }

  /** P(duration > t seconds). */
  survival(seconds: number): number {
    return seconds <= 0 ? 1 : normalCdf(-this.scoreOf(Math.log(seconds)));
  }

  /** Mean and variance in seconds and seconds², the last 0.02 % of the tail cut off. */
  moments(): { mean: number; variance: number } {
    if (this.#moments) return this.#moments;
    let mean = 0;
    let square = 0;
    for (let x = -MEAN_LIMIT; x < MEAN_LIMIT; x += SCORE_STEP) {
      const mass = normalCdf(x + SCORE_STEP) - normalCdf(x);
      const value = Math.exp(this.logAt(x + SCORE_STEP / 2));
      mean += mass * value;
      square += mass * value * value;
    }
    this.#moments = { mean, variance: Math.max(0, square - mean * mean) };
    return this.#moments;
  }
}

/** A handful of weighted values that stand for a distribution, in seconds, rising. */
export interface Nodes {
  values: Float64Array;
  masses: Float64Array;
}

/** Shares at whose borders the strata lie: finer towards the upper tail, where lateness is decided. */
const STRATA = [0, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.775, 0.85, 0.9, 0.94, 0.97, 0.985, 0.995, 1];
export const NODE_MASSES = Float64Array.from(STRATA.slice(1), (to, i) => to - (STRATA[i] as number));
const NODE_MIDDLES = Float64Array.from(STRATA.slice(1), (to, i) => (to + (STRATA[i] as number)) / 2);

/** No duration is taken to be longer (three centuries): keeps a report of 0.000001 % from ending in infinity. */
const LONGEST_SECONDS = 1e10;

/** A curve moved in log time: its median shifted, its spread times `factor`. */
export interface Move {
  shift: number;
  factor: number;
}
export const UNMOVED: Move = { shift: 0, factor: 1 };

/** The curve of a log-normal with nothing known of its shape, in standard position. */
export const STANDARD_CURVE = new DurationCurve(0, 1);

/** What is left of a duration of which `elapsedSeconds` have gone without its end: T − e given T > e. */
export function remaining(curve: DurationCurve, elapsedSeconds: number, { shift, factor }: Move = UNMOVED): Nodes {
  const elapsed = Math.max(0, elapsedSeconds);
  const { median } = curve;
  const score = elapsed > 0 ? curve.scoreOf(median + (Math.log(elapsed) - median - shift) / factor) : -Infinity;
  const still = elapsed > 0 ? Math.max(1e-12, normalCdf(-score)) : 1;
  const values = new Float64Array(NODE_MASSES.length);
  for (let i = 0; i < values.length; i += 1) {
    const beyond = still * (1 - (NODE_MIDDLES[i] as number));
    const log = median + shift + factor * (curve.logAt(-normalQuantile(beyond)) - median);
    values[i] = Math.min(LONGEST_SECONDS, Math.max(0, Math.exp(log) - elapsed));
  }
  return { values, masses: NODE_MASSES };
}

/** P(T − e > t given T > e): the last step alone, without the coarseness of nodes. */
export function remainingSurvival(curve: DurationCurve, elapsedSeconds: number, seconds: number): number {
  if (seconds <= 0) return 1;
  const elapsed = Math.max(0, elapsedSeconds);
  return Math.min(1, curve.survival(elapsed + seconds) / Math.max(1e-12, curve.survival(elapsed)));
}
