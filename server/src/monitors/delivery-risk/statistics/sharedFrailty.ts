/**
 * Shared frailty: what the steps of one order have in common (large orders take long in every step). A one-factor model on normal
 * scores: each step loads √ρ on the order's frailty, which is standard normal a priori (DELIVERY-17).
 */
import { normalCdf, normalDensity } from './normal.ts';

/** Posterior of the frailty of one order. */
export interface Frailty {
  mean: number;
  variance: number;
}

export const FRAILTY_PRIOR: Frailty = { mean: 0, variance: 1 };

/** Given the score (standardised log-duration) of a step, observed with some noise: the Gaussian update. */
export function givenDuration({ mean, variance }: Frailty, score: number, noiseVariance: number, rho: number): Frailty {
  const loading = Math.sqrt(rho);
  const total = rho * variance + 1 - rho + noiseVariance;
  const gain = (loading * variance) / total;
  return { mean: mean + gain * (score - loading * mean), variance: variance - gain * loading * variance };
}

/** Given that a step has not ended at `score`: moments of a normal whose correlated other exceeds a bound (inverse Mills ratio). */
export function givenSurvival({ mean, variance }: Frailty, score: number, rho: number): Frailty {
  const loading = Math.sqrt(rho);
  const total = Math.sqrt(rho * variance + 1 - rho);
  const bound = (score - loading * mean) / total;
  const beyond = normalCdf(-bound);
  const mills = beyond > 1e-12 ? normalDensity(bound) / beyond : bound;
  const gain = (loading * variance) / total;
  return { mean: mean + gain * mills, variance: Math.max(0, variance - gain * gain * mills * (mills - bound)) };
}
