/**
 * Touchpoint blind spots (SPEC §2): where customers are met and nobody's system sees it, who has fallen silent, what a touchpoint is
 * worth, and openings that close.
 *
 * - Figures lag, while live: `touchpoints.influence` by up to a step (see influence.ts); the older edge of the window by up to a minute.
 * - Taken into account: rows up to a day late in everything, found-later reports as far back as the window in coverage, and as far
 *   back as a lost deal's own days in its audit.
 * - Held: reports of the window and a day, twelve days of evidence (both up to four days longer), opportunities for a year after they last moved, audits while shown.
 */
import type { Fact } from '@warroom/protocol/events';
import type { Monitor, RowSink, SignalSink } from '../monitor.ts';
import { type Timed, TimerQueue } from '../timers.ts';
import { Coverage } from './coverage.ts';
import { type Customer, Customers, firstAfter, insertSorted } from './customers.ts';
import { DarkRule } from './dark.ts';
import { Influence } from './influence.ts';
import { Ledger } from './ledger.ts';
import { LostDeals } from './lostDeals.ts';
import { Opportunities } from './opportunities.ts';
import { newOpportunity, type Opportunity } from './opportunity.ts';
import { Resonances } from './resonances.ts';
import { finite, NameTable, readTouches, type SavedTouchpoints, saveCustomer, saveOpportunity } from './saved.ts';
import type { TouchpointsSettings } from './settings.ts';
import { SilenceRule } from './silence.ts';
import { Names, touchOf, Vocabulary } from './touch.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

type Due = Timed & ({ opportunity: Opportunity; customer?: never } | { customer: Customer; opportunity?: never });

class TouchpointsMonitor implements Monitor {
  readonly name = 'touchpoints';
  readonly kinds = ['touchpoint.seen', 'signal.seen', 'opportunity.moved'] as const;
  readonly topics = [
    'touchpoints.channels',
    'touchpoints.influence',
    'touchpoints.resonance',
    'touchpoints.silent',
    'touchpoints.lost-deals',
  ] as const;
  readonly stateVersion = 1;

  readonly #settings: TouchpointsSettings;
  readonly #words: Vocabulary;
  readonly #names = new Names();
  readonly #customers = new Customers();
  readonly #coverage: Coverage;
  readonly #ledger: Ledger;
  readonly #dark: DarkRule;
  readonly #influence: Influence;
  readonly #resonances: Resonances;
  readonly #lostDeals: LostDeals;
  readonly #opportunities: Opportunities;
  readonly #timers = new TimerQueue<Due>();
  readonly #windowMs: number;
  /** The next full minute to be kept; Infinity while nothing is held. */
  #minuteMs = Infinity;
  #nowMs = -Infinity;

