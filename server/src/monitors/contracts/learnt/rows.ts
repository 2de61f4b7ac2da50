/** Rows of `contracts.learnt`, one per source and kind, and one for the source as a whole; how often they change while live: CONTRACT-12. */

import { TOPIC_NAMES } from '@warroom/protocol/board';
import { joinKey } from '@warroom/protocol/boardKey';
import type { LearntFeedRow, LearntState } from '@warroom/protocol/concerns/contracts';
import type { EventKind } from '@warroom/protocol/events';
import { CONCERNS_OF_KIND, kindsOfTopic } from '@warroom/protocol/feeds';
import type { RowSink } from '../../monitor.ts';
import { feedsOf, isSilent, type LearntFeed, type Source, silentAfterMs, watchedKinds } from './sources.ts';
import type { FeedSink, Watch } from './watch.ts';

/** A busy feed would otherwise change its row with every event. */
const EVERY_MS = 5_000;
/** What is usual at this hour changes without any event. */
const ALL_EVERY_MS = 60_000;

export class LearntRows implements FeedSink {
  readonly #changed = new Map<LearntFeed, Source>();
  readonly #shown = new Map<LearntFeed, { row: LearntFeedRow; atMs: number }>();
  #forgotten: LearntFeed[] = [];
  #allMs = -Infinity;

  changed(source: Source, feed: LearntFeed): void {
    this.#changed.set(feed, source);
  }

  forgotten(feed: LearntFeed): void {
    this.#changed.delete(feed);
    this.#shown.delete(feed);
    this.#forgotten.push(feed);
  }

  /** As shown last. */
  *rows(): Iterable<readonly [LearntFeed, LearntFeedRow]> {
    for (const [feed, { row }] of this.#shown) yield [feed, row];
  }

  collect(sink: RowSink, watch: Watch, nowMs: number, exact: boolean): void {
    for (const feed of this.#forgotten) sink.delete('contracts.learnt', keyOf(feed));
    this.#forgotten = [];
    if (exact || nowMs - this.#allMs >= ALL_EVERY_MS) {
      for (const source of watch.sources.all()) for (const feed of feedsOf(source)) this.#changed.set(feed, source);
      this.#allMs = nowMs;
    }
    for (const [feed, source] of this.#changed) {
      const shown = this.#shown.get(feed);
      const state = stateOf(source, feed, nowMs);
      if (!exact && shown?.row.state === state && nowMs - shown.atMs < EVERY_MS) continue;
      const row = rowOf(source, feed, state, nowMs);
      sink.set('contracts.learnt', keyOf(feed), row);
      this.#shown.set(feed, { row, atMs: nowMs });
      this.#changed.delete(feed);
    }
  }
}

const keyOf = ({ source, kind }: LearntFeed) => joinKey([source, kind ?? '']);

function stateOf(source: Source, feed: LearntFeed, nowMs: number): LearntState {
  if (feed.underContract) return 'contract';
  if (isSilent(source) || feed.stream.episode !== null) return 'silent';
  return feed.stream.isLearnt(nowMs) ? 'fresh' : 'learning';
}

function rowOf(source: Source, feed: LearntFeed, state: LearntState, nowMs: number): LearntFeedRow {
  const { kind, stream } = feed;
  const kinds: readonly EventKind[] = kind === null ? watchedKinds(source) : [kind];
  const isJudged = state === 'fresh' || state === 'silent';
  const silentMs = isJudged ? silentAfterMs(source, feed, nowMs) : Infinity;
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    source: source.name,
    kind,
    state,
    newestAt: iso(stream.newestMs),
    heardAt: iso(stream.heardMs),
    usualGapSeconds: isJudged ? stream.usualGapSeconds(nowMs) : null,
    silentAfter: Number.isFinite(silentMs) ? iso(silentMs) : null,
    learningUntil:
      state === 'learning' && stream.learningUntilMs > nowMs && Number.isFinite(stream.learningUntilMs)
        ? iso(stream.learningUntilMs)
        : null,
    kinds: [...kinds],
    topics: TOPIC_NAMES.filter((topic) => kindsOfTopic(topic).some((one) => kinds.includes(one))),
    concerns: [...new Set(kinds.flatMap((one) => CONCERNS_OF_KIND[one] ?? []))],
  };
}
