/**
 * The streams by source: each kind that it brings, and the source as a whole. A source that brings nothing at all is one silence, not one for each
 * of its kinds: while its alert is open its kinds raise none, and afterwards they are counted from its return.
 */
import { EVENT_KINDS, type EventKind } from '@warroom/protocol/events';
import { FORGET_MS, type Outage, type SavedStream, Stream } from './stream.ts';
import type { WeekHours } from './weekHours.ts';

/** Sources beyond these are not watched: a name is made up easily. */
export const MOST_SOURCES = 64;
const FOLD_EVERY_MS = 5 * 60_000;
/** Later than a commit can come and be found without a rebuild. */
const LEARN_AFTER_MS = 15 * 60_000;

export interface LearntFeed {
  source: string;
  /** Null for the source as a whole. */
  kind: EventKind | null;
  stream: Stream;
  /** Whether a contract speaks for it. */
  underContract: boolean;
}

export interface SavedSource {
  source: string;
  recoveredMs: number | null;
  outage: Outage | null;
  whole: SavedStream | null;
  kinds: [EventKind, SavedStream][];
}

export interface SavedSources {
  newestArrivalMs: number | null;
  sources: SavedSource[];
}

export class Source {
  readonly name: string;
  whole: LearntFeed | null = null;
  readonly kinds = new Map<EventKind, LearntFeed>();
  /** Arrival that ended the last alert about the whole source: its kinds are counted from there. */
  recoveredMs = -Infinity;
  /** The last silence of the whole source among what is learnt. */
  outage: Outage | null = null;

  constructor(name: string) {
    this.name = name;
  }

  *feeds(): Iterable<LearntFeed> {
    if (this.whole) yield this.whole;
    yield* this.kinds.values();
  }

  /** Kinds of it that no contract speaks for, in the order of the event list. */
  get watchedKinds(): EventKind[] {
    return EVENT_KINDS.filter((kind) => this.kinds.get(kind)?.underContract === false);
  }

  /** Whether the whole source is silent, which says enough of its kinds. */
  get isSilent(): boolean {
    return (this.whole?.stream.episode ?? null) !== null;
  }

  /** From when a feed of it counts as silent; Infinity where it is not judged. */
  silentAfterMs(feed: LearntFeed, nowMs: number): number {
    if (feed.underContract || !feed.stream.isLearnt(nowMs)) return Infinity;
    return feed.stream.silentAfterMs(feed.kind === null ? -Infinity : this.recoveredMs);
  }
}

export class Sources {
  readonly #hours: WeekHours;
  readonly #isUnderContract: (source: string, kind: EventKind) => boolean;
  readonly #sources = new Map<string, Source>();
  #newestArrivalMs = -Infinity;
  #foldedUntilMs = -Infinity;

  constructor(hours: WeekHours, isUnderContract: (source: string, kind: EventKind) => boolean) {
    this.#hours = hours;
    this.#isUnderContract = isUnderContract;
  }

  all(): Iterable<Source> {
    return this.#sources.values();
  }

  /** The feeds that the fact belongs to; none where there are too many sources. */
  feedsOf(name: string, kind: EventKind): { source: Source; own: LearntFeed; whole: LearntFeed | null } | null {
    let source = this.#sources.get(name);
    if (!source) {
      if (this.#sources.size >= MOST_SOURCES) return null;
      source = new Source(name);
      this.#sources.set(name, source);
    }
    const own = source.kinds.get(kind) ?? this.#addKind(source, kind);
    return { source, own, whole: own.underContract ? null : source.whole };
  }

  get foldedUntilMs(): number {
    return this.#foldedUntilMs;
  }

  /** Time has come as far as this by the facts' arrival: what is old enough is learnt. */
  arrivedUntil(arrivedMs: number): void {
    if (arrivedMs <= this.#newestArrivalMs) return;
    this.#newestArrivalMs = arrivedMs;
    const untilMs = Math.floor(arrivedMs / FOLD_EVERY_MS) * FOLD_EVERY_MS - LEARN_AFTER_MS;
    if (untilMs <= this.#foldedUntilMs) return;
    this.#foldedUntilMs = untilMs;
    for (const source of this.#sources.values()) {
      if (source.whole?.stream.hasPending) source.outage = source.whole.stream.fold(untilMs, null) ?? source.outage;
      for (const { stream, underContract } of source.kinds.values())
        if (stream.hasPending) stream.fold(untilMs, underContract ? null : source.outage);
    }
  }

  /** @returns the feeds that were not heard for too long, which are forgotten */
  forget(nowMs: number): LearntFeed[] {
    const forgotten: LearntFeed[] = [];
    for (const source of this.#sources.values()) {
      for (const feed of source.feeds()) if (nowMs >= feed.stream.heardMs + FORGET_MS) forgotten.push(feed);
    }
    for (const { source: name, kind } of forgotten) {
      const source = this.#sources.get(name) as Source;
      if (kind === null) source.whole = null;
      else source.kinds.delete(kind);
      if (!source.whole && source.kinds.size === 0) this.#sources.delete(name);
    }
    return forgotten;
  }

  #addKind(source: Source, kind: EventKind): LearntFeed {
    const underContract = this.#isUnderContract(source.name, kind);
    const feed: LearntFeed = { source: source.name, kind, stream: new Stream(this.#hours), underContract };
    source.kinds.set(kind, feed);
    if (!underContract) source.whole ??= { source: source.name, kind: null, stream: new Stream(this.#hours), underContract };
    return feed;
  }

  save(): SavedSources {
    return {
      newestArrivalMs: Number.isFinite(this.#newestArrivalMs) ? this.#newestArrivalMs : null,
      sources: [...this.#sources.values()].map(({ name, whole, kinds, recoveredMs, outage }) => ({
        source: name,
        outage,
        recoveredMs: Number.isFinite(recoveredMs) ? recoveredMs : null,
        whole: whole?.stream.save() ?? null,
        kinds: [...kinds].map(([kind, { stream }]) => [kind, stream.save()]),
      })),
    };
  }

  restore({ newestArrivalMs, sources }: SavedSources): void {
    for (const saved of sources) {
      for (const [kind, stream] of saved.kinds) this.feedsOf(saved.source, kind)?.own.stream.restore(stream);
      const source = this.#sources.get(saved.source);
      if (!source) continue;
      source.recoveredMs = saved.recoveredMs ?? -Infinity;
      source.outage = saved.outage;
      if (saved.whole && source.whole) source.whole.stream.restore(saved.whole);
    }
    this.arrivedUntil(newestArrivalMs ?? -Infinity);
  }
}
