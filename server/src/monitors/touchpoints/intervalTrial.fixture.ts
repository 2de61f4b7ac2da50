/** A trial of the interval against a truth that is known because it was made: for the test and the bench. */
import { estimatePopulation } from './chapman.ts';

export interface Trial {
  /** Touchpoints there really were. */
  size: number;
  /** Probability that the systems see one, that the other road does; independent. */
  systems: number;
  audit: number;
  runs: number;
  seed: number;
}

export type IntervalOf = (n1: number, n2: number, m: number, known: number) => { estimated: number; low: number; high: number } | null;

/** mulberry32: small, seeded, the same everywhere. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The product's own interval, as the board shows it. */
export const boardInterval: IntervalOf = (n1, n2, m, known) => estimatePopulation(n1, n2, m, known, 1);

/** @returns share of the runs with an estimate whose interval holds the truth; how many had none; mean estimate and mean width */
export function coverageOf(trial: Trial, interval: IntervalOf = boardInterval) {
  const random = seeded(trial.seed + trial.size * 1_009 + Math.round(trial.systems * 97) + Math.round(trial.audit * 9_973));
  let estimates = 0;
  let covered = 0;
  let sum = 0;
  let width = 0;
  for (let run = 0; run < trial.runs; run++) {
    let n1 = 0;
    let n2 = 0;
    let m = 0;
    for (let i = 0; i < trial.size; i++) {
      const bySystems = random() < trial.systems;
      const byAudit = random() < trial.audit;
      if (bySystems) n1 += 1;
      if (byAudit) n2 += 1;
      if (bySystems && byAudit) m += 1;
    }
    const estimate = interval(n1, n2, m, n1 + n2 - m);
    if (!estimate) continue;
    estimates += 1;
    if (estimate.low <= trial.size && trial.size <= estimate.high) covered += 1;
    sum += estimate.estimated;
    width += estimate.high - estimate.low;
  }
  return {
    covered: covered / estimates,
    withoutEstimate: trial.runs - estimates,
    meanEstimate: sum / estimates,
    meanWidth: width / estimates,
  };
}
