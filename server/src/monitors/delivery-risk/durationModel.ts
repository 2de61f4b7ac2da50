/** From what has been learnt to distributions: figures shrunk from narrow to wide, and sums of the steps still to come. */
import { DurationCurve } from './curve.ts';
import type { DurationBook, Figure } from './durationBook.ts';
import type { Kinship } from './kinship.ts';
import { convolve, type GridMass, GridTable, ofCurve, pointAtZero, reshape } from './logGrid.ts';
import { chainNames, classKey, type Kind, type OrderClass, pairNames, suffixName, wideName } from './names.ts';
import type { DeliverySettings } from './settings.ts';
import { REPORT_OFFSET } from './teaching.ts';

/** Median and spread of ln(seconds). */
export interface Location {
  median: number;
  spread: number;
}

/** Median and spread of a blocked spell, and of a progress report's log-error, before any is known. */
const BLOCK_PRIOR: Location = { median: Math.log(4 * 3_600), spread: 1.2 };
const REPORT_PRIOR: Location = { median: 0, spread: 0.6 };
/** A step of the route takes place, and one that was overtaken does not come any more, until learnt otherwise. */
const DONE_PRIOR = { share: 0.98, weight: 10 };
const OVERTAKEN_PRIOR = { share: 0.3, weight: 4 };
/** Deliveries from which what was left after a step is looked at as a whole, and how far its median then counts. */
const MIN_RESTS = 10;
const REST_MEDIAN_TRUST = 1;
/** Known durations from which the prior no longer shows, so that orders of any promise share one table. */
const PRIOR_SHOWS_BELOW = 100;

/** What was asked for one class of orders, found again without building a name. */
class Shelf {
  readonly curves = {
    span: new Map<string, DurationCurve>(),
    work: new Map<string, DurationCurve>(),
    net: new Map<string, DurationCurve>(),
  };
  readonly rests: RestNode = { table: null, before: new Map() };
}

/** The steps to come as a path from the last to the first. */
interface RestNode {
  table: GridTable | null;
  before: Map<string, RestNode>;
}

/** The model as one order sees it: its class and its prior are given, and what it asks is kept until the model learns. */
export class ClassModel {
  readonly version: number;
  readonly kinship: number;
  readonly #model: DurationModel;
  readonly #orderClass: OrderClass;
  readonly #priorLog: number;
  readonly #shelf = new Shelf();

  constructor(model: DurationModel, orderClass: OrderClass, priorLog: number) {
    this.#model = model;
    this.version = model.version;
    this.kinship = model.kinship();
    this.#orderClass = orderClass;
    this.#priorLog = priorLog;
  }

  curve(kind: 'span' | 'work' | 'net', step: string): DurationCurve {
    const kept = this.#shelf.curves[kind];
    let curve = kept.get(step);
    if (!curve) {
      curve =
        kind === 'net'
          ? this.#model.netCurve(step, this.#orderClass, this.#priorLog)
          : this.#model.curve(kind, step, this.#orderClass, this.#priorLog);
      kept.set(step, curve);
    }
    return curve;
  }

  rest(steps: readonly { name: string }[]): GridTable {
    let node = this.#shelf.rests;
    for (let i = steps.length - 1; i >= 0; i -= 1) {
      const { name } = steps[i] as { name: string };
      let next = node.before.get(name);
      if (!next) {
        next = { table: null, before: new Map() };
        node.before.set(name, next);
      }
      node = next;
    }
    node.table ??= this.#model.rest(
      steps.map((step) => step.name),
      this.#orderClass,
      this.#priorLog,
    );
    return node.table;
  }

  wholeCurve(name: string): DurationCurve {
    return this.#model.wholeCurve(name, this.#orderClass, this.#priorLog);
  }

  blockCurve(step: string): DurationCurve {
    return this.#model.blockCurve(step);
  }

  reportError(step: string, kind: string): Location {
    return this.#model.reportError(step, kind);
  }

  doneShare(step: string): number {
    return this.#model.doneShare(step);
  }

  overtakenShare(step: string): number {
    return this.#model.overtakenShare(step);
  }
}

export class DurationModel {
  readonly #book: DurationBook;
  readonly #kinship: Kinship;
  readonly #settings: DeliverySettings;
  readonly #curves = new Map<string, DurationCurve>();
  readonly #sums = new Map<string, GridMass>();
  readonly #rests = new Map<string, GridTable>();
  readonly #shares = new Map<string, number>();
  readonly #classes = new Map<string, ClassModel>();
  readonly #wellKnown = new Map<string, boolean>();
  #version = 0;

  #kin: number | undefined;

