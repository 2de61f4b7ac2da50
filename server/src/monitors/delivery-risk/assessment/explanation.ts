/** Which step makes an order late, and by how much: worked out only for rows and alerts, by moments instead of tables (DELIVERY-20). */
import type { OrderStep } from '../orders/orderView.ts';
import { momentsOf } from '../statistics/discreteDistribution.ts';
import { logNormalExcess, logNormalOfMoments, logNormalSurvival } from '../statistics/normal.ts';
import { type Assessment, latestOf } from './assessment.ts';

export interface StepRisk {
  step: OrderStep | null;
  /** Probability that the promise is already missed when this step ends. */
  pLate: number;
  /** What the order's expected lateness would lose if this step took no more time. */
  addsSeconds: number;
}

export interface Explanation {
  /** Steps under way and to come, in the order of the process. */
  steps: StepRisk[];
  /** The step that adds most to the expected lateness; null when none is left. */
  bottleneck: OrderStep | null;
  expectedLatenessSeconds: number;
  /** Median of the end, epoch milliseconds. */
  expectedAtMs: number;
}

interface Moments {
  step: OrderStep | null;
  mean: number;
  variance: number;
}

export function explain(assessment: Assessment): Explanation {
  const { underWay, ahead, rest, restTransform, leftSeconds, pLate, asOfMs, model } = assessment;
  const ratio = Math.exp(restTransform.shift);
  const parts: Moments[] = underWay.map(({ step, residual }) => ({ step, ...momentsOf(residual) }));
  for (const step of ahead) {
    const moments = model.distribution('span', step.name).moments();
    const mean = moments.mean * ratio;
    const variance = moments.variance * ratio * ratio;
    const p = step.place >= 0 ? model.occurrence(step.name) : 1;
    parts.push({ step, mean: p * mean, variance: p * (variance + mean * mean) - (p * mean) ** 2 });
  }
  const mean = parts.reduce((sum, part) => sum + part.mean, 0);
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  const excess = logNormalExcess(logNormalOfMoments(mean, variance), leftSeconds);
  let meanSoFar = 0;
  let varianceSoFar = 0;
  const steps = parts.map((part, i): StepRisk => {
    const without = logNormalExcess(logNormalOfMoments(mean - part.mean, variance - part.variance), leftSeconds);
    meanSoFar += part.mean;
    varianceSoFar += part.variance;
    const byThen = leftSeconds <= 0 ? 1 : logNormalSurvival(logNormalOfMoments(meanSoFar, varianceSoFar), leftSeconds);
    return {
      step: part.step,
      pLate: i === parts.length - 1 ? pLate : Math.min(pLate, byThen),
      addsSeconds: Math.max(0, excess - without),
    };
  });
  let bottleneck: number | null = null;
  for (let i = 0; i < parts.length; i += 1) {
    if (parts[i]?.step === null) continue;
    if (bottleneck === null || addsMore(steps, parts, i, bottleneck)) bottleneck = i;
  }
  const now = momentsOf(latestOf(underWay));
  const whole = logNormalOfMoments(now.mean + rest.mean * ratio, now.variance + rest.variance * ratio * ratio);
  return {
    steps: steps.filter(({ step }) => step !== null),
    bottleneck: bottleneck === null ? null : (parts[bottleneck]?.step ?? null),
    expectedLatenessSeconds: excess,
    expectedAtMs: asOfMs + 1_000 * (whole.mu === -Infinity ? 0 : Math.exp(whole.mu)),
  };
}

/** More lateness; where both add next to none, more time. */
function addsMore(steps: readonly StepRisk[], parts: readonly Moments[], i: number, than: number): boolean {
  const a = steps[i]?.addsSeconds ?? 0;
  const b = steps[than]?.addsSeconds ?? 0;
  if (Math.abs(a - b) > 1e-3) return a > b;
  return (parts[i]?.mean ?? 0) > (parts[than]?.mean ?? 0);
}
