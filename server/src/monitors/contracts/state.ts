/** What the monitor keeps, one entry per configured contract, and how that is saved in a checkpoint and restored. */
import type { EventKind } from '@warroom/protocol/events';
import type { Calendar } from '../calendar.ts';
import { Feed, type SavedFeed } from './feed.ts';
import type { Contract } from './settings.ts';

export interface SavedState {
  nowMs: number | null;
  watchedFromMs: number | null;
  feeds: SavedFeed[];
}

export class ContractsState {
  readonly #feeds = new Map<string, Feed>();
  readonly #bySource = new Map<string, Feed[]>();
  nowMs = -Infinity;
  /** Arrival of the first event of any feed, or the instant at which the clock first stood, whichever is earlier. */
  watchedFromMs: number | null = null;

  /** @throws RangeError when two contracts have the same feed */
  constructor(contracts: readonly Contract[], calendar: Calendar) {
    for (const contract of contracts) {
      if (this.#feeds.has(contract.feed)) throw new RangeError(`contracts: two contracts for the feed ${contract.feed}`);
      const feed = new Feed(contract, calendar);
      this.#feeds.set(contract.feed, feed);
      this.#bySource.set(feed.source, [...(this.#bySource.get(feed.source) ?? []), feed]);
    }
  }

  /** In order of the configuration. */
  feeds(): Iterable<Feed> {
    return this.#feeds.values();
  }

  feed(name: string): Feed | undefined {
    return this.#feeds.get(name);
  }

  feedsOf(source: string): readonly Feed[] | undefined {
    return this.#bySource.get(source);
  }

  /** Whether a contract speaks for what a source brings of a kind. */
  isUnderContract(source: string, kind: EventKind): boolean {
    return this.feedsOf(source)?.some(({ contract: { kinds } }) => kinds.length === 0 || kinds.includes(kind)) ?? false;
  }

  save(): SavedState {
    return {
      nowMs: Number.isFinite(this.nowMs) ? this.nowMs : null,
      watchedFromMs: this.watchedFromMs,
      feeds: [...this.feeds()].map((feed) => feed.save()),
    };
  }

  restore({ nowMs, watchedFromMs, feeds }: SavedState): void {
    this.nowMs = nowMs ?? -Infinity;
    this.watchedFromMs = watchedFromMs;
    for (const saved of feeds) this.feed(saved[0])?.restore(saved);
  }
}
