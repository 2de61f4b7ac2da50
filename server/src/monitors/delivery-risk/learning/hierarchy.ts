/** Names under which durations are counted, from wide to narrow: the levels of partial pooling (DELIVERY-11). */
import { REPORT_GROUPS } from './progressReports.ts';

export interface OrderClass {
  productLine: string | null;
  region: string | null;
  expedite: boolean;
}

/** The class that an order is of. */
export const classOf = ({ productLine, region, expedite }: OrderClass): OrderClass => ({ productLine, region, expedite });

/** Names of nested groups, from wide to narrow; the last tells hierarchies apart. */
export type Hierarchy = readonly string[];

/**
 * - `span`: from the end of the step before (or the placing) to the end of this one, waiting included. Spans of an order add up to
 *   its whole time even where steps overlap, since each is counted from the end before it, whichever step that was.
 * - `work`: from start to end; `net`: the same without blocked time; `block`: one blocked spell.
 * - `rest`: from the end of a step to delivery, under the steps that were still to come.
 * - `done`, `overtaken`: whether a step of the route took place; whether one that a later step overtook still ended.
 * - `pair`: two steps that followed each other.
 * - `report`: how far off the total was that a progress report implied.
 */
export type SampleKind = 'span' | 'work' | 'net' | 'block' | 'rest' | 'done' | 'overtaken' | 'report' | 'pair';

const SEPARATOR = '\u0001';
/** Stands for all steps together. */
const ANY_STEP = '\u0002';

/** Samples of these kinds are plain numbers and never censored. */
const UNCENSORED: ReadonlySet<string> = new Set<SampleKind>(['done', 'overtaken', 'report']);
export const isCensorable = (name: string): boolean => !UNCENSORED.has(name.slice(0, name.indexOf(SEPARATOR)));

export const classKey = ({ productLine, region, expedite }: OrderClass): string =>
  `${expedite ? '!' : ''}${SEPARATOR}${productLine ?? ''}${SEPARATOR}${region ?? ''}`;
/** The widest level: all orders together. */
export const overallName = (kind: SampleKind, step: string): string => kind + SEPARATOR + step;
export const suffixName = (steps: readonly string[]): string => steps.join(SEPARATOR);
/** What is left of an order without a route is known by the step that ended last alone. */
export const unroutedName = (lastStep: string | null): string => `?${SEPARATOR}${lastStep ?? ''}`;

/** Step; expedited or not; product line; product line in a region. A region counts within its line only, so no effect counts twice. */
export function classHierarchy(kind: SampleKind, step: string, { productLine, region, expedite }: OrderClass): Hierarchy {
  const overall = overallName(kind, step);
  const names = [overall];
  const urgency = expedite ? `${SEPARATOR}!` : SEPARATOR;
  if (expedite) names.push(overall + urgency);
  if (productLine !== null) names.push(`${overall}${urgency}${SEPARATOR}l${productLine}`);
  if (region !== null) names.push(`${overall}${urgency}${SEPARATOR}l${productLine ?? ''}${SEPARATOR}r${region}`);
  return names;
}

/** All steps together, then the step: for what is too rare to be told apart by class. */
export const stepHierarchy = (kind: SampleKind, step: string, prefix = ''): Hierarchy => [
  overallName(kind, prefix + ANY_STEP),
  overallName(kind, prefix + step),
];

/** Two consecutive steps of one product line, at one urgency. */
export const pairHierarchy = (before: string, after: string, { productLine, expedite }: OrderClass): Hierarchy => [
  [overallName('pair', before), after, expedite ? '!' : '', productLine ?? ''].join(SEPARATOR),
];

/** Hierarchies of one class of orders, each made once. */
export class ClassHierarchies {
  readonly #orderClass: OrderClass;
  readonly #made: () => void;
  readonly #durations = { span: new Map<string, Hierarchy>(), work: new Map<string, Hierarchy>(), rest: new Map<string, Hierarchy>() };
  readonly #pairs = new Map<string, Map<string, Hierarchy>>();

