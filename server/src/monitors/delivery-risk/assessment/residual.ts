/** What one step under way still takes, as long as only a bound of it is asked for. */
import { convolution, type DiscreteDistribution, mixtureWithAtomAtZero } from '../statistics/discreteDistribution.ts';
import { type DurationDistribution, type LogTransform, residualLife, residualQuantile } from '../statistics/durationDistribution.ts';

export interface Residual {
  distribution: DurationDistribution;
  elapsedSeconds: number;
  transform: LogTransform;
  /** The block that has to end first. */
  block: { distribution: DurationDistribution; elapsedSeconds: number } | null;
  /** Probability that it takes place at all. */
  occurrence: number;
}

export function distributionOf({ distribution, elapsedSeconds, transform, block, occurrence }: Residual): DiscreteDistribution {
  const work = residualLife(distribution, elapsedSeconds, transform);
  const whole = block ? convolution(residualLife(block.distribution, block.elapsedSeconds), work) : work;
  return mixtureWithAtomAtZero(whole, occurrence);
}

/**
 * The value of one stratum of {@link residualLife}: the strata above it hold what may take longer. Of a block and what comes after it the
 * sum of both, beyond which lies at most twice as much.
 */
export function boundOf({ distribution, elapsedSeconds, transform, block }: Residual, stratum: number): number {
  const work = residualQuantile(distribution, elapsedSeconds, transform, stratum);
  return block ? work + residualQuantile(block.distribution, block.elapsedSeconds, undefined, stratum) : work;
}
