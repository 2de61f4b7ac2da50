/** What the monitor keeps between two runs, as plain JSON: reports as rows of numbers with one table of names, since there are many of them. */
import type { CaptureRates } from './captureRates.ts';
import type { Customer, Latest, Opportunity } from './customer.ts';
import type { Customers } from './customers.ts';
import type { Ledger } from './ledger.ts';
import type { LostDeals } from './lostDeals.ts';
import type { Opportunities } from './opportunities.ts';
import { newOpportunity } from './opportunity.ts';
import type { Report } from './report.ts';
import type { Evidence } from './resonance.ts';
import { newHistory, type ResonanceHistory } from './resonanceHistory.ts';
import type { Resonances } from './resonances.ts';

/** Raised when {@link SavedTouchpoints} changes its shape or its meaning. */
export const STATE_VERSION = 4;

interface SavedHistory {
  evidence: readonly Evidence[];
  answersMs: readonly number[];
  usedUntilMs: number | null;
  alert: ResonanceHistory['alert'];
}

type SavedReports = (number | null)[];

interface SavedCustomer {
  name: string;
  reports: SavedReports;
  prunedToMs: number | null;
  competitorMs: readonly number[];
  lastCapturedMs: number | null;
  resonance: SavedHistory | null;
}

interface SavedOpportunity {
  name: string;
  stage: Latest<string>;
  amount: Latest<number> | null;
  customerName: Latest<string> | null;
  region: Latest<string> | null;
  firstAtMs: number;
  alert: Opportunity['alert'];
  /** The reports of its audit, where it was lost. */
  auditReports: SavedReports | null;
}

export interface SavedTouchpoints {
  nowMs: number | null;
  edgeMs: number | null;
  nextMinuteMs: number | null;
  names: readonly string[];
  customers: SavedCustomer[];
  opportunities: SavedOpportunity[];
  /** Standing alerts `dark-channel`. */
  dark: { channel: string; region: string | null; episode: string }[];
}

/** What the state consists of, and is restored into. */
export interface StateParts {
  customers: Customers;
  ledger: Ledger;
  captureRates: CaptureRates;
  resonances: Resonances;
  opportunities: Opportunities;
  lostDeals: LostDeals;
}

/** Infinite where there is none. */
export interface StateInstants {
  nowMs: number;
  nextMinuteMs: number;
}

export function saveState(parts: StateParts, { nowMs, nextMinuteMs }: StateInstants): SavedTouchpoints {
  const table = new NameTable();
  const customers = Array.from(parts.customers.all(), (customer) => saveCustomer(customer, table));
  const opportunities = Array.from(parts.opportunities.all(), (opportunity) => saveOpportunity(opportunity, table));
  return {
    nowMs: finite(nowMs),
    edgeMs: finite(parts.ledger.edgeMs),
    nextMinuteMs: finite(nextMinuteMs),
    names: table.names(),
    customers,
    opportunities,
    dark: parts.captureRates.standing(),
  };
}

export function restoreState(saved: SavedTouchpoints, parts: StateParts): StateInstants {
  const nowMs = saved.nowMs ?? -Infinity;
  if (saved.edgeMs !== null) parts.ledger.moveEdge(saved.edgeMs);
  for (const row of saved.customers) restoreCustomer(row, saved.names, nowMs, parts);
  for (const row of saved.opportunities) restoreOpportunity(row, saved.names, nowMs, parts);
  for (const { channel, region, episode } of saved.dark) parts.captureRates.ensure(channel, region).episode = episode;
  return { nowMs, nextMinuteMs: saved.nextMinuteMs ?? Infinity };
}

/** JSON knows no infinity. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Names by number, in the order in which they are first met. */
class NameTable {
  readonly #numbers = new Map<string, number>();

  numberOf(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(name, number);
    }
    return number;
  }

  names(): string[] {
    return [...this.#numbers.keys()];
  }
}

