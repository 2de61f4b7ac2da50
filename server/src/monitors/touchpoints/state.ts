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

/** Raised when what is saved changes its shape or its meaning. */
export const STATE_VERSION = 6;

interface SavedHistory {
  evidence: readonly Evidence[];
  answersMs: readonly number[];
  alert: ResonanceHistory['alert'];
}

type SavedReports = (number | null)[];

/** Beyond the first row of a customer, and of an opportunity, only reports. */
interface SavedCustomer {
  name: string;
  reports: SavedReports;
  prunedToMs?: number | null;
  competitorMs?: readonly number[];
  lastCapturedMs?: number | null;
  resonance?: SavedHistory | null;
}

interface SavedOpportunityHead {
  name: string;
  stage: Latest<string>;
  amount: Latest<number> | null;
  customerName: Latest<string> | null;
  region: Latest<string> | null;
  firstAtMs: number;
  alert: Opportunity['alert'];
}
/** The reports are those of its audit, where it was lost. */
type SavedOpportunity = (SavedOpportunityHead | { name: string }) & { auditReports: SavedReports | null };

interface SavedHead {
  nowMs: number | null;
  edgeMs: number | null;
  nextMinuteMs: number | null;
  /** Standing alerts `dark-channel`. */
  dark: { channel: string; region: string | null; episode: string }[];
}

/** Reports name things by number, in a table of the record's own; of somebody with more reports than one record takes, several have some. */
type Saved =
  | ['head', SavedHead]
  | ['customers', names: readonly string[], SavedCustomer[]]
  | ['opportunities', names: readonly string[], SavedOpportunity[]];

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

/** Reports in one record, and what somebody without any counts for: under a millisecond in all. */
const RECORD_REPORTS = 1_000;
const OWN_REPORTS = 4;

/** What is fixed of a customer at the call: reports never change but for what they are counted as, so that the list is enough. */
interface CustomerCopy {
  head: Omit<SavedCustomer, 'reports'>;
  reports: readonly Report[];
}

interface OpportunityCopy {
  head: SavedOpportunityHead;
  auditReports: readonly Report[] | null;
}

/** As of this call, like {@link Monitor.save}. */
export function saveState({ customers, ledger, captureRates, opportunities }: StateParts, instants: StateInstants): Iterable<Saved> {
  const head: SavedHead = {
    nowMs: finite(instants.nowMs),
    edgeMs: finite(ledger.edgeMs),
    nextMinuteMs: finite(instants.nextMinuteMs),
    dark: captureRates.standing(),
  };
  const ofCustomers = customers.changes.begin(customers.all(), copyCustomer) as Iterable<CustomerCopy>;
  const ofOpportunities = opportunities.changes.begin(opportunities.all(), copyOpportunity) as Iterable<OpportunityCopy>;
  return (function* () {
    yield ['head', head] satisfies Saved;
    for (const [names, rows] of inRecords(ofCustomers, customerRows)) yield ['customers', names, rows] satisfies Saved;
    for (const [names, rows] of inRecords(ofOpportunities, opportunityRows)) yield ['opportunities', names, rows] satisfies Saved;
  })();
}

/** @param rowsOf of one entity, drawn slice by slice */
function* inRecords<Copy, Row>(
  copies: Iterable<Copy>,
  rowsOf: (copy: Copy, table: () => NameTable) => Iterable<readonly [row: Row, reports: number]>,
): Iterable<[names: readonly string[], rows: Row[]]> {
  let table = new NameTable();
  let rows: Row[] = [];
  let size = 0;
  for (const copy of copies) {
    for (const [row, reports] of rowsOf(copy, () => table)) {
      rows.push(row);
      size += OWN_REPORTS + reports;
      if (size < RECORD_REPORTS) continue;
      yield [table.names(), rows];
      table = new NameTable();
      rows = [];
      size = 0;
    }
  }
  if (rows.length > 0) yield [table.names(), rows];
}

