/** What the facts of an order say together. */
import type { DeliveryStep } from '@warroom/protocol/concerns/delivery-risk';
import type { ClassModel } from '../learning/classModel.ts';
import type { Frailty } from '../statistics/sharedFrailty.ts';
import type { OrderEnd, OrderFacts, Place } from './orderFacts.ts';
import { newStep, type StepRecord, type StepView, viewStep } from './step.ts';
import { viewVisits } from './visits.ts';

export interface OrderView {
  placedAtMs: number | null;
  promisedAtMs: number | null;
  expedite: boolean;
  /** Since when it is expedited. */
  expeditedAtMs: number | null;
  amount: number | null;
  /** A step that it passes twice is named twice. */
  route: readonly string[];
  from: Place | null;
  to: Place | null;
  region: string | null;
  productLine: string | null;
  customerId: string | null;
  /** Steps in the order of the route; those that are not in it where they first came up. */
  steps: readonly OrderStep[];
  end: OrderEnd | null;
  /** Worked out when first asked for; gone with the view when a fact comes. */
  memo: ViewMemo;
}

export interface OrderStep {
  name: string;
  record: StepRecord | null;
  view: StepView;
  /** Place in the route; −1 for a step outside it. */
  place: number;
  /** 1 for the first time the route passes this step, 2 for the second, … */
  visit: number;
}

interface ViewMemo {
  position?: Position;
  model?: ClassModel;
  /** What the ended steps say of the order's frailty, by that model. */
  frailty?: Frailty;
  stepRows?: readonly DeliveryStep[];
  instants?: { placedAt: string | null; promisedAt: string };
}

/** Where an order stands. */
export interface Position {
  /** Steps under way or blocked that no later step has overtaken. */
  active: OrderStep[];
  /** Steps not ended although a later one has been touched since: skipped, unreported, or truly parallel. */
  overtaken: OrderStep[];
  /** Steps of which nothing has been seen yet, in the order of the process. */
  ahead: OrderStep[];
  /** When the last step ended, else when the order was placed: since then the next one has been waited for. */
  readyMs: number | null;
  lastEnded: string | null;
}

export function viewFacts({ placings, dimensions, steps, end }: OrderFacts): OrderView {
  type Placing = (typeof placings)[number];
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
  const route = newest('route') ?? [];
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

const UNTOUCHED = viewStep(newStep());

function inProcessOrder(route: readonly string[], records: Map<string, StepRecord>): OrderStep[] {
  const steps: OrderStep[] = [];
  const passed = Map.groupBy(route.keys(), (place) => route[place] as string);
  for (const [name, visits] of passed) {
    const record = records.get(name) ?? null;
    const views = record === null ? [] : visits.length === 1 ? [viewStep(record)] : viewVisits(name, visits, route, records);
    for (const [i, place] of visits.entries()) steps[place] = { name, record, view: views[i] ?? UNTOUCHED, place, visit: i + 1 };
  }
  const offRoute = [...records].filter(([name]) => !passed.has(name));
  offRoute.sort(([a, x], [b, y]) => x.firstAtMs - y.firstAtMs || (a < b ? -1 : 1));
  for (const [name, record] of offRoute) {
    let place = steps.length;
    const view = viewStep(record);
    // Before the steps at the end of which nothing had been seen when it first came up.
    while (place > 0 && (steps[place - 1] as OrderStep).view.firstAtMs > Math.min(view.firstAtMs, record.firstAtMs)) place -= 1;
    steps.splice(place, 0, { name, record, view, place: -1, visit: 1 });
  }
  return steps;
}
