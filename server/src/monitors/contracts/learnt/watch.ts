/** Watches every source and kind by what is usual for it: takes facts, is woken when a silence gets too long, raises and ends `feed-silent`. */
import type { EventKind, Fact } from '@warroom/protocol/events';
import type { Calendar } from '../../calendar.ts';
import type { BrokenFeed, SignalSink } from '../../monitor.ts';
import { closeSilence, openSilence, silentFeedsOf } from '../rules/feedSilent.ts';
import { LEAST_SILENCE_MS } from './habit.ts';
import { type LearntFeed, type SavedSources, type Source, Sources } from './sources.ts';
import { FORGET_MS } from './stream.ts';
import { WeekHours } from './weekHours.ts';

/** Who shows the feeds. */
export interface FeedSink {
  /** Something about a feed may read otherwise now. */
  changed(source: Source, feed: LearntFeed): void;
  forgotten(feed: LearntFeed): void;
}

export interface SavedWatch {
  newest: [EventKind, number][];
  sources: SavedSources;
}

export interface WatchOptions {
  calendar: Calendar;
  isUnderContract: (source: string, kind: EventKind) => boolean;
  signal: SignalSink;
  sink: FeedSink;
}

export class Watch {
  readonly sources: Sources;
  /** The newest fact of each kind, of whatever source. */
  readonly newestMs = new Map<EventKind, number>();
  readonly #signal: SignalSink;
  readonly #sink: FeedSink;
  #wakeMs = Infinity;

  constructor({ calendar, isUnderContract, signal, sink }: WatchOptions) {
    this.sources = new Sources(new WeekHours(calendar), isUnderContract);
    this.#signal = signal;
    this.#sink = sink;
  }

  take(fact: Fact, nowMs: number): void {
    const { kind, ingestedAtMs } = fact;
    // What a feed says of itself is no fact of the business.
    if (kind === 'feed.synced') return;
    const newestMs = Math.min(fact.atMs, ingestedAtMs);
    if (newestMs > (this.newestMs.get(kind) ?? -Infinity)) this.newestMs.set(kind, newestMs);
    this.sources.arrivedUntil(ingestedAtMs);
    const feeds = this.sources.feedsOf(fact.source, kind);
    if (!feeds) return;
    const { source, own, whole } = feeds;
    if (whole) this.#takeInto(source, whole, newestMs, ingestedAtMs, nowMs);
    this.#takeInto(source, own, newestMs, ingestedAtMs, nowMs);
    // What was learnt or begun may be judged sooner than was planned.
    this.#wakeMs = Math.min(this.#wakeMs, nowMs + LEAST_SILENCE_MS);
  }

  #takeInto(source: Source, feed: LearntFeed, newestMs: number, arrivedMs: number, nowMs: number): void {
    if (!feed.stream.take(newestMs, arrivedMs, this.sources.foldedUntilMs)) return;
    this.#sink.changed(source, feed);
    const { episode } = feed.stream;
    if (episode === null || nowMs >= source.silentAfterMs(feed, nowMs)) return;
    this.#signal(closeSilence(feed, episode, nowMs, 'recovered'));
    if (feed.kind !== null) return;
    source.recoveredMs = feed.stream.heardMs;
    this.#touchAll(source, nowMs);
  }

  advance(nowMs: number): void {
    if (this.#wakeMs > nowMs) return;
    for (const feed of this.sources.forget(nowMs)) {
      const { episode } = feed.stream;
      if (episode !== null) this.#signal(closeSilence(feed, episode, nowMs, 'expired'));
      this.#sink.forgotten(feed);
    }
    for (const source of this.sources.all())
      for (const feed of source.feeds()) if (feed.stream.wakeMs <= nowMs) this.#judge(source, feed, nowMs);
    this.#plan();
  }

  nextWakeMs(): number {
    return this.#wakeMs;
  }

  /** In order of the sources' first facts. */
  silentFeeds(): BrokenFeed[] {
    return [...this.sources.all()].flatMap(silentFeedsOf);
  }

  #judge(source: Source, feed: LearntFeed, nowMs: number): void {
    const { stream } = feed;
    const forgetMs = stream.heardMs + FORGET_MS;
    stream.wakeMs = forgetMs;
    this.#sink.changed(source, feed);
    if (feed.underContract) return;
    if (nowMs < stream.heardMs + LEAST_SILENCE_MS || nowMs < stream.learningUntilMs) {
      const nextMs = Math.max(stream.heardMs + LEAST_SILENCE_MS, stream.learningUntilMs);
      stream.wakeMs = Math.min(nextMs, forgetMs);
      return;
    }
    const silentAfterMs = source.silentAfterMs(feed, nowMs);
    if (silentAfterMs > nowMs) stream.wakeMs = Math.min(silentAfterMs, forgetMs);
    else if (stream.episode === null && !source.isSilent) {
      this.#signal(openSilence(feed, nowMs));
      if (feed.kind === null) this.#touchAll(source, nowMs);
    }
  }

  /** What its kinds are counted from, or whether they are silent with it, has changed. */
  #touchAll(source: Source, nowMs: number): void {
    for (const feed of source.kinds.values()) {
      feed.stream.wakeMs = Math.min(feed.stream.wakeMs, nowMs);
      this.#sink.changed(source, feed);
    }
    this.#wakeMs = Math.min(this.#wakeMs, nowMs);
  }

  #plan(): void {
    this.#wakeMs = Infinity;
    for (const source of this.sources.all()) for (const { stream } of source.feeds()) this.#wakeMs = Math.min(this.#wakeMs, stream.wakeMs);
  }

  save(): SavedWatch {
    return { newest: [...this.newestMs], sources: this.sources.save() };
  }

  restore({ newest, sources }: SavedWatch): void {
    for (const [kind, ms] of newest) this.newestMs.set(kind, ms);
    this.sources.restore(sources);
    for (const source of this.sources.all()) for (const feed of source.feeds()) this.#sink.changed(source, feed);
    this.#wakeMs = -Infinity;
  }
}
