/** From what has been learnt to distributions: of one step, and of the sum of the steps still to come. */
import type { DeliverySettings } from '../settings.ts';
import { DurationDistribution } from '../statistics/durationDistribution.ts';
import { atomAtZero, convolve, discretize, GridDistribution, type GridMass, relocate } from '../statistics/logGrid.ts';
import type { LocationScale } from '../statistics/quantiles.ts';
import type { DurationHistograms } from './durationHistograms.ts';
import { classKey, type OrderClass, overallName, suffixName } from './hierarchy.ts';
import { interpolate, PartialPooling } from './partialPooling.ts';
import { REPORT_OFFSET } from './progressReports.ts';
import type { StepCorrelation } from './stepCorrelation.ts';

/** A blocked spell, and the log-error of a progress report, before any is known. */
const BLOCK_PRIOR: LocationScale = { median: Math.log(4 * 3_600), spread: 1.2 };
const REPORT_PRIOR: LocationScale = { median: REPORT_OFFSET, spread: 0.6 };
/** A step of the route takes place, and one that was overtaken does not come any more, until learnt otherwise. */
const OCCURRENCE_PRIOR = { mean: 0.98, weight: 10 };
const OVERTAKEN_PRIOR = { mean: 0.3, weight: 4 };
/** Fewest deliveries from which what was left after a step is looked at as a whole. */
const MIN_RESTS = 10;
/** Known durations from which the prior no longer shows, so that orders of any promise share one table. */
const PRIOR_SHOWS_BELOW = 100;

export class DurationModel {
  readonly #histograms: DurationHistograms;
  readonly #correlation: StepCorrelation;
  readonly #pooling: PartialPooling;
  readonly #settings: DeliverySettings;
  readonly #distributions = new Map<string, DurationDistribution>();
  readonly #sums = new Map<string, GridMass>();
  readonly #rests = new Map<string, GridDistribution>();
  readonly #proportions = new Map<string, number>();
  readonly #wellKnown = new Map<string, boolean>();
  #rho: number | undefined;
  #version = 0;

  constructor(histograms: DurationHistograms, correlation: StepCorrelation, settings: DeliverySettings) {
    this.#histograms = histograms;
    this.#correlation = correlation;
    this.#pooling = new PartialPooling(histograms, settings);
    this.#settings = settings;
  }

  /** Raised whenever nothing worked out before holds any more. */
  get version(): number {
    return this.#version;
  }

  /** The histograms have changed: nothing worked out before holds. */
  invalidate(): void {
    this.#version += 1;
    this.#wellKnown.clear();
    this.#rho = undefined;
    this.#distributions.clear();
    this.#sums.clear();
    this.#rests.clear();
    this.#proportions.clear();
  }

  /** Correlation of the log-durations of an order's steps. */
  rho(): number {
    this.#rho ??= this.#correlation.rho();
    return this.#rho;
  }

  /** @param priorLog ln(seconds) that a step is taken to need as long as nothing is known of it */
  distribution(kind: 'span' | 'work', step: string, orderClass: OrderClass, priorLog: number): DurationDistribution {
    const key = `${kind}\u0001${step}\u0001${classKey(orderClass)}\u0001${this.#priorKey([step], priorLog)}`;
    return cached(this.#distributions, key, () => {
      const { median, spread } = this.#location(kind, step, orderClass, priorLog);
      return new DurationDistribution(median, spread, this.#overall(kind, step) ?? this.#overall('span', step));
    });
  }

  /** Working time of a step that has been blocked already: blocked time is counted by itself. */
  netDistribution(step: string, orderClass: OrderClass, priorLog: number): DurationDistribution {
    const key = `net\u0001${step}\u0001${classKey(orderClass)}\u0001${this.#priorKey([step], priorLog)}`;
    return cached(this.#distributions, key, () => {
      const { median, spread } = this.distribution('work', step, orderClass, priorLog);
      const gross = this.#overall('work', step);
      const net = this.#overall('net', step);
      const weight = net && gross ? net.effective / (net.effective + this.#settings.shrinkage) : 0;
      const shift = net && gross ? weight * (net.median - gross.median) : 0;
      const ratio = net && gross ? (net.spread / gross.spread) ** weight : 1;
      return new DurationDistribution(median + shift, spread * ratio, net);
    });
  }

  blockedSpell(step: string): DurationDistribution {
    return cached(this.#distributions, `block\u0001${step}`, () => {
      const { median, spread } = this.#pooling.byStep('block', step, BLOCK_PRIOR);
      return new DurationDistribution(median, spread, this.#overall('block', step));
    });
  }

