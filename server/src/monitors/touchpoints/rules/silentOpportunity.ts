/** Alert `silent-opportunity`: open, and no system has seen a touchpoint of its customer for too long. */
import type { AlertFacts } from '@warroom/protocol/alert';
import type { SignalSink } from '../../monitor.ts';
import { countsFromMs, type Opportunity } from '../customer.ts';
import type { Recalled } from '../recalled.ts';
import type { TouchpointsSettings } from '../settings.ts';
import { canonical } from '../vocabulary.ts';
import { episodeOf } from './episode.ts';

const SILENT_OPPORTUNITY_RULE = 'silent-opportunity';
const DAY_MS = 86_400_000;

export class SilentOpportunityRule {
  readonly #settings: TouchpointsSettings;
  readonly #recalled: Recalled;
  readonly #signal: SignalSink;
  readonly #lastStages: ReadonlySet<string>;

  constructor(settings: TouchpointsSettings, recalled: Recalled, signal: SignalSink) {
    this.#recalled = recalled;
    this.#settings = settings;
    this.#signal = signal;
    this.#lastStages = new Set(settings.silence.lastStages.map(canonical));
  }

  isLastStage(opportunity: Opportunity): boolean {
    return this.#lastStages.has(canonical(opportunity.stage.value));
  }

  /**
   * When it falls, or fell, silent: the limit after the newest captured touchpoint of its customer, or after its own first fact where
   * that is newer. Infinity when it cannot: ended, or without a known customer.
   */
  silentAtMs(opportunity: Opportunity): number {
    const { customer, firstAtMs, status } = opportunity;
    if (status !== 'open' || !customer) return Infinity;
    return Math.max(customer.lastCapturedMs, firstAtMs) + this.#limitDays(opportunity) * DAY_MS;
  }

  /** Call whenever the opportunity or its customer's newest touchpoint changed, or the limit was reached. */
  review(opportunity: Opportunity, nowMs: number): void {
    const silentAtMs = this.silentAtMs(opportunity);
    if (nowMs < silentAtMs) {
      this.#clear(opportunity, nowMs);
      return;
    }
    const critical = this.isLastStage(opportunity) && (opportunity.amount?.value ?? 0) >= this.#settings.silence.criticalAmount;
    const subject = subjectOf(opportunity);
    const { alert } = opportunity;
    const facts = this.#factsOf(opportunity);
    if (alert) {
      this.#follow(opportunity, alert, facts, nowMs);
      if (!critical || alert.critical) return;
      alert.critical = true;
      this.#signal({ type: 'escalate', rule: SILENT_OPPORTUNITY_RULE, subject, episode: alert.episode, severity: 'critical', atMs: nowMs });
      return;
    }
    const recalled = this.#recalled.silenceOf(opportunity.name);
    if (recalled && nowMs < recalled.sinceMs) return;
    const episode = recalled?.episode ?? episodeOf(silentAtMs);
    const sinceMs = recalled?.sinceMs ?? silentAtMs;
    const isCritical = critical || (recalled?.critical ?? false);
    opportunity.alert = { episode, sinceMs, critical: isCritical, told: toldOf(facts) };
    this.#signal({
      type: 'raise',
      rule: SILENT_OPPORTUNITY_RULE,
      subject,
      episode,
      severity: isCritical ? 'critical' : 'warning',
      atMs: nowMs,
      sinceMs,
      facts,
      feeds: this.#settings.feeds,
    });
  }

  /** The opportunity leaves the monitor without having ended. */
  expire(opportunity: Opportunity, nowMs: number): void {
    if (opportunity.alert) this.#end(opportunity, opportunity.alert.episode, nowMs, 'expired');
  }

  #factsOf(opportunity: Opportunity): AlertFacts {
    return {
      customerId: opportunity.customer?.name ?? null,
      stage: opportunity.stage.value,
      amount: opportunity.amount?.value ?? null,
      region: opportunity.region?.value ?? null,
      limitDays: this.#limitDays(opportunity),
      lastCapturedAt: instantOf(countsFromMs(opportunity)),
      openedAt: instantOf(opportunity.firstAtMs),
    };
  }

  /** The alert tells of the opportunity as it is now (TOUCH-34). */
  #follow(opportunity: Opportunity, alert: NonNullable<Opportunity['alert']>, facts: AlertFacts, atMs: number): void {
    const told = toldOf(facts);
    if (told === alert.told) return;
    alert.told = told;
    const { stage, amount, region, customerName } = opportunity;
    const which = [stage, amount, region, customerName].map((statement) => statement?.id ?? '').join('.');
    this.#signal({
      type: 'update',
      rule: SILENT_OPPORTUNITY_RULE,
      subject: subjectOf(opportunity),
      episode: alert.episode,
      atMs,
      which,
      facts,
    });
  }

  #limitDays(opportunity: Opportunity): number {
    const { days, lastStageDays } = this.#settings.silence;
    return this.isLastStage(opportunity) ? lastStageDays : days;
  }

  #clear(opportunity: Opportunity, nowMs: number): void {
    const { alert, customer, status, stage } = opportunity;
    if (!alert) return;
    // What ended the silence may have happened before the silence was announced, and come in late.
    const endedMs = status === 'open' ? (customer?.lastCapturedMs ?? -Infinity) : stage.atMs;
    const reason = endedMs <= alert.sinceMs ? 'disproved' : status === 'open' ? 'recovered' : 'expired';
    this.#end(opportunity, alert.episode, nowMs, reason);
  }

  #end(opportunity: Opportunity, episode: string, nowMs: number, reason: 'disproved' | 'recovered' | 'expired'): void {
    opportunity.alert = null;
    this.#signal({ type: 'clear', rule: SILENT_OPPORTUNITY_RULE, subject: subjectOf(opportunity), episode, atMs: nowMs, reason });
  }
}

const instantOf = (atMs: number | null) => (atMs === null ? null : new Date(atMs).toISOString());
/** What an alert follows: not what it keeps for a start that reads less than there was. */
const toldOf = ({ lastCapturedAt: _, openedAt: __, ...facts }: AlertFacts) => JSON.stringify(facts);
const subjectOf = (opportunity: Opportunity) => `opportunity:${opportunity.name}`;
