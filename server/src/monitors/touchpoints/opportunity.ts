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

/** Lets go of what was told at or before `untilMs`, but for the stage. @returns whether anything went */
export function forgetTold(opportunity: Opportunity, untilMs: number): boolean {
  const { amount, customerName, region } = opportunity;
  if (amount && amount.atMs <= untilMs) opportunity.amount = null;
  if (customerName && customerName.atMs <= untilMs) opportunity.customerName = null;
  if (region && region.atMs <= untilMs) opportunity.region = null;
  return amount !== opportunity.amount || customerName !== opportunity.customerName || region !== opportunity.region;
}

/** When the first of what is told of it was told; Infinity when nothing but the stage. */
export const oldestToldMs = ({ amount, customerName, region }: Opportunity): number =>
  Math.min(amount?.atMs ?? Infinity, customerName?.atMs ?? Infinity, region?.atMs ?? Infinity);

/** Takes a fact in, the first one included. */
export function takeMove(opportunity: Opportunity, fact: Fact<'opportunity.moved'>): void {
  opportunity.stage = later<string>(opportunity.stage, fact.data.stage, fact) as Latest<string>;
  opportunity.amount = later(opportunity.amount, fact.data.amount, fact);
  opportunity.customerName = later(opportunity.customerName, fact.customerId, fact);
  opportunity.region = later(opportunity.region, fact.region, fact);
  opportunity.firstAtMs = Math.min(opportunity.firstAtMs, fact.atMs);
}
