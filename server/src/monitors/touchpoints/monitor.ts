/** Touchpoint blind spots: where customers are met and no system sees it, and what follows from that. Its rules are in RULES.md beside this file. */
import type { Fact } from '@warroom/protocol/events';
import type { Monitor, Need, OpenAlert, RowSink, SignalSink } from '../monitor.ts';
import { type Timed, TimerQueue } from '../timers.ts';
import { CaptureRates } from './captureRates.ts';
import type { Customer, Opportunity } from './customer.ts';
import { Customers } from './customers.ts';
import { InfluenceCollector } from './influenceCollector.ts';
import { Ledger } from './ledger.ts';
import { linkReachMs } from './linking.ts';
import { LostDeals } from './lostDeals.ts';
import { Opportunities } from './opportunities.ts';
import { Recalled } from './recalled.ts';
import { reportOf } from './report.ts';
import { resonanceReachMs } from './resonanceHistory.ts';
import { Resonances } from './resonances.ts';
import { DarkChannelRule } from './rules/darkChannel.ts';
import { SilentOpportunityRule } from './rules/silentOpportunity.ts';
import type { TouchpointsSettings } from './settings.ts';
import { firstAfter, insertSorted } from './sortedTimes.ts';
import { restoreState, STATE_VERSION, type StateParts, saveState } from './state.ts';
import { StringPool } from './stringPool.ts';
import { Vocabulary } from './vocabulary.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * Audits reach furthest back, to the beginning of the window of the deal lost longest ago. A silence begins by the last touchpoint before it, and an
 * opportunity is told of as long as it is kept; what one forgotten and told of anew was before, tells nothing.
 */
