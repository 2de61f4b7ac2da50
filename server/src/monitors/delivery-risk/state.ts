/**
 * What the monitor keeps between two runs, as records: the facts of each order and what was raised about it, stock, quotes, and what was
 * learnt. Records stand in no order but that names of hierarchies come last.
 */
import type { Sample } from './learning/durationHistograms.ts';
import type { Hierarchy } from './learning/hierarchy.ts';
import type { LearningRecord } from './learning/learning.ts';
import { eachSample, NO_NEXT, NO_SAMPLES, type Samples } from './learning/samples.ts';
import type { OrderRecord } from './orders/order.ts';
import type { StepRecord } from './orders/step.ts';
import type { HeldAlert } from './rules/orderAlerts.ts';
import type { StockPromise, StockRecord } from './stock.ts';
import type { TrackedOrder } from './trackedOrders.ts';

/** Raised when {@link StateRecord} changes its shape or its meaning. */
export const STATE_VERSION = 8;

export type StateRecord =
  | ['sweep', atMs: number | null]
  | ['order', SavedTracked]
  | ['forgotten', (readonly [name: string, untilMs: number])[]]
  | ['stock', StockRecord[]]
  | ['learning', LearningRecord]
  | ['hierarchies', first: number, Hierarchy[]];

/** Hierarchies as their places in the table of the same state. */
type SavedSample = [hierarchy: number, day: number, bin: number, next?: number];
type SavedOrder = Omit<OrderRecord, 'view' | 'told' | 'steps' | 'samples'> & { steps: [string, StepRecord][] };

export interface SavedTracked {
  order: SavedOrder;
  /** As counted, of an order whose facts say more by now and which waits to be counted again; null of any other: its facts give them. */
  waiting: SavedSample[] | null;
  promises: [string, StockPromise][];
  held: [string, HeldAlert][];
  dueMs: number | null;
  calm: boolean;
  closed: boolean;
}

/** @param waiting its samples as counted, where it waits to be counted again */
export function saveTracked(tracked: TrackedOrder, waiting: Samples | null, table: HierarchyTable): SavedTracked {
  const { order, promises, held, dueMs, calm, closed } = tracked;
  const { view: _view, told: _told, samples: _samples, ...facts } = order;
  return {
    order: {
      ...facts,
      placings: [...facts.placings],
      dimensions: { ...facts.dimensions },
      steps: Array.from(facts.steps, ([name, step]) => [name, { ...step, view: null, events: [...step.events] }]),
    },
    waiting: waiting && Array.from(eachSample(waiting), (sample) => saveSample(sample, table)),
    promises: [...promises],
    held: Array.from(held, ([key, alert]) => [key, { ...alert }]),
    dueMs: Number.isFinite(dueMs) ? dueMs : null,
    calm,
    closed,
  };
}

function saveSample({ hierarchy, day, bin, next }: Sample, table: HierarchyTable): SavedSample {
  const place = table.placeOf(hierarchy);
  return next === undefined ? [place, day, bin] : [place, day, bin, next];
}

/** @param samplesOf what its facts give */
export function restoreOrder(
  { order, waiting }: SavedTracked,
  table: readonly Hierarchy[],
  samplesOf: (order: OrderRecord) => Samples,
): OrderRecord {
  const record: OrderRecord = { ...order, steps: new Map(order.steps), samples: NO_SAMPLES, view: null, told: null };
  if (waiting) record.samples = waiting.flatMap(([place, day, bin, next]): Samples => [table[place] ?? [], day, bin, next ?? NO_NEXT]);
  else if (record.hasSamples) record.samples = samplesOf(record);
  return record;
}

const NAMES_AT_ONCE = 200;

/** Each hierarchy of names that a sample stands under, once for a state. */
export class HierarchyTable {
  readonly #hierarchies: Hierarchy[] = [];
  readonly #places = new Map<Hierarchy, number>();

  placeOf(hierarchy: Hierarchy): number {
    let place = this.#places.get(hierarchy);
    if (place === undefined) {
      place = this.#hierarchies.push(hierarchy) - 1;
      this.#places.set(hierarchy, place);
    }
    return place;
  }

  *records(): Generator<StateRecord> {
    for (let first = 0; first < this.#hierarchies.length; first += NAMES_AT_ONCE)
      yield ['hierarchies', first, this.#hierarchies.slice(first, first + NAMES_AT_ONCE)];
  }
}
