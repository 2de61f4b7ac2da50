/** Names under which durations are counted, from wide to narrow: the levels of partial pooling (DELIVERY-11). */

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

const MAX_CACHED = 20_000;

/** One hierarchy per (kind, step, class), so that learning does not build the same names again for every sample. */
export class HierarchyCache {
  readonly #byClass = new Map<string, Map<string, Hierarchy>>();
  readonly #byStep = new Map<string, Hierarchy>();
  #size = 0;

  /** {@link classHierarchy} for orders of one class. */
  forClass(orderClass: OrderClass): (kind: SampleKind, step: string) => Hierarchy {
    if (this.#size > MAX_CACHED) {
      this.#byClass.clear();
      this.#size = 0;
    }
    const key = classKey(orderClass);
    const cached = this.#byClass.get(key) ?? new Map<string, Hierarchy>();
    this.#byClass.set(key, cached);
    return (kind, step) => {
      const name = overallName(kind, step);
      let hierarchy = cached.get(name);
      if (!hierarchy) {
        hierarchy = classHierarchy(kind, step, orderClass);
        cached.set(name, hierarchy);
        this.#size += 1;
      }
      return hierarchy;
    };
  }

  /** {@link stepHierarchy}. */
  forStep(kind: SampleKind, step: string, prefix = ''): Hierarchy {
    const name = overallName(kind, prefix + step);
    let hierarchy = this.#byStep.get(name);
    if (!hierarchy) {
      if (this.#byStep.size > MAX_CACHED) this.#byStep.clear();
      hierarchy = stepHierarchy(kind, step, prefix);
      this.#byStep.set(name, hierarchy);
    }
    return hierarchy;
  }
}
