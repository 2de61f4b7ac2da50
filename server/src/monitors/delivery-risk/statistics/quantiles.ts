/** Quantile functions of binned samples, as tables at even normal scores. */
import { BIN_WIDTH, BINS } from './logBins.ts';
import { normalCdf } from './normal.ts';

/** Normal scores at which a quantile function is tabulated. */
export const SCORE_STEP = 0.25;
export const SCORE_LIMIT = 5;
export const SCORES = Array.from({ length: (2 * SCORE_LIMIT) / SCORE_STEP + 1 }, (_, i) => -SCORE_LIMIT + i * SCORE_STEP);
/** Φ of each of {@link SCORES}. */
export const SCORE_PROBABILITIES = SCORES.map(normalCdf);
/** Least spread of a log-duration: keeps a constant duration from having none at all. */
export const MIN_SPREAD = 0.05;
/** Spread where too few durations have ended to tell. */
const CENSORED_SPREAD = 0.7;
/** Normal score of the 90th percentile. */
const SCORE_90 = 1.2815515655446004;

/** Median and spread of ln(seconds); the spread is the standard deviation where it is normal. */
export interface LocationScale {
  median: number;
  spread: number;
}

/** What binned samples say of their distribution. */
export interface Summary extends LocationScale {
  /** Number of samples. */
  count: number;
  /** Effective sample size after weighting: L. Kish, (Σw)² / Σw². */
  effective: number;
  /** Quantile at each of {@link SCORES}. */
  quantiles: Float64Array;
  /** Weighted mean of the bin numbers: a proportion, where bins 0 and 1 were counted for no and yes. */
  meanBin: number;
}

/** Spread by quantiles: (q90 − q10) / 2.563. */
export const spreadOf = (quantiles: Float64Array): number =>
  Math.max(MIN_SPREAD, (quantileAt(quantiles, SCORE_90) - quantileAt(quantiles, -SCORE_90)) / (2 * SCORE_90));

/** Quantile at a normal score, linear between the scores of the table. */
export function quantileAt(quantiles: Float64Array, score: number): number {
  const place = (score + SCORE_LIMIT) / SCORE_STEP;
  const i = Math.min(SCORES.length - 2, Math.floor(place));
  const low = quantiles[i] as number;
  return low + (place - i) * ((quantiles[i + 1] as number) - low);
}

/**
 * Quantiles by the product-limit estimator (E. L. Kaplan & P. Meier, JASA 53, 1958); beyond the share that it reaches, the log-normal
 * through what is known.
 *
 * @param ended weight of the durations that ended in each bin
 * @param exposed change, at each bin, of the weight at risk of ending
 */
export function kaplanMeierQuantiles(ended: Float64Array, exposed: Float64Array): Float64Array {
  const quantiles = new Float64Array(SCORES.length);
  let atRisk = 0;
  let survival = 1;
  let i = 0;
  for (let bin = 0; bin < BINS && i < SCORES.length; bin += 1) {
    atRisk += exposed[bin] as number;
    const here = ended[bin] as number;
    if (here === 0) continue;
    const next = survival * (1 - Math.min(1, here / atRisk));
    // The far scores ask for shares that no sample can show: the last bin in which one ended answers them.
    const reached = next <= 1e-12 ? 1 : 1 - next;
    for (; i < SCORES.length && (SCORE_PROBABILITIES[i] as number) <= reached; i += 1)
      quantiles[i] = (bin + Math.max(0, (SCORE_PROBABILITIES[i] as number) - (1 - survival)) / (survival - next)) * BIN_WIDTH;
    survival = next;
  }
  if (i < SCORES.length) extrapolate(quantiles, i);
  return quantiles;
}

/** Goes on from the last known quantile with the slope between it and the tenth percentile, or as far below as is known. */
function extrapolate(quantiles: Float64Array, known: number): void {
  const last = Math.max(0, known - 1);
  const low = Math.min(last, Math.round((SCORE_LIMIT - SCORE_90) / SCORE_STEP));
  const rise = (SCORES[last] as number) - (SCORES[low] as number);
  const slope = rise > 0.5 ? ((quantiles[last] as number) - (quantiles[low] as number)) / rise : CENSORED_SPREAD;
  for (let i = known; i < SCORES.length; i += 1)
    quantiles[i] = (quantiles[last] as number) + ((SCORES[i] as number) - (SCORES[last] as number)) * Math.max(MIN_SPREAD, slope);
}

/** Quantiles of the empirical distribution function (ECDF), where nothing is censored. */
export function ecdfQuantiles(weights: Float64Array, total: number): Float64Array {
  const quantiles = new Float64Array(SCORES.length);
  let bin = 0;
  let below = 0;
  for (let i = 0; i < SCORES.length; i += 1) {
    const target = (SCORE_PROBABILITIES[i] as number) * total;
    while (bin < BINS - 1 && below + (weights[bin] as number) < target) below += weights[bin++] as number;
    quantiles[i] = (bin + (target - below) / Math.max(1, weights[bin] as number)) * BIN_WIDTH;
  }
  return quantiles;
}
