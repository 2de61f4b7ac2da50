/** Names under which durations are learnt, from wide to narrow. */
import type { Chain } from './durationBook.ts';

export interface OrderClass {
  productLine: string | null;
  region: string | null;
  expedite: boolean;
}

/**
 * - `span`: from the end of the step before (or the placing) to the end of this one, waiting included. Spans of an order add up to
 *   its whole time even where steps overlap, since each is counted from the end before it, whichever step that was.
 * - `work`: from start to end; `net`: the same without blocked time; `block`: one blocked spell.
 * - `rest`: from the end of a step to delivery, under the steps that were still to come.
 * - `done`, `overtaken`: whether a step of the route took place; whether one that a later step overtook still ended.
 * - `pair`: two steps that followed each other.
 * - `report`: how far off the total was that a progress report promised, by quarter of the progress.
 */
export type Kind = 'span' | 'work' | 'net' | 'block' | 'rest' | 'done' | 'overtaken' | 'report' | 'pair';

const SEPARATOR = '\u0001';
/** Stands for all steps together. */
export const ANY_STEP = '\u0002';

export const classKey = ({ productLine, region, expedite }: OrderClass): string =>
  `${expedite ? '!' : ''}${SEPARATOR}${productLine ?? ''}${SEPARATOR}${region ?? ''}`;
export const wideName = (kind: Kind, step: string): string => kind + SEPARATOR + step;
export const suffixName = (steps: readonly string[]): string => steps.join(SEPARATOR);
/** What is left of an order without a route is known by the step that ended last alone. */
export const unroutedName = (lastStep: string | null): string => `?${SEPARATOR}${lastStep ?? ''}`;

/** Step; expedited or not; product line; product line in a region. A region counts within its line only, so no effect counts twice. */
export function chainNames(kind: Kind, step: string, { productLine, region, expedite }: OrderClass): Chain {
  const wide = wideName(kind, step);
  const names = [wide];
  const rush = expedite ? `${SEPARATOR}!` : SEPARATOR;
  if (expedite) names.push(wide + rush);
  if (productLine !== null) names.push(`${wide}${rush}${SEPARATOR}l${productLine}`);
  if (region !== null) names.push(`${wide}${rush}${SEPARATOR}l${productLine ?? ''}${SEPARATOR}r${region}`);
  return names;
}

/** A step and all steps together: for what is too rare to be told apart by class. */
export const pairNames = (kind: Kind, step: string, prefix = ''): Chain => [
  wideName(kind, prefix + ANY_STEP),
  wideName(kind, prefix + step),
];

/** Two consecutive steps of one product line, at one urgency. */
export const successionNames = (before: string, after: string, { productLine, expedite }: OrderClass): Chain => [
  [wideName('pair', before), after, expedite ? '!' : '', productLine ?? ''].join(SEPARATOR),
];

const MAX_CHAINS = 20_000;

/** Hands out one chain per (kind, step, class), so that learning does not build the same names again for every sample. */
export class Chains {
  readonly #byClass = new Map<string, Map<string, Chain>>();
  readonly #pairs = new Map<string, Chain>();
  #size = 0;

  of(orderClass: OrderClass): (kind: Kind, step: string) => Chain {
    if (this.#size > MAX_CHAINS) {
      this.#byClass.clear();
      this.#size = 0;
    }
    const key = classKey(orderClass);
    const known = this.#byClass.get(key) ?? new Map<string, Chain>();
    this.#byClass.set(key, known);
    return (kind, step) => {
      const name = wideName(kind, step);
      let chain = known.get(name);
      if (!chain) {
        chain = chainNames(kind, step, orderClass);
        known.set(name, chain);
        this.#size += 1;
      }
      return chain;
    };
  }

  /** {@link pairNames}, one chain per step. */
  pair(kind: Kind, step: string, prefix = ''): Chain {
    const name = wideName(kind, prefix + step);
    let chain = this.#pairs.get(name);
    if (!chain) {
      if (this.#pairs.size > MAX_CHAINS) this.#pairs.clear();
      chain = pairNames(kind, step, prefix);
      this.#pairs.set(name, chain);
    }
    return chain;
  }
}
