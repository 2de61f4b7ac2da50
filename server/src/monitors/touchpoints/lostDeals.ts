/** The audit of lost deals: of each, what the systems saw in its last days, what came to light later, and what nobody saw. */
import type { RowSink } from '../monitor.ts';
import type { Customer, LostDeal, Opportunity } from './customer.ts';
import { linkableGroups, linkReachMs, linkReports } from './linking.ts';
import { insertReport, type Report } from './report.ts';
import { countRoads, reportsAllBy } from './roadCounts.ts';
import { lostDealRow } from './rows.ts';
import type { TouchpointsSettings } from './settings.ts';
import { added, removed } from './sparseSet.ts';

const DAY_MS = 86_400_000;

export class LostDeals {
  readonly #settings: TouchpointsSettings;
  /** Reports are held so far beyond both ends of the audit, since one of a touchpoint may lie inside and the one that stands for it outside. */
  readonly #reachMs: number;
  readonly #dirty = new Set<LostDeal>();
  readonly #gone = new Set<string>();

  constructor(settings: TouchpointsSettings) {
    this.#settings = settings;
    this.#reachMs = linkReachMs(settings.coverage.sameWithinSeconds);
  }

  #counts(lostAtMs: number, atMs: number, marginMs = 0): boolean {
    return atMs <= lostAtMs + marginMs && atMs > lostAtMs - this.#settings.windowDays * DAY_MS - marginMs;
  }

  #holds(lostAtMs: number, atMs: number): boolean {
    return this.#counts(lostAtMs, atMs, this.#reachMs);
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
    const old = standing ? standing.reports.filter((report) => report.atMs <= customer.prunedToMs) : [];
    const reports = [...old, ...customer.reports].filter((report) => this.#holds(stage.atMs, report.atMs));
    if (standing) {
      standing.lostAtMs = stage.atMs;
      standing.reports = reports;
    } else {
      opportunity.deal = { opportunity, customer, lostAtMs: stage.atMs, reports };
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

  /** A report of the customer came in: audits tell of what lies weeks back. */
  take(customer: Customer, report: Report): void {
    for (const deal of customer.lost) {
      if (!this.#holds(deal.lostAtMs, report.atMs)) continue;
      insertReport(deal.reports, report);
      this.#dirty.add(deal);
    }
  }

  /** Takes a saved audit back; {@link review} completes it from the ledger. */
  restore(opportunity: Opportunity, customer: Customer, reports: Report[]): void {
    opportunity.deal = { opportunity, customer, lostAtMs: opportunity.stage.atMs, reports };
    customer.lost = added(customer.lost, opportunity.deal);
  }

  /** The rest of a saved audit. */
  restoreMore(deal: LostDeal, reports: readonly Report[]): void {
    for (const report of reports) if (report.atMs <= deal.customer.prunedToMs) insertReport(deal.reports, report);
    this.#dirty.add(deal);
  }

  collect(sink: RowSink): void {
    for (const name of this.#gone) sink.delete('touchpoints.lost-deals', name);
    this.#gone.clear();
    for (const deal of this.#dirty) this.#show(sink, deal);
    this.#dirty.clear();
  }

  #show(sink: RowSink, deal: LostDeal): void {
    const { sameWithinSeconds, roads: said, minOverlap } = this.#settings.coverage;
    const touchpoints = linkableGroups(deal.reports)
      .flatMap((group) => linkReports(group, sameWithinSeconds * 1_000))
      .filter(({ report }) => this.#counts(deal.lostAtMs, report.atMs));
    // Each audit stands by itself: whether a road reports all it finds has to show in the deal's own reports.
    const overlapping = new Set(touchpoints.flatMap(({ captured, roads }) => (captured ? roads : [])));
    const counts = countRoads(
      touchpoints.map(({ captured, roads }) => ({ captured, roads, count: 1 })),
      reportsAllBy(said, (road) => overlapping.has(road)),
    );
    sink.set('touchpoints.lost-deals', deal.opportunity.name, lostDealRow(deal, touchpoints, counts, minOverlap));
  }
}