  constructor(book: DurationBook, kinship: Kinship, settings: DeliverySettings) {
    this.#book = book;
    this.#kinship = kinship;
    this.#settings = settings;
  }

  /** Raised whenever nothing worked out before holds any more. */
  get version(): number {
    return this.#version;
  }

  /** The book has changed: nothing worked out before holds. */
  forget(): void {
    this.#version += 1;
    this.#wellKnown.clear();
    this.#classes.clear();
    this.#kin = undefined;
    this.#curves.clear();
    this.#sums.clear();
    this.#rests.clear();
    this.#shares.clear();
  }

  forClass(orderClass: OrderClass, priorLog: number): ClassModel {
    const key = `${priorLog}\u0001${classKey(orderClass)}`;
    let known = this.#classes.get(key);
    if (!known) {
      known = new ClassModel(this, orderClass, priorLog);
      this.#classes.set(key, known);
    }
    return known;
  }

  /** Share of the variance of a step's log-duration that its order brings with it. */
  kinship(): number {
    this.#kin ??= this.#kinship.correlation();
    return this.#kin;
  }

  /** @param priorLog ln(seconds) that a step is taken to need as long as nothing is known of it */
  curve(kind: 'span' | 'work', step: string, orderClass: OrderClass, priorLog: number): DurationCurve {
    const key = `${kind}\u0001${step}\u0001${classKey(orderClass)}\u0001${this.#priorKey([step], priorLog)}`;
    let curve = this.#curves.get(key);
    if (!curve) {
      const location = this.#location(kind, step, orderClass, priorLog);
      curve = new DurationCurve(
        location.median,
        location.spread,
        this.#book.figure(wideName(kind, step)) ?? this.#book.figure(wideName('span', step)),
      );
      this.#curves.set(key, curve);
    }
    return curve;
  }

