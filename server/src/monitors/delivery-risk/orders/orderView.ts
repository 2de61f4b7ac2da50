/** What the facts of an order say together. */
import type { DeliveryStep } from '@warroom/protocol/concerns/delivery-risk';
import type { ClassModel, Rest } from '../learning/classModel.ts';
import type { ClassHierarchies } from '../learning/hierarchy.ts';
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
  /** Every step stands in the route, once: what is told of one changes none but that. */
  plain: boolean;
  end: OrderEnd | null;
  /** Worked out when first asked for; gone when a fact comes that may change it. */
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
  /** What its row says by its facts alone, once it has been shown. */
  shown: DeliveryStep | null;
}

/** The end of a step. */
export interface StepEnd {
  name: string;
  atMs: number;
  /** Place in the route; −1 for a step outside it. */
  index: number;
}

interface ViewMemo {
  hierarchies?: ClassHierarchies | undefined;
  /** Names of what is to come from each place of the route on. */
  suffixes?: readonly string[] | undefined;
  ends?: readonly StepEnd[] | undefined;
  position?: Position | undefined;
  model?: ClassModel | undefined;
  /** What the ended steps say of the order's frailty, by that model. */
  frailty?: Frailty | undefined;
  /** What the steps after those under way take together, by that model. */
  rest?: Rest | undefined;
  stepRows?: readonly DeliveryStep[] | undefined;
  instants?: { placedAt: string | null; promisedAt: string } | undefined;
}

/** Where an order stands. */
export interface Position {
  /** Steps under way or blocked that no later step has overtaken. */
  active: OrderStep[];
  /** Steps not ended although a later one has been touched since: skipped, unreported, or truly parallel. */
  overtaken: OrderStep[];
  /** Steps of which nothing has been seen yet, in the order of the process. */
  ahead: OrderStep[];
  /** The first of them, where nothing is under way: it is waited for. */
  waited: OrderStep | null;
  /** Those ahead without the one that is waited for. */
  later: readonly OrderStep[];
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
  const inOrder = inProcessOrder(route, steps);
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
    steps: inOrder,
    plain: inOrder.every(({ place, visit }) => place >= 0 && visit === 1),
    end,
    memo: {},
  };
}

/**
 * Brings a plain view up to what its order's facts say now, where nothing but steps of its route, dimensions and the end have been told of
 * since: most facts are of one step, and the rest of a view costs more than that one.
 *
 * @param told names of the steps
 */
export function bringUpToDate(view: OrderView, { dimensions, steps, end }: OrderFacts, told: readonly string[]): void {
  const inOrder = view.steps as OrderStep[];
  let sameEnds = true;
  for (const name of told) {
    const place = inOrder.findIndex((step) => step.name === name);
    const before = inOrder[place] as OrderStep;
    const record = steps.get(name) ?? null;
    const step = { ...before, record, view: record === null ? UNTOUCHED : viewStep(record), shown: null };
    inOrder[place] = step;
    if (endOf(step) !== endOf(before)) sameEnds = false;
  }
  const region = dimensions.region?.value ?? null;
  const productLine = dimensions.productLine?.value ?? null;
  const { suffixes, instants, ends, hierarchies, model, frailty } = view.memo;
  if (region !== view.region || productLine !== view.productLine) view.memo = { suffixes, instants, ends };
  else if (told.length > 0) view.memo = { suffixes, instants, ends, hierarchies, model, frailty };
  if (!sameEnds) {
    view.memo.ends = undefined;
    view.memo.frailty = undefined;
  }
  view.region = region;
  view.productLine = productLine;
  view.customerId = dimensions.customerId?.value ?? null;
  view.end = end;
}

const endOf = ({ view }: OrderStep): number | null => (view.status === 'done' ? view.completedAtMs : null);

const UNTOUCHED = viewStep(newStep());

function inProcessOrder(route: readonly string[], records: Map<string, StepRecord>): OrderStep[] {
  const steps: OrderStep[] = [];
  const passed = Map.groupBy(route.keys(), (place) => route[place] as string);
  for (const [name, visits] of passed) {
    const record = records.get(name) ?? null;
    const views = record === null ? [] : visits.length === 1 ? [viewStep(record)] : viewVisits(name, visits, route, records);
    for (const [i, place] of visits.entries())
      steps[place] = { name, record, view: views[i] ?? UNTOUCHED, place, visit: i + 1, shown: null };
  }
  const offRoute = [...records].filter(([name]) => !passed.has(name));
  offRoute.sort(([a, x], [b, y]) => x.firstAtMs - y.firstAtMs || (a < b ? -1 : 1));
  for (const [name, record] of offRoute) {
    let place = steps.length;
    const view = viewStep(record);
    // Before the steps at the end of which nothing had been seen when it first came up.
    while (place > 0 && (steps[place - 1] as OrderStep).view.firstAtMs > Math.min(view.firstAtMs, record.firstAtMs)) place -= 1;
    steps.splice(place, 0, { name, record, view, place: -1, visit: 1, shown: null });
  }
  return steps;
}
