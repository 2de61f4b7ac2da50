/** Alert `silent-opportunity` and rows of `touchpoints.silent`: open, and no system has seen a touchpoint of its customer for too long. */
import type { TouchpointSilentRow } from '@warroom/protocol/concerns/touchpoints';
import type { SignalSink } from '../monitor.ts';
import type { Opportunity } from './opportunity.ts';
import type { TouchpointsSettings } from './settings.ts';
import { topicOf } from './touch.ts';

export const SILENCE_RULE = 'silent-opportunity';
const DAY_MS = 86_400_000;
const iso = (atMs: number) => new Date(atMs).toISOString();

export class SilenceRule {
  readonly #settings: TouchpointsSettings;
  readonly #signal: SignalSink;
  readonly #lastStages: ReadonlySet<string>;

  constructor(settings: TouchpointsSettings, signal: SignalSink) {
    this.#settings = settings;
    this.#signal = signal;
    this.#lastStages = new Set(settings.silence.lastStages.map(topicOf));
  }

  isLastStage(opportunity: Opportunity): boolean {
    return this.#lastStages.has(topicOf(opportunity.stage.value));
  }

  /**
   * When it falls, or fell, silent: the limit after the newest captured touchpoint of its customer, or after its own first fact where
   * that is newer (a customer need not have been spoken to before there was a deal). Infinity when it cannot: ended, or of no known customer.
   */
  silentAtMs(opportunity: Opportunity): number {
    const { customer, firstAtMs, status } = opportunity;
    if (status !== 'open' || !customer) return Infinity;
    const { days, lastStageDays } = this.#settings.silence;
    const limitMs = (this.isLastStage(opportunity) ? lastStageDays : days) * DAY_MS;
    return Math.max(customer.lastCapturedMs, firstAtMs) + limitMs;
  }

  /** Call whenever the opportunity or its customer's newest touchpoint changed, or the limit was reached. */
  review(opportunity: Opportunity, nowMs: number): void {
    const silentAtMs = this.silentAtMs(opportunity);
    if (nowMs < silentAtMs) {
      this.#clear(opportunity, nowMs);
      return;
    }
    const critical = this.isLastStage(opportunity) && (opportunity.amount?.value ?? 0) >= this.#settings.silence.criticalAmount;
    const subject = `opportunity:${opportunity.name}`;
    const { alert } = opportunity;
    if (alert) {
      if (!critical || alert.critical) return;
      alert.critical = true;
      this.#signal({ type: 'escalate', rule: SILENCE_RULE, subject, episode: alert.episode, severity: 'critical', atMs: nowMs });
      return;
    }
    const episode = iso(silentAtMs);
    opportunity.alert = { episode, sinceMs: silentAtMs, critical };
    this.#signal({
      type: 'raise',
      rule: SILENCE_RULE,
      subject,
      episode,
      severity: critical ? 'critical' : 'warning',
      atMs: nowMs,
      sinceMs: silentAtMs,
      facts: {
        customerId: opportunity.customer?.name ?? null,
        stage: opportunity.stage.value,
        amount: opportunity.amount?.value ?? null,
        region: opportunity.region?.value ?? null,
        limitDays: this.isLastStage(opportunity) ? this.#settings.silence.lastStageDays : this.#settings.silence.days,
      },
      feeds: this.#settings.feeds,
    });
  }

  /** The opportunity leaves the monitor without having ended. */
  expire(opportunity: Opportunity, nowMs: number): void {
    if (!opportunity.alert) return;
    this.#end(opportunity, opportunity.alert.episode, nowMs, 'expired');
  }

  row(opportunity: Opportunity): TouchpointSilentRow {
    const customer = opportunity.customer;
    return {
      opportunityId: opportunity.name,
      customerId: customer?.name ?? '',
      region: opportunity.region?.value ?? null,
      stage: opportunity.stage.value,
      amount: opportunity.amount?.value ?? null,
      lastStage: this.isLastStage(opportunity),
      lastCapturedAt: customer && customer.lastCapturedMs > -Infinity ? iso(customer.lastCapturedMs) : null,
      silentSince: iso(this.silentAtMs(opportunity)),
    };
  }

  #clear(opportunity: Opportunity, nowMs: number): void {
    const { alert, customer, status, stage } = opportunity;
    if (!alert) return;
    // What ended the silence, and did it come before the silence was declared?
    const endedMs = status === 'open' ? (customer?.lastCapturedMs ?? -Infinity) : stage.atMs;
    const reason = endedMs <= alert.sinceMs ? 'disproved' : status === 'open' ? 'recovered' : 'expired';
    this.#end(opportunity, alert.episode, nowMs, reason);
  }

  #end(opportunity: Opportunity, episode: string, nowMs: number, reason: 'disproved' | 'recovered' | 'expired'): void {
    opportunity.alert = null;
    this.#signal({ type: 'clear', rule: SILENCE_RULE, subject: `opportunity:${opportunity.name}`, episode, atMs: nowMs, reason });
  }
}
