/** An opportunity as its facts leave it: of two facts that set the same thing the later one counts, whatever order they came in. */
import type { Fact } from '@warroom/protocol/events';
import type { Customer } from './customers.ts';
import type { LostDeal } from './lostDeals.ts';

/** A value and the fact that set it; ties at one instant go to the greater id. */
export interface Latest<T> {
  value: T;
  atMs: number;
  id: string;
}

export type OpportunityStatus = 'open' | 'won' | 'lost';

export interface Opportunity {
  readonly name: string;
  stage: Latest<string>;
  amount: Latest<number> | null;
  customerName: Latest<string> | null;
  region: Latest<string> | null;
  /** Its earliest fact: from here on silence can count. */
  firstAtMs: number;
  status: OpportunityStatus;
  /** The customer it stands under, null while no fact names one. */
  customer: Customer | null;
  /** The standing alert `silent-opportunity`. */
  alert: { episode: string; sinceMs: number; critical: boolean } | null;
  deal: LostDeal | null;
  /** The timer that counts; an earlier or later one that comes up is stale. Infinity when none. */
  armedMs: number;
}

export function newOpportunity(name: string, stage: Latest<string>): Opportunity {
  return {
    name,
    stage,
    amount: null,
    customerName: null,
    region: null,
    firstAtMs: stage.atMs,
    status: 'open',
    customer: null,
    alert: null,
    deal: null,
    armedMs: Infinity,
  };
}

function later<T>(known: Latest<T> | null, value: T | null | undefined, { atMs, id }: { atMs: number; id: string }): Latest<T> | null {
  if (value === null || value === undefined) return known;
  return !known || atMs > known.atMs || (atMs === known.atMs && id >= known.id) ? { value, atMs, id } : known;
}

/** Takes a fact in, the first one included. */
export function takeMove(opportunity: Opportunity, fact: Fact<'opportunity.moved'>): void {
  opportunity.stage = later<string>(opportunity.stage, fact.data.stage, fact) as Latest<string>;
  opportunity.amount = later(opportunity.amount, fact.data.amount, fact);
  opportunity.customerName = later(opportunity.customerName, fact.customerId, fact);
  opportunity.region = later(opportunity.region, fact.region, fact);
  opportunity.firstAtMs = Math.min(opportunity.firstAtMs, fact.atMs);
}
