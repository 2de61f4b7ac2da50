/** Watches every source and kind by what is usual for it: takes arrivals, is woken when a silence gets too long, raises and ends `feed-silent`. */
import type { EventKind, Fact } from '@warroom/protocol/events';
import type { Calendar } from '../../calendar.ts';
import { type Arrivals, type BrokenFeed, FRESH_MS, type SignalSink } from '../../monitor.ts';
import { closeSilence, openSilence, silentFeedsOf } from '../rules/feedSilent.ts';
import { LEAST_SILENCE_MS } from './habit.ts';
import { minuteOf, secondBit } from './minute.ts';
import { type SavedWatch, WatchRecords } from './records.ts';
import { feedsOf, forgetMs, isSilent, type LearntFeed, type Source, Sources, silentAfterMs } from './sources.ts';
import type { Heard } from './stream.ts';
import { WeekHours } from './weekHours.ts';

/** Who shows the feeds. */
export interface FeedSink {
  /** Something about a feed may read otherwise now. */
  changed(source: Source, feed: LearntFeed): void;
  forgotten(feed: LearntFeed): void;
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
  readonly #records: WatchRecords;
  readonly #signal: SignalSink;
  readonly #sink: FeedSink;
  #wakeMs = Infinity;
  /** Written over with each fact. */
  readonly #heard: Heard = { firstMs: 0, newestMs: 0, heardMs: 0, low: 0, high: 0 };

  constructor({ calendar, isUnderContract, signal, sink }: WatchOptions) {
    this.#records = new WatchRecords();
    this.sources = new Sources(new WeekHours(calendar), isUnderContract, this.#records);
    this.#signal = signal;
    this.#sink = sink;
  }

  take({ kind, source, atMs, ingestedAtMs }: Fact, nowMs: number): void {
    // What a feed says of itself is no fact of the business.
    if (kind === 'feed.synced') return;
    const newestMs = Math.min(atMs, ingestedAtMs);
    this.#arrived(kind, newestMs, ingestedAtMs);
    if (newestMs < ingestedAtMs - FRESH_MS) return;
    const { low, high } = secondBit(ingestedAtMs);
    this.#take(source, kind, ingestedAtMs, newestMs, ingestedAtMs, low, high, nowMs);
  }

  takeArrivals({ kind, source, firstMs, newestMs, heardMs, lowSeconds, highSeconds }: Arrivals, nowMs: number): void {
    if (kind === 'feed.synced') return;
    this.#arrived(kind, newestMs, firstMs);
    if (lowSeconds !== 0 || highSeconds !== 0) this.#take(source, kind, firstMs, newestMs, heardMs, lowSeconds, highSeconds, nowMs);
  }

  #arrived(kind: EventKind, newestMs: number, arrivedMs: number): void {
    if (newestMs > (this.newestMs.get(kind) ?? -Infinity)) this.newestMs.set(kind, newestMs);
    this.sources.arrivedUntil(arrivedMs);
  }

  #take(name: string, kind: EventKind, firstMs: number, newestMs: number, heardMs: number, low: number, high: number, nowMs: number): void {
    const own = this.sources.feed(name, kind);
    const source = own && this.sources.source(name);
    if (!source) return;
    const heard = this.#heard;
    heard.firstMs = firstMs;
    heard.newestMs = newestMs;
    heard.heardMs = heardMs;
    heard.low = low;
    heard.high = high;
    if (source.whole && !own.underContract) this.#takeInto(source, source.whole, heard, nowMs);
    this.#takeInto(source, own, heard, nowMs);
    // What was learnt or begun may be judged sooner than was planned.
    this.#wakeMs = Math.min(this.#wakeMs, nowMs + LEAST_SILENCE_MS);
  }

  #takeInto(source: Source, feed: LearntFeed, heard: Heard, nowMs: number): void {
    if (!feed.stream.take(heard, this.sources.foldedUntilMs)) return;
    this.#sink.changed(source, feed);
    const { episode } = feed.stream;
    if (episode === null || nowMs >= silentAfterMs(source, feed, nowMs)) return;
    this.#signal(closeSilence(feed, episode, nowMs, 'recovered'));
    if (feed.kind !== null) return;
    feed.stream.recoveredMs = minuteOf(heard.firstMs);
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
      for (const feed of feedsOf(source)) if (feed.stream.wakeMs <= nowMs) this.#judge(source, feed, nowMs);
    this.#plan();
  }

  nextWakeMs(): number {
    return this.#wakeMs;
  }

  /** In order of the sources' names. */
  silentFeeds(): BrokenFeed[] {
    return this.sources.all().flatMap(silentFeedsOf);
  }

  #judge(source: Source, feed: LearntFeed, nowMs: number): void {
    const { stream } = feed;
    const leavesMs = forgetMs(source, feed);
    stream.wakeMs = leavesMs;
    this.#sink.changed(source, feed);
    if (feed.underContract) return;
    if (nowMs < stream.heardMs + LEAST_SILENCE_MS || nowMs < stream.judgedFromMs) {
      const nextMs = Math.max(stream.heardMs + LEAST_SILENCE_MS, stream.judgedFromMs);
      stream.wakeMs = Math.min(nextMs, leavesMs);
      return;
    }
    const silentMs = silentAfterMs(source, feed, nowMs);
    if (silentMs > nowMs) stream.wakeMs = Math.min(silentMs, leavesMs);
    else if (stream.episode === null && !isSilent(source)) {
      this.#signal(openSilence(feed, nowMs));
      if (feed.kind === null) this.#touchAll(source, nowMs);
    }
  }

  /** What its kinds are counted from, or whether they are silent with it, has changed. */
  #touchAll(source: Source, nowMs: number): void {
    for (const feed of source.kinds) {
      feed.stream.wakeMs = Math.min(feed.stream.wakeMs, nowMs);
      this.#sink.changed(source, feed);
    }
    this.#wakeMs = Math.min(this.#wakeMs, nowMs);
  }

  #plan(): void {
    this.#wakeMs = Infinity;
    for (const source of this.sources.all()) for (const { stream } of feedsOf(source)) this.#wakeMs = Math.min(this.#wakeMs, stream.wakeMs);
  }

  save(): Iterable<SavedWatch> {
    return this.#records.save(this.sources, [...this.newestMs]);
  }

  restore(records: Iterable<SavedWatch>): void {
    for (const [kind, ms] of this.#records.restore(records, this.sources)) this.newestMs.set(kind, ms);
    for (const source of this.sources.all()) for (const feed of feedsOf(source)) this.#sink.changed(source, feed);
    this.#wakeMs = -Infinity;
  }
}
