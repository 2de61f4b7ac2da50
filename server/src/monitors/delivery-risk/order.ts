/** One order: its facts, kept so that any order of arrival gives the same, and what they say together. */

import type { DeliveryStep } from '@warroom/protocol/concerns/delivery-risk';
import type { Fact } from '@warroom/protocol/events';
import type { Chain, Sample } from './durationBook.ts';
import type { ClassModel } from './durationModel.ts';
import type { Pace } from './kinship.ts';
import type { Position } from './position.ts';
import { instantMs, isLater, type Stamp, type Stamped } from './stamped.ts';
import { applyStepFact, newStep, type StepRecord, type StepView, viewStep } from './step.ts';

export interface Place {
  name: string;
  lat: number;
  lng: number;
}

interface Placing extends Stamp {
  promisedAtMs: number | null;
  expedite: boolean | null;
  amount: number | null;
  route: string[];
  from: Place | null;
  to: Place | null;
}

export interface OrderEnd extends Stamp {
  how: 'delivered' | 'cancelled';
}

type DimensionName = 'region' | 'productLine' | 'customerId';
/** A dimension said by `order.placed` counts before one that a step's fact carries, which may be the plant's. */
type RankedStamp = Stamped<string> & { placed: boolean };

export interface OrderRecord {
  readonly name: string;
  placings: Placing[];
  end: OrderEnd | null;
  steps: Map<string, StepRecord>;
  dimensions: Record<DimensionName, RankedStamp | null>;
  /** Systems that spoke of it, sorted. */
  sources: string[];
  newestAtMs: number;
  /** When the last fact arrived, by the monitor's clock. */
  arrivedMs: number;
  /** Something about it has ended that durations can be learnt from: from then on every fact may change what it teaches. */
  teaches: boolean;
  /** What it has taught so far: exactly what has to be taken back when it turns out different. */
  taught: Sample[];
  view: OrderView | null;
}

/** What the facts of an order say. */
export interface OrderView {
  placedAtMs: number | null;
  promisedAtMs: number | null;
  expedite: boolean;
  /** Since when it is expedited. */
  expeditedAtMs: number | null;
  amount: number | null;
  route: readonly string[];
  from: Place | null;
  to: Place | null;
  region: string | null;
  productLine: string | null;
  customerId: string | null;
  /** Steps in the order of the route; those that are not in it where they first came up. */
  steps: readonly OrderStep[];
  end: OrderEnd | null;
  /** Worked out from these facts when first asked for; gone with the view when a fact comes. */
  memo: ViewMemo;
}

export interface ViewMemo {
  position?: Position;
  model?: ClassModel;
  /** What the ended steps say about the pace of the order, by that model. */
  pace?: Pace;
  stepRows?: readonly DeliveryStep[];
  instants?: { placedAt: string | null; promisedAt: string };
}

export interface OrderStep {
  name: string;
  record: StepRecord | null;
  view: StepView;
  inRoute: boolean;
}

const MAX_PLACINGS = 16;

export const newOrder = (name: string): OrderRecord => ({
  name,
  placings: [],
  end: null,
  steps: new Map(),
  dimensions: { region: null, productLine: null, customerId: null },
  sources: [],
  newestAtMs: -Infinity,
  arrivedMs: -Infinity,
  teaches: false,
  taught: [],
  view: null,
});

export type OrderFact = Fact<'order.placed' | 'order.step' | 'order.delivered' | 'order.cancelled'>;

export function applyOrderFact(order: OrderRecord, fact: OrderFact, nowMs: number): void {
  order.view = null;
  order.arrivedMs = nowMs;
  order.newestAtMs = Math.max(order.newestAtMs, fact.atMs);
  if (!order.sources.includes(fact.source)) order.sources = [...order.sources, fact.source].sort();
  setDimension(order, 'region', fact.region, fact);
  setDimension(order, 'productLine', fact.productLine, fact);
  setDimension(order, 'customerId', fact.customerId, fact);
  switch (fact.kind) {
    case 'order.placed':
      place(order, fact);
      break;
    case 'order.step': {
      let step = order.steps.get(fact.data.step);
      if (!step) {
        step = newStep();
        order.steps.set(fact.data.step, step);
      }
      applyStepFact(step, fact);
      if (fact.data.state === 'completed' || fact.data.state === 'blocked') order.teaches = true;
      break;
    }
    case 'order.delivered':
    case 'order.cancelled':
      order.teaches = true;
      if (isLater(fact, order.end))
        order.end = { atMs: fact.atMs, id: fact.id, how: fact.kind === 'order.delivered' ? 'delivered' : 'cancelled' };
      break;
  }
}

