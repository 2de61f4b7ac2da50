/**
 * What the tail believes the table holds, by time of arrival: per second while rows may still be committed late, once frozen per span of ten
 * minutes, and per day when that is a day ago, so that years of it are a few hundred numbers. It is the tail's own belief until a comparison
 * with the store has replaced it by the store's digest of the raw rows.
 */
import type { Digest, DigestAt, StoredPart } from '../store/eventReads.ts';

export const SPAN_MS = 600_000;
export const DAY_MS = 86_400_000;
const SECOND_MS = 1_000;

export const secondOf = (ms: number) => Math.floor(ms / SECOND_MS) * SECOND_MS;
export const spanOf = (ms: number) => Math.floor(ms / SPAN_MS) * SPAN_MS;
export const dayOf = (ms: number) => Math.floor(ms / DAY_MS) * DAY_MS;

export const sameDigest = (a: Digest | undefined, b: Digest | undefined) =>
  (a?.count ?? 0) === (b?.count ?? 0) && (a?.high ?? 0) === (b?.high ?? 0) && (a?.low ?? 0) === (b?.low ?? 0);

/** `[start ms, count, high, low]` */
export type SavedDigest = [number, number, number, number];
export interface SavedDigestBook {
  frozenUntilMs: number;
  seconds: SavedDigest[];
  spans: SavedDigest[];
  days: SavedDigest[];
  parts: [name: string, fromMs: number, toMs: number][];
}

/** A stretch of the frozen past, and the spans in which it is to be compared. */
export interface Stretch {
  spanMs: number;
  fromMs: number;
  untilMs: number;
}

function merge(map: Map<number, Digest>, startMs: number, { count, high, low }: Digest): void {
  const digest = map.get(startMs);
  if (!digest) map.set(startMs, { count, high: high >>> 0, low: low >>> 0 });
  else {
    digest.count += count;
    digest.high = (digest.high ^ high) >>> 0;
    digest.low = (digest.low ^ low) >>> 0;
  }
}

export class DigestBook {
  #seconds = new Map<number, Digest>();
  #spans = new Map<number, Digest>();
  #days = new Map<number, Digest>();
  #frozenUntilMs: number;
  /** Parts of the table that have been compared as a whole: what lies in these alone is as it was. */
  #parts = new Map<string, StoredPart>();

  constructor(frozenUntilMs: number) {
    this.#frozenUntilMs = secondOf(frozenUntilMs);
  }

  /** Seconds before this are frozen: a difference there means that history has changed. */
  get frozenUntilMs(): number {
    return this.#frozenUntilMs;
  }

