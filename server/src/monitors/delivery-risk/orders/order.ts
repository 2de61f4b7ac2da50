/** One order: its facts, and what is known about them as a whole. */
import { NO_SAMPLES, type Samples } from '../learning/samples.ts';
import { addFact, noFacts, type OrderFact, type OrderFacts } from './orderFacts.ts';
import { bringUpToDate, type OrderView, viewFacts } from './orderView.ts';

export interface OrderRecord extends OrderFacts {
  readonly name: string;
  /** Systems that reported it, sorted. */
  sources: string[];
  newestAtMs: number;
  /** When the first fact arrived, by the monitor's clock. */
  firstArrivedMs: number;
  /** When the last fact arrived, by the monitor's clock. */
  arrivedMs: number;
  /** Something about it has ended that durations can be learnt from: from then on every fact may change its samples. */
  hasSamples: boolean;
  /** It is among those of which something can be learnt (DELIVERY-13). */
  isKnown: boolean;
  /** Its samples as counted in the histograms: exactly what has to be taken back when they turn out different. */
  samples: Samples;
  /** Null until it is asked for again; without what `told` names. */
  view: OrderView | null;
  /** Steps of which the view does not know the newest yet; null where it is up to date in everything. */
  told: string[] | null;
}

export const newOrder = (name: string): OrderRecord => ({
  name,
  ...noFacts(),
  sources: [],
  newestAtMs: -Infinity,
  firstArrivedMs: Infinity,
  arrivedMs: -Infinity,
  hasSamples: false,
  isKnown: false,
  samples: NO_SAMPLES,
  view: null,
  told: null,
});

export function applyOrderFact(order: OrderRecord, fact: OrderFact, nowMs: number): void {
  if (order.view) {
    if (!order.view.plain || !isOfItsSteps(fact, order.view)) order.view = null;
    else {
      order.told ??= [];
      if (fact.kind === 'order.step' && !order.told.includes(fact.data.step)) order.told.push(fact.data.step);
    }
  }
  heard(order, nowMs);
  order.newestAtMs = Math.max(order.newestAtMs, fact.atMs);
  if (!order.sources.includes(fact.source)) order.sources = [...order.sources, fact.source].sort();
  addFact(order, fact);
  if (endsSomething(fact)) order.hasSamples = true;
}

/** Something about the order has arrived. */
export function heard(order: OrderRecord, nowMs: number): void {
  order.arrivedMs = nowMs;
  order.firstArrivedMs = Math.min(order.firstArrivedMs, nowMs);
}

const endsSomething = (fact: OrderFact): boolean =>
  fact.kind === 'order.delivered' ||
  fact.kind === 'order.cancelled' ||
  (fact.kind === 'order.step' && (fact.data.state === 'completed' || fact.data.state === 'blocked'));

export function viewOrder(order: OrderRecord): OrderView {
  if (!order.view) order.view = viewFacts(order);
  else if (order.told) bringUpToDate(order.view, order, order.told);
  order.told = null;
  return order.view;
}

/** A fact of one of the route's steps, or of the end: it leaves the rest of a plain view as it is. */
const isOfItsSteps = (fact: OrderFact, view: OrderView): boolean =>
  fact.kind === 'order.step' ? view.route.includes(fact.data.step) : fact.kind !== 'order.placed';