  /** ln(implied total ÷ real total) of the progress reports of a group. */
  reportError(step: string, group: string): LocationScale {
    const { median, spread } = this.#pooling.byStep('report', step, REPORT_PRIOR, group);
    return { median: median - REPORT_OFFSET, spread };
  }

  /** Probability that a step of the route takes place. */
  occurrence(step: string): number {
    return cached(this.#proportions, overallName('done', step), () => this.#pooling.proportion('done', step, OCCURRENCE_PRIOR));
  }

  /** Probability that a step that a later one has overtaken still has to be waited for. */
  overtakenOccurrence(step: string): number {
    return cached(this.#proportions, overallName('overtaken', step), () => this.#pooling.proportion('overtaken', step, OVERTAKEN_PRIOR));
  }

  /** All the time from the end of the step before to delivery, for the steps still to come, in the order of the route. */
  rest(steps: readonly string[], orderClass: OrderClass, priorLog: number): GridDistribution {
    const key = this.#stepsKey(steps, orderClass, priorLog);
    return cached(this.#rests, key, () =>
      this.#calibrated(suffixName(steps), new GridDistribution(this.#sum(steps, orderClass, priorLog)), orderClass),
    );
  }

  /** What is left of an order without a route after the step `name`. */
  unroutedRest(name: string, orderClass: OrderClass, priorLog: number): DurationDistribution {
    const prior = { median: priorLog, spread: this.#settings.priorSpread };
    const { median, spread } = this.#pooling.byClass('rest', name, orderClass, prior, this.#settings.priorWeight);
    return new DurationDistribution(median, spread, this.#overall('rest', name));
  }

  #overall(kind: 'span' | 'work' | 'net' | 'block' | 'rest', step: string) {
    return this.#histograms.summary(overallName(kind, step));
  }

  /** Steps are independent in the sum; what orders with the same steps to come really took puts its median and spread right. */
  #calibrated(name: string, sum: GridDistribution, orderClass: OrderClass): GridDistribution {
    const seen = this.#overall('rest', name);
    if (!seen || seen.count < MIN_RESTS) return sum;
    if (sum.spread <= 0) {
      const prior = { median: 0, spread: seen.spread };
      const { median, spread } = this.#pooling.byClass('rest', name, orderClass, prior, this.#settings.priorWeight);
      return new GridDistribution(discretize(new DurationDistribution(median, spread, seen)));
    }
    const to = this.#pooling.byClass('rest', name, orderClass, sum, this.#settings.shrinkage);
    return new GridDistribution(relocate(sum.mass, sum, to));
  }

  #sum(steps: readonly string[], orderClass: OrderClass, priorLog: number): GridMass {
    const [first, ...others] = steps;
    if (first === undefined) return this.#calibrated('', new GridDistribution(atomAtZero()), orderClass).mass;
    return cached(this.#sums, this.#stepsKey(steps, orderClass, priorLog), () => {
      const own = discretize(this.distribution('span', first, orderClass, priorLog), this.occurrence(first));
      return convolve(own, this.#sum(others, orderClass, priorLog));
    });
  }

  #location(kind: 'span' | 'work', step: string, orderClass: OrderClass, priorLog: number): LocationScale {
    // A step of which only the ends are known is taken to work for as long as it spans, and the other way round.
    const other = this.#overall(kind === 'work' ? 'span' : 'work', step);
    const none = { median: priorLog, spread: this.#settings.priorSpread };
    const prior = other ? interpolate(none, other, other.effective / (other.effective + this.#settings.priorWeight)) : none;
    return this.#pooling.byClass(kind, step, orderClass, prior, this.#settings.priorWeight);
  }

  #stepsKey(steps: readonly string[], orderClass: OrderClass, priorLog: number): string {
    return `${classKey(orderClass)}\u0001${this.#priorKey(steps, priorLog)}\u0001${suffixName(steps)}`;
  }

  #priorKey(steps: readonly string[], priorLog: number): string {
    for (const step of steps) if (!this.#isWellKnown(step)) return String(priorLog);
    return '';
  }

  #isWellKnown(step: string): boolean {
    return cached(this.#wellKnown, step, () => (this.#overall('span', step)?.count ?? 0) >= PRIOR_SHOWS_BELOW);
  }
}

/** What stands under the key, made where nothing does. */
export function cached<T extends NonNullable<unknown>>(cache: Map<string, T>, key: string, make: () => T): T {
  let value = cache.get(key);
  if (value === undefined) {
    value = make();
    cache.set(key, value);
  }
  return value;
}
