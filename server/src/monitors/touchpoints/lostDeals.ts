/** The audit of lost deals: of each, what the systems saw in its last days, what came to light later, and what nobody saw. */
import type { TouchpointLostDealRow } from '@warroom/protocol/concerns/touchpoints';
import type { RowSink } from '../monitor.ts';
import { estimatePopulation } from './chapman.ts';
import { added, type Customer, removed } from './customers.ts';
import type { Opportunity } from './opportunity.ts';
import type { TouchpointsSettings } from './settings.ts';
import { countRoads, isLinkable, type Sighting, sightingsOf } from './sightings.ts';
import { compareTouches, type Touch } from './touch.ts';

const DAY_MS = 86_400_000;

/** A deal that was lost, with the reports of its last days: kept by itself, since the audits come long after the window has moved on. */
export interface LostDeal {
  readonly opportunity: Opportunity;
  readonly customer: Customer;
  lostAtMs: number;
  /** Sorted by compareTouches. */
  touches: Touch[];
}

export class LostDeals {
  readonly #settings: TouchpointsSettings;
  readonly #dirty = new Set<LostDeal>();
  readonly #gone = new Set<string>();

  constructor(settings: TouchpointsSettings) {
    this.#settings = settings;
  }

  #holds(lostAtMs: number, atMs: number): boolean {
    return atMs <= lostAtMs && atMs > lostAtMs - this.#settings.windowDays * DAY_MS;
  }

  /** When the audit of a lost deal leaves the board. */
  endsAtMs({ stage }: Opportunity): number {
    return stage.atMs + this.#settings.lostDeals.keepDays * DAY_MS;
  }

  isShown(opportunity: Opportunity, nowMs: number): boolean {
    return opportunity.status === 'lost' && nowMs < this.endsAtMs(opportunity);
  }

  /** Brings the audit into line with the opportunity, which may have been lost, lost at another time, or not lost after all. */
  review(opportunity: Opportunity, nowMs: number): void {
    const { deal, customer, stage } = opportunity;
    const shown = this.isShown(opportunity, nowMs);
    if (deal && (!shown || deal.customer !== customer)) this.remove(opportunity);
    if (!shown || !customer) return;
    const standing = opportunity.deal;
    // What the customer's ledger has let go of is in the audit alone; the rest is in the ledger, complete.
    const old = standing ? standing.touches.filter((touch) => touch.atMs <= customer.prunedToMs) : [];
    const touches = [...old, ...customer.touches].filter((touch) => this.#holds(stage.atMs, touch.atMs));
    if (standing) {
      standing.lostAtMs = stage.atMs;
      standing.touches = touches;
    } else {
      opportunity.deal = { opportunity, customer, lostAtMs: stage.atMs, touches };
      customer.lost = added(customer.lost, opportunity.deal);
      this.#gone.delete(opportunity.name);
    }
    this.#dirty.add(opportunity.deal as LostDeal);
  }

  remove(opportunity: Opportunity): void {
    const { deal } = opportunity;
    if (!deal) return;
    deal.customer.lost = removed(deal.customer.lost, deal);
    this.#dirty.delete(deal);
    this.#gone.add(opportunity.name);
    opportunity.deal = null;
  }

  /** A report of the customer came in: audits report what lies weeks back. */
  take(customer: Customer, touch: Touch): void {
    for (const deal of customer.lost) {
      if (!this.#holds(deal.lostAtMs, touch.atMs)) continue;
      const { touches } = deal;
      let i = touches.length;
      while (i > 0 && compareTouches(touches[i - 1] as Touch, touch) > 0) i -= 1;
      touches.splice(i, 0, touch);
      this.#dirty.add(deal);
    }
  }

  /** Takes a saved audit back; {@link review} completes it from the ledger. */
  restore(opportunity: Opportunity, customer: Customer, touches: Touch[]): void {
    opportunity.deal = { opportunity, customer, lostAtMs: opportunity.stage.atMs, touches };
    customer.lost = added(customer.lost, opportunity.deal);
  }

  collect(sink: RowSink): void {
    for (const name of this.#gone) sink.delete('touchpoints.lost-deals', name);
    this.#gone.clear();
    for (const deal of this.#dirty) sink.set('touchpoints.lost-deals', deal.opportunity.name, this.row(deal));
    this.#dirty.clear();
  }

  row(deal: LostDeal): TouchpointLostDealRow {
    const { coverage } = this.#settings;
    const sightings = sightingsByGroup(deal.touches, coverage.sameWithinSeconds * 1_000);
    const overlapping = new Set(sightings.flatMap((s) => (s.captured ? s.roads : [])));
    // The audit of one deal is judged by itself: whether a road reports all it finds has to show in this deal's own reports.
    const reportsAll = (road: string) => {
      const said = Object.hasOwn(coverage.roads, road) ? coverage.roads[road] : undefined;
      return said === undefined ? overlapping.has(road) : said === 'all';
    };
    const counts = countRoads(
      sightings.map((s) => ({ captured: s.captured, roads: s.roads, count: 1 })),
      reportsAll,
    );
    const population = estimatePopulation(counts.captured, counts.secondRoad, counts.both, counts.known, coverage.minOverlap);
    return {
      opportunityId: deal.opportunity.name,
      customerId: deal.customer.name,
      region: deal.opportunity.region?.value ?? null,
      amount: deal.opportunity.amount?.value ?? null,
      lostAt: new Date(deal.lostAtMs).toISOString(),
      captured: counts.captured,
      foundLater: counts.foundLater,
      known: counts.known,
      captureRate: counts.known === 0 ? null : counts.captured / counts.known,
      estimated: population?.estimated ?? null,
      estimatedLow: population?.low ?? null,
      estimatedHigh: population?.high ?? null,
      channels: byChannel(sightings),
    };
  }
}

function sightingsByGroup(touches: readonly Touch[], sameWithinMs: number): Sighting[] {
  const groups = new Map<string, Touch[]>();
  let alone = 0;
  for (const touch of touches) {
    const key = isLinkable(touch) ? `${touch.channel}\u0000${touch.topic}` : `\u0000${alone++}`;
    const group = groups.get(key);
    if (group) group.push(touch);
    else groups.set(key, [touch]);
  }
  return [...groups.values()].flatMap((group) => sightingsOf(group, sameWithinMs));
}

function byChannel(sightings: readonly Sighting[]): TouchpointLostDealRow['channels'] {
  const channels = new Map<string, { channel: string; captured: number; foundLater: number }>();
  for (const { seed, captured } of sightings) {
    const entry = channels.get(seed.channel) ?? { channel: seed.channel, captured: 0, foundLater: 0 };
    if (captured) entry.captured += 1;
    else entry.foundLater += 1;
    channels.set(seed.channel, entry);
  }
  return [...channels.values()].sort((a, b) => (a.channel < b.channel ? -1 : 1));
}
