/** Resonances as they stand, by customer: alert `resonance` and rows of `touchpoints.resonance`. */
import type { ResolveReason } from '@warroom/protocol/alert';
import type { ResonanceState, TouchpointResonanceRow } from '@warroom/protocol/concerns/touchpoints';
import type { RowSink, SignalSink } from '../monitor.ts';
import { type Customer, firstAfter, insertSorted } from './customers.ts';
import { compareEvidence, type Evidence, type Resonance, type ResonanceTimes, resonancesOf } from './resonance.ts';
import type { TouchpointsSettings } from './settings.ts';

export const RESONANCE_RULE = 'resonance';
const HOUR_MS = 3_600_000;
/** How late a row may be and still change which resonances there were. */
const LATE_MS = 96 * HOUR_MS;

export interface CustomerResonance {
  /** Sorted by compareEvidence. */
  evidence: Evidence[];
  /** Outbound personal touchpoints, sorted. */
  answersMs: number[];
  /** What happened until then belongs to resonances that are over, and is not held any more. */
  usedUntilMs: number;
  /** The standing alert. */
  alert: { openedAtMs: number; dueAtMs: number; missed: boolean } | null;
  /** Every resonance that what is held amounts to, in order of time; worked out from the rest. */
  all: Resonance[];
  /** The newest of them, until it leaves the board. */
  current: Resonance | null;
  /** The timer that counts. */
  armedMs: number;
}

const iso = (atMs: number) => new Date(atMs).toISOString();

export const stateOf = (resonance: Resonance, nowMs: number): ResonanceState =>
  resonance.answeredAtMs !== null ? 'answered' : nowMs >= resonance.dueAtMs ? 'missed' : 'open';

export class Resonances {
  readonly #signal: SignalSink;
  readonly #times: ResonanceTimes;
  readonly #showMs: number;
  /** How long after its opening the last thing of a resonance can happen. */
  readonly #lifeMs: number;
  readonly #dirty = new Set<Customer>();

  constructor(settings: TouchpointsSettings['resonance'], signal: SignalSink) {
    this.#signal = signal;
    this.#times = { withinMs: settings.withinHours * HOUR_MS, answerMs: settings.answerHours * HOUR_MS };
    this.#showMs = settings.showHours * HOUR_MS;
    this.#lifeMs = this.#times.answerMs + this.#showMs;
  }

