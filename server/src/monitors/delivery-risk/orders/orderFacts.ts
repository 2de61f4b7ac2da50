/** What is kept of the facts of one order, so that any order of arrival gives the same (DELIVERY-1, DELIVERY-2). */
import type { Fact } from '@warroom/protocol/events';
import { instantMs } from '../instants.ts';
import { type Register, supersedes, type Timestamp } from './lastWriteWins.ts';
import { applyStepFact, newStep, type StepRecord } from './step.ts';

export interface Place {
  name: string;
  lat: number;
  lng: number;
}

/** One `order.placed`. */
interface Placing extends Timestamp {
  promisedAtMs: number | null;
  expedite: boolean | null;
  amount: number | null;
  route: string[];
  from: Place | null;
  to: Place | null;
}

export interface OrderEnd extends Timestamp {
  how: 'delivered' | 'cancelled';
}

type DimensionName = 'region' | 'productLine' | 'customerId';
/** A dimension given by `order.placed` takes precedence over one that a step's fact carries, which may be the plant's. */
type DimensionRegister = Register<string> & { placed: boolean };

export interface OrderFacts {
  /** By time. */
  placings: Placing[];
  end: OrderEnd | null;
  steps: Map<string, StepRecord>;
  dimensions: Record<DimensionName, DimensionRegister | null>;
}

export type OrderFact = Fact<'order.placed' | 'order.step' | 'order.delivered' | 'order.cancelled'>;

const MAX_PLACINGS = 16;

export const noFacts = (): OrderFacts => ({
  placings: [],
  end: null,
  steps: new Map(),
  dimensions: { region: null, productLine: null, customerId: null },
});

export function addFact(facts: OrderFacts, fact: OrderFact): void {
  setDimension(facts, 'region', fact.region, fact);
  setDimension(facts, 'productLine', fact.productLine, fact);
  setDimension(facts, 'customerId', fact.customerId, fact);
  switch (fact.kind) {
    case 'order.placed':
      place(facts, fact);
      break;
    case 'order.step': {
      let step = facts.steps.get(fact.data.step);
      if (!step) {
        step = newStep();
        facts.steps.set(fact.data.step, step);
      }
      applyStepFact(step, fact);
      break;
    }
    case 'order.delivered':
    case 'order.cancelled':
      if (supersedes(fact, facts.end))
        facts.end = { atMs: fact.atMs, id: fact.id, how: fact.kind === 'order.delivered' ? 'delivered' : 'cancelled' };
      break;
  }
}

function setDimension({ dimensions }: OrderFacts, name: DimensionName, value: string | null, fact: OrderFact): void {
  if (value === null) return;
  const held = dimensions[name];
  const placed = fact.kind === 'order.placed';
  if (held && (held.placed === placed ? !supersedes(fact, held) : held.placed)) return;
  dimensions[name] = { value, placed, atMs: fact.atMs, id: fact.id };
}

function place({ placings }: OrderFacts, { data, atMs, id }: Fact<'order.placed'>): void {
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
  while (at > 0 && supersedes(placings[at - 1] as Placing, placing)) at -= 1;
  placings.splice(at, 0, placing);
  // The first says when it was placed, the newest what holds: of very many corrections those between are dropped.
  if (placings.length > MAX_PLACINGS) placings.splice(1, 1);
}
