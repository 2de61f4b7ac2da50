/** The model as orders of one class see it: class and prior are given, and what was asked is found again without building a name. */
import type { DurationDistribution } from '../statistics/durationDistribution.ts';
import type { GridDistribution } from '../statistics/logGrid.ts';
import type { LocationScale } from '../statistics/quantiles.ts';
import { cached, type DurationModel } from './durationModel.ts';
import { classKey, type OrderClass } from './hierarchy.ts';

/** What the steps to come take together. */
export interface Rest {
  distribution: GridDistribution;
  /** By how much ln(rest) moves with the order's frailty: their mean spread times √ρ; 0 where no step is left. */
  loading: number;
}

/** The steps to come as a path from the last to the first. */
interface RestNode {
  rest: Rest | null;
  before: Map<string, RestNode>;
}

export class ClassModel {
  /** Of the model when this was made: once that is raised, nothing here holds. */
  readonly version: number;
  /** Correlation of the log-durations of an order's steps. */
  readonly rho: number;
  readonly #model: DurationModel;
  readonly #orderClass: OrderClass;
  readonly #priorLog: number;
  readonly #distributions = {
    span: new Map<string, DurationDistribution>(),
    work: new Map<string, DurationDistribution>(),
    net: new Map<string, DurationDistribution>(),
  };
  readonly #rests: RestNode = { rest: null, before: new Map() };
  readonly #blockedSpells = new Map<string, DurationDistribution>();
  readonly #reportErrors = new Map<string, Map<string, LocationScale>>();
  readonly #occurrences = new Map<string, number>();
  readonly #overtaken = new Map<string, number>();

  constructor(model: DurationModel, orderClass: OrderClass, priorLog: number) {
    this.#model = model;
    this.version = model.version;
    this.rho = model.rho();
    this.#orderClass = orderClass;
    this.#priorLog = priorLog;
  }

  distribution(kind: 'span' | 'work' | 'net', step: string): DurationDistribution {
    const known = this.#distributions[kind];
    let distribution = known.get(step);
    if (!distribution) {
      distribution =
        kind === 'net'
          ? this.#model.netDistribution(step, this.#orderClass, this.#priorLog)
          : this.#model.distribution(kind, step, this.#orderClass, this.#priorLog);
      known.set(step, distribution);
    }
    return distribution;
  }

  rest(steps: readonly { name: string }[]): Rest {
    let node = this.#rests;
    for (let i = steps.length - 1; i >= 0; i -= 1) {
      const { name } = steps[i] as { name: string };
      let next = node.before.get(name);
      if (!next) {
        next = { rest: null, before: new Map() };
        node.before.set(name, next);
      }
      node = next;
    }
    if (!node.rest) {
      const names = steps.map((step) => step.name);
      const distribution = this.#model.rest(names, this.#orderClass, this.#priorLog);
      node.rest = { distribution, loading: this.#loadingOf(names, distribution.spread) };
    }
    return node.rest;
  }

  #loadingOf(steps: readonly string[], restSpread: number): number {
    if (steps.length === 0 || restSpread <= 0) return 0;
    let weighted = 0;
    let total = 0;
    for (const step of steps) {
      const distribution = this.distribution('span', step);
      const weight = Math.exp(distribution.median);
      weighted += weight * distribution.spread;
      total += weight;
    }
    return Math.min(restSpread, weighted / total) * Math.sqrt(this.rho);
  }

  unroutedRest(name: string): DurationDistribution {
    return this.#model.unroutedRest(name, this.#orderClass, this.#priorLog);
  }

  blockedSpell(step: string): DurationDistribution {
    return cached(this.#blockedSpells, step, () => this.#model.blockedSpell(step));
  }

  reportError(step: string, group: string): LocationScale {
    const groups = cached(this.#reportErrors, step, () => new Map<string, LocationScale>());
    return cached(groups, group, () => this.#model.reportError(step, group));
  }

  occurrence(step: string): number {
    return cached(this.#occurrences, step, () => this.#model.occurrence(step));
  }

  overtakenOccurrence(step: string): number {
    return cached(this.#overtaken, step, () => this.#model.overtakenOccurrence(step));
  }
}

/** One {@link ClassModel} per class and prior, until the model changes. */
export class ClassModels {
  readonly #model: DurationModel;
  readonly #models = new Map<string, ClassModel>();
  #version = 0;

  constructor(model: DurationModel) {
    this.#model = model;
  }

  get version(): number {
    return this.#model.version;
  }

  of(orderClass: OrderClass, priorLog: number): ClassModel {
    if (this.#version !== this.#model.version) {
      this.#version = this.#model.version;
      this.#models.clear();
    }
    const key = `${priorLog}\u0001${classKey(orderClass)}`;
    let model = this.#models.get(key);
    if (!model) {
      model = new ClassModel(this.#model, orderClass, priorLog);
      this.#models.set(key, model);
    }
    return model;
  }
}