  constructor(settings: TouchpointsSettings, signal: SignalSink) {
    this.#settings = settings;
    this.#windowMs = settings.windowDays * DAY_MS;
    this.#words = new Vocabulary(settings);
    this.#coverage = new Coverage(settings.coverage);
    this.#ledger = new Ledger(this.#coverage, settings.coverage.sameWithinSeconds * 1_000);
    this.#dark = new DarkRule(settings, signal);
    this.#influence = new Influence(settings, this.#words, this.#customers);
    this.#resonances = new Resonances(settings.resonance, signal);
    this.#lostDeals = new LostDeals(settings);
    this.#opportunities = new Opportunities(settings, {
      customers: this.#customers,
      silence: new SilenceRule(settings, signal),
      influence: this.#influence,
      lostDeals: this.#lostDeals,
      plan: (atMs, opportunity) => this.#timers.push(atMs, { name: `opportunity:${opportunity.name}`, opportunity }),
    });
  }

  apply(fact: Fact, nowMs: number): void {
    this.#nowMs = nowMs;
    this.#keepMinutes(nowMs);
    switch (fact.kind) {
      case 'touchpoint.seen':
        this.#takeTouchpoint(fact, nowMs);
        return;
      case 'signal.seen':
        if (this.#words.competitorSignals.has(this.#names.topic(fact.data.type)))
          this.#takeCompetitor(this.#customers.ensure(fact.key), fact.atMs, nowMs);
        return;
      case 'opportunity.moved':
        this.#opportunities.take(fact, nowMs);
        return;
      default:
        return;
    }
  }

  advance(nowMs: number): void {
    this.#nowMs = nowMs;
    for (;;) {
      const timerMs = this.#timers.nextMs();
      if (Math.min(timerMs, this.#minuteMs) > nowMs) return;
      if (timerMs <= this.#minuteMs) this.#wake(timerMs);
      else this.#keepMinute();
    }
  }

  nextWakeMs(): number {
    return Math.min(this.#timers.nextMs(), this.#minuteMs);
  }

  collect(sink: RowSink, nowMs: number, exact: boolean): void {
    if (exact) this.#ledger.moveEdge(nowMs - this.#windowMs);
    this.#coverage.collect(sink);
    this.#influence.collect(sink, nowMs, exact);
    this.#resonances.collect(sink, nowMs);
    this.#opportunities.collect(sink, nowMs);
    this.#lostDeals.collect(sink);
  }

  save(): SavedTouchpoints {
    const table = new NameTable();
    const customers = [...this.#customers.all()].map((customer) => saveCustomer(customer, table));
    const opportunities = [...this.#opportunities.all()].map((opportunity) => saveOpportunity(opportunity, table));
    return {
      nowMs: finite(this.#nowMs),
      edgeMs: finite(this.#ledger.edgeMs),
      nextMinuteMs: finite(this.#minuteMs),
      names: table.names(),
      customers,
      opportunities,
      dark: this.#coverage.standing(),
    };
  }

  restore(saved: unknown): void {
    const { edgeMs, nextMinuteMs, names, customers, opportunities, dark } = saved as SavedTouchpoints;
    this.#minuteMs = nextMinuteMs ?? Infinity;
    const nowMs = (saved as SavedTouchpoints).nowMs ?? -Infinity;
    this.#nowMs = nowMs;
    if (edgeMs !== null) this.#ledger.moveEdge(edgeMs);
    for (const row of customers) {
      const customer = this.#customers.ensure(row.name);
      customer.prunedToMs = row.prunedToMs ?? -Infinity;
      customer.competitorMs = [...row.competitorMs];
      customer.lastCapturedMs = row.lastCapturedMs ?? -Infinity;
      for (const touch of readTouches(row.touches, names)) this.#ledger.insert(customer, touch);
      if (!row.resonance) continue;
      const { evidence, answersMs, usedUntilMs, alert } = row.resonance;
      customer.resonance = {
        evidence: evidence.map((e) => ({ ...e })),
        answersMs: [...answersMs],
        usedUntilMs: usedUntilMs ?? -Infinity,
        alert: alert && { ...alert },
        all: [],
        current: null,
        armedMs: Infinity,
      };
      this.#resonances.restore(customer, nowMs);
      this.#armResonance(customer, nowMs);
    }
    for (const { name, auditTouches, alert, ...values } of opportunities) {
      const opportunity: Opportunity = { ...newOpportunity(name, values.stage), ...values, alert: alert && { ...alert } };
      this.#opportunities.restore(opportunity);
      if (auditTouches && values.customerName) {
        opportunity.customer = this.#customers.ensure(values.customerName.value);
        this.#lostDeals.restore(opportunity, opportunity.customer, readTouches(auditTouches, names));
      }
      this.#opportunities.place(opportunity, nowMs);
      this.#opportunities.arm(opportunity, nowMs);
    }
    for (const { channel, region, episode } of dark) this.#coverage.ensure(channel, region).episode = episode;
  }

  /** How much is held, for the metrics. */
  size(): { reports: number; customers: number; opportunities: number } {
    return { reports: this.#ledger.size, customers: this.#customers.size, opportunities: this.#opportunities.size };
  }

  #takeTouchpoint(fact: Fact<'touchpoint.seen'>, nowMs: number): void {
    const touch = touchOf(fact, this.#words, this.#names);
    const { atMs, channel, topic, direction } = touch;
    const customer = this.#customers.ensure(fact.key);
    const forgottenMs = nowMs - this.#windowMs - DAY_MS;
    if (atMs <= forgottenMs) this.#ledger.prune(customer, forgottenMs);
    if (atMs > customer.prunedToMs) this.#ledger.insert(customer, touch);
    if (customer.lost.size > 0) this.#lostDeals.take(customer, touch);
    this.#influence.mark(customer);
    if (touch.competitor || this.#words.competitorTopics.has(topic)) this.#takeCompetitor(customer, atMs, nowMs);
    if (touch.competitor) return;
    if (touch.captured && atMs > customer.lastCapturedMs) {
      customer.lastCapturedMs = atMs;
      for (const opportunity of customer.open) if (opportunity.alert) this.#opportunities.review(opportunity, nowMs);
    }
    const negative = (fact.data.sentiment ?? 0) <= this.#settings.resonance.sentimentAtMost && typeof fact.data.sentiment === 'number';
    const inquiry = this.#words.isInquiry(topic, direction);
    if ((negative || inquiry) && channel !== '') {
      const source = this.#names.intern(fact.source);
      this.#resonances.takeEvidence(customer, { atMs, channel, negative, inquiry, source, region: touch.region }, nowMs);
    }
    if (this.#words.outbound.has(direction) && this.#words.personal(channel)) this.#resonances.takeAnswer(customer, atMs, nowMs);
    this.#armResonance(customer, nowMs);
  }

  #takeCompetitor(customer: Customer, atMs: number, nowMs: number): void {
    if (atMs <= this.#competitorForgottenMs(nowMs)) return;
    insertSorted(customer.competitorMs, atMs);
    this.#influence.mark(customer);
  }

  #competitorForgottenMs(nowMs: number): number {
    return nowMs - this.#settings.influence.competitorDays * DAY_MS - this.#settings.influence.stepMinutes * MINUTE_MS;
  }

  #wake(atMs: number): void {
    const due = this.#timers.popDue(atMs)?.item;
    if (due?.opportunity) this.#opportunities.wake(due.opportunity, atMs);
    else if (due?.customer) this.#wakeResonance(due.customer, atMs);
  }

  #wakeResonance(customer: Customer, atMs: number): void {
    if (customer.resonance?.armedMs !== atMs) return;
    customer.resonance.armedMs = Infinity;
    this.#resonances.review(customer, atMs);
    this.#armResonance(customer, atMs);
  }

  #armResonance(customer: Customer, nowMs: number): void {
    const held = customer.resonance;
    if (!held) return;
    const nextMs = this.#resonances.nextMs(customer, nowMs);
    if (nextMs >= held.armedMs) return;
    held.armedMs = nextMs;
    this.#timers.push(nextMs, { name: `resonance:${customer.name}`, customer });
  }

  /** Starts the minutes with the first fact after nothing was held. */
  #keepMinutes(nowMs: number): void {
    if (this.#minuteMs !== Infinity) return;
    const minute = Math.floor(nowMs / MINUTE_MS);
    this.#minuteMs = (minute + 1) * MINUTE_MS;
    this.#ledger.moveEdge(minute * MINUTE_MS - this.#windowMs);
  }

  /** Each full minute: the window's edge moves, darkness is judged, and one slot of the customers has its housekeeping. */
  #keepMinute(): void {
    const nowMs = this.#minuteMs;
    this.#ledger.moveEdge(nowMs - this.#windowMs);
    this.#dark.judge(this.#coverage, nowMs);
    const slot = Math.floor(nowMs / MINUTE_MS) % this.#customers.slots;
    for (const customer of this.#customers.inSlot(slot)) {
      this.#ledger.prune(customer, nowMs - this.#windowMs - DAY_MS);
      const forgotten = firstAfter(customer.competitorMs, this.#competitorForgottenMs(nowMs));
      if (forgotten > 0) customer.competitorMs.splice(0, forgotten);
      this.#resonances.prune(customer, nowMs);
      this.#customers.dropIfEmpty(customer);
    }
    const idle = this.#customers.size === 0 && this.#ledger.size === 0;
    this.#minuteMs = idle ? Infinity : nowMs + MINUTE_MS;
  }
}

/** @param signal takes `dark-channel`, `silent-opportunity` and `resonance` */
export function createTouchpointsMonitor(settings: TouchpointsSettings, signal: SignalSink): Monitor & Pick<TouchpointsMonitor, 'size'> {
  return new TouchpointsMonitor(settings, signal);
}