  takeEvidence(customer: Customer, evidence: Evidence, nowMs: number): void {
    const held = ensure(customer);
    if (evidence.atMs <= held.usedUntilMs || evidence.atMs <= this.#forgottenMs(nowMs)) return;
    const list = held.evidence;
    let i = list.length;
    while (i > 0 && compareEvidence(list[i - 1] as Evidence, evidence) > 0) i -= 1;
    list.splice(i, 0, evidence);
    const before = countOpenedBefore(held.all, evidence.atMs);
    const latest = held.all[before - 1];
    // What happens while a resonance waits for its answer belongs to it and changes nothing.
    if (latest && evidence.atMs <= endOf(latest)) return;
    this.#derive(held, before);
    this.review(customer, nowMs);
  }

  takeAnswer(customer: Customer, atMs: number, nowMs: number): void {
    const held = ensure(customer);
    if (atMs <= held.usedUntilMs || atMs <= this.#forgottenMs(nowMs)) return;
    insertSorted(held.answersMs, atMs);
    if (held.all.length === 0) return;
    const answered = held.all.findIndex((resonance) => couldAnswer(atMs, resonance, held.current));
    if (answered < 0) return;
    this.#derive(held, answered);
    this.review(customer, nowMs);
  }

  /** Says what changed. Call when the customer's resonances changed, or an instant of their own was reached. */
  review(customer: Customer, nowMs: number): void {
    const held = customer.resonance;
    if (!held) return;
    this.#pickCurrent(held, nowMs);
    this.#dirty.add(customer);
    this.#speak(customer, held, nowMs);
  }

  /** Works out all resonances but the first `keep`, which what came does not touch: each begins where the one before it ended. */
  #derive(held: CustomerResonance, keep: number): void {
    held.all.length = keep;
    const last = held.all[keep - 1];
    const usedUntilMs = last ? endOf(last) : held.usedUntilMs;
    const { evidence } = held;
    let from = evidence.length;
    while (from > 0 && (evidence[from - 1] as Evidence).atMs > usedUntilMs) from -= 1;
    held.all.push(...resonancesOf(from === 0 ? evidence : evidence.slice(from), held.answersMs, usedUntilMs, this.#times));
  }

  #pickCurrent(held: CustomerResonance, nowMs: number): void {
    const newest = held.all.at(-1);
    held.current = newest && nowMs < newest.dueAtMs + this.#showMs ? newest : null;
  }

  /** When the customer's resonance changes by the clock alone; Infinity when it does not. */
  nextMs(customer: Customer, nowMs: number): number {
    const current = customer.resonance?.current;
    if (!current) return Infinity;
    return stateOf(current, nowMs) === 'open' ? current.dueAtMs : current.dueAtMs + this.#showMs;
  }

  /** Lets go of what no resonance to come or still shown can stand on. */
  prune(customer: Customer, nowMs: number): void {
    const held = customer.resonance;
    if (!held) return;
    const settledMs = nowMs - this.#lifeMs - LATE_MS;
    for (const resonance of held.all) {
      const endMs = endOf(resonance);
      if (endMs > settledMs) break;
      held.usedUntilMs = Math.max(held.usedUntilMs, endMs);
    }
    const goneMs = Math.max(held.usedUntilMs, this.#forgottenMs(nowMs));
    const answersGone = firstAfter(held.answersMs, goneMs);
    if (answersGone > 0) held.answersMs.splice(0, answersGone);
    if ((held.evidence[0]?.atMs ?? Infinity) <= goneMs) {
      held.evidence = held.evidence.filter((e) => e.atMs > goneMs);
      held.all = held.all.filter((r) => r.openedAtMs > held.usedUntilMs);
    }
    if (held.evidence.length === 0 && held.answersMs.length === 0 && !held.alert && !held.current) customer.resonance = null;
  }

  /** After the customer's record was read back. */
  restore(customer: Customer, nowMs: number): void {
    if (!customer.resonance) return;
    this.#derive(customer.resonance, 0);
    this.#pickCurrent(customer.resonance, nowMs);
    this.#dirty.add(customer);
  }

  collect(sink: RowSink, nowMs: number): void {
    for (const customer of this.#dirty) {
      const current = customer.resonance?.current;
      if (current) sink.set('touchpoints.resonance', customer.name, rowOf(customer, current, nowMs));
      else sink.delete('touchpoints.resonance', customer.name);
    }
    this.#dirty.clear();
  }

  /**
   * Nothing at or before this instant can be half of a resonance that is still shown, even one that a row as late as is taken into account
   * brings to light: such a half would lie `withinMs` and the length of an answer before what is settled.
   */
  #forgottenMs(nowMs: number): number {
    return nowMs - this.#lifeMs - LATE_MS - this.#times.withinMs - this.#times.answerMs;
  }

  /** One alert per customer at most: that of the newest resonance. */
  #speak(customer: Customer, held: CustomerResonance, nowMs: number): void {
    const { current, alert } = held;
    const wanted = current !== null && current.answeredAtMs === null && current.answeredLateMs === null;
    if (alert && (!wanted || alert.openedAtMs !== current.openedAtMs)) this.#clear(customer, held, nowMs);
    if (!wanted) return;
    const missed = nowMs >= current.dueAtMs;
    if (!held.alert) {
      this.#raise(customer, held, current, missed, nowMs);
    } else if (missed && !held.alert.missed) {
      held.alert.missed = true;
      const episode = iso(current.openedAtMs);
      this.#signal({ type: 'escalate', rule: RESONANCE_RULE, subject: subjectOf(customer), episode, severity: 'critical', atMs: nowMs });
    }
  }

  #raise(customer: Customer, held: CustomerResonance, resonance: Resonance, missed: boolean, nowMs: number): void {
    held.alert = { openedAtMs: resonance.openedAtMs, dueAtMs: resonance.dueAtMs, missed };
    this.#signal({
      type: 'raise',
      rule: RESONANCE_RULE,
      subject: subjectOf(customer),
      episode: iso(resonance.openedAtMs),
      severity: missed ? 'critical' : 'warning',
      atMs: nowMs,
      sinceMs: resonance.openedAtMs,
      facts: {
        customerId: customer.name,
        negativeChannel: resonance.negativeChannel,
        inquiryChannel: resonance.inquiryChannel,
        dueAt: iso(resonance.dueAtMs),
        region: resonance.region,
      },
      feeds: resonance.sources,
    });
  }

  #clear(customer: Customer, held: CustomerResonance, nowMs: number): void {
    const alert = held.alert as NonNullable<CustomerResonance['alert']>;
    held.alert = null;
    const reason = this.#reason(alert, held.all, nowMs);
    const episode = iso(alert.openedAtMs);
    this.#signal({ type: 'clear', rule: RESONANCE_RULE, subject: subjectOf(customer), episode, atMs: nowMs, reason });
  }

  #reason(alert: NonNullable<CustomerResonance['alert']>, all: readonly Resonance[], nowMs: number): ResolveReason {
    // Its own opening was worked out anew from a late row: it never was.
    const same = all.find((resonance) => resonance.openedAtMs === alert.openedAtMs);
    if (!same) return nowMs >= alert.dueAtMs + this.#showMs ? 'expired' : 'disproved';
    // Answered in time after all: the breach that was cried never was.
    if (same.answeredAtMs !== null) return alert.missed ? 'disproved' : 'handled';
    return same.answeredLateMs !== null ? 'recovered' : 'expired';
  }
}

/** Until then what happens belongs to the resonance. */
const endOf = (resonance: Resonance): number => resonance.answeredAtMs ?? resonance.dueAtMs;

/** They are in order of time, and mostly the newest are asked for. */
function countOpenedBefore(all: readonly Resonance[], atMs: number): number {
  let count = all.length;
  while (count > 0 && (all[count - 1] as Resonance).openedAtMs >= atMs) count -= 1;
  return count;
}

/** Whether an answer at `atMs` would change a resonance: the first in time counts, and for the newest also one that comes too late. */
function couldAnswer(atMs: number, resonance: Resonance, current: Resonance | null): boolean {
  if (atMs <= resonance.openedAtMs) return false;
  if (resonance.answeredAtMs !== null) return atMs < resonance.answeredAtMs;
  return resonance === current || atMs <= resonance.dueAtMs;
}

const subjectOf = (customer: Customer) => `customer:${customer.name}`;

function ensure(customer: Customer): CustomerResonance {
  customer.resonance ??= { evidence: [], answersMs: [], usedUntilMs: -Infinity, alert: null, all: [], current: null, armedMs: Infinity };
  return customer.resonance;
}

function rowOf(customer: Customer, resonance: Resonance, nowMs: number): TouchpointResonanceRow {
  return {
    customerId: customer.name,
    negativeChannel: resonance.negativeChannel,
    inquiryChannel: resonance.inquiryChannel,
    openedAt: iso(resonance.openedAtMs),
    dueAt: iso(resonance.dueAtMs),
    state: stateOf(resonance, nowMs),
    answeredAt: resonance.answeredAtMs === null ? null : iso(resonance.answeredAtMs),
    region: resonance.region,
  };
}