export function restoreState(records: Iterable<unknown>, parts: StateParts): StateInstants {
  let nowMs = -Infinity;
  let nextMinuteMs = Infinity;
  for (const record of records as Iterable<Saved>) {
    switch (record[0]) {
      case 'head': {
        const [, head] = record;
        nowMs = head.nowMs ?? -Infinity;
        nextMinuteMs = head.nextMinuteMs ?? Infinity;
        if (head.edgeMs !== null) parts.ledger.moveEdge(head.edgeMs);
        for (const { channel, region, episode } of head.dark) parts.captureRates.ensure(channel, region).episode = episode;
        break;
      }
      case 'customers':
        for (const row of record[2]) restoreCustomer(row, record[1], nowMs, parts);
        break;
      case 'opportunities':
        for (const row of record[2]) restoreOpportunity(row, record[1], nowMs, parts);
        break;
    }
  }
  return { nowMs, nextMinuteMs };
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

function copyCustomer(customer: Customer): CustomerCopy {
  const { name, reports, resonance } = customer;
  const head = {
    name,
    prunedToMs: finite(customer.prunedToMs),
    competitorMs: [...customer.competitorMs],
    lastCapturedMs: finite(customer.lastCapturedMs),
    resonance: resonance && {
      // Evidence never changes.
      evidence: [...resonance.evidence],
      answersMs: [...resonance.answersMs],
      alert: resonance.alert && { ...resonance.alert },
    },
  };
  return { head, reports: [...reports] };
}

/** The first row has all but the reports that no longer fit. */
function* customerRows({ head, reports }: CustomerCopy, table: () => NameTable): Iterable<readonly [SavedCustomer, number]> {
  for (let from = 0; from === 0 || from < reports.length; from += RECORD_REPORTS) {
    const some = reports.slice(from, from + RECORD_REPORTS);
    yield [{ ...(from === 0 ? head : { name: head.name }), reports: saveReports(some, table()) }, some.length];
  }
}

function restoreCustomer(row: SavedCustomer, names: readonly string[], nowMs: number, parts: StateParts): void {
  const customer = parts.customers.ensure(row.name);
  for (const report of readReports(row.reports, names)) parts.ledger.insert(customer, report);
  if (!row.competitorMs) return;
  customer.prunedToMs = row.prunedToMs ?? -Infinity;
  customer.competitorMs = [...row.competitorMs];
  customer.lastCapturedMs = row.lastCapturedMs ?? -Infinity;
  if (!row.resonance) return;
  const { evidence, answersMs, alert } = row.resonance;
  customer.resonance = {
    ...newHistory(),
    evidence: evidence.map((e) => ({ ...e })),
    answersMs: [...answersMs],
    alert: alert && { ...alert },
  };
  parts.resonances.restore(customer, nowMs);
}

function copyOpportunity(opportunity: Opportunity): OpportunityCopy {
  const { name, stage, amount, customerName, region, firstAtMs, alert, deal } = opportunity;
  return {
    head: { name, stage, amount, customerName, region, firstAtMs, alert: alert && { ...alert } },
    auditReports: deal && [...deal.reports],
  };
}

function* opportunityRows({ head, auditReports }: OpportunityCopy, table: () => NameTable): Iterable<readonly [SavedOpportunity, number]> {
  yield [{ ...head, auditReports: auditReports && saveReports(auditReports.slice(0, RECORD_REPORTS), table()) }, auditReports?.length ?? 0];
  for (let from = RECORD_REPORTS; auditReports && from < auditReports.length; from += RECORD_REPORTS) {
    const some = auditReports.slice(from, from + RECORD_REPORTS);
    yield [{ name: head.name, auditReports: saveReports(some, table()) }, some.length];
  }
}

function restoreOpportunity(row: SavedOpportunity, names: readonly string[], nowMs: number, parts: StateParts): void {
  const { name, auditReports } = row;
  const reports = auditReports && readReports(auditReports, names);
  if (!('stage' in row)) {
    const deal = parts.opportunities.find(name)?.deal;
    if (deal && reports) parts.lostDeals.restoreMore(deal, reports);
    return;
  }
  const { stage, amount, customerName, region, firstAtMs, alert } = row;
  const opportunity: Opportunity = {
    ...newOpportunity(name, stage),
    amount,
    customerName,
    region,
    firstAtMs,
    alert: alert && { ...alert },
  };
  parts.opportunities.restore(opportunity);
  if (reports && customerName) {
    opportunity.customer = parts.customers.ensure(customerName.value);
    parts.lostDeals.restore(opportunity, opportunity.customer, reports);
  }
  parts.opportunities.place(opportunity, nowMs);
  parts.opportunities.arm(opportunity, nowMs);
}
