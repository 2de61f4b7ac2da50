/** Alert `dark-channel`: other roads bring more of a channel's touchpoints to light than the systems see. */
import { joinKey } from '@warroom/protocol/boardKey';
import type { SignalSink } from '../../monitor.ts';
import type { CaptureRates, Cell } from '../captureRates.ts';
import type { Recalled } from '../recalled.ts';
import type { TouchpointsSettings } from '../settings.ts';
import { episodeOf } from './episode.ts';

const DARK_CHANNEL_RULE = 'dark-channel';

/** `channel:<channel>`, or `channel:<channel>|<region>`: escaped alike, so that no channel's name reads as a channel and a region. */
const subjectOf = ({ channel, region }: Cell) =>
  `channel:${region === null ? joinKey([channel, '']).slice(0, -1) : joinKey([channel, region])}`;

/** Reviewed on the full minute and not by each fact, so that two servers decide at the same instants. */
export class DarkChannelRule {
  readonly #settings: TouchpointsSettings;
  readonly #signal: SignalSink;

  constructor(settings: TouchpointsSettings, signal: SignalSink) {
    this.#settings = settings;
    this.#signal = signal;
  }

  review(captureRates: CaptureRates, recalled: Recalled, nowMs: number): void {
    if (!recalled.isDarkJudged(nowMs)) return;
    for (const { channel, region, episode } of recalled.takeDark(nowMs)) {
      const cell = captureRates.ensure(channel, region);
      this.#raise(cell, nowMs, episode);
      captureRates.mark(cell);
    }
    const changes = (cell: Cell) => (cell.episode === null ? captureRates.isDark(cell) : this.#isOver(cell));
    for (const cell of captureRates.takeChanged(changes)) {
      if (cell.episode === null) this.#raise(cell, nowMs, episodeOf(nowMs));
      else this.#clear(cell, cell.episode, nowMs);
      captureRates.release(cell);
    }
  }

  #isOver({ known, captured }: Cell): boolean {
    const { minKnown, darkClear } = this.#settings.coverage;
    return known < minKnown || captured / known >= darkClear;
  }

  #raise(cell: Cell, nowMs: number, episode: string): void {
    cell.episode = episode;
    this.#signal({
      type: 'raise',
      rule: DARK_CHANNEL_RULE,
      subject: subjectOf(cell),
      episode,
      severity: cell.region === null ? 'warning' : 'info',
      atMs: nowMs,
      sinceMs: Date.parse(episode),
      facts: { channel: cell.channel, region: cell.region, captured: cell.captured, known: cell.known },
      feeds: this.#settings.feeds,
    });
  }

  #clear(cell: Cell, episode: string, nowMs: number): void {
    cell.episode = null;
    const reason = cell.known < this.#settings.coverage.minKnown ? 'expired' : 'recovered';
    this.#signal({ type: 'clear', rule: DARK_CHANNEL_RULE, subject: subjectOf(cell), episode, atMs: nowMs, reason });
  }
}
