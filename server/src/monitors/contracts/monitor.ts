/**
 * Data contracts: whether each feed delivers as its owner has promised. A figure that stands on a broken feed is not live, and the screens
 * have to say so. Broken when the newest delivery is older than interval plus grace, by the clock alone.
 *
 * While live, `newestAt` and `dueAt` of a row lag by up to five seconds as long as the state stays what it is: a busy feed would otherwise
 * change its row with every event. State: one entry per configured contract.
 */
import type { Topic } from '@warroom/protocol/board';
import { TOPIC_NAMES } from '@warroom/protocol/board';
import type { ContractRow, ContractState } from '@warroom/protocol/concerns/contracts';
import { EVENT_KINDS, type EventKind, type Fact } from '@warroom/protocol/events';
import { kindsOfTopic } from '@warroom/protocol/feeds';
import { AROUND_THE_CLOCK, type Calendar } from '../calendar.ts';
import type { BrokenFeed, Monitor, RowSink, SignalSink } from '../monitor.ts';
import { Freshness } from './freshness.ts';
import type { Contract } from './settings.ts';

export const CONTRACT_RULE = 'contract-broken';
const SHOW_EVERY_MS = 5_000;

export interface ContractsMonitor extends Monitor {
  /** Feeds broken now, in order of the configuration; the same array until something about it changes. */
  brokenFeeds(): readonly BrokenFeed[];
}

interface Saved {
  nowMs: number | null;
  firstHeardMs: number | null;
  feeds: ReturnType<Freshness['save']>[];
}

/** @throws RangeError when two contracts have the same feed */
export function createContractsMonitor(
  contracts: readonly Contract[],
  signal: SignalSink,
  calendar: Calendar = AROUND_THE_CLOCK,
): ContractsMonitor {
  return new Contracts(contracts, signal, calendar);
}

class Contracts implements ContractsMonitor {
  readonly name = 'contracts';
  readonly kinds: readonly EventKind[] = EVENT_KINDS;
  readonly topics: readonly Topic[] = ['contracts'];
  readonly stateVersion = 1;

  readonly #signal: SignalSink;
  readonly #feeds = new Map<string, Freshness>();
  readonly #bySource = new Map<string, Freshness[]>();
  readonly #dirty = new Set<Freshness>();
  readonly #shown = new Map<Freshness, { state: ContractState; atMs: number }>();
  #nowMs = -Infinity;
  #wakeMs = Infinity;
  #firstHeardMs: number | null = null;
  #broken: readonly BrokenFeed[] = [];

