/**
 * Reads the table `events` so that no row is lost and each fact is handed on once, however late its commit. Three nets, each
 * wider and slower than the one before:
 * - the poll reads on from the high-water mark, a little overlapped;
 * - the reconciliation compares digests by second over the horizon and re-reads the seconds that differ;
 * - the frozen check compares digests of the older past: a difference there means that history has changed.
 * A row that bears a time of the future, since the store's clock was set back or another node's is ahead, is found by its digest as well:
 * what is written is known, and counts as arriving now. The high-water mark never runs ahead of the store's time.
 */
import type { EventKind, Fact } from '@warroom/protocol/events';
import type { ParseLimits } from '../facts/parse.ts';
import type { Arrivals, Need } from '../monitors/monitor.ts';
import type { ArrivalReads } from '../store/arrivalReads.ts';
import { type Cursor, cursorAt, type DigestAt, type EventReads } from '../store/eventReads.ts';
import type { RejectedRow } from '../store/eventRows.ts';
import { PAGE_BYTES } from '../store/pageBound.ts';
import { DigestBook, SPAN_MS, secondOf, spanOf } from './digestBook.ts';
import { FrozenPast } from './frozenPast.ts';
import { type Doubles, HandOver, type HandOverOptions, type HandOverSink, type How } from './handOver.ts';
import { History, Share, windowsOf } from './history.ts';
import { backMs, type PlanStretch, planReading, type ReadPlan, stretchesOf, wholeFrom } from './readPlan.ts';
import { SeenIds } from './seenIds.ts';
import { recordsOf, stateOf, type TailRecord } from './tailRecords.ts';

export type { TailCounters } from './handOver.ts';
export type { TailRecord } from './tailRecords.ts';

const SECOND_MS = 1_000;
/** Whole seconds this far ahead of the store's time are of the future, whatever the time is known to. */
const AHEAD_MS = 2_000;
/** Later than any arrival that the column can hold with sense. */
const FAR_MS = Date.UTC(2280, 0);

export interface ReaderSink extends HandOverSink {
  /** History begins at `fromMs`, from nothing: what is known of the time before. Called before anything is handed on. */
  begin?(fromMs: number, before: Arrivals[], newest: Fact[]): void;
  /** History differs from what was handed on: forget everything, it is fed again from `fromMs` on. */
  reset(fromMs: number): void;
  progress(progress: { fromMs: number; reachedMs: number; untilMs: number }): void;
}

export interface ReaderOptions extends HandOverOptions {
  reads: EventReads;
  arrivals: ArrivalReads;
  limits: ParseLimits;
  /** What the monitors need of the history. */
  needs: readonly Need[];
  /** How long the store keeps rows; Infinity for ever. */
  retentionMs: number;
  /** The store's time, asked for now. */
  askTime(): Promise<number>;
  /** Told of an arrival up to which the store has let rows through: its time is no earlier. */
  vouched(storeMs: number): void;
  sink: ReaderSink;
  /** Asked instead of reading everything anew, where the past has changed. */
  onStale?: (() => void) | undefined;
}

