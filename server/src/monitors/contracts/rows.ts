/** Rows of `contracts`, one per configured contract; how often they change while live: CONTRACT-12. */
import { TOPIC_NAMES } from '@warroom/protocol/board';
import type { ContractRow, ContractState } from '@warroom/protocol/concerns/contracts';
import { kindsOfTopic } from '@warroom/protocol/feeds';
import type { RowSink } from '../monitor.ts';
import type { Feed } from './feed.ts';

/** A busy feed would otherwise change its row with every event. */
const EVERY_MS = 5_000;

export class ContractRows {
  readonly #changed: Set<Feed>;
  readonly #shown = new Map<Feed, { state: ContractState; atMs: number }>();

  constructor(feeds: Iterable<Feed>) {
    this.#changed = new Set(feeds);
  }

  changed(feed: Feed): void {
    this.#changed.add(feed);
  }

  /** The clock stands at `nowMs`: the feed may have come into another state than its row says. */
  reached(feed: Feed, nowMs: number): void {
    if (this.#shown.get(feed)?.state !== feed.state(nowMs)) this.#changed.add(feed);
  }

  collect(sink: RowSink, nowMs: number, exact: boolean): void {
    for (const feed of this.#changed) {
      const state = feed.state(nowMs);
      const shown = this.#shown.get(feed);
      if (!exact && shown?.state === state && nowMs - shown.atMs < EVERY_MS) continue;
      sink.set('contracts', feed.contract.feed, rowOf(feed, state));
      this.#shown.set(feed, { state, atMs: nowMs });
      this.#changed.delete(feed);
    }
  }
}

function rowOf(feed: Feed, state: ContractState): ContractRow {
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