function setDimension(order: OrderRecord, name: DimensionName, value: string | null, fact: OrderFact): void {
  if (value === null) return;
  const held = order.dimensions[name];
  const placed = fact.kind === 'order.placed';
  if (held && (held.placed === placed ? !isLater(fact, held) : held.placed)) return;
  order.dimensions[name] = { value, placed, atMs: fact.atMs, id: fact.id };
}

function place({ placings }: OrderRecord, { data, atMs, id }: Fact<'order.placed'>): void {
  const placing: Placing = {
    atMs,
    id,
    promisedAtMs: instantMs(data.promised_at),
    expedite: data.expedite ?? null,
    amount: data.amount ?? null,
    route: data.route,
    from: data.from ?? null,
    to: data.to ?? null,
  };
  let at = placings.length;
  while (at > 0 && isLater(placings[at - 1] as Placing, placing)) at -= 1;
  placings.splice(at, 0, placing);
  // The first says when it was placed, the newest what holds: of very many corrections those between say nothing.
  if (placings.length > MAX_PLACINGS) placings.splice(1, 1);
}

export function viewOrder(order: OrderRecord): OrderView {
  order.view ??= makeView(order);
  return order.view;
}

function makeView({ placings, dimensions, steps, end }: OrderRecord): OrderView {
  const newest = <K extends keyof Placing>(field: K): Placing[K] | null => {
    for (let i = placings.length - 1; i >= 0; i -= 1) {
      const value = (placings[i] as Placing)[field];
      if (value !== null) return value;
    }
    return null;
  };
  let expeditedAtMs: number | null = null;
  for (const placing of placings) {
    if (placing.expedite === true) expeditedAtMs ??= placing.atMs;
    else if (placing.expedite === false) expeditedAtMs = null;
  }
  const route = [...new Set(newest('route') ?? [])];
  return {
    placedAtMs: placings[0]?.atMs ?? null,
    promisedAtMs: newest('promisedAtMs'),
    expedite: expeditedAtMs !== null,
    expeditedAtMs,
    amount: newest('amount'),
    route,
    from: newest('from'),
    to: newest('to'),
    region: dimensions.region?.value ?? null,
    productLine: dimensions.productLine?.value ?? null,
    customerId: dimensions.customerId?.value ?? null,
    steps: inProcessOrder(route, steps),
    end,
    memo: {},
  };
}

const NOTHING_KNOWN = viewStep(newStep());

function inProcessOrder(route: readonly string[], records: Map<string, StepRecord>): OrderStep[] {
  const steps: OrderStep[] = route.map((name) => {
    const record = records.get(name) ?? null;
    return { name, record, view: record ? viewStep(record) : NOTHING_KNOWN, inRoute: true };
  });
  const strangers = [...records].filter(([name]) => !route.includes(name));
  strangers.sort(([a, x], [b, y]) => x.firstAtMs - y.firstAtMs || (a < b ? -1 : 1));
  for (const [name, record] of strangers) {
    let place = steps.length;
    const view = viewStep(record);
    // Before the first step of which nothing has been seen after it came up.
    while (place > 0 && (steps[place - 1] as OrderStep).view.firstAtMs > Math.min(view.firstAtMs, record.firstAtMs)) place -= 1;
    steps.splice(place, 0, { name, record, view, inRoute: false });
  }
  return steps;
}

/** A chain as its place in the checkpoint's table of chains. */
type SavedSample = [chain: number, day: number, bin: number, next?: number];
export type SavedOrder = Omit<OrderRecord, 'view' | 'steps' | 'taught'> & { steps: [string, StepRecord][]; taught: SavedSample[] };

export function saveOrder({ view: _, ...order }: OrderRecord, placeOf: (chain: Chain) => number): SavedOrder {
  return {
    ...order,
    placings: [...order.placings],
    dimensions: { ...order.dimensions },
    steps: [...order.steps].map(([name, step]) => [name, { ...step, view: null, marks: [...step.marks] }]),
    taught: order.taught.map(({ chain, day, bin, next }) =>
      next === undefined ? [placeOf(chain), day, bin] : [placeOf(chain), day, bin, next],
    ),
  };
}

export function restoreOrder(saved: SavedOrder, chains: readonly Chain[]): OrderRecord {
  return {
    ...saved,
    placings: [...saved.placings],
    dimensions: { ...saved.dimensions },
    steps: new Map(saved.steps.map(([name, step]) => [name, { ...step, marks: [...step.marks] }])),
    taught: saved.taught.map(([chain, day, bin, next]) => ({
      chain: chains[chain] ?? [],
      day,
      bin,
      ...(next === undefined ? {} : { next }),
    })),
    view: null,
  };
}