  constructor(contracts: readonly Contract[], signal: SignalSink, calendar: Calendar) {
    this.#signal = signal;
    for (const contract of contracts) {
      if (this.#feeds.has(contract.feed)) throw new RangeError(`contracts: two contracts for the feed ${contract.feed}`);
      const feed = new Freshness(contract, calendar);
      this.#feeds.set(contract.feed, feed);
      this.#bySource.set(feed.source, [...(this.#bySource.get(feed.source) ?? []), feed]);
      this.#dirty.add(feed);
    }
  }

  apply(fact: Fact, nowMs: number): void {
    if (nowMs > this.#nowMs) this.#nowMs = nowMs;
    if (this.#firstHeardMs === null || fact.ingestedAtMs < this.#firstHeardMs) this.#hear(fact.ingestedAtMs);
    const feeds = this.#bySource.get(fact.source);
    if (feeds) {
      for (const feed of feeds) {
        const first = feed.newestMs === null;
        if (feed.takeEvent(fact)) this.#delivered(feed, first);
      }
    }
    if (fact.kind !== 'feed.synced') return;
    const synced = this.#feeds.get(fact.key);
    if (!synced) return;
    const first = synced.newestMs === null;
    if (synced.takeSynced(fact)) this.#delivered(synced, first);
  }

  advance(nowMs: number): void {
    while (this.#wakeMs <= nowMs) {
      const atMs = Math.max(this.#wakeMs, this.#nowMs);
      this.#nowMs = atMs;
      let nextMs = Infinity;
      for (const feed of this.#feeds.values()) {
        const shown = this.#shown.get(feed);
        if (!shown || shown.state !== feed.state(atMs)) this.#dirty.add(feed);
        if (feed.episode === null && feed.state(atMs) === 'broken') this.#raise(feed, atMs);
        nextMs = Math.min(nextMs, feed.nextMs(atMs));
      }
      this.#wakeMs = nextMs;
    }
    if (nowMs > this.#nowMs) this.#nowMs = nowMs;
  }

  nextWakeMs(): number {
    return this.#wakeMs;
  }

  brokenFeeds(): readonly BrokenFeed[] {
    return this.#broken;
  }

  collect(sink: RowSink, nowMs: number, exact: boolean): void {
    for (const feed of this.#dirty) {
      const state = feed.state(nowMs);
      const shown = this.#shown.get(feed);
      if (!exact && shown?.state === state && nowMs - shown.atMs < SHOW_EVERY_MS) continue;
      sink.set('contracts', feed.contract.feed, rowOf(feed, state));
      this.#shown.set(feed, { state, atMs: nowMs });
      this.#dirty.delete(feed);
    }
  }

  save(): Saved {
    return {
      nowMs: Number.isFinite(this.#nowMs) ? this.#nowMs : null,
      firstHeardMs: this.#firstHeardMs,
      feeds: [...this.#feeds.values()].map((feed) => feed.save()),
    };
  }

  restore(saved: unknown): void {
    const { nowMs, firstHeardMs, feeds } = saved as Saved;
    this.#nowMs = nowMs ?? -Infinity;
    for (const entry of feeds) this.#feeds.get(entry[0])?.restore(entry);
    if (firstHeardMs !== null) this.#hear(firstHeardMs);
    for (const feed of this.#feeds.values()) this.#touched(feed);
    this.#listBroken();
  }

  #hear(firstHeardMs: number): void {
    this.#firstHeardMs = firstHeardMs;
    for (const feed of this.#feeds.values()) {
      if (feed.newestMs !== null) continue;
      feed.startFrom(firstHeardMs);
      this.#touched(feed);
    }
  }

  /** A further delivery only moves the deadlines of a feed away: the alarm set for the old ones is put right when it rings. */
  #delivered(feed: Freshness, first: boolean): void {
    this.#dirty.add(feed);
    if (first || feed.episode !== null) this.#touched(feed);
  }

  #touched(feed: Freshness): void {
    this.#dirty.add(feed);
    const nextMs = feed.nextMs(this.#nowMs);
    if (feed.episode === null) {
      // Broken as it comes to be known (a first word that is old): the next advance raises it.
      const ringMs = nextMs === Infinity && feed.brokenMs < Infinity ? this.#nowMs : nextMs;
      if (ringMs < this.#wakeMs) this.#wakeMs = ringMs;
      return;
    }
    if (nextMs < this.#wakeMs) this.#wakeMs = nextMs;
    if (feed.state(this.#nowMs) !== 'broken') this.#clear(feed);
  }

  #raise(feed: Freshness, atMs: number): void {
    const { contract } = feed;
    feed.episode = new Date(feed.brokenMs).toISOString();
    this.#signal({
      type: 'raise',
      rule: CONTRACT_RULE,
      subject: `feed:${contract.feed}`,
      episode: feed.episode,
      severity: contract.severity,
      atMs,
      sinceMs: feed.brokenMs,
      feeds: [contract.feed],
      facts: {
        feed: contract.feed,
        source: feed.source,
        field: contract.field || null,
        owner: contract.owner || null,
        newestAt: feed.newestMs === null ? null : new Date(feed.newestMs).toISOString(),
        intervalSeconds: contract.intervalSeconds,
        graceSeconds: contract.graceSeconds,
      },
    });
    this.#listBroken();
  }

  /** Even a delivery that came late and tells of an earlier time mends the feed only now: its being late was the fault. */
  #clear(feed: Freshness): void {
    const episode = feed.episode as string;
    feed.episode = null;
    this.#signal({
      type: 'clear',
      rule: CONTRACT_RULE,
      subject: `feed:${feed.contract.feed}`,
      episode,
      atMs: this.#nowMs,
      reason: 'recovered',
    });
    this.#listBroken();
  }

  #listBroken(): void {
    this.#broken = [...this.#feeds.values()].flatMap((feed) =>
      feed.episode === null
        ? []
        : [{ feed: feed.contract.feed, source: feed.source, kinds: feed.kinds, sinceMs: Date.parse(feed.episode), episode: feed.episode }],
    );
  }
}

function rowOf(feed: Freshness, state: ContractState): ContractRow {
  const { contract, kinds } = feed;
  const iso = (ms: number | null) => (ms === null || ms === Infinity ? null : new Date(ms).toISOString());
  return {
    state,
    newestAt: iso(feed.newestMs),
    dueAt: iso(feed.dueMs),
    owner: contract.owner || null,
    brokenAt: iso(feed.brokenMs),
    source: feed.source,
    field: contract.field || null,
    meaning: contract.meaning || null,
    formula: contract.formula || null,
    intervalSeconds: contract.intervalSeconds,
    graceSeconds: contract.graceSeconds,
    kinds,
    topics: TOPIC_NAMES.filter((topic) => kindsOfTopic(topic).some((kind) => kinds.includes(kind))),
  };
}
