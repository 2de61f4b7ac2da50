/** Partial pooling: summaries of narrow groups shrunk to those of wider ones, and these to a prior (DELIVERY-11). */
import type { DeliverySettings } from '../settings.ts';
import type { LocationScale } from '../statistics/quantiles.ts';
import type { DurationHistograms } from './durationHistograms.ts';
import { classHierarchy, type OrderClass, overallName, type SampleKind, stepHierarchy } from './hierarchy.ts';

type PoolingSettings = Pick<DeliverySettings, 'minSamples' | 'shrinkage' | 'priorWeight'>;

export class PartialPooling {
  readonly #histograms: DurationHistograms;
  readonly #settings: PoolingSettings;

  constructor(histograms: DurationHistograms, settings: PoolingSettings) {
    this.#histograms = histograms;
    this.#settings = settings;
  }

  /** The step's overall figures, from which each narrower class departs as far as it is known. */
  byClass(kind: SampleKind, step: string, orderClass: OrderClass, prior: LocationScale, priorWeight: number): LocationScale {
    const { minSamples, shrinkage } = this.#settings;
    let held = prior;
    for (const [i, name] of classHierarchy(kind, step, orderClass).entries()) {
      const summary = this.#histograms.summary(name);
      if (!summary || (i > 0 && summary.count < minSamples)) continue;
      held = interpolate(held, summary, summary.effective / (summary.effective + (i === 0 ? priorWeight : shrinkage)));
    }
    return held;
  }

  /** All steps together, from which the step departs as far as it is known. */
  byStep(kind: SampleKind, step: string, prior: LocationScale, prefix = ''): LocationScale {
    const [all, own] = stepHierarchy(kind, step, prefix).map((name) => this.#histograms.summary(name));
    const overall = all ? interpolate(prior, all, all.effective / (all.effective + this.#settings.priorWeight)) : prior;
    return own ? interpolate(overall, own, own.effective / (own.effective + this.#settings.shrinkage)) : overall;
  }

  /** A proportion with a beta prior of the given mean and weight. */
  proportion(kind: 'done' | 'overtaken', step: string, prior: { mean: number; weight: number }): number {
    const summary = this.#histograms.summary(overallName(kind, step));
    const known = summary?.effective ?? 0;
    return (prior.mean * prior.weight + (summary?.meanBin ?? 0) * known) / (prior.weight + known);
  }
}

/** Between two locations by weight: linear in the median, geometric in the spread. */
export function interpolate(wide: LocationScale, narrow: LocationScale, weight: number): LocationScale {
  return {
    median: wide.median + weight * (narrow.median - wide.median),
    spread: wide.spread * (narrow.spread / wide.spread) ** weight,
  };
}
