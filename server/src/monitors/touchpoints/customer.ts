/** The records that refer to one another: a customer, its opportunities, and the audits of those it lost. */
import type { Saveable } from '../snapshot.ts';
import type { Report } from './report.ts';
import type { ResonanceHistory } from './resonanceHistory.ts';

/** All that is held of a customer in one record, so that each part of the monitor finds its own by one look-up. */
export interface Customer extends Saveable {
  readonly name: string;
  /** The minute, of the days in `Customers.slots`, at which this customer's housekeeping is done; its remainder is its minute of the influence step. */
  readonly slot: number;
  /** Sorted by compareReports; reaches back over the window and the lateness that is still taken into account. */
  reports: Report[];
  /** Reports at or before this instant are no longer held. */
  prunedToMs: number;
  /** Not before the newest report held: a newer one goes to the end without a look at the others. */
  newestMs: number;
  /** How many of the reports held come from another road alone; without any there is nothing to link. */
  foundOnly: number;
  /** Times of competitor touchpoints and visits, sorted. */
  competitorMs: number[];
  /** Newest captured touchpoint ever heard of, -Infinity when none. */
  lastCapturedMs: number;
  resonance: ResonanceHistory | null;
  open: ReadonlySet<Opportunity>;
  lost: ReadonlySet<LostDeal>;
  /** Channels with a row in `touchpoints.influence`. */
  shownChannels: ReadonlySet<string>;
}

/** A value and the fact that set it; ties at one instant go to the greater id. */
export interface Latest<T> {
  value: T;
  atMs: number;
  id: string;
}

export type OpportunityStatus = 'open' | 'won' | 'lost';

export interface Opportunity extends Saveable {
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
  alert: { episode: string; sinceMs: number; critical: boolean; told: string } | null;
  deal: LostDeal | null;
  /** The timer that counts; another one that comes up is stale. Infinity when none. */
  armedMs: number;
}

/** The captured touchpoint that its silence counts from: one after its own first fact; null where it counts from that. */
export function countsFromMs({ customer, firstAtMs }: Opportunity): number | null {
  return customer && customer.lastCapturedMs > firstAtMs ? customer.lastCapturedMs : null;
}

/** A deal that was lost, with the reports of its last days: kept by itself, since audits come long after the window has moved on. */
export interface LostDeal {
  readonly opportunity: Opportunity;
  readonly customer: Customer;
  lostAtMs: number;
  /** Sorted by compareReports. */
  reports: Report[];
}
