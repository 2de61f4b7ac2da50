/**
 * The streams by source: each kind that it brings, and the source as a whole. A source that brings nothing at all is one silence, not one for each
 * of its kinds: while its alert is open its kinds raise none, and afterwards they are counted from its return.
 */
import { EVENT_KINDS, type EventKind } from '@warroom/protocol/events';
import { FORGET_MS, Stream, type StreamWatch } from './stream.ts';
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

export interface Source {
  readonly name: string;
  whole: LearntFeed | null;
  /** In the order of the event list. */
  kinds: readonly LearntFeed[];
}

export function* feedsOf({ whole, kinds }: Source): Iterable<LearntFeed> {
  if (whole) yield whole;
  yield* kinds;
}

/** Kinds of it that no contract speaks for. */
export const watchedKinds = ({ kinds }: Source): EventKind[] =>
  kinds.flatMap(({ kind, underContract }) => (kind === null || underContract ? [] : [kind]));

/** Whether the whole source is silent, which says enough of its kinds. */
export const isSilent = ({ whole }: Source): boolean => (whole?.stream.episode ?? null) !== null;

/** From when a feed of it counts as silent; Infinity where it is not judged. */
export function silentAfterMs({ whole }: Source, { kind, stream, underContract }: LearntFeed, nowMs: number): number {
  if (underContract || !stream.isLearnt(nowMs)) return Infinity;
  return stream.silentAfterMs(kind === null ? -Infinity : (whole?.stream.recoveredMs ?? -Infinity));
}

/** When a feed will have been unheard for so long that it is forgotten: the source as a whole with the last of its kinds. */
export function forgetMs({ kinds }: Source, { kind, stream }: LearntFeed): number {
  let heardMs = stream.heardMs;
  if (kind === null) for (const own of kinds) if (!own.underContract && own.stream.heardMs > heardMs) heardMs = own.stream.heardMs;
  return heardMs + FORGET_MS;
}

export class Sources {
  readonly #hours: WeekHours;
  readonly #isUnderContract: (source: string, kind: EventKind) => boolean;
  readonly #watch: StreamWatch;
  readonly #byName = new Map<string, Source>();
  readonly #byKind = new Map<string, Map<EventKind, LearntFeed>>();
  /** By name, so that nothing hangs on which came first. Replaced and never changed. */
  #sources: readonly Source[] = [];
  #newestArrivalMs = -Infinity;
  #foldedUntilMs = -Infinity;

  constructor(hours: WeekHours, isUnderContract: (source: string, kind: EventKind) => boolean, watch: StreamWatch) {
    this.#hours = hours;
    this.#isUnderContract = isUnderContract;
    this.#watch = watch;
  }

  all(): readonly Source[] {
    return this.#sources;
  }

  source(name: string): Source | undefined {
    return this.#byName.get(name);
  }

  /** The feed of a kind of a source, which is there from then on; null where there are too many sources. */
  feed(name: string, kind: EventKind): LearntFeed | null {
    return this.#byKind.get(name)?.get(kind) ?? this.#add(name, kind);
  }

  get foldedUntilMs(): number {
    return this.#foldedUntilMs;
  }

  /** Null before anything arrived. */
  get newestArrivalMs(): number | null {
    return Number.isFinite(this.#newestArrivalMs) ? this.#newestArrivalMs : null;
  }

  /** Time has come as far as this by the facts' arrival: what is old enough is learnt. */
  arrivedUntil(arrivedMs: number): void {
    if (arrivedMs <= this.#newestArrivalMs) return;
    this.#newestArrivalMs = arrivedMs;
    const untilMs = Math.floor(arrivedMs / FOLD_EVERY_MS) * FOLD_EVERY_MS - LEARN_AFTER_MS;
    if (untilMs <= this.#foldedUntilMs) return;
    this.#foldedUntilMs = untilMs;
    for (const { whole, kinds } of this.#sources) {
      if (whole?.stream.hasPending) whole.stream.fold(untilMs, null);
      for (const { stream, underContract } of kinds)
        if (stream.hasPending) stream.fold(untilMs, underContract ? null : (whole?.stream ?? null));
    }
  }

  /** @returns the feeds that were not heard for too long, which are forgotten */
  forget(nowMs: number): LearntFeed[] {
    const forgotten: LearntFeed[] = [];
    for (const source of this.#sources) for (const feed of feedsOf(source)) if (nowMs >= forgetMs(source, feed)) forgotten.push(feed);
    for (const { source: name, kind, stream } of forgotten) {
      this.#watch.beforeStream(stream);
      stream.generations.end();
      const source = this.#byName.get(name) as Source;
      if (kind === null) {
        source.whole = null;
      } else {
        source.kinds = source.kinds.filter((feed) => feed.kind !== kind);
        this.#byKind.get(name)?.delete(kind);
      }
      if (source.whole || source.kinds.length > 0) continue;
      this.#byName.delete(name);
      this.#byKind.delete(name);
    }
    if (forgotten.length > 0) this.#list();
    return forgotten;
  }

  /** Takes a saved stream back. @returns null where there are too many sources */
  restored(name: string, kind: EventKind | null): Stream | null {
    if (kind !== null) return this.feed(name, kind)?.stream ?? null;
    const source = this.#ensure(name);
    if (source) source.whole ??= this.#newFeed(name, null, false);
    return source?.whole?.stream ?? null;
  }

  #add(name: string, kind: EventKind): LearntFeed | null {
    const source = this.#ensure(name);
    if (!source) return null;
    const underContract = this.#isUnderContract(name, kind);
    const feed = this.#newFeed(name, kind, underContract);
    const place = EVENT_KINDS.indexOf(kind);
    const before = source.kinds.filter((other) => EVENT_KINDS.indexOf(other.kind as EventKind) < place);
    source.kinds = [...before, feed, ...source.kinds.slice(before.length)];
    this.#byKind.get(name)?.set(kind, feed);
    if (!underContract) source.whole ??= this.#newFeed(name, null, false);
    return feed;
  }

  #ensure(name: string): Source | null {
    const known = this.#byName.get(name);
    if (known) return known;
    if (this.#byName.size >= MOST_SOURCES) return null;
    const source: Source = { name, whole: null, kinds: [] };
    this.#byName.set(name, source);
    this.#byKind.set(name, new Map());
    this.#list();
    return source;
  }

  #newFeed(source: string, kind: EventKind | null, underContract: boolean): LearntFeed {
    const stream = new Stream({ source, kind }, this.#hours, this.#watch);
    this.#watch.addedStream(stream);
    return { source, kind, stream, underContract };
  }

  #list(): void {
    this.#sources = [...this.#byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
