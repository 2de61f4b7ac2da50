/** The tail's part of a checkpoint: records of a bounded size, as of one moment. */
import type { RejectedRow } from '../store/eventRows.ts';
import type { SavedDigest, SavedDigestBook } from './digestBook.ts';
import type { TailCounters } from './handOver.ts';
import type { ReadPlan } from './readPlan.ts';
import type { SavedIds } from './seenIds.ts';

export interface TailHead {
  /** Start of the history that has been read. */
  fromMs: number;
  /** Arrival of the newest row read. */
  hwmMs: number;
  frozenUntilMs: number;
  /** Ids that arrived before this are forgotten. */
  seenFromMs: number;
  /** While history is still being read, or null. */
  plan: ReadPlan | null;
  counters: TailCounters;
}

/** One record of a saved state; the head comes first. */
export type TailRecord =
  | { head: TailHead }
  | { seconds: SavedDigest[] }
  | { spans: SavedDigest[] }
  | { days: SavedDigest[] }
  | { parts: SavedDigestBook['parts'] }
  | { seen: SavedIds }
  | { early: [id: string, atMs: number][] }
  | { unlisted: RejectedRow };

const ENTRIES = 1_000;

export interface TailState {
  head: TailHead;
  book: SavedDigestBook;
  seen: Iterable<SavedIds>;
  early: readonly [id: string, atMs: number][];
  unlisted: readonly RejectedRow[];
}

export function* recordsOf({ head, book, seen, early, unlisted }: TailState): Generator<TailRecord> {
  yield { head };
  for (const seconds of chunks(book.seconds)) yield { seconds };
  for (const spans of chunks(book.spans)) yield { spans };
  for (const days of chunks(book.days)) yield { days };
  for (const parts of chunks(book.parts)) yield { parts };
  for (const some of chunks(early)) yield { early: some };
  for (const row of unlisted) yield { unlisted: row };
  for (const ids of seen) yield { seen: ids };
}

/** Null where there is no head. @param records read to the end */
export function stateOf(records: Iterable<TailRecord>): TailState | null {
  let head: TailHead | null = null;
  const book: SavedDigestBook = { frozenUntilMs: 0, seconds: [], spans: [], days: [], parts: [] };
  const seen: SavedIds[] = [];
  const early: [string, number][] = [];
  const unlisted: RejectedRow[] = [];
  for (const record of records) {
    if ('head' in record) head = record.head;
    else if ('seconds' in record) book.seconds.push(...record.seconds);
    else if ('spans' in record) book.spans.push(...record.spans);
    else if ('days' in record) book.days.push(...record.days);
    else if ('parts' in record) book.parts.push(...record.parts);
    else if ('seen' in record) seen.push(record.seen);
    else if ('early' in record) early.push(...record.early);
    else unlisted.push(record.unlisted);
  }
  return head && { head, book: { ...book, frozenUntilMs: head.frozenUntilMs }, seen, early, unlisted };
}

function* chunks<T>(list: readonly T[]): Generator<T[]> {
  for (let start = 0; start < list.length; start += ENTRIES) yield list.slice(start, start + ENTRIES);
}
