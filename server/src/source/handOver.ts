/**
 * From rows to facts, each handed on once. What a row's id has been used for is remembered exactly over the horizon. Beyond it only a row whose
 * `at` lies far from its arrival can be a copy of an older one (both carry the same `at`), and those few are looked up in the table.
 */
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Fact } from '@warroom/protocol/events';
import type { ParseLimits } from '../facts/parse.ts';
import type { Arrivals } from '../monitors/monitor.ts';
import type { EventPage } from '../store/eventPage.ts';
import type { EventReads } from '../store/eventReads.ts';
import type { RejectedRow } from '../store/eventRows.ts';
import { type DigestBook, secondOf } from './digestBook.ts';
import { SeenIds } from './seenIds.ts';
import type { TailSettings } from './settings.ts';

/** Work between two turns of the event loop takes about so long: a deadline waits no longer. */
const TURN_MS = 4;
const FIRST_TURN_ROWS = 256;
const MOST_TURN_ROWS = 2_048;
const LEAST_TURN_ROWS = 16;
/** Refused rows that wait for the list before reading pauses for it: some 7 KB each at most. */
const UNLISTED_ROWS = 2_000;
/** More of them are counted but not listed: the store takes no writes, and they stand in the table for a later reading. */
const MOST_UNLISTED_ROWS = 3 * UNLISTED_ROWS;

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

export interface HandOverSink {
  apply(facts: Fact[]): void;
  applyArrivals?(arrivals: Arrivals[]): void;
  rejected(rows: RejectedRow[]): void;
}

export interface HandOverOptions {
  reads: EventReads;
  config: TailSettings;
  limits: ParseLimits;
  /** The store's time as far as it is known. */
  now(): number;
  /** Milliseconds from an origin of its own. */
  elapsed(): number;
  sink: HandOverSink;
  /** Writes {@link HandOver.unlisted} down as far as it can; asked for when much waits. */
  listRejected?: (() => Promise<void>) | undefined;
}

/** How rows are taken. */
export interface How {
  /** They are added to the digests. */
  counts: boolean;
  /** They are in order, and the newest is the new high-water mark. */
  moves: boolean;
  /** Ids that stand in the table more than once with the first arrival of each, found out before; otherwise those of the page are looked up. */
  doubles?: Doubles;
  /** What arrived without what it says, in order, up to the page's last row; those that are left come at the page's end where it is the last. */
  arrivals?: ArrivalQueue;
}

export interface Doubles {
  firstMs: ReadonlyMap<string, number>;
  applied: Set<string>;
  /** From when on rows of a kind are read now, and whole: what arrived earlier has used its id. */
  wholeFrom(kind: string): number;
}

/** Arrivals of a stretch, taken one after another. */
export interface ArrivalQueue {
  list: Arrivals[];
  next: number;
}

export class HandOver {
  readonly #options: HandOverOptions;
  readonly counters: TailCounters = { applied: 0, rejected: 0, duplicates: 0, foundLate: 0, rereads: 0, rebuilds: 0 };
  seen = new SeenIds(0);
  /** `at` of facts that was far in the future when they arrived, by id. */
  early = new Map<string, number>();
  /** Refused rows that still have to be written to the list of them. */
  unlisted: RejectedRow[] = [];
  /** Arrival of the newest row. */
  hwmMs = 0;
  /** Start of the history that has been read. */
  fromMs = 0;
  #turnRows = FIRST_TURN_ROWS;

  constructor(options: HandOverOptions) {
    this.#options = options;
  }

  begin(fromMs: number): void {
    this.fromMs = fromMs;
    this.hwmMs = fromMs;
    this.seen = new SeenIds(fromMs);
    this.early.clear();
  }

