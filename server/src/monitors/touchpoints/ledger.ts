/**
 * Keeps the reports and counts the touchpoints of the window that they amount to. A touchpoint is in the window by the time of the report
 * that stands for it, whatever the times of the others; so reports are linked as they arrive, and none is linked anew when one leaves. An
 * arrival concerns its neighbours only: the reports of one customer, channel and topic in a chain with gaps of at most `sameWithinSeconds`.
 */
import type { CaptureRates } from './captureRates.ts';
import type { Customer } from './customer.ts';
import { isLinkable, linkReports } from './linking.ts';
import { insertReport, type Report } from './report.ts';
import { signatureOf } from './roadCounts.ts';
import { StringPool } from './stringPool.ts';

const MINUTE_MS = 60_000;
const NO_ROADS: readonly string[] = [];

interface Bucket {
  customers: Customer[];
  reports: Report[];
}

export class Ledger {
  readonly #captureRates: CaptureRates;
  readonly #sameWithinMs: number;
  /** Reports in the window by minute, so that those that leave it are found without sorting. */
  readonly #buckets = new Map<number, Bucket>();
  readonly #signatures = new StringPool();
  #edgeMs = -Infinity;
  #size = 0;

  constructor(captureRates: CaptureRates, sameWithinMs: number) {
    this.#captureRates = captureRates;
    this.#sameWithinMs = sameWithinMs;
  }

  /** The window holds what happened after this instant. */
  get edgeMs(): number {
    return this.#edgeMs;
  }

  /** Reports in the window. */
  get size(): number {
    return this.#size;
  }

  insert(customer: Customer, report: Report): void {
    const { reports } = customer;
    let index = reports.length;
    if (report.atMs > customer.newestMs) {
      customer.newestMs = report.atMs;
      reports.push(report);
    } else {
      index = insertReport(reports, report);
    }
    if (report.atMs > this.#edgeMs) this.#enter(customer, report);
    this.#link(customer, report, index);
  }

  /** Moves the window's older edge; it never goes back. */
  moveEdge(edgeMs: number): void {
    if (edgeMs <= this.#edgeMs) return;
    const fromMinute = Math.floor(this.#edgeMs / MINUTE_MS);
    const toMinute = Math.floor(edgeMs / MINUTE_MS);
    this.#edgeMs = edgeMs;
    if (toMinute - fromMinute <= this.#buckets.size) {
      for (let minute = fromMinute; minute <= toMinute; minute++) this.#emptyBucket(minute);
    } else {
      const minutes = [...this.#buckets.keys()].filter((minute) => minute <= toMinute);
      for (const minute of minutes) this.#emptyBucket(minute);
    }
  }

  /** Lets go of a customer's reports at or before `untilMs`, all of which have left the window. */
  prune(customer: Customer, untilMs: number): void {
    const { reports } = customer;
    let gone = 0;
    for (; gone < reports.length; gone += 1) {
      const report = reports[gone] as Report;
      if (report.atMs > untilMs) break;
      if (!report.captured) customer.foundOnly -= 1;
    }
    if (gone > 0) reports.splice(0, gone);
    customer.prunedToMs = Math.max(customer.prunedToMs, untilMs);
  }

  #enter(customer: Customer, report: Report): void {
    const minute = Math.floor(report.atMs / MINUTE_MS);
    let bucket = this.#buckets.get(minute);
    if (!bucket) {
      bucket = { customers: [], reports: [] };
      this.#buckets.set(minute, bucket);
    }
    bucket.customers.push(customer);
    bucket.reports.push(report);
    this.#size += 1;
  }

  #link(customer: Customer, report: Report, index: number): void {
    if (!report.captured) customer.foundOnly += 1;
    if (customer.foundOnly > 0 && isLinkable(report)) this.#recount(this.#neighbours(customer, index));
    else this.#count(report, report.captured, report.road === null ? NO_ROADS : [report.road], report.region);
  }

  #emptyBucket(minute: number): void {
    const bucket = this.#buckets.get(minute);
    if (!bucket) return;
    const kept: Bucket = { customers: [], reports: [] };
    for (let i = 0; i < bucket.reports.length; i++) {
      const customer = bucket.customers[i] as Customer;
      const report = bucket.reports[i] as Report;
      if (report.atMs <= this.#edgeMs) {
        this.#size -= 1;
        this.#uncount(report);
      } else {
        kept.customers.push(customer);
        kept.reports.push(report);
      }
    }
    if (kept.reports.length > 0) this.#buckets.set(minute, kept);
    else this.#buckets.delete(minute);
  }

  /** The chain of reports that the one at `index` belongs to, sorted; it may reach over the window's edge. */
  #neighbours(customer: Customer, index: number): Report[] {
    const { reports } = customer;
    const start = reports[index] as Report;
    const before: Report[] = [];
    let reachMs = start.atMs - this.#sameWithinMs;
    for (let i = index - 1; i >= 0; i--) {
      const report = reports[i] as Report;
      if (report.atMs < reachMs) break;
      if (!sameGroup(report, start)) continue;
      before.push(report);
      reachMs = report.atMs - this.#sameWithinMs;
    }
    const group = [...before.reverse(), start];
    reachMs = start.atMs + this.#sameWithinMs;
    for (let i = index + 1; i < reports.length; i++) {
      const report = reports[i] as Report;
      if (report.atMs > reachMs) break;
      if (!sameGroup(report, start)) continue;
      group.push(report);
      reachMs = report.atMs + this.#sameWithinMs;
    }
    return group;
  }

  #recount(group: readonly Report[]): void {
    for (const report of group) this.#uncount(report);
    for (const { report, captured, roads, region } of linkReports(group, this.#sameWithinMs)) this.#count(report, captured, roads, region);
  }

  #count(report: Report, captured: boolean, roads: readonly string[], region: string | null): void {
    if (report.atMs <= this.#edgeMs) return;
    const signature = this.#signatures.intern(signatureOf(captured, roads));
    report.signature = signature;
    report.countedRegion = region;
    this.#captureRates.count(report.channel, region, signature, 1);
  }

  #uncount(report: Report): void {
    if (report.signature === null) return;
    this.#captureRates.count(report.channel, report.countedRegion, report.signature, -1);
    report.signature = null;
  }
}

const sameGroup = (a: Report, b: Report): boolean => a.channel === b.channel && a.topic === b.topic;
