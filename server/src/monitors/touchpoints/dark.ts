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
    const changes = (cell: Cell) => (cell.episode === null ? coverage.isDark(cell) : this.#isOver(cell));
    for (const cell of coverage.takeForJudgement(changes)) {
      if (cell.episode === null) this.#raise(cell, nowMs);
      else this.#clear(cell, cell.episode, nowMs);
      coverage.release(cell);
    }
  }

  #isOver({ known, captured }: Cell): boolean {
    const { minKnown, darkClear } = this.#settings.coverage;
    return known < minKnown || captured / known >= darkClear;
  }

  #raise(cell: Cell, nowMs: number): void {
    cell.episode = new Date(nowMs).toISOString();
    this.#signal({
      type: 'raise',
      rule: DARK_RULE,
      subject: subjectOf(cell),
      episode: cell.episode,
      severity: cell.region === null ? 'warning' : 'info',
      atMs: nowMs,
      sinceMs: nowMs,
      facts: { channel: cell.channel, region: cell.region, captured: cell.captured, known: cell.known },
      feeds: this.#settings.feeds,
    });
  }

  #clear(cell: Cell, episode: string, nowMs: number): void {
    cell.episode = null;
    const reason = cell.known < this.#settings.coverage.minKnown ? 'expired' : 'recovered';
    this.#signal({ type: 'clear', rule: DARK_RULE, subject: subjectOf(cell), episode, atMs: nowMs, reason });
  }
}
