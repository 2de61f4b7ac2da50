/** An opportunity as its facts leave it: of two facts that set the same thing the later one counts, whatever order they came in. */
import type { Fact } from '@warroom/protocol/events';
import type { Latest, Opportunity } from './customer.ts';

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
    savedIn: 0,
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
