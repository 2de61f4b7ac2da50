/** Alert `churn-warning`: one per customer while the warning stands. */
import type { SignalSink } from '../../monitor.ts';
import type { Customer } from '../state.ts';

export class ChurnWarning {
  readonly #signal: SignalSink;
  readonly #episodes = new Map<string, string>();

  constructor(signal: SignalSink) {
    this.#signal = signal;
  }

  review(name: string, { atMs, score, source }: Customer, warned: boolean, nowMs: number): void {
    const rule = 'churn-warning';
    const subject = `customer:${name}`;
    const episode = this.#episodes.get(name);
    if (warned && episode === undefined) {
      const begun = new Date(atMs).toISOString();
      this.#episodes.set(name, begun);
      const facts = { customerId: name, score };
      this.#signal({
        type: 'raise',
        rule,
        subject,
        episode: begun,
        severity: 'warning',
        atMs: nowMs,
        sinceMs: atMs,
        facts,
        feeds: [source],
      });
    } else if (!warned && episode !== undefined) {
      this.#episodes.delete(name);
      this.#signal({ type: 'clear', rule, subject, episode, atMs: nowMs, reason: 'recovered' });
    }
  }
}