  /** A row that was met for the first time. Where the second is frozen, the digest of the store already has it. */
  add(ingestedAtMs: number, high: number, low: number): void {
    if (ingestedAtMs >= this.#frozenUntilMs) merge(this.#seconds, secondOf(ingestedAtMs), { count: 1, high, low });
  }

  /** Live seconds in which the store differs, in order; seconds that it has no rows of are not among `store`. */
  differing(store: readonly DigestAt[], untilMs: number): DigestAt[] {
    const inStore = new Set<number>();
    const differing = store.filter((digest) => {
      inStore.add(digest.startMs);
      return !sameDigest(this.#seconds.get(digest.startMs), digest);
    });
    for (const startMs of this.#seconds.keys()) {
      if (startMs < untilMs && !inStore.has(startMs)) differing.push({ startMs, count: 0, high: 0, low: 0 });
    }
    return differing.sort((a, b) => a.startMs - b.startMs);
  }

  /** The store's digest of a live second, after its rows have been read. */
  set({ startMs, count, high, low }: DigestAt): void {
    if (count === 0) this.#seconds.delete(startMs);
    else this.#seconds.set(startMs, { count, high, low });
  }

  /** Folds the seconds before `untilMs` into spans. */
  freeze(untilMs: number): void {
    const until = secondOf(untilMs);
    if (until <= this.#frozenUntilMs) return;
    for (const [startMs, digest] of this.#seconds) {
      if (startMs >= until) continue;
      merge(this.#spans, spanOf(startMs), digest);
      this.#seconds.delete(startMs);
    }
    this.#frozenUntilMs = until;
    this.#foldDays();
  }

  /** Freezes a stretch whose rows are still to be read: the store's digests of it, by span. */
  freezeAhead(untilMs: number, store: readonly DigestAt[]): void {
    for (const digest of store) merge(this.#spans, spanOf(digest.startMs), digest);
    this.#frozenUntilMs = Math.max(this.#frozenUntilMs, secondOf(untilMs));
    this.#foldDays();
  }

  /**
   * What of the frozen past from `fromMs` on has to be compared with the store, since it lies in a part that was not there the last time, or
   * in one that is gone.
   */
  toCompare(parts: readonly StoredPart[], fromMs: number): Stretch[] {
    const names = new Set(parts.map(({ name }) => name));
    const touched = [
      ...parts.filter(({ name }) => !this.#parts.has(name)),
      ...[...this.#parts.values()].filter(({ name }) => !names.has(name)),
    ];
    const coarseMs = this.#coarseUntilMs;
    const stretches: Stretch[] = [];
    for (const spanMs of [DAY_MS, SPAN_MS]) {
      const [leastMs, mostMs] = spanMs === DAY_MS ? [fromMs, coarseMs] : [Math.max(fromMs, coarseMs), this.#frozenUntilMs];
      const clipped = touched
        .map((part) => ({
          fromMs: Math.max(leastMs, Math.floor(part.fromMs / spanMs) * spanMs),
          untilMs: Math.min(mostMs, (Math.floor(part.toMs / spanMs) + 1) * spanMs),
        }))
        .filter((stretch) => stretch.fromMs < stretch.untilMs)
        .sort((a, b) => a.fromMs - b.fromMs);
      for (const stretch of clipped) {
        const last = stretches.at(-1);
        if (last && last.spanMs === spanMs && stretch.fromMs <= last.untilMs) last.untilMs = Math.max(last.untilMs, stretch.untilMs);
        else stretches.push({ spanMs, ...stretch });
      }
    }
    return stretches;
  }

  /** Whether the store differs within a stretch as {@link toCompare} gave it. @param store its digests of it, by its spans */
  differsIn({ spanMs, fromMs, untilMs }: Stretch, store: readonly DigestAt[]): boolean {
    const own = spanMs === DAY_MS ? this.#days : this.#spans;
    const inStore = new Map(store.map((digest) => [digest.startMs, digest]));
    const within = [...own.keys()].filter((startMs) => startMs + spanMs > fromMs && startMs < untilMs);
    return [...new Set([...within, ...inStore.keys()])].some((startMs) => !sameDigest(own.get(startMs), inStore.get(startMs)));
  }

  /** Everything in these parts that is frozen is as it is known here. Forgets what lies before `fromMs`, which is compared no more. */
  compared(parts: readonly StoredPart[], fromMs: number): void {
    this.#parts = new Map(parts.map((part) => [part.name, part]));
    for (const startMs of this.#spans.keys()) if (startMs < spanOf(fromMs)) this.#spans.delete(startMs);
    for (const startMs of this.#days.keys()) if (startMs < dayOf(fromMs)) this.#days.delete(startMs);
  }

  /** The start of the first span that lies in `fromMs` or later as a whole. */
  wholeFrom(fromMs: number): number {
    const spanMs = fromMs <= this.#coarseUntilMs ? DAY_MS : SPAN_MS;
    return Math.ceil(fromMs / spanMs) * spanMs;
  }

  /** A copy, of some thousand numbers. */
  save(): SavedDigestBook {
    const list = (map: Map<number, Digest>) => [...map].map(([startMs, { count, high, low }]): SavedDigest => [startMs, count, high, low]);
    return {
      frozenUntilMs: this.#frozenUntilMs,
      seconds: list(this.#seconds),
      spans: list(this.#spans),
      days: list(this.#days),
      parts: [...this.#parts.values()].map(({ name, fromMs, toMs }) => [name, fromMs, toMs]),
    };
  }

  static restore(saved: SavedDigestBook): DigestBook {
    const book = new DigestBook(saved.frozenUntilMs);
    const maps = [
      [book.#seconds, saved.seconds],
      [book.#spans, saved.spans],
      [book.#days, saved.days],
    ] as const;
    for (const [map, list] of maps) for (const [startMs, count, high, low] of list) map.set(startMs, { count, high, low });
    for (const [name, fromMs, toMs] of saved.parts) book.#parts.set(name, { name, fromMs, toMs });
    return book;
  }

  /** Days before this are kept as days. */
  get #coarseUntilMs(): number {
    return dayOf(this.#frozenUntilMs - DAY_MS);
  }

  #foldDays(): void {
    for (const [startMs, digest] of this.#spans) {
      if (startMs >= this.#coarseUntilMs) continue;
      merge(this.#days, dayOf(startMs), digest);
      this.#spans.delete(startMs);
    }
  }
}
