/** The model as orders of one class see it: class and prior are given, and what was asked is found again without building a name. */
import type { DurationDistribution } from '../statistics/durationDistribution.ts';
import type { GridDistribution } from '../statistics/logGrid.ts';
import type { LocationScale } from '../statistics/quantiles.ts';
import type { DurationModel } from './durationModel.ts';
import { classKey, type OrderClass } from './hierarchy.ts';

/** The steps to come as a path from the last to the first. */
interface RestNode {
  rest: GridDistribution | null;
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

  rest(steps: readonly { name: string }[]): GridDistribution {
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
    node.rest ??= this.#model.rest(
      steps.map((step) => step.name),
      this.#orderClass,
      this.#priorLog,
    );
    return node.rest;
  }

  unroutedRest(name: string): DurationDistribution {
    return this.#model.unroutedRest(name, this.#orderClass, this.#priorLog);
  }

  blockedSpell(step: string): DurationDistribution {
    return this.#model.blockedSpell(step);
  }

  reportError(step: string, group: string): LocationScale {
    return this.#model.reportError(step, group);
  }

  occurrence(step: string): number {
    return this.#model.occurrence(step);
  }

  overtakenOccurrence(step: string): number {
    return this.#model.overtakenOccurrence(step);
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
