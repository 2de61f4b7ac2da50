/** Alert `dark-channel`: more of a channel's touchpoints came to light by other roads than the systems saw. */
import type { SignalSink } from '../monitor.ts';
import type { Cell, Coverage } from './coverage.ts';
import type { TouchpointsSettings } from './settings.ts';

export const DARK_RULE = 'dark-channel';

const subjectOf = (cell: Cell) => (cell.region === null ? `channel:${cell.channel}` : `channel:${cell.channel}|${cell.region}`);

/**
 * Judged on the minute, not by each fact: a figure over thirty days needs no more, and two servers judge at the same instants. A channel
 * as a whole is a warning; one of its regions is for information, since it tells where and not that something is wrong.
 */
export class DarkRule {
  readonly #settings: TouchpointsSettings;
  readonly #signal: SignalSink;

  constructor(settings: TouchpointsSettings, signal: SignalSink) {
    this.#settings = settings;
    this.#signal = signal;
  }

  judge(coverage: Coverage, nowMs: number): void {
    for (const cell of coverage.takeForJudgement()) {
      const counts = coverage.counts(cell);
      if (cell.episode === null) {
        if (!coverage.isDark(counts)) continue;
        cell.episode = new Date(nowMs).toISOString();
        this.#signal({
          type: 'raise',
          rule: DARK_RULE,
          subject: subjectOf(cell),
          episode: cell.episode,
          severity: cell.region === null ? 'warning' : 'info',
          atMs: nowMs,
          sinceMs: nowMs,
          facts: { channel: cell.channel, region: cell.region, captured: counts.captured, known: counts.known },
          feeds: this.#settings.feeds,
        });
        continue;
      }
      const tooFew = counts.known < this.#settings.coverage.minKnown;
      if (!tooFew && counts.captured / counts.known < this.#settings.coverage.darkClear) continue;
      this.#signal({
        type: 'clear',
        rule: DARK_RULE,
        subject: subjectOf(cell),
        episode: cell.episode,
        atMs: nowMs,
        reason: tooFew ? 'expired' : 'recovered',
      });
      cell.episode = null;
      coverage.release(cell);
    }
  }
}
