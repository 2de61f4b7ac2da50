/** What the steps of an order say of its frailty, and how that moves what is still to come (DELIVERY-17). */
import type { ClassModel, Rest } from '../learning/classModel.ts';
import type { OrderView } from '../orders/orderView.ts';
import { stepEndsOf } from '../orders/stepEnds.ts';
import { type DurationDistribution, IDENTITY, type LogTransform } from '../statistics/durationDistribution.ts';
import { FRAILTY_PRIOR, type Frailty, givenDuration, givenSurvival } from '../statistics/sharedFrailty.ts';
import type { Residual } from './residual.ts';

/** Scores further out say that something went wrong in that step, not that the order is slow. */
const MAX_SCORE = 2.5;
/** Least part of the rest's variance that remains once the frailty is known. */
const MIN_REST_VARIANCE = 0.3;

export const boundedScore = (score: number): number => Math.max(-MAX_SCORE, Math.min(MAX_SCORE, score));

/** What is left of a step as a distribution not yet worked out, and the frailty given that it still runs. */
export interface FrailResidual {
  residual: Residual;
  frailty: Frailty;
}

/** Given the spans of the ended steps. */
export function frailtyOf(order: OrderView, model: ClassModel): Frailty {
  let frailty = FRAILTY_PRIOR;
  let sinceMs = order.placedAtMs;
  for (const { name, atMs } of stepEndsOf(order)) {
    if (sinceMs !== null && atMs > sinceMs) {
      const score = model.distribution('span', name).scoreOf(Math.log((atMs - sinceMs) / 1_000));
      frailty = givenDuration(frailty, boundedScore(score), 0, model.rho);
    }
    sinceMs = Math.max(sinceMs ?? atMs, atMs);
  }
  return frailty;
}

/** Where the frailty moves one step: mean √ρ·m, variance 1 − ρ + ρ·v in scores. */
export const stepTransform = (distribution: DurationDistribution, rho: number, { mean, variance }: Frailty): LogTransform => ({
  shift: distribution.spread * Math.sqrt(rho) * mean,
  scale: Math.sqrt(1 - rho + rho * variance),
});

export function frailResidual(distribution: DurationDistribution, elapsedSeconds: number, rho: number, frailty: Frailty): FrailResidual {
  const residual = { distribution, elapsedSeconds, transform: stepTransform(distribution, rho, frailty), block: null, occurrence: 1 };
  if (elapsedSeconds <= 1) return { residual, frailty };
  return { residual, frailty: givenSurvival(frailty, boundedScore(distribution.scoreOf(Math.log(elapsedSeconds))), rho) };
}

/**
 * Where the frailty moves the rest: its steps load √ρ each, so that ln(rest) moves by their mean spread times √ρ times the frailty's
 * mean, and loses the variance that is known now.
 */
export function restTransformOf({ mean, variance }: Frailty, { distribution: { spread }, loading }: Rest): LogTransform {
  if (spread <= 0 || loading === 0) return IDENTITY;
  const known = (loading * loading * (1 - variance)) / (spread * spread);
  return { shift: loading * mean, scale: Math.sqrt(Math.max(MIN_REST_VARIANCE, 1 - known)) };
}
