/** One order: its facts, and what is known about them as a whole. */
import type { Sample } from '../learning/durationHistograms.ts';
import { addFact, noFacts, type OrderFact, type OrderFacts } from './orderFacts.ts';
import { type OrderView, viewFacts } from './orderView.ts';

export interface OrderRecord extends OrderFacts {
  readonly name: string;
  /** Systems that reported it, sorted. */
  sources: string[];
  newestAtMs: number;
  /** When the last fact arrived, by the monitor's clock. */
  arrivedMs: number;
  /** Something about it has ended that durations can be learnt from: from then on every fact may change its samples. */
  hasSamples: boolean;
  /** Its samples as counted in the histograms: exactly what has to be taken back when they turn out different. */
  samples: Sample[];
  /** Null until it is asked for again. */
  view: OrderView | null;
}

export const newOrder = (name: string): OrderRecord => ({
  name,
  ...noFacts(),
  sources: [],
  newestAtMs: -Infinity,
  arrivedMs: -Infinity,
  hasSamples: false,
  samples: [],
  view: null,
});

export function applyOrderFact(order: OrderRecord, fact: OrderFact, nowMs: number): void {
  order.view = null;
  order.arrivedMs = nowMs;
  order.newestAtMs = Math.max(order.newestAtMs, fact.atMs);
  if (!order.sources.includes(fact.source)) order.sources = [...order.sources, fact.source].sort();
  addFact(order, fact);
  if (endsSomething(fact)) order.hasSamples = true;
}

const endsSomething = (fact: OrderFact): boolean =>
  fact.kind === 'order.delivered' ||
  fact.kind === 'order.cancelled' ||
  (fact.kind === 'order.step' && (fact.data.state === 'completed' || fact.data.state === 'blocked'));

export function viewOrder(order: OrderRecord): OrderView {
  order.view ??= viewFacts(order);
  return order.view;
}
