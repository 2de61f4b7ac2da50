/**
 * What the tail believes the table holds, by time of arrival: per second while rows may still be committed late, per
 * span of ten minutes once frozen (a history of 120 days is 17,280 of them). It is the tail's own belief until a comparison with the store has replaced it by the store's digest of the raw rows.
 */
import type { Digest, DigestAt } from '../store/eventReads.ts';

export const SPAN_MS = 600_000;
const SECOND_MS = 1_000;

export const secondOf = (ms: number) => Math.floor(ms / SECOND_MS) * SECOND_MS;
export const spanOf = (ms: number) => Math.floor(ms / SPAN_MS) * SPAN_MS;

export const sameDigest = (a: Digest | undefined, b: Digest | undefined) =>
  (a?.count ?? 0) === (b?.count ?? 0) && (a?.high ?? 0) === (b?.high ?? 0) && (a?.low ?? 0) === (b?.low ?? 0);

/** `[start ms, count, high, low]` */
export type SavedDigest = [number, number, number, number];
export interface SavedDigestBook {
  frozenUntilMs: number;
  seconds: SavedDigest[];
  spans: SavedDigest[];
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
  #frozenUntilMs: number;

  constructor(frozenUntilMs: number) {
    this.#frozenUntilMs = secondOf(frozenUntilMs);
  }

  /** Seconds before this are frozen: a difference there means that history has changed. */
  get frozenUntilMs(): number {
    return this.#frozenUntilMs;
  }

  /** A row that was met for the first time. Where the second is frozen, the digest of the store already has it. */
  add(ingestedAtMs: number, [high, low]: readonly [number, number]): void {
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
  }

  /** Freezes a stretch whose rows are still to be read: the store's digests of it, by span. */
  freezeAhead(untilMs: number, store: readonly DigestAt[]): void {
    for (const digest of store) merge(this.#spans, spanOf(digest.startMs), digest);
    this.#frozenUntilMs = Math.max(this.#frozenUntilMs, secondOf(untilMs));
  }

  /** The first frozen span from `fromMs` (the start of one) on in which the store differs, or null. Forgets the spans before. */
  frozenDifference(store: readonly DigestAt[], fromMs: number): number | null {
    for (const startMs of this.#spans.keys()) if (startMs < fromMs) this.#spans.delete(startMs);
    const inStore = new Map(store.map((digest) => [digest.startMs, digest]));
    const spans = new Set([...this.#spans.keys(), ...inStore.keys()]);
    const differing = [...spans].filter((startMs) => !sameDigest(this.#spans.get(startMs), inStore.get(startMs)));
    return differing.length === 0 ? null : Math.min(...differing);
  }

  save(): SavedDigestBook {
    const list = (map: Map<number, Digest>) => [...map].map(([startMs, { count, high, low }]): SavedDigest => [startMs, count, high, low]);
    return { frozenUntilMs: this.#frozenUntilMs, seconds: list(this.#seconds), spans: list(this.#spans) };
  }

  static restore(saved: SavedDigestBook): DigestBook {
    const book = new DigestBook(saved.frozenUntilMs);
    for (const [startMs, count, high, low] of saved.seconds) book.#seconds.set(startMs, { count, high, low });
    for (const [startMs, count, high, low] of saved.spans) book.#spans.set(startMs, { count, high, low });
    return book;
  }
}
