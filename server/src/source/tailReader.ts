/**
 * Reads the table `events` so that no row is lost and each fact is handed on once, however late its commit. Three nets, each
 * wider and slower than the one before:
 * - the poll reads on from the high-water mark, a little overlapped;
 * - the reconciliation compares digests by second over the horizon and re-reads the seconds that differ;
 * - the frozen check compares digests of ten minutes each of the older past: a difference there means that history has changed.
 * A row that bears an time of the future, since the store's clock was set back or another node's is ahead, is found by its digest as well:
 * what is written is known, and counts as arriving now. The high-water mark never runs ahead of the store's time.
 * What a row's id has been used for is remembered exactly over the horizon. Beyond it only a row whose `at` lies far from its
 * arrival can be a copy of an older one (both carry the same `at`), and those few are looked up in the table.
 */

import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Fact } from '@warroom/protocol/events';
import type { ParseLimits } from '../facts/parse.ts';
import type { Cursor, DigestAt, EventPage, EventReads } from '../store/eventReads.ts';
import { type EventRow, type RejectedRow, readEventRow, rowAtMs, rowHash, rowId, rowIngestedAtMs } from '../store/eventRows.ts';
import { PAGE_BYTES } from '../store/pageBound.ts';
import { DigestBook, type SavedDigestBook, SPAN_MS, secondOf, spanOf } from './digestBook.ts';
import { type SavedSeenIds, SeenIds } from './seenIds.ts';
import type { TailSettings } from './settings.ts';

/** Facts handed on between two turns of the event loop. */
const ROWS_PER_TURN = 1_000;
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** Whole seconds this far ahead of the store's time are of the future, whatever the time is known to. */
const AHEAD_MS = 2_000;
/** Later than any arrival that the column can hold with sense. */
const FAR_MS = Date.UTC(2280, 0);
/** Refused rows that wait for the list before reading pauses for it: some 7 KB each at most. */
const UNLISTED_ROWS = 2_000;
/** More of them are counted but not listed: the store takes no writes, and they stand in the table for a later reading. */
const MOST_UNLISTED_ROWS = 3 * UNLISTED_ROWS;
/** A changed past is read anew when nobody writes there any more, or after this many checks. */
const CHECKS_BEFORE_REBUILD = 6;

export interface TailCounters {
  /** Facts handed on. */
  applied: number;
  /** Rows that are no valid events. */
  rejected: number;
  /** Rows whose id an older fact had used up; copies within the horizon are passed over uncounted. */
  duplicates: number;
  /** Facts that the poll had missed since their commit came late. */
  foundLate: number;
  /** Seconds read again because their digest differed. */
  rereads: number;
  rebuilds: number;
}

/** One record of a saved state. */
export type TailRecord = TailState;

interface TailState {
  /** Start of the history that has been read. */
  fromMs: number;
  /** Arrival of the newest row read. */
  hwmMs: number;
  book: SavedDigestBook;
  seen: SavedSeenIds;
  /** `[id, at]` of facts whose `at` lay far in the future when they arrived. */
  early: [string, number][];
  unlisted: RejectedRow[];
  counters: TailCounters;
}

export interface ReaderSink {
  /** Facts in order of arrival, but for those found late; never the same id twice. */
  apply(facts: Fact[]): void;
  rejected(rows: RejectedRow[]): void;
  /** History differs from what was handed on: forget everything, it is fed again from `fromMs` on. */
  reset(fromMs: number): void;
  progress(progress: { fromMs: number; reachedMs: number; untilMs: number }): void;
}

export interface ReaderOptions {
  reads: EventReads;
  config: TailSettings;
  limits: ParseLimits;
  /** How long the store keeps rows; Infinity for ever. */
  retentionMs: number;
  /** The store's time, asked for now. */
  askTime(): Promise<number>;
  /** The store's time as far as it is known. */
  now(): number;
  /** Told of an arrival up to which the store has let rows through: its time is no earlier. */
  vouched(storeMs: number): void;
  sink: ReaderSink;
  /** Writes {@link TailReader.unlisted} down as far as it can; asked for when much waits. */
  listRejected?: () => Promise<void>;
  /** Asked instead of reading everything anew, where the past has changed. */
  onStale?: (() => void) | undefined;
}

