/** Which step makes an order late, and by how much: worked out only for rows and alerts, by moments instead of tables. */
import { type Assessment, sideBySide } from './assessment.ts';
import type { Nodes } from './curve.ts';
import { logNormalExcess, logNormalOfMoments, logNormalSurvival } from './normal.ts';

export interface StepRisk {
  name: string;
  /** Probability that the promise is already missed when this step ends. */
  pLate: number;
  /** What the order's expected lateness would lose if this step took no more time. */
  addsSeconds: number;
}

export interface Explanation {
  /** Steps under way and to come, in the order of the process. */
  steps: StepRisk[];
  /** The step that adds most to the expected lateness; null when none is left. */
  bottleneck: string | null;
  expectedLatenessSeconds: number;
  /** Median of the end, epoch milliseconds. */
  expectedAtMs: number;
}

interface Moments {
  name: string;
  mean: number;
  variance: number;
}

export function explain(assessment: Assessment): Explanation {
  const { open, ahead, rest, pull, leftSeconds, pLate, asOfMs, model } = assessment;
  const pace = Math.exp(pull.shift);
  const parts: Moments[] = open.map(({ name, nodes }) => ({ name, ...momentsOf(nodes) }));
  for (const { name, inRoute } of ahead) {
    const moments = model.curve('span', name).moments();
    const mean = moments.mean * pace;
    const variance = moments.variance * pace * pace;
    const share = inRoute ? model.doneShare(name) : 1;
    parts.push({ name, mean: share * mean, variance: share * (variance + mean * mean) - (share * mean) ** 2 });
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
      name: part.name,
      pLate: i === parts.length - 1 ? pLate : Math.min(pLate, byThen),
      addsSeconds: Math.max(0, excess - without),
    };
  });
  let bottleneck: number | null = null;
  for (let i = 0; i < parts.length; i += 1) {
    if (parts[i]?.name === '') continue;
    if (bottleneck === null || adds(steps, parts, i, bottleneck)) bottleneck = i;
  }
  const now = momentsOf(sideBySide(open));
  const whole = logNormalOfMoments(now.mean + rest.mean * pace, now.variance + rest.variance * pace * pace);
  return {
    steps: steps.filter((step) => step.name !== ''),
    bottleneck: bottleneck === null ? null : (parts[bottleneck]?.name ?? null),
    expectedLatenessSeconds: excess,
    expectedAtMs: asOfMs + 1_000 * (whole.mu === -Infinity ? 0 : Math.exp(whole.mu)),
  };
}

/** More lateness; where both add next to none, more time. */
function adds(steps: readonly StepRisk[], parts: readonly Moments[], i: number, than: number): boolean {
  const a = steps[i]?.addsSeconds ?? 0;
  const b = steps[than]?.addsSeconds ?? 0;
  if (Math.abs(a - b) > 1e-3) return a > b;
  return (parts[i]?.mean ?? 0) > (parts[than]?.mean ?? 0);
}

export function momentsOf({ values, masses }: Nodes): { mean: number; variance: number } {
  let mean = 0;
  let square = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    mean += (masses[i] as number) * value;
    square += (masses[i] as number) * value * value;
  }
  return { mean, variance: Math.max(0, square - mean * mean) };
}