export class TailReader {
  readonly #options: ReaderOptions;
  readonly #handOver: HandOver;
  readonly #history: History;
  readonly #frozen: FrozenPast;
  #book = new DigestBook(0);
  /** While history is read for the first time: what of it. */
  #plan: ReadPlan | null = null;
  /** The sink has to be told what is known of the time before. */
  #isToBegin = false;
  #begun = false;
  #restored = false;
  /** Whether there may be more to read than a poll should fetch. */
  #behind = true;
  /** While so many rows lie in the overlap that reading them each time would cost too much: since which row, and where to read on. */
  #crowded: { sinceMs: number; after: Cursor } | null = null;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#handOver = new HandOver(options);
    this.#history = new History(options.reads, options.arrivals);
    this.#frozen = new FrozenPast(options.reads);
  }

  get behind(): boolean {
    return this.#behind;
  }

  /** Arrival of the newest row read, by the store's clock. */
  get hwmMs(): number {
    return this.#handOver.hwmMs;
  }

  get seenIds(): number {
    return this.#handOver.seen.size;
  }

  get counters(): HandOver['counters'] {
    return this.#handOver.counters;
  }

  /** Refused rows that still have to be written to the list of them. */
  get unlisted(): readonly RejectedRow[] {
    return this.#handOver.unlisted;
  }

  /** The first ones of {@link unlisted} have been written. */
  listed(rows: number): void {
    this.#handOver.unlisted = this.#handOver.unlisted.slice(rows);
  }

  /** After an outage there may be much to read, and what was read before may have changed. */
  fallBehind(): void {
    this.#behind = true;
  }

  /** As of this call: the records may be drawn later, slice by slice. */
  save(): Iterable<TailRecord> | null {
    if (!this.#begun || this.#isToBegin) return null;
    const { fromMs, hwmMs, seen, early, unlisted, counters } = this.#handOver;
    const book = this.#book.save();
    return recordsOf({
      head: { fromMs, hwmMs, frozenUntilMs: book.frozenUntilMs, seenFromMs: seen.fromMs, plan: this.#plan, counters: { ...counters } },
      book,
      seen: seen.save(),
      early: [...early],
      unlisted: [...unlisted],
    });
  }

  restore(records: Iterable<TailRecord>): void {
    const saved = stateOf(records);
    if (!saved) return;
    const { head, book, seen, early, unlisted } = saved;
    const handOver = this.#handOver;
    handOver.fromMs = head.fromMs;
    handOver.hwmMs = head.hwmMs;
    handOver.seen = SeenIds.restore(head.seenFromMs, seen);
    handOver.early = new Map(early);
    handOver.unlisted = [...unlisted];
    Object.assign(handOver.counters, head.counters);
    this.#book = DigestBook.restore(book);
    this.#plan = head.plan;
    this.#begun = true;
    this.#restored = true;
    this.#behind = true;
  }

  /** Reads everything from where it stands up to the present, in windows of about a page, the far past frozen ahead. */
  async catchUp(): Promise<void> {
    const { askTime, config, sink } = this.#options;
    const nowMs = await askTime();
    const reachedMs = Math.max(this.hwmMs, this.#book.frozenUntilMs);
    if (!this.#begun) this.#begin(nowMs);
    else if (this.#restored && (reachedMs < nowMs - this.#backMs || reachedMs > nowMs + AHEAD_MS)) {
      // A checkpoint from before the history: reading the history is less work than reading on. One of the future knows nothing.
      this.#begin(nowMs);
      sink.reset(this.#handOver.fromMs);
    }
    this.#restored = false;
    const frozenMs = secondOf(nowMs - config.overlapMs - config.horizonMs);
    if (this.#isToBegin) await this.#tellBefore(nowMs, frozenMs);
    else await this.reconcile();
    await this.#freezeAhead(frozenMs);
    await this.#readOn(nowMs);
    await this.#readWindow(nowMs + 1, FAR_MS, { counts: true, moves: false });
    this.#plan = null;
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
      const { page, isLast } = await reads.page('poll', after?.ms ?? this.#pollFromMs(), null, after, config.pageRows);
      if (page.rows > 0) this.#options.vouched(page.ingestedAtMs[page.rows - 1] as number);
      const knownOfPage = page.rows - (await this.#handOver.take(page, this.#book, { counts: true, moves: true }));
      known += knownOfPage;
      if (page.rows > 0) {
        knownBytes += (page.sizeBytes * knownOfPage) / page.rows;
        after = cursorAt(page, page.rows - 1);
      }
      if (isLast) break;
    }
    this.#handOver.forget(this.#book.frozenUntilMs);
    this.#noteCrowding(after, known > config.pageRows / 4 || knownBytes > PAGE_BYTES / 4);
  }

  /** A bulk insert gives one instant to very many rows: while it lies in the overlap the poll reads on from the last row alone. */
  #noteCrowding(after: Cursor | null, muchIsKnown: boolean): void {
    const { overlapMs } = this.#options.config;
    if (muchIsKnown && after) this.#crowded = { sinceMs: this.hwmMs, after };
    else if (this.#crowded && after) {
      this.#crowded = this.hwmMs > this.#crowded.sinceMs + overlapMs ? null : { sinceMs: this.#crowded.sinceMs, after };
    }
  }

  /**
   * Compares the seconds that are not frozen yet with the store, reads again those that differ, freezes the older ones. Between those that
   * the poll has reached and those of the future lies what the next poll brings.
   */
  async reconcile(): Promise<void> {
    const { reads, config, now } = this.#options;
    const { counters } = this;
    const untilMs = secondOf(this.hwmMs) + SECOND_MS;
    const futureMs = Math.max(untilMs, secondOf(now()) + AHEAD_MS);
    const { frozenUntilMs } = this.#book;
    const reached = untilMs > frozenUntilMs ? await reads.bySecond(frozenUntilMs, untilMs) : [];
    const store = [...reached, ...(await reads.bySecond(futureMs, FAR_MS))];
    const applied = counters.applied;
    for (const digests of adjacent(this.#book.differing(store, untilMs))) {
      // The digest is older than the rows that are read now: what is committed in between differs again next time.
      const first = digests[0] as DigestAt;
      const last = digests.at(-1) as DigestAt;
      await this.#readWindow(first.startMs, last.startMs + SECOND_MS, { counts: false, moves: false });
      for (const digest of digests) this.#book.set(digest);
      counters.rereads += digests.length;
    }
    counters.foundLate += counters.applied - applied;
    this.#book.freeze(this.hwmMs - config.overlapMs - config.horizonMs);
    this.#handOver.forget(this.#book.frozenUntilMs);
  }

  /**
   * Compares the frozen past with the store. When it differs and has come to rest, everything is forgotten and read anew.
   * @returns whether it differs but has not come to rest yet.
   */
  async checkFrozen(): Promise<boolean> {
    const { askTime, retentionMs, onStale } = this.#options;
    const nowMs = await askTime();
    // What the store's retention may have dropped, or nobody needs any more, is not compared.
    const keptFromMs = Number.isFinite(retentionMs) ? this.#book.wholeFrom(nowMs - retentionMs + SPAN_MS) : 0;
    const fromMs = Math.max(this.#handOver.fromMs, this.#book.wholeFrom(nowMs - this.#backMs), keptFromMs);
    const found = await this.#frozen.check(this.#book, fromMs);
    if (found !== 'changed') return found === 'unsettled';
    this.#frozen.forget();
    if (onStale) onStale();
    else this.#rebuild(nowMs);
    return false;
  }

  async readAnew(): Promise<void> {
    this.#rebuild(await this.#options.askTime());
  }

  #rebuild(nowMs: number): void {
    this.counters.rebuilds++;
    this.#begin(nowMs);
    this.#options.sink.reset(this.#handOver.fromMs);
  }

  #begin(nowMs: number): void {
    this.#handOver.begin(spanOf(nowMs - this.#backMs));
    this.#book = new DigestBook(this.#handOver.fromMs);
    this.#frozen.forget();
    this.#plan = null;
    this.#isToBegin = true;
    this.#crowded = null;
    this.#behind = true;
    this.#begun = true;
  }

  /** How far back the longest need reaches. */
  get #backMs(): number {
    return backMs(this.#options.needs, this.#limits);
  }

  get #limits(): { historyMs: number; maxFutureMs: number } {
    return { historyMs: this.#options.config.historyMs, maxFutureMs: this.#options.limits.maxFutureMs };
  }

  #pollFromMs(): number {
    const { config, now } = this.#options;
    return Math.max(Math.min(this.hwmMs, now()) - config.overlapMs, this.#handOver.fromMs);
  }

  /** What is read of the history, and what is known of the time before. */
  async #tellBefore(nowMs: number, frozenMs: number): Promise<void> {
    const { arrivals, limits, needs, sink } = this.#options;
    const { fromMs } = this.#handOver;
    const plan = planReading(needs, nowMs, Math.max(frozenMs, fromMs), this.#limits);
    const before: Arrivals[] = [];
    for (const [untilMs, kinds] of byTime(plan.before)) before.push(...((await arrivals.before(kinds, untilMs)) as Arrivals[]));
    const newest: Fact[] = [];
    for (const [untilMs, kinds] of byTime(plan.newest)) {
      const page = await arrivals.newest(kinds, untilMs);
      for (let row = 0; row < page.rows; row++) {
        const read = page.read(row, limits);
        if ('fact' in read) newest.push(read.fact);
      }
    }
    this.#plan = { ...plan, fromMs };
    this.#isToBegin = false;
    sink.begin?.(
      fromMs,
      before,
      newest.sort((a, b) => a.ingestedAtMs - b.ingestedAtMs),
    );
  }

  /**
   * Freezes the stretch between the newest row read and `untilMs` by the store's own digests, before its rows are read: what is
   * added there while they are being read shows as a difference later.
   */
  async #freezeAhead(untilMs: number): Promise<void> {
    const { reads } = this.#options;
    const { fromMs: historyMs } = this.#handOver;
    const isAtStart = this.hwmMs <= historyMs;
    const fromMs = Math.max(this.#book.frozenUntilMs, secondOf(this.hwmMs) + (isAtStart ? 0 : SECOND_MS));
    if (untilMs <= fromMs) return;
    const parts = isAtStart ? await reads.parts(fromMs) : null;
    const store = await reads.bySpan(SPAN_MS, fromMs, untilMs);
    this.#book.freeze(fromMs);
    this.#book.freezeAhead(untilMs, store);
    if (parts) this.#book.compared(parts, fromMs);
  }

  /** From where it stands to `nowMs`, by the plan as far as it goes. */
  async #readOn(nowMs: number): Promise<void> {
    const { config, reads, sink } = this.#options;
    const startMs = this.hwmMs;
    const fromMs = this.#pollFromMs();
    const plan = this.#plan;
    const plannedMs = Math.max(fromMs, plan?.untilMs ?? 0);
    const whole: PlanStretch = { fromMs: plannedMs, untilMs: nowMs + 1, but: [], hourly: [], flags: [], arrivals: [] };
    const stretches = [...(plan && fromMs < plan.untilMs ? stretchesOf(plan, fromMs) : []), whole].filter(
      (one) => one.fromMs < one.untilMs,
    );
    const spans = await reads.bySpan(SPAN_MS, secondOf(fromMs), secondOf(nowMs) + SECOND_MS);
    const doubles: Doubles = {
      firstMs: await this.#doubles(plan, fromMs, nowMs + 1, spans),
      applied: new Set(),
      wholeFrom: (kind) => Math.max(fromMs, plan ? wholeFrom(plan, kind) : fromMs),
    };
    const share = new Share();
    const limit = config.pageRows;
    let readOfWindow = 0;
    for await (const { page, window, arrivals, isLast } of this.#history.pages(windowsOf(stretches, spans, limit, share), limit)) {
      sink.progress({ fromMs: startMs, reachedMs: Math.max(startMs, page.ingestedAtMs[0] ?? window.fromMs), untilMs: nowMs });
      await this.#handOver.take(page, this.#book, { counts: true, moves: true, doubles, ...(arrivals ? { arrivals } : {}) });
      readOfWindow += page.rows;
      if (isLast) {
        if (arrivals) await this.#handOver.takeArrivals(arrivals);
        share.learn(window.counted, readOfWindow);
        readOfWindow = 0;
        // Nothing more of it is to come, of what is needed.
        if (plan && window.untilMs <= plan.untilMs) this.#handOver.hwmMs = Math.max(this.hwmMs, window.untilMs - 1);
      }
      this.#handOver.forget(this.#book.frozenUntilMs);
    }
    sink.progress({ fromMs: startMs, reachedMs: nowMs, untilMs: nowMs });
  }

  async #doubles(plan: ReadPlan | null, sinceMs: number, untilMs: number, spans: readonly DigestAt[]): Promise<Map<string, number>> {
    const { config, limits, reads } = this.#options;
    const { fromMs } = this.#handOver;
    // Going on from a checkpoint: a row from before it that was for the future, and that nobody needed, has a copy after it that looks like none.
    const lookMs = Math.max(fromMs, sinceMs - limits.maxFutureMs - config.horizonMs);
    const found = await this.#history.doubles(fromMs, lookMs, untilMs, spans, config.horizonMs / 2);
    if (!plan) return found;
    for (const [atMs, kinds] of byTime(plan.whole)) {
      // Also of an edge shortly before where it goes on from a checkpoint: the copy may come after that.
      if (atMs <= fromMs || atMs >= plan.untilMs || atMs + config.horizonMs < sinceMs) continue;
      for (const [id, firstMs] of await reads.copiesAcross(kinds, atMs, config.horizonMs)) found.set(id, firstMs);
    }
    return found;
  }

  async #readWindow(fromMs: number, untilMs: number, how: How): Promise<void> {
    const { reads, config } = this.#options;
    for (let after: Cursor | null = null; ; ) {
      const { page, isLast } = await reads.page('re-read', fromMs, untilMs, after, config.pageRows);
      await this.#handOver.take(page, this.#book, how);
      if (isLast || page.rows === 0) return;
      after = cursorAt(page, page.rows - 1);
    }
  }
}

/** Kinds that share a time, the earliest first. */
function byTime(list: readonly [kind: EventKind, atMs: number][]): [atMs: number, kinds: EventKind[]][] {
  const byTime = new Map<number, EventKind[]>();
  for (const [kind, atMs] of list) byTime.set(atMs, [...(byTime.get(atMs) ?? []), kind]);
  return [...byTime].sort(([a], [b]) => a - b);
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