  /** Working time of a step that has been blocked already: blocked time is counted by itself. */
  netCurve(step: string, orderClass: OrderClass, priorLog: number): DurationCurve {
    const key = `net\u0001${step}\u0001${classKey(orderClass)}\u0001${this.#priorKey([step], priorLog)}`;
    let curve = this.#curves.get(key);
    if (!curve) {
      const { median, spread } = this.curve('work', step, orderClass, priorLog);
      const gross = this.#book.figure(wideName('work', step));
      const net = this.#book.figure(wideName('net', step));
      const trust = net && gross ? net.effective / (net.effective + this.#settings.shrinkage) : 0;
      const shift = net && gross ? trust * (net.median - gross.median) : 0;
      const ratio = net && gross ? (net.spread / gross.spread) ** trust : 1;
      curve = new DurationCurve(median + shift, spread * ratio, net);
      this.#curves.set(key, curve);
    }
    return curve;
  }

  blockCurve(step: string): DurationCurve {
    const key = `block\u0001${step}`;
    let curve = this.#curves.get(key);
    if (!curve) {
      const location = this.#widened('block', step, BLOCK_PRIOR);
      curve = new DurationCurve(location.median, location.spread, this.#book.figure(wideName('block', step)));
      this.#curves.set(key, curve);
    }
    return curve;
  }

  /** ln(promised total ÷ real total) of progress reports of that kind (see `reportKind`). */
  reportError(step: string, kind: string): Location {
    const prior = { median: REPORT_PRIOR.median + REPORT_OFFSET, spread: REPORT_PRIOR.spread };
    const { median, spread } = this.#widened('report', step, prior, kind);
    return { median: median - REPORT_OFFSET, spread };
  }

  /** How likely a step of the route takes place. */
  doneShare(step: string): number {
    return this.#share('done', step, DONE_PRIOR);
  }

  /** How likely a step that a later one has overtaken still has to be waited for. */
  overtakenShare(step: string): number {
    return this.#share('overtaken', step, OVERTAKEN_PRIOR);
  }

  /** All the time from the end of the step before to delivery, for the steps still to come, in the order of the route. */
  rest(steps: readonly string[], orderClass: OrderClass, priorLog: number): GridTable {
    const key = `${classKey(orderClass)}\u0001${this.#priorKey(steps, priorLog)}\u0001${suffixName(steps)}`;
    let table = this.#rests.get(key);
    if (!table) {
      table = this.#checked(suffixName(steps), new GridTable(this.#sum(steps, orderClass, priorLog)), orderClass);
      this.#rests.set(key, table);
    }
    return table;
  }

  /** What is left of an order without a route, as a curve that can be conditioned on the time gone since `name` began. */
  wholeCurve(name: string, orderClass: OrderClass, priorLog: number): DurationCurve {
    const prior = { median: priorLog, spread: this.#settings.priorSpread };
    const { median, spread } = this.#narrowed('rest', name, orderClass, prior, this.#settings.priorWeight);
    return new DurationCurve(median, spread, this.#book.figure(wideName('rest', name)));
  }

  /** Steps are independent in the sum; what orders with the same steps to come really took puts its median and spread right. */
  #checked(name: string, sum: GridTable, orderClass: OrderClass): GridTable {
    const seen = this.#book.figure(wideName('rest', name));
    if (!seen || seen.count < MIN_RESTS) return sum;
    if (sum.spread <= 0) {
      const { median, spread } = this.#narrowed('rest', name, orderClass, { median: 0, spread: seen.spread }, this.#settings.priorWeight);
      return new GridTable(ofCurve(new DurationCurve(median, spread, seen)));
    }
    const to = this.#narrowed('rest', name, orderClass, sum, this.#settings.shrinkage);
    const median = sum.median + REST_MEDIAN_TRUST * (to.median - sum.median);
    return new GridTable(reshape(sum.mass, sum, { median, spread: to.spread }));
  }

  #sum(steps: readonly string[], orderClass: OrderClass, priorLog: number): GridMass {
    const [first, ...others] = steps;
    if (first === undefined) return this.#checked('', new GridTable(pointAtZero()), orderClass).mass;
    const key = `${classKey(orderClass)}\u0001${this.#priorKey(steps, priorLog)}\u0001${suffixName(steps)}`;
    let sum = this.#sums.get(key);
    if (!sum) {
      const own = ofCurve(this.curve('span', first, orderClass, priorLog), this.doneShare(first));
      sum = convolve(own, this.#sum(others, orderClass, priorLog));
      this.#sums.set(key, sum);
    }
    return sum;
  }

  #location(kind: 'span' | 'work', step: string, orderClass: OrderClass, priorLog: number): Location {
    // A step of which only its ends are known is taken to work for as long as it spans, and the other way round.
    const other = this.#book.figure(wideName(kind === 'work' ? 'span' : 'work', step));
    const none = { median: priorLog, spread: this.#settings.priorSpread };
    const prior = other ? mix(none, other, other.effective / (other.effective + this.#settings.priorWeight)) : none;
    return this.#narrowed(kind, step, orderClass, prior, this.#settings.priorWeight);
  }

  /** Median and spread by SPEC: the step's overall figures, from which each narrower class departs as far as it is known. */
  #narrowed(kind: Kind, step: string, orderClass: OrderClass, prior: Location, priorWeight: number): Location {
    const { minSamples, shrinkage } = this.#settings;
    let held = prior;
    for (const [i, name] of chainNames(kind, step, orderClass).entries()) {
      const figure = this.#book.figure(name);
      if (!figure || (i > 0 && figure.count < minSamples)) continue;
      held = mix(held, figure, figure.effective / (figure.effective + (i === 0 ? priorWeight : shrinkage)));
    }
    return held;
  }

  #widened(kind: Kind, step: string, prior: Location, prefix = ''): Location {
    const [all, own] = pairNames(kind, step, prefix).map((name) => this.#book.figure(name));
    const overall = all ? mix(prior, all, all.effective / (all.effective + this.#settings.priorWeight)) : prior;
    return own ? mix(overall, own, own.effective / (own.effective + this.#settings.shrinkage)) : overall;
  }

  #share(kind: 'done' | 'overtaken', step: string, prior: { share: number; weight: number }): number {
    const key = wideName(kind, step);
    let share = this.#shares.get(key);
    if (share === undefined) {
      const figure = this.#book.figure(key);
      const known = figure?.effective ?? 0;
      share = (prior.share * prior.weight + (figure?.meanBin ?? 0) * known) / (prior.weight + known);
      this.#shares.set(key, share);
    }
    return share;
  }

  #priorKey(steps: readonly string[], priorLog: number): string {
    for (const step of steps) if (!this.#isWellKnown(step)) return String(priorLog);
    return '';
  }

  #isWellKnown(step: string): boolean {
    let known = this.#wellKnown.get(step);
    if (known === undefined) {
      known = (this.#book.figure(wideName('span', step))?.count ?? 0) >= PRIOR_SHOWS_BELOW;
      this.#wellKnown.set(step, known);
    }
    return known;
  }
}

/** Between two locations by weight: linear in the median, geometric in the spread. */
export function mix(wide: Location, narrow: Location | Figure, weight: number): Location {
  return {
    median: wide.median + weight * (narrow.median - wide.median),
    spread: wide.spread * (narrow.spread / wide.spread) ** weight,
  };
}
