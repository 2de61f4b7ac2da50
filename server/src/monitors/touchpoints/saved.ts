/** The monitor's state as plain JSON: reports as rows of numbers with one table of names, since there are many of them. */
import type { Customer } from './customers.ts';
import type { Latest, Opportunity } from './opportunity.ts';
import type { Evidence } from './resonance.ts';
import type { CustomerResonance } from './resonances.ts';
import type { Touch } from './touch.ts';

export interface SavedResonance {
  evidence: readonly Evidence[];
  answersMs: readonly number[];
  usedUntilMs: number | null;
  alert: CustomerResonance['alert'];
}

export interface SavedCustomer {
  name: string;
  touches: (number | null)[];
  prunedToMs: number | null;
  competitorMs: readonly number[];
  lastCapturedMs: number | null;
  resonance: SavedResonance | null;
}

export interface SavedOpportunity {
  name: string;
  stage: Latest<string>;
  amount: Latest<number> | null;
  customerName: Latest<string> | null;
  region: Latest<string> | null;
  firstAtMs: number;
  alert: Opportunity['alert'];
  /** Reports of its audit that its customer's ledger has let go of, when it was lost. */
  auditTouches: (number | null)[] | null;
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

/** JSON knows no infinity. */
export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Names by number, in the order in which they are first met. */
export class NameTable {
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

export function saveTouches(touches: readonly Touch[], table: NameTable): (number | null)[] {
  const row: (number | null)[] = [];
  for (const t of touches) {
    row.push(
      t.atMs,
      table.numberOf(t.channel),
      t.region === null ? null : table.numberOf(t.region),
      table.numberOf(t.topic),
      table.numberOf(t.direction),
      t.road === null ? null : table.numberOf(t.road),
      (t.captured ? CAPTURED : 0) | (t.competitor ? COMPETITOR : 0),
      t.match,
    );
  }
  return row;
}

export function readTouches(row: readonly (number | null)[], names: readonly string[]): Touch[] {
  const name = (at: number) => names[row[at] as number] as string;
  const touches: Touch[] = [];
  for (let i = 0; i + FIELDS <= row.length; i += FIELDS) {
    const flags = row[i + 6] as number;
    touches.push({
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
  return touches;
}

export function saveCustomer(customer: Customer, table: NameTable): SavedCustomer {
  const { resonance } = customer;
  return {
    name: customer.name,
    touches: saveTouches(customer.touches, table),
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

export function saveOpportunity(opportunity: Opportunity, table: NameTable): SavedOpportunity {
  const { deal } = opportunity;
  return {
    name: opportunity.name,
    stage: opportunity.stage,
    amount: opportunity.amount,
    customerName: opportunity.customerName,
    region: opportunity.region,
    firstAtMs: opportunity.firstAtMs,
    alert: opportunity.alert && { ...opportunity.alert },
    auditTouches: deal && saveTouches(deal.touches, table),
  };
}
