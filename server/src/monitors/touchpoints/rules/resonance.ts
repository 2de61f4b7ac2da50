/** Alert `resonance`: one for each customer at most, that of its newest resonance while nobody has answered. */
import type { AlertFacts, ResolveReason } from '@warroom/protocol/alert';
import { joinKey } from '@warroom/protocol/boardKey';
import type { SignalSink } from '../../monitor.ts';
import type { Resonance } from '../resonance.ts';
import type { ResonanceHistory } from '../resonanceHistory.ts';
import { episodeOf } from './episode.ts';

const RESONANCE_RULE = 'resonance';

type Standing = NonNullable<ResonanceHistory['alert']>;

export class ResonanceRule {
  readonly #showMs: number;
  readonly #signal: SignalSink;

  constructor(showMs: number, signal: SignalSink) {
    this.#showMs = showMs;
    this.#signal = signal;
  }

  /** Call when the customer's resonances changed, or an instant of the current one was reached. */
  review(customerId: string, history: ResonanceHistory, nowMs: number): void {
    const { current, alert } = history;
    const wanted = current !== null && current.answeredAtMs === null && current.answeredLateMs === null;
    if (alert && (!wanted || alert.openedAtMs !== current.openedAtMs)) this.#clear(customerId, history, alert, nowMs);
    if (!wanted) return;
    const missed = nowMs >= current.dueAtMs;
    if (!history.alert) {
      this.#raise(customerId, history, current, missed, nowMs);
      return;
    }
    this.#follow(customerId, history.alert, current, nowMs);
    if (missed && !history.alert.missed) {
      history.alert.missed = true;
      const episode = episodeOf(current.openedAtMs);
      this.#signal({ type: 'escalate', rule: RESONANCE_RULE, subject: subjectOf(customerId), episode, severity: 'critical', atMs: nowMs });
    }
  }

  #raise(customerId: string, history: ResonanceHistory, resonance: Resonance, missed: boolean, nowMs: number): void {
    history.alert = { openedAtMs: resonance.openedAtMs, dueAtMs: resonance.dueAtMs, missed, told: toldOf(resonance) };
    this.#signal({
      type: 'raise',
      rule: RESONANCE_RULE,
      subject: subjectOf(customerId),
      episode: episodeOf(resonance.openedAtMs),
      severity: missed ? 'critical' : 'warning',
      atMs: nowMs,
      sinceMs: resonance.openedAtMs,
      facts: factsOf(customerId, resonance),
      feeds: resonance.sources,
    });
  }

  /** A late row may name another counterpart, and with it another region (TOUCH-34). */
  #follow(customerId: string, alert: Standing, resonance: Resonance, atMs: number): void {
    const which = toldOf(resonance);
    if (which === alert.told) return;
    alert.told = which;
    const [subject, episode] = [subjectOf(customerId), episodeOf(resonance.openedAtMs)];
    this.#signal({ type: 'update', rule: RESONANCE_RULE, subject, episode, atMs, which, facts: factsOf(customerId, resonance) });
  }

  #clear(customerId: string, history: ResonanceHistory, alert: Standing, nowMs: number): void {
    history.alert = null;
    const reason = this.#reason(alert, history.all, nowMs);
    const episode = episodeOf(alert.openedAtMs);
    this.#signal({ type: 'clear', rule: RESONANCE_RULE, subject: subjectOf(customerId), episode, atMs: nowMs, reason });
  }

  #reason(alert: Standing, all: readonly Resonance[], nowMs: number): ResolveReason {
    const same = all.find((resonance) => resonance.openedAtMs === alert.openedAtMs);
    // Gone from the history: by age, or because a late row made another resonance of it.
    if (!same) return nowMs >= alert.dueAtMs + this.#showMs ? 'expired' : 'disproved';
    // Answered in time after all: if the breach was announced, it never was one.
    if (same.answeredAtMs !== null) return alert.missed ? 'disproved' : 'handled';
    return same.answeredLateMs !== null ? 'recovered' : 'expired';
  }
}

const subjectOf = (customerId: string) => `customer:${customerId}`;

const factsOf = (customerId: string, { negativeChannel, inquiryChannel, dueAtMs, region }: Resonance): AlertFacts => ({
  customerId,
  negativeChannel,
  inquiryChannel,
  dueAt: new Date(dueAtMs).toISOString(),
  region,
});

const toldOf = ({ negativeChannel, inquiryChannel, region }: Resonance) => joinKey([negativeChannel, inquiryChannel, region ?? '']);