function needsOf({ windowDays, silence, lostDeals, influence, resonance }: TouchpointsSettings, heldMs: number): Need[] {
  const silenceMs = Math.max(silence.days, silence.lastStageDays) * DAY_MS;
  const auditMs = (windowDays + lostDeals.keepDays) * DAY_MS + heldMs - windowDays * DAY_MS;
  return [
    { kinds: ['touchpoint.seen'], backMs: Math.max(heldMs + silenceMs, auditMs, resonanceReachMs(resonance)), of: 'whole' },
    { kinds: ['signal.seen'], backMs: influence.competitorDays * DAY_MS + influence.stepMinutes * MINUTE_MS + DAY_MS, of: 'whole' },
    { kinds: ['opportunity.moved'], backMs: silence.expireDays * DAY_MS + silenceMs + DAY_MS, of: 'whole' },
  ];
}

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
  readonly needs: readonly Need[];
  readonly stateVersion = STATE_VERSION;

  readonly #settings: TouchpointsSettings;
  readonly #windowMs: number;
  /** The window, the lateness that is taken into account, and what either may be linked with. */
  readonly #heldMs: number;
  readonly #words: Vocabulary;
  readonly #strings = new StringPool();
  readonly #recalled = new Recalled();
  readonly #customers = new Customers(this.#recalled.lastCapturedMs);
  readonly #captureRates: CaptureRates;
  readonly #ledger: Ledger;
  readonly #darkChannels: DarkChannelRule;
  readonly #influence: InfluenceCollector;
  readonly #resonances: Resonances;
  readonly #lostDeals: LostDeals;
  readonly #opportunities: Opportunities;
  readonly #timers = new TimerQueue<Due>();
  /** The next full minute with housekeeping to do; Infinity while nothing is held. */
  #nextMinuteMs = Infinity;
  #nowMs = -Infinity;

  constructor(settings: TouchpointsSettings, signal: SignalSink) {
    this.#settings = settings;
    this.#windowMs = settings.windowDays * DAY_MS;
    this.#heldMs = this.#windowMs + DAY_MS + linkReachMs(settings.coverage.sameWithinSeconds);
    this.needs = needsOf(settings, this.#heldMs);
    this.#words = new Vocabulary(settings);
    this.#captureRates = new CaptureRates(settings.coverage);
    this.#ledger = new Ledger(this.#captureRates, settings.coverage.sameWithinSeconds * 1_000);
    this.#darkChannels = new DarkChannelRule(settings, signal);
    this.#influence = new InfluenceCollector(settings, this.#words, this.#customers);
    this.#resonances = new Resonances(settings.resonance, signal, (atMs, customer) =>
      this.#timers.push(atMs, { name: `resonance:${customer.name}`, customer }),
    );
    this.#lostDeals = new LostDeals(settings);
    this.#opportunities = new Opportunities(settings, {
      customers: this.#customers,
      silence: new SilentOpportunityRule(settings, this.#recalled, signal),
      influence: this.#influence,
      lostDeals: this.#lostDeals,
      recalled: this.#recalled,
      plan: (atMs, opportunity) => this.#timers.push(atMs, { name: `opportunity:${opportunity.name}`, opportunity }),
    });
  }

  /** How much is held, for the metrics. */
  size(): { reports: number; customers: number; opportunities: number } {
    return { reports: this.#ledger.size, customers: this.#customers.size, opportunities: this.#opportunities.size };
  }

  apply(fact: Fact, nowMs: number): void {
    this.#nowMs = nowMs;
    this.#startMinutes(nowMs);
    switch (fact.kind) {
      case 'touchpoint.seen':
        this.#takeTouchpoint(fact, nowMs);
        return;
      case 'signal.seen':
        if (this.#words.competitorSignals.has(this.#strings.canonical(fact.data.type)))
          this.#takeCompetitor(this.#customers.ensure(fact.key), fact.atMs, nowMs);
        return;
      case 'opportunity.moved':
        this.#opportunities.take(fact, nowMs);
        return;
      default:
        return;
    }
  }

  recall(open: readonly OpenAlert[], presentMs: number): void {
    const readMs = this.needs.find(({ kinds }) => kinds.includes('touchpoint.seen'))?.backMs ?? Infinity;
    this.#recalled.take(open, presentMs - readMs + this.#heldMs, presentMs);
  }

  advance(nowMs: number): void {
    this.#nowMs = nowMs;
    this.#recalled.reached(nowMs);
    for (;;) {
      const timerMs = this.#timers.nextMs();
      if (Math.min(timerMs, this.#nextMinuteMs) > nowMs) return;
      if (timerMs <= this.#nextMinuteMs) this.#wake(timerMs);
      else this.#keepMinute();
    }
  }

  nextWakeMs(): number {
    return Math.min(this.#timers.nextMs(), this.#nextMinuteMs);
  }

  collect(sink: RowSink, nowMs: number, exact: boolean): void {
    if (exact) this.#ledger.moveEdge(nowMs - this.#windowMs);
    this.#captureRates.collect(sink);
    this.#influence.collect(sink, nowMs, exact);
    this.#resonances.collect(sink, nowMs);
    this.#opportunities.collect(sink, nowMs);
    this.#lostDeals.collect(sink);
  }

  save(): Iterable<unknown> {
    return saveState(this.#parts(), { nowMs: this.#nowMs, nextMinuteMs: this.#nextMinuteMs });
  }

  restore(records: Iterable<unknown>): void {
    const { nowMs, nextMinuteMs } = restoreState(records, this.#parts());
    this.#nowMs = nowMs;
    this.#nextMinuteMs = nextMinuteMs;
  }

  #parts(): StateParts {
    return {
      customers: this.#customers,
      ledger: this.#ledger,
      captureRates: this.#captureRates,
      resonances: this.#resonances,
      opportunities: this.#opportunities,
      lostDeals: this.#lostDeals,
    };
  }

  #takeTouchpoint(fact: Fact<'touchpoint.seen'>, nowMs: number): void {
    const report = reportOf(fact, this.#words, this.#strings);
    const { atMs, topic } = report;
    const customer = this.#customers.ensure(fact.key);
    this.#customers.changes.before(customer);
    const forgottenMs = nowMs - this.#heldMs;
    if (atMs <= forgottenMs) this.#ledger.prune(customer, forgottenMs);
    if (atMs > customer.prunedToMs) this.#ledger.insert(customer, report);
    for (const { opportunity } of customer.lost) this.#opportunities.changes.before(opportunity);
    this.#lostDeals.take(customer, report);
    this.#influence.mark(customer);
    if (report.competitor || this.#words.competitorTopics.has(topic)) this.#takeCompetitor(customer, atMs, nowMs);
    if (report.competitor) return;
    if (report.captured && atMs > customer.lastCapturedMs) {
      customer.lastCapturedMs = atMs;
      for (const opportunity of customer.open) if (opportunity.alert) this.#opportunities.review(opportunity, nowMs);
    }
    const { sentiment } = fact.data;
    const negative = typeof sentiment === 'number' && sentiment <= this.#settings.resonance.sentimentAtMost;
    const { channel, direction, region } = report;
    const inquiry = this.#words.isInquiry(topic, direction);
    if ((negative || inquiry) && channel !== '') {
      const source = this.#strings.intern(fact.source);
      this.#resonances.takeEvidence(customer, { atMs, channel, negative, inquiry, source, region }, nowMs);
    }
    if (this.#words.outbound.has(direction) && this.#words.personal(channel)) this.#resonances.takeAnswer(customer, atMs, nowMs);
    this.#resonances.arm(customer, nowMs);
  }

  #takeCompetitor(customer: Customer, atMs: number, nowMs: number): void {
    if (atMs <= this.#competitorForgottenMs(nowMs)) return;
    this.#customers.changes.before(customer);
    insertSorted(customer.competitorMs, atMs);
    this.#influence.mark(customer);
  }

  #competitorForgottenMs(nowMs: number): number {
    return nowMs - this.#settings.influence.competitorDays * DAY_MS - this.#settings.influence.stepMinutes * MINUTE_MS;
  }

  #wake(atMs: number): void {
    const due = this.#timers.popDue(atMs)?.item;
    if (due?.opportunity) this.#opportunities.wake(due.opportunity, atMs);
    else if (due?.customer) {
      this.#customers.changes.before(due.customer);
      this.#resonances.wake(due.customer, atMs);
    }
  }

  /** The first fact after nothing was held starts the minutes. */
  #startMinutes(nowMs: number): void {
    if (this.#nextMinuteMs !== Infinity) return;
    const minute = Math.floor(nowMs / MINUTE_MS);
    this.#nextMinuteMs = (minute + 1) * MINUTE_MS;
    this.#ledger.moveEdge(minute * MINUTE_MS - this.#windowMs);
  }

  /** Each full minute: the window's edge moves, channels are reviewed, and one slot of the customers has its housekeeping. */
  #keepMinute(): void {
    const nowMs = this.#nextMinuteMs;
    this.#ledger.moveEdge(nowMs - this.#windowMs);
    this.#darkChannels.review(this.#captureRates, this.#recalled, nowMs);
    const slot = Math.floor(nowMs / MINUTE_MS) % this.#customers.slots;
    for (const customer of this.#customers.inSlot(slot)) {
      this.#customers.changes.before(customer);
      this.#ledger.prune(customer, nowMs - this.#heldMs);
      const forgotten = firstAfter(customer.competitorMs, this.#competitorForgottenMs(nowMs));
      if (forgotten > 0) customer.competitorMs.splice(0, forgotten);
      this.#resonances.prune(customer, nowMs);
      this.#customers.dropIfEmpty(customer);
    }
    const idle = this.#customers.size === 0 && this.#ledger.size === 0;
    this.#nextMinuteMs = idle ? Infinity : nowMs + MINUTE_MS;
  }
}

/** @param signal takes `dark-channel`, `silent-opportunity` and `resonance` */
export function createTouchpointsMonitor(settings: TouchpointsSettings, signal: SignalSink): Monitor & Pick<TouchpointsMonitor, 'size'> {
  return new TouchpointsMonitor(settings, signal);
}