const CAPTURED = 1;
const COMPETITOR = 2;
const FIELDS = 8;

function saveReports(reports: readonly Report[], table: NameTable): SavedReports {
  const row: SavedReports = [];
  for (const report of reports) {
    row.push(
      report.atMs,
      table.numberOf(report.channel),
      report.region === null ? null : table.numberOf(report.region),
      table.numberOf(report.topic),
      table.numberOf(report.direction),
      report.road === null ? null : table.numberOf(report.road),
      (report.captured ? CAPTURED : 0) | (report.competitor ? COMPETITOR : 0),
      report.match,
    );
  }
  return row;
}

function readReports(row: Readonly<SavedReports>, names: readonly string[]): Report[] {
  const name = (at: number) => names[row[at] as number] as string;
  const reports: Report[] = [];
  for (let i = 0; i + FIELDS <= row.length; i += FIELDS) {
    const flags = row[i + 6] as number;
    reports.push({
      atMs: row[i] as number,
      channel: name(i + 1),
      region: row[i + 2] === null ? null : name(i + 2),
      topic: name(i + 3),
      direction: name(i + 4),
      road: row[i + 5] === null ? null : name(i + 5),
      captured: (flags & CAPTURED) !== 0,
      competitor: (flags & COMPETITOR) !== 0,
      match: row[i + 7] ?? null,
      signature: null,
      countedRegion: null,
    });
  }
  return reports;
}

function saveCustomer(customer: Customer, table: NameTable): SavedCustomer {
  const { resonance } = customer;
  return {
    name: customer.name,
    reports: saveReports(customer.reports, table),
    prunedToMs: finite(customer.prunedToMs),
    competitorMs: [...customer.competitorMs],
    lastCapturedMs: finite(customer.lastCapturedMs),
    resonance: resonance && {
      evidence: resonance.evidence.map((e) => ({ ...e })),
      answersMs: [...resonance.answersMs],
      usedUntilMs: finite(resonance.usedUntilMs),
      alert: resonance.alert && { ...resonance.alert },
    },
  };
}

function restoreCustomer(row: SavedCustomer, names: readonly string[], nowMs: number, parts: StateParts): void {
  const customer = parts.customers.ensure(row.name);
  customer.prunedToMs = row.prunedToMs ?? -Infinity;
  customer.competitorMs = [...row.competitorMs];
  customer.lastCapturedMs = row.lastCapturedMs ?? -Infinity;
  for (const report of readReports(row.reports, names)) parts.ledger.insert(customer, report);
  if (!row.resonance) return;
  const { evidence, answersMs, usedUntilMs, alert } = row.resonance;
  customer.resonance = {
    ...newHistory(),
    evidence: evidence.map((e) => ({ ...e })),
    answersMs: [...answersMs],
    usedUntilMs: usedUntilMs ?? -Infinity,
    alert: alert && { ...alert },
  };
  parts.resonances.restore(customer, nowMs);
}

function saveOpportunity(opportunity: Opportunity, table: NameTable): SavedOpportunity {
  const { name, stage, amount, customerName, region, firstAtMs, alert, deal } = opportunity;
  const auditReports = deal && saveReports(deal.reports, table);
  return { name, stage, amount, customerName, region, firstAtMs, alert: alert && { ...alert }, auditReports };
}

function restoreOpportunity(row: SavedOpportunity, names: readonly string[], nowMs: number, parts: StateParts): void {
  const { name, auditReports, alert, ...values } = row;
  const opportunity: Opportunity = { ...newOpportunity(name, values.stage), ...values, alert: alert && { ...alert } };
  parts.opportunities.restore(opportunity);
  if (auditReports && values.customerName) {
    opportunity.customer = parts.customers.ensure(values.customerName.value);
    parts.lostDeals.restore(opportunity, opportunity.customer, readReports(auditReports, names));
  }
  parts.opportunities.place(opportunity, nowMs);
  parts.opportunities.arm(opportunity, nowMs);
}