  /**
   * Hands on what has not been handed on yet. Each turn of the loop marks, hands on and moves the high-water mark without a pause,
   * so that a checkpoint taken between two turns is whole.
   * @returns how many rows were new
   */
  async take(page: EventPage, book: DigestBook, how: How): Promise<number> {
    const { elapsed } = this.#options;
    const copies = how.doubles ? null : await this.#copiesOfOlder(page);
    let handled = 0;
    for (let row = 0; row < page.rows; ) {
      if (row > 0) await yieldToOthers();
      const startedMs = elapsed();
      const until = Math.min(page.rows, row + this.#turnRows);
      handled += this.#takeTurn(page, row, until, book, how, copies);
      row = until;
      const tookMs = elapsed() - startedMs;
      if (tookMs > TURN_MS) this.#turnRows = Math.max(LEAST_TURN_ROWS, this.#turnRows >> 1);
      else if (tookMs < TURN_MS / 2) this.#turnRows = Math.min(MOST_TURN_ROWS, this.#turnRows << 1);
      if (this.unlisted.length >= UNLISTED_ROWS) await this.#options.listRejected?.();
    }
    return handled;
  }

  /** Those that no row has followed. */
  async takeArrivals(queue: ArrivalQueue): Promise<void> {
    while (queue.next < queue.list.length) {
      await yieldToOthers();
      const some = queue.list.slice(queue.next, queue.next + this.#turnRows);
      queue.next += some.length;
      this.#options.sink.applyArrivals?.(some);
    }
  }

  #takeTurn(page: EventPage, from: number, until: number, book: DigestBook, how: How, copies: ReadonlySet<string> | null): number {
    const { limits, sink, now } = this.#options;
    const { ids, hashes } = page;
    let facts: Fact[] = [];
    const rejected: RejectedRow[] = [];
    let applied = 0;
    const flush = () => {
      if (facts.length > 0) sink.apply(facts);
      facts = [];
    };
    for (let row = from; row < until; row++) {
      const known = this.seen.find(ids, 4 * row);
      if (known === 'applied') {
        // Applied before a checkpoint, within the overlap: a copy further on does not know.
        if (how.doubles && how.doubles.firstMs.size > 0) how.doubles.applied.add(page.id(row));
        continue;
      }
      const ingestedAtMs = page.ingestedAtMs[row] as number;
      if (how.arrivals) this.#arrivalsUntil(how.arrivals, ingestedAtMs, flush);
      if (copies !== null ? copies.has(page.id(row)) : this.#isDouble(page, row, how.doubles)) {
        this.seen.add(ids, 4 * row, 'applied', ingestedAtMs);
        this.counters.duplicates++;
      } else {
        const read = page.read(row, limits);
        if ('fact' in read) {
          const { fact } = read;
          this.seen.add(ids, 4 * row, 'applied', ingestedAtMs);
          if (fact.atMs > ingestedAtMs + this.#farMs) this.early.set(fact.id, fact.atMs);
          if (how.doubles?.firstMs.has(fact.id)) how.doubles.applied.add(fact.id);
          // The poll brings what the store let through; what was read by digest may bear a time that has not come.
          if (!how.moves) fact.ingestedAtMs = Math.min(ingestedAtMs, now());
          facts.push(fact);
          applied++;
        } else {
          if (known === 'rejected') continue;
          this.seen.add(ids, 4 * row, 'rejected', ingestedAtMs);
          rejected.push(read.rejected);
        }
      }
      if (how.counts) book.add(ingestedAtMs, hashes[2 * row + 1] as number, hashes[2 * row] as number);
    }
    this.counters.applied += applied;
    this.counters.rejected += rejected.length;
    this.unlisted.push(...rejected.slice(0, Math.max(0, MOST_UNLISTED_ROWS - this.unlisted.length)));
    if (how.moves) {
      const reachedMs = page.ingestedAtMs[until - 1] as number;
      // Also where the last rows of the turn were known: a checkpoint taken now reads on from here.
      if (how.arrivals) this.#arrivalsUntil(how.arrivals, reachedMs, flush);
      this.hwmMs = Math.max(this.hwmMs, reachedMs);
      // Otherwise copies of what is forgotten here have not been looked for.
      if (how.doubles) this.#forgetIds(book.frozenUntilMs);
    }
    flush();
    if (rejected.length > 0) sink.rejected(rejected);
    return applied + rejected.length;
  }

  #arrivalsUntil(queue: ArrivalQueue, ingestedAtMs: number, before: () => void): void {
    const { list } = queue;
    const from = queue.next;
    while (queue.next < list.length && (list[queue.next] as Arrivals).firstMs <= ingestedAtMs) queue.next++;
    if (queue.next === from) return;
    before();
    this.#options.sink.applyArrivals?.(list.slice(from, queue.next));
  }

  /** How far `at` and arrival lie apart before a row is looked up in the table: a copy of a forgotten row lies further apart. */
  get #farMs(): number {
    return this.#options.config.horizonMs / 2;
  }

  #isDouble(page: EventPage, row: number, doubles: Doubles | undefined): boolean {
    if (!doubles || (doubles.firstMs.size === 0 && this.early.size === 0)) return false;
    const id = page.id(row);
    if (this.early.has(id)) return true;
    const firstMs = doubles.firstMs.get(id);
    if (firstMs === undefined) return false;
    if (doubles.applied.has(id)) return true;
    return firstMs < (page.ingestedAtMs[row] as number) && firstMs < doubles.wholeFrom(page.kind(row));
  }

  /** Ids of the page that an older, forgotten fact has used up; null where there are none. */
  async #copiesOfOlder(page: EventPage): Promise<Set<string> | null> {
    const copies = new Set<string>();
    const suspects: string[] = [];
    let earliestMs = Number.POSITIVE_INFINITY;
    for (let row = 0; row < page.rows; row++) {
      const atMs = page.atMs[row] as number;
      const isFar = Math.abs((page.ingestedAtMs[row] as number) - atMs) > this.#farMs;
      if ((!isFar && this.early.size === 0) || this.seen.find(page.ids, 4 * row) === 'applied') continue;
      const id = page.id(row);
      if (this.early.has(id)) copies.add(id);
      else if (isFar) {
        suspects.push(id);
        earliestMs = Math.min(earliestMs, atMs);
      }
    }
    // A row cannot have arrived before it happened, but for a source whose clock is ahead.
    const fromMs = Math.max(this.fromMs, secondOf(earliestMs - this.#options.limits.maxFutureMs));
    if (suspects.length > 0 && fromMs < this.seen.fromMs) {
      for (const id of await this.#options.reads.present(suspects, fromMs, this.seen.fromMs)) copies.add(id);
    }
    return copies.size > 0 ? copies : null;
  }

  /** Forgets ids by the high-water mark, never by the wall clock: a stall must not make the tail forgetful. */
  forget(frozenUntilMs: number): void {
    const { horizonMs } = this.#options.config;
    this.#forgetIds(frozenUntilMs);
    for (const [id, atMs] of this.early) if (atMs + horizonMs < this.hwmMs) this.early.delete(id);
  }

  #forgetIds(frozenUntilMs: number): void {
    const { overlapMs, horizonMs } = this.#options.config;
    this.seen.forgetBefore(Math.min(frozenUntilMs, this.hwmMs - overlapMs - horizonMs));
  }
}