export class TailReader {
  readonly #options: ReaderOptions;
  #book = new DigestBook(0);
  #seen = new SeenIds(0);
  #early = new Map<string, number>();
  #fromMs = 0;
  #hwmMs = 0;
  #begun = false;
  #restored = false;
  /** Whether there may be more to read than a poll should fetch. */
  #behind = true;
  /** While so many rows lie in the overlap that reading them each time would cost too much: since which row, and where to read on. */
  #crowded: { sinceMs: number; after: Cursor } | null = null;
  #changedPast: { signature: string; checks: number } | null = null;
  /** Refused rows that still have to be written to the list of them. */
  unlisted: RejectedRow[] = [];
  readonly counters: TailCounters = { applied: 0, rejected: 0, duplicates: 0, foundLate: 0, rereads: 0, rebuilds: 0 };

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  get behind(): boolean {
    return this.#behind;
  }

  /** Arrival of the newest row read, by the store's clock. */
  get hwmMs(): number {
    return this.#hwmMs;
  }

  get seenIds(): number {
    return this.#seen.size;
  }

  /** After an outage there may be much to read, and what was read before may have changed. */
  fallBehind(): void {
    this.#behind = true;
  }

  /** As of this call: the records may be drawn later, slice by slice. */
  save(): Iterable<TailRecord> | null {
    if (!this.#begun) return null;
    const state: TailState = {
      fromMs: this.#fromMs,
      hwmMs: this.#hwmMs,
      book: this.#book.save(),
      seen: this.#seen.save(),
      early: [...this.#early],
      unlisted: this.unlisted,
      counters: { ...this.counters },
    };
    return [state];
  }

  restore([saved]: readonly TailRecord[]): void {
    if (!saved) return;
    this.#fromMs = saved.fromMs;
    this.#hwmMs = saved.hwmMs;
    this.#book = DigestBook.restore(saved.book);
    this.#seen = SeenIds.restore(saved.seen);
    this.#early = new Map(saved.early);
    this.unlisted = [...saved.unlisted];
    Object.assign(this.counters, saved.counters);
    this.#begun = true;
    this.#restored = true;
    this.#behind = true;
  }

  /** Reads everything from where it stands up to the present, in windows of at most a page, the far past frozen ahead. */
  async catchUp(): Promise<void> {
    const { askTime, config, sink } = this.#options;
    const nowMs = await askTime();
    const reachedMs = Math.max(this.#hwmMs, this.#book.frozenUntilMs);
    if (!this.#begun) this.#begin(nowMs);
    else if (this.#restored && (reachedMs < nowMs - config.historyMs || reachedMs > nowMs + AHEAD_MS)) {
      // A checkpoint from before the history: reading the history is less work than reading on. One of the future knows nothing.
      this.#begin(nowMs);
      sink.reset(this.#fromMs);
    }
    this.#restored = false;
    await this.reconcile();
    await this.#freezeAhead(secondOf(nowMs - config.overlapMs - config.horizonMs));

    const startMs = this.#hwmMs;
    for (const [fromMs, untilMs] of await this.#windows(this.#pollFromMs(), nowMs)) {
      sink.progress({ fromMs: startMs, reachedMs: Math.max(startMs, fromMs), untilMs: nowMs });
      await this.#readWindow('catch-up', fromMs, untilMs, { counts: true, moves: true });
    }
    await this.#readWindow('catch-up', nowMs + 1, FAR_MS, { counts: true, moves: false });
    sink.progress({ fromMs: startMs, reachedMs: nowMs, untilMs: nowMs });
    this.#behind = false;
    this.#crowded = null;
  }

  /** New rows, and once more those that arrived within the overlap: their neighbours may have been committed after them. */
  async poll(): Promise<void> {
    const { reads, config } = this.#options;
    if (this.#crowded && this.#crowded.after.ms > this.#options.now()) this.#crowded = null;
    let after = this.#crowded?.after ?? null;
    let known = 0;
    let knownBytes = 0;
    for (;;) {
      const handled = this.counters.applied + this.counters.rejected;
      const page: EventPage = await reads.page('poll', after?.ms ?? this.#pollFromMs(), null, after, config.pageRows);
      const { rows } = page;
      const newest = rows.at(-1);
      if (newest) this.#options.vouched(rowIngestedAtMs(newest));
      await this.#absorb(rows, { counts: true, moves: true });
      const knownOfPage = rows.length - (this.counters.applied + this.counters.rejected - handled);
      known += knownOfPage;
      if (rows.length > 0) knownBytes += (page.sizeBytes * knownOfPage) / rows.length;
      if (newest) after = { ms: rowIngestedAtMs(newest), id: rowId(newest) };
      if (page.isLast) break;
    }
    this.#noteCrowding(after, known > config.pageRows / 4 || knownBytes > PAGE_BYTES / 4);
  }

  /** A bulk insert gives one instant to very many rows: while it lies in the overlap the poll reads on from the last row alone. */
  #noteCrowding(after: Cursor | null, muchIsKnown: boolean): void {
    const { overlapMs } = this.#options.config;
    if (muchIsKnown && after) this.#crowded = { sinceMs: this.#hwmMs, after };
    else if (this.#crowded && after) {
      this.#crowded = this.#hwmMs > this.#crowded.sinceMs + overlapMs ? null : { sinceMs: this.#crowded.sinceMs, after };
    }
  }

  /**
   * Compares the seconds that are not frozen yet with the store, reads again those that differ, freezes the older ones. Between those that
   * the poll has reached and those of the future lies what the next poll brings.
   */
  async reconcile(): Promise<void> {
    const { reads, config, now } = this.#options;
    const untilMs = secondOf(this.#hwmMs) + SECOND_MS;
    const futureMs = Math.max(untilMs, secondOf(now()) + AHEAD_MS);
    const { frozenUntilMs } = this.#book;
    const reached = untilMs > frozenUntilMs ? await reads.bySecond(frozenUntilMs, untilMs) : [];
    const store = [...reached, ...(await reads.bySecond(futureMs, FAR_MS))];
    const applied = this.counters.applied;
    for (const digests of adjacent(this.#book.differing(store, untilMs))) {
      // The digest is older than the rows that are read now: what is committed in between differs again next time.
      const first = digests[0] as DigestAt;
      const last = digests.at(-1) as DigestAt;
      await this.#readWindow('re-read', first.startMs, last.startMs + SECOND_MS, { counts: false, moves: false });
      for (const digest of digests) this.#book.set(digest);
      this.counters.rereads += digests.length;
    }
    this.counters.foundLate += this.counters.applied - applied;
    this.#book.freeze(this.#hwmMs - config.overlapMs - config.horizonMs);
    this.#forget();
  }

  /**
   * Compares the frozen past with the store. When it differs and has come to rest, everything is forgotten and read anew.
   * @returns whether it differs but has not come to rest yet.
   */
  async checkFrozen(): Promise<boolean> {
    const { reads, askTime, config, retentionMs } = this.#options;
    const nowMs = await askTime();
    // What the store's retention may have dropped, or the history no longer needs, is not compared.
    const keptFromMs = Number.isFinite(retentionMs) ? nowMs - retentionMs + SPAN_MS : 0;
    const fromMs = spanOf(Math.max(this.#fromMs, nowMs - config.historyMs + SPAN_MS - 1, keptFromMs + SPAN_MS - 1));
    if (fromMs >= this.#book.frozenUntilMs) return false;
    const store = await reads.bySpan(SPAN_MS, fromMs, this.#book.frozenUntilMs);
    const differsAtMs = this.#book.frozenDifference(store, fromMs);
    if (differsAtMs === null) {
      this.#changedPast = null;
      return false;
    }
    const signature = JSON.stringify(store);
    const checks = (this.#changedPast?.checks ?? 0) + 1;
    const atRest = this.#changedPast?.signature === signature;
    this.#changedPast = { signature, checks };
    if (!atRest && checks < CHECKS_BEFORE_REBUILD) return true;
    if (this.#options.onStale) this.#options.onStale();
    else this.#rebuild(nowMs);
    return false;
  }

  async readAnew(): Promise<void> {
    this.#rebuild(await this.#options.askTime());
  }

  #rebuild(nowMs: number): void {
    this.counters.rebuilds++;
    this.#begin(nowMs);
    this.#options.sink.reset(this.#fromMs);
  }

  #begin(nowMs: number): void {
    this.#fromMs = spanOf(nowMs - this.#options.config.historyMs);
    this.#hwmMs = this.#fromMs;
    this.#book = new DigestBook(this.#fromMs);
    this.#seen = new SeenIds(this.#fromMs);
    this.#early.clear();
    this.#changedPast = null;
    this.#crowded = null;
    this.#behind = true;
    this.#begun = true;
  }

  #pollFromMs(): number {
    return Math.max(Math.min(this.#hwmMs, this.#options.now()) - this.#options.config.overlapMs, this.#fromMs);
  }

  /**
   * Freezes the stretch between the newest row read and `untilMs` by the store's own digests, before its rows are read: what is
   * added there while they are being read shows as a difference later.
   */
  async #freezeAhead(untilMs: number): Promise<void> {
    const fromMs = Math.max(this.#book.frozenUntilMs, secondOf(this.#hwmMs) + (this.#hwmMs > this.#fromMs ? SECOND_MS : 0));
    if (untilMs <= fromMs) return;
    const store = await this.#options.reads.bySpan(SPAN_MS, fromMs, untilMs);
    this.#book.freeze(fromMs);
    this.#book.freezeAhead(untilMs, store);
  }

  /** `[from, until)` from `fromMs` to just after `nowMs` without a gap, each with about a page of rows. */
  async #windows(fromMs: number, nowMs: number): Promise<[number, number][]> {
    const { reads, config } = this.#options;
    const windows: [number, number][] = [];
    let startMs = fromMs;
    let rows = 0;
    for (const { startMs: minuteMs, count } of await reads.bySpan(MINUTE_MS, secondOf(fromMs), secondOf(nowMs) + SECOND_MS)) {
      if (rows > 0 && rows + count > config.pageRows && minuteMs > startMs) {
        windows.push([startMs, minuteMs]);
        startMs = minuteMs;
        rows = 0;
      }
      rows += count;
    }
    windows.push([startMs, nowMs + 1]);
    return windows;
  }

  async #readWindow(
    part: 'catch-up' | 're-read',
    fromMs: number,
    untilMs: number,
    how: { counts: boolean; moves: boolean },
  ): Promise<void> {
    const { reads, config } = this.#options;
    let after: Cursor | null = null;
    for (;;) {
      const { rows, isLast }: EventPage = await reads.page(part, fromMs, untilMs, after, config.pageRows);
      await this.#absorb(rows, how);
      const last = rows.at(-1);
      if (!last || isLast) return;
      after = { ms: rowIngestedAtMs(last), id: rowId(last) };
    }
  }

  /**
   * Hands on what has not been handed on yet. Each turn of the loop marks, hands on and moves the high-water mark without a pause,
   * so that a checkpoint taken between two turns is whole.
   * @param how counts: the rows are added to the digests. moves: the rows are in order, the newest is the new high-water mark.
   */
  async #absorb(rows: readonly EventRow[], how: { counts: boolean; moves: boolean }): Promise<void> {
    const { limits, sink, now } = this.#options;
    const copies = await this.#copiesOfOlder(rows);
    for (let start = 0; start < rows.length; start += ROWS_PER_TURN) {
      if (start > 0) await yieldToOthers();
      const turn = rows.slice(start, start + ROWS_PER_TURN);
      const facts: Fact[] = [];
      const rejected: RejectedRow[] = [];
      for (const row of turn) {
        const id = rowId(row);
        if (this.#seen.isApplied(id)) continue;
        const ingestedAtMs = rowIngestedAtMs(row);
        if (copies.has(id)) {
          this.#seen.addApplied(id, ingestedAtMs);
          this.counters.duplicates++;
        } else {
          const read = readEventRow(row, limits);
          if ('fact' in read) {
            this.#seen.addApplied(id, ingestedAtMs);
            if (read.fact.atMs > ingestedAtMs + this.#farMs) this.#early.set(id, read.fact.atMs);
            // The poll brings what the store let through; what was read by digest may bear an time that has not come.
            facts.push(how.moves ? read.fact : { ...read.fact, ingestedAtMs: Math.min(ingestedAtMs, now()) });
          } else {
            if (this.#seen.isRejected(id)) continue;
            this.#seen.addRejected(id, ingestedAtMs);
            rejected.push(read.rejected);
          }
        }
        if (how.counts) this.#book.add(ingestedAtMs, rowHash(row));
      }
      this.counters.applied += facts.length;
      this.counters.rejected += rejected.length;
      this.unlisted.push(...rejected.slice(0, Math.max(0, MOST_UNLISTED_ROWS - this.unlisted.length)));
      if (how.moves) this.#hwmMs = Math.max(this.#hwmMs, rowIngestedAtMs(turn.at(-1) as EventRow));
      if (facts.length > 0) sink.apply(facts);
      if (rejected.length > 0) sink.rejected(rejected);
      if (this.unlisted.length >= UNLISTED_ROWS) await this.#options.listRejected?.();
    }
    if (how.moves) this.#forget();
  }

  /** How far `at` and arrival lie apart before a row is looked up in the table: a copy of a forgotten row lies further apart. */
  get #farMs(): number {
    return this.#options.config.horizonMs / 2;
  }

  /** Ids among `rows` that an older, forgotten fact has used up. */
  async #copiesOfOlder(rows: readonly EventRow[]): Promise<Set<string>> {
    const copies = new Set<string>();
    const suspects: string[] = [];
    let earliestMs = Number.POSITIVE_INFINITY;
    for (const row of rows) {
      const id = rowId(row);
      if (this.#seen.isApplied(id)) continue;
      if (this.#early.has(id)) copies.add(id);
      else if (Math.abs(rowIngestedAtMs(row) - rowAtMs(row)) > this.#farMs) {
        suspects.push(id);
        earliestMs = Math.min(earliestMs, rowAtMs(row));
      }
    }
    // A row cannot have arrived before it happened, but for a source whose clock is ahead.
    const fromMs = Math.max(this.#fromMs, secondOf(earliestMs - this.#options.limits.maxFutureMs));
    if (suspects.length > 0 && fromMs < this.#seen.fromMs) {
      for (const id of await this.#options.reads.present(suspects, fromMs, this.#seen.fromMs)) copies.add(id);
    }
    return copies;
  }

  /** Forgets ids by the high-water mark, never by the wall clock: a stall must not make the tail forgetful. */
  #forget(): void {
    const { overlapMs, horizonMs } = this.#options.config;
    this.#seen.forgetBefore(Math.min(this.#book.frozenUntilMs, this.#hwmMs - overlapMs - horizonMs));
    for (const [id, atMs] of this.#early) if (atMs + horizonMs < this.#hwmMs) this.#early.delete(id);
  }
}

/** Runs of seconds that follow one another. */
function adjacent(digests: readonly DigestAt[]): DigestAt[][] {
  const runs: DigestAt[][] = [];
  for (const digest of digests) {
    const run = runs.at(-1);
    if (run && (run.at(-1) as DigestAt).startMs + SECOND_MS === digest.startMs) run.push(digest);
    else runs.push([digest]);
  }
  return runs;
}
