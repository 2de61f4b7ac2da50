/**
 * The distribution of one duration: a log-normal of given median and spread whose shape is bent towards what was seen (DELIVERY-12).
 * As a table of ln-quantiles at normal scores, so that F(t) = Φ(score(ln t)), exactly log-normal where the table is a straight line.
 */
import type { DiscreteDistribution } from './discreteDistribution.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { SCORE_LIMIT, SCORE_PROBABILITIES, SCORE_STEP, SCORES, type Summary } from './quantiles.ts';

/** Smallest step of the table: keeps it strictly rising, so that it can be read both ways. */
const MIN_RISE = 1e-6;
/** Number of samples beyond a quantile at which that quantile is half believed. */
const SHAPE_WEIGHT = 4;
/** The mean is taken up to this score: beyond it lie durations nobody has seen, which would decide it alone. */
const MEAN_LIMIT = 3.5;

/** Shape where nothing is known: normal, with an upper tail heavier than normal beyond two spreads, as durations have it. */
const referenceScore = (x: number): number => (x <= 2 ? x : x + 0.25 * (x - 2) ** 2);

export class DurationDistribution {
  readonly median: number;
  readonly spread: number;
  readonly #quantiles: Float64Array;
  #moments: { mean: number; variance: number } | undefined;

  /**
   * @param median of ln(seconds)
   * @param spread of ln(seconds)
   * @param shape summary whose standardised quantiles bend the table, each as far as there are samples beyond it
   */
  constructor(median: number, spread: number, shape: Summary | null = null) {
    this.median = median;
    this.spread = spread;
    const quantiles = new Float64Array(SCORES.length);
    let floor = -Infinity;
    for (let i = 0; i < SCORES.length; i += 1) {
      const x = SCORES[i] as number;
      let z = referenceScore(x);
      if (shape) {
        const u = SCORE_PROBABILITIES[i] as number;
        const beyond = shape.effective * Math.min(u, 1 - u);
        z += (beyond / (beyond + SHAPE_WEIGHT)) * (((shape.quantiles[i] as number) - shape.median) / shape.spread - z);
      }
      floor = Math.max(floor + MIN_RISE, median + spread * z);
      quantiles[i] = floor;
    }
    this.#quantiles = quantiles;
  }

  /** ln-duration at a normal score; straight on beyond the table. */
  logQuantile(score: number): number {
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
      const value = Math.exp(this.logQuantile(x + SCORE_STEP / 2));
      mean += mass * value;
      square += mass * value * value;
    }
    this.#moments = { mean, variance: Math.max(0, square - mean * mean) };
    return this.#moments;
  }
}

/** Probabilities at which the strata of a residual life end: finer towards the upper tail, where lateness is decided. */
const STRATA = [0, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.775, 0.85, 0.9, 0.94, 0.97, 0.985, 0.995, 1];
const STRATUM_MASSES = STRATA.slice(1).map((to, i) => to - (STRATA[i] as number));
const STRATUM_MIDDLES = STRATA.slice(1).map((to, i) => (to + (STRATA[i] as number)) / 2);
/** A stratum near the top, and how much lies above it. */
export const HIGH_STRATUM = 11;
export const ABOVE_HIGH_STRATUM = STRATUM_MASSES.slice(HIGH_STRATUM + 1).reduce((sum, mass) => sum + mass, 0);
/** Normal scores of those middles, of a duration of which nothing has gone yet. */
const STRATUM_SCORES = STRATUM_MIDDLES.map((middle) => -normalQuantile(1 - middle));

/** No duration is taken to be longer (three centuries): keeps a report of 0.000001 % from ending in infinity. */
const MAX_SECONDS = 1e10;

/** A change of location and scale in log time: the median moves by `shift`, the spread is multiplied by `scale`. */
export interface LogTransform {
  shift: number;
  scale: number;
}
export const IDENTITY: LogTransform = { shift: 0, scale: 1 };

/** Nothing known of its shape, median 0 and spread 1 of ln(seconds). */
export const STANDARD_DISTRIBUTION = new DurationDistribution(0, 1);

/** Residual life: T − e given T > e, of a duration that has not ended after `elapsedSeconds`. */
export function residualLife(
  distribution: DurationDistribution,
  elapsedSeconds: number,
  { shift, scale }: LogTransform = IDENTITY,
): DiscreteDistribution {
  const elapsed = Math.max(0, elapsedSeconds);
  const survival = survivalOf(distribution, elapsed, shift, scale);
  const values: number[] = [];
  for (let i = 0; i < STRATUM_MIDDLES.length; i += 1) values.push(stratumValue(distribution, elapsed, survival, shift, scale, i));
  return { values, masses: STRATUM_MASSES };
}

/** The value of one stratum of {@link residualLife}. */
export function residualQuantile(
  distribution: DurationDistribution,
  elapsedSeconds: number,
  { shift, scale }: LogTransform = IDENTITY,
  stratum: number,
): number {
  const elapsed = Math.max(0, elapsedSeconds);
  return stratumValue(distribution, elapsed, survivalOf(distribution, elapsed, shift, scale), shift, scale, stratum);
}

function survivalOf(distribution: DurationDistribution, elapsed: number, shift: number, scale: number): number {
  if (elapsed <= 0) return 1;
  const { median } = distribution;
  return Math.max(1e-12, normalCdf(-distribution.scoreOf(median + (Math.log(elapsed) - median - shift) / scale)));
}

function stratumValue(
  distribution: DurationDistribution,
  elapsed: number,
  survival: number,
  shift: number,
  scale: number,
  stratum: number,
): number {
  const { median } = distribution;
  const score =
    survival === 1 ? (STRATUM_SCORES[stratum] as number) : -normalQuantile(survival * (1 - (STRATUM_MIDDLES[stratum] as number)));
  const log = median + shift + scale * (distribution.logQuantile(score) - median);
  return Math.min(MAX_SECONDS, Math.max(0, Math.exp(log) - elapsed));
}

/** P(T − e > t given T > e), without the coarseness of strata. */
export function residualSurvival(distribution: DurationDistribution, elapsedSeconds: number, seconds: number): number {
  if (seconds <= 0) return 1;
  const elapsed = Math.max(0, elapsedSeconds);
  return Math.min(1, distribution.survival(elapsed + seconds) / Math.max(1e-12, distribution.survival(elapsed)));
}