  /** @param made called with each that is made */
  constructor(orderClass: OrderClass, made: () => void) {
    this.#orderClass = orderClass;
    this.#made = made;
  }

  /** {@link classHierarchy}. */
  of(kind: 'span' | 'work' | 'rest', step: string): Hierarchy {
    const known = this.#durations[kind];
    let hierarchy = known.get(step);
    if (!hierarchy) {
      hierarchy = classHierarchy(kind, step, this.#orderClass);
      known.set(step, hierarchy);
      this.#made();
    }
    return hierarchy;
  }

  /** {@link pairHierarchy}. */
  pair(before: string, after: string): Hierarchy {
    let known = this.#pairs.get(before);
    if (!known) {
      known = new Map();
      this.#pairs.set(before, known);
    }
    let hierarchy = known.get(after);
    if (!hierarchy) {
      hierarchy = pairHierarchy(before, after, this.#orderClass);
      known.set(after, hierarchy);
      this.#made();
    }
    return hierarchy;
  }
}

type StepKind = 'block' | 'net' | 'done' | 'overtaken';

/** The steps still to come as a path from the last to the first. */
interface SuffixNode {
  name: string;
  before: Map<string, SuffixNode>;
}

const MAX_CACHED = 20_000;

/** One hierarchy per (kind, step, class), so that learning does not build the same names again for every sample. */
export class HierarchyCache {
  readonly #byClass = new Map<string, ClassHierarchies>();
  readonly #byStep = {
    block: new Map<string, Hierarchy>(),
    net: new Map<string, Hierarchy>(),
    done: new Map<string, Hierarchy>(),
    overtaken: new Map<string, Hierarchy>(),
  };
  readonly #reports = new Map<string, Hierarchy[]>();
  #suffixes: SuffixNode = { name: '', before: new Map() };
  #size = 0;
  readonly #made = () => {
    this.#size += 1;
  };

  /** For orders of one class. */
  forClass(orderClass: OrderClass): ClassHierarchies {
    if (this.#size > MAX_CACHED) this.#clear();
    const key = classKey(orderClass);
    let own = this.#byClass.get(key);
    if (!own) {
      own = new ClassHierarchies(orderClass, this.#made);
      this.#byClass.set(key, own);
    }
    return own;
  }

  /** {@link stepHierarchy}. */
  forStep(kind: StepKind, step: string): Hierarchy {
    const known = this.#byStep[kind];
    let hierarchy = known.get(step);
    if (!hierarchy) {
      hierarchy = stepHierarchy(kind, step);
      known.set(step, hierarchy);
      this.#size += 1;
    }
    return hierarchy;
  }

  /** {@link stepHierarchy} of the reports of one group, by its place in {@link REPORT_GROUPS}. */
  forReport(step: string, group: number): Hierarchy {
    let known = this.#reports.get(step);
    if (!known) {
      known = REPORT_GROUPS.map((name) => stepHierarchy('report', step, name));
      this.#reports.set(step, known);
      this.#size += known.length;
    }
    return known[group] as Hierarchy;
  }

  /** {@link suffixName} of what is to come from each place of the route on, and of nothing at its end. */
  suffixNames(route: readonly string[]): readonly string[] {
    const names: string[] = new Array(route.length + 1);
    let node = this.#suffixes;
    names[route.length] = node.name;
    for (let place = route.length - 1; place >= 0; place -= 1) {
      const step = route[place] as string;
      let next = node.before.get(step);
      if (!next) {
        next = { name: suffixName(route.slice(place)), before: new Map() };
        node.before.set(step, next);
        this.#size += 1;
      }
      node = next;
      names[place] = node.name;
    }
    return names;
  }

  #clear(): void {
    this.#byClass.clear();
    for (const known of Object.values(this.#byStep)) known.clear();
    this.#reports.clear();
    this.#suffixes = { name: '', before: new Map() };
    this.#size = 0;
  }
}
