/**
 * Reads a long stretch of the past in order of arrival, in windows of about a page, the next page on its way while one is being taken. Up to
 * where the plan ends only what is needed is read, from there on everything.
 */
import type { EventKind } from '@warroom/protocol/events';
import { type Arrivals, FRESH_MS } from '../monitors/monitor.ts';
import type { ArrivalReads } from '../store/arrivalReads.ts';
import type { EventPage } from '../store/eventPage.ts';
import { type Cursor, cursorAt, type DigestAt, type EventReads } from '../store/eventReads.ts';
import { DAY_MS, SPAN_MS } from './digestBook.ts';
import type { ArrivalQueue } from './handOver.ts';
import type { PlanStretch } from './readPlan.ts';

/** Rows by the digests for which ids are held against each other at once: some 100 bytes each where all are suspect. */
const DOUBLES_ROWS = 2_000_000;
/** A window of which little is read is not longer than this: arrivals come of it by the minute. */
const LONGEST_WINDOW_MS = DAY_MS;

/** A window may turn out to hold so many pages before it is read page by page. */
const MOST_PAGES = 2;

export interface Window {
  fromMs: number;
  untilMs: number;
  /** Rows in it by the digests, of whatever kind, roughly. */
  counted: number;
  but: readonly EventKind[];
  hourly: readonly EventKind[];
  flags: readonly string[];
  arrivals: readonly EventKind[];
}

export interface PageOfWindow {
  page: EventPage;
  window: Window;
  /** Of the window; null where none are read. */
  arrivals: ArrivalQueue | null;
  /** Whether it ends its window. */
  isLast: boolean;
}

/** The stretches in windows. @param spans digests by ten minutes. @param share told after each window how much of what it counts was read. */
export function* windowsOf(
  stretches: readonly PlanStretch[],
  spans: readonly DigestAt[],
  pageRows: number,
  share: Share,
): Generator<Window> {
  let next = 0;
  for (const { untilMs, but, hourly, flags, arrivals, ...stretch } of stretches) {
    let fromMs = stretch.fromMs;
    let counted = 0;
    const cut = (atMs: number): Window => {
      const window = { fromMs, untilMs: atMs, counted, but, hourly, flags, arrivals };
      fromMs = atMs;
      counted = 0;
      return window;
    };
    share.begin();
    while (next < spans.length && (spans[next] as DigestAt).startMs < untilMs) {
      const { startMs, count } = spans[next] as DigestAt;
      const endMs = Math.min(untilMs, startMs + SPAN_MS);
      const expected = (rows: number) => rows * share.read;
      const isFull = expected(counted + count) > pageRows || (arrivals.length > 0 && endMs - fromMs > LONGEST_WINDOW_MS);
      if (counted > 0 && isFull && startMs > fromMs) yield cut(startMs);
      // Many rows in one span: evenly spread, as far as is known.
      const pieces = Math.ceil(expected(count) / pageRows);
      for (let piece = 1; piece < pieces; piece++) {
        const atMs = Math.floor(startMs + (SPAN_MS * piece) / pieces);
        counted += count / pieces;
        if (atMs > fromMs && atMs < endMs) yield cut(atMs);
      }
      counted += pieces > 1 ? count / pieces : count;
      // A span across the edge belongs to the next stretch as well.
      if (startMs + SPAN_MS > untilMs) break;
      next++;
    }
    if (fromMs < untilMs) yield cut(untilMs);
  }
}

/** How much of what the digests count is read, by what was read last. */
export class Share {
  #share = 1;

  get read(): number {
    return this.#share;
  }

  /** Another stretch: as if everything were read. */
  begin(): void {
    this.#share = 1;
  }

  learn(counted: number, read: number): void {
    if (counted > 0) this.#share = Math.min(1, Math.max(0.001, (this.#share + (1.5 * read) / counted) / 2));
  }
}

export class History {
  readonly #reads: EventReads;
  readonly #arrivals: ArrivalReads;

  constructor(reads: EventReads, arrivals: ArrivalReads) {
    this.#reads = reads;
    this.#arrivals = arrivals;
  }

  /** The pages of the windows, in order; the next one is asked for before the one before is given. */
  async *pages(windows: Iterable<Window>, limit: number): AsyncGenerator<PageOfWindow> {
    const asked = this.#asked(windows, limit);
    let next = asked.next();
    next.catch(() => {});
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = asked.next();
      // Whoever takes no more pages does not hear of what befell the next one.
      next.catch(() => {});
      yield value;
    }
  }

  async *#asked(windows: Iterable<Window>, limit: number): AsyncGenerator<PageOfWindow> {
    for (const window of windows) {
      const { fromMs, untilMs } = window;
      const arrivals = window.arrivals.length > 0 ? await this.#arrivalsOf(window) : null;
      const whole = await this.#reads.window(fromMs, untilMs, MOST_PAGES * limit, window);
      if (whole) {
        yield { page: whole, window, arrivals, isLast: true };
        continue;
      }
      for (let after: Cursor | null = null; ; ) {
        const { page, isLast } = await this.#reads.page('catch-up', fromMs, untilMs, after, limit, window);
        const isEnd = isLast || page.rows === 0;
        yield { page, window, arrivals, isLast: isEnd };
        if (isEnd) break;
        after = cursorAt(page, page.rows - 1);
      }
    }
  }

  async #arrivalsOf({ arrivals, fromMs, untilMs }: Window): Promise<ArrivalQueue> {
    return { list: (await this.#arrivals.byMinute(arrivals, fromMs, untilMs, FRESH_MS)) as Arrivals[], next: 0 };
  }

  /** As `EventReads.doubles`, in pieces of which each is little work. @param spans digests of `[sinceMs, untilMs)` */
  async doubles(
    fromMs: number,
    sinceMs: number,
    untilMs: number,
    spans: readonly DigestAt[],
    apartMs: number,
  ): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    let pieceMs = sinceMs;
    let rows = 0;
    const look = async (endMs: number) => {
      for (const [id, firstMs] of await this.#reads.doubles(fromMs, pieceMs, endMs, apartMs))
        found.set(id, Math.min(firstMs, found.get(id) ?? firstMs));
      pieceMs = endMs;
      rows = 0;
    };
    for (const { startMs, count } of spans) {
      if (rows > 0 && rows + count > DOUBLES_ROWS && startMs > pieceMs) await look(startMs);
      rows += count;
    }
    await look(untilMs);
    return found;
  }
}
