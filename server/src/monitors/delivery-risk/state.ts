/** What the monitor keeps between two runs: the facts of each order, what was raised about it, stock, quotes, and what was learnt. */
import type { Hierarchy } from './learning/hierarchy.ts';
import type { SavedLearning } from './learning/learning.ts';
import { eachSample, NO_NEXT, type Samples } from './learning/samples.ts';
import type { OrderRecord } from './orders/order.ts';
import type { StepRecord } from './orders/step.ts';
import type { HeldAlert } from './rules/orderAlerts.ts';
import type { SavedStock, StockPromise } from './stock.ts';
import type { TrackedOrder, TrackedOrders } from './trackedOrders.ts';

/** Raised when {@link Saved} changes its shape or its meaning. */
export const STATE_VERSION = 6;

export interface Saved {
  orders: SavedTracked[];
  /** Each hierarchy of names that a sample stands under, once. */
  hierarchies: string[][];
  forgotten: [name: string, untilMs: number][];
  stock: SavedStock;
  learning: SavedLearning;
  sweepMs: number | null;
}

/** The hierarchy as its place in {@link Saved.hierarchies}. */
type SavedSample = [hierarchy: number, day: number, bin: number, next?: number];
type SavedOrder = Omit<OrderRecord, 'view' | 'told' | 'steps' | 'samples'> & { steps: [string, StepRecord][]; samples: SavedSample[] };

interface SavedTracked {
  order: SavedOrder;
  promises: [string, StockPromise][];
  held: [string, HeldAlert][];
  dueMs: number | null;
  calm: boolean;
  closed: boolean;
}

/** Copies of what changes later: the text of a large state is made bit by bit while the monitor goes on. */
export function saveOrders(orders: TrackedOrders): Pick<Saved, 'orders' | 'hierarchies' | 'forgotten'> {
  const table = new HierarchyTable();
  const saved = [...orders.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map((tracked) => saveTracked(tracked, table));
  return { orders: saved, hierarchies: table.hierarchies.map((hierarchy) => [...hierarchy]), forgotten: orders.forgottenNames() };
}

function saveTracked({ order, promises, held, dueMs, calm, closed }: TrackedOrder, table: HierarchyTable): SavedTracked {
  return {
    order: saveOrder(order, table),
    promises: [...promises],
    held: [...held].map(([key, alert]) => [key, { ...alert }]),
    dueMs: Number.isFinite(dueMs) ? dueMs : null,
    calm,
    closed,
  };
}

function saveOrder({ view: _view, told: _told, ...order }: OrderRecord, table: HierarchyTable): SavedOrder {
  return {
    ...order,
    placings: [...order.placings],
    dimensions: { ...order.dimensions },
    steps: [...order.steps].map(([name, step]) => [name, { ...step, view: null, events: [...step.events] }]),
    samples: Array.from(eachSample(order.samples), ({ hierarchy, day, bin, next }): SavedSample => {
      const place = table.placeOf(hierarchy);
      return next === undefined ? [place, day, bin] : [place, day, bin, next];
    }),
  };
}

/**
 * Puts the saved orders back.
 *
 * @param visit called with each of them and the instant at which it is due, in order of name
 */
export function restoreOrders(
  orders: TrackedOrders,
  saved: Pick<Saved, 'orders' | 'hierarchies' | 'forgotten'>,
  visit: (tracked: TrackedOrder, dueMs: number) => void,
): void {
  orders.clear(saved.forgotten);
  for (const { order, promises, held, dueMs, calm, closed } of saved.orders) {
    const record = restoreOrder(order, saved.hierarchies);
    const tracked = orders.add(record, { promises: new Map(promises), held: new Map(held), calm, closed });
    visit(tracked, dueMs ?? Infinity);
  }
}

function restoreOrder(saved: SavedOrder, hierarchies: readonly Hierarchy[]): OrderRecord {
  return {
    ...saved,
    told: null,
    placings: [...saved.placings],
    dimensions: { ...saved.dimensions },
    steps: new Map(saved.steps.map(([name, step]) => [name, { ...step, events: [...step.events] }])),
    samples: saved.samples.flatMap(([place, day, bin, next]): Samples => [hierarchies[place] ?? [], day, bin, next ?? NO_NEXT]),
    view: null,
  };
}

class HierarchyTable {
  readonly hierarchies: Hierarchy[] = [];
  readonly #places = new Map<Hierarchy, number>();

  placeOf(hierarchy: Hierarchy): number {
    let place = this.#places.get(hierarchy);
    if (place === undefined) {
      place = this.hierarchies.push(hierarchy) - 1;
      this.#places.set(hierarchy, place);
    }
    return place;
  }
}
