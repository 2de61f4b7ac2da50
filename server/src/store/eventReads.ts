/** The tail's questions to the table `events`. All times are the store's, in epoch milliseconds. */
import type { Store } from './client.ts';
import { EVENT_SELECT, type EventRow, RUINED_NAME, rowSizeBytes } from './eventRows.ts';
import { isTooMuch } from './storeErrors.ts';

/** Count and xor of cityHash64(id) of the rows that arrived within a second or a longer span. */
export interface Digest {
  count: number;
  high: number;
  low: number;
}
export interface DigestAt extends Digest {
  /** Start of the second or span. */
  startMs: number;
}

export interface Cursor {
  ms: number;
  id: string;
}

export interface EventPage {
  rows: EventRow[];
  /** Whether there was no row beyond it. */
  isLast: boolean;
  /** In memory, roughly. */
  sizeBytes: number;
}

/** Largest page, as the store counts it; some four times as much while it is being read. */
export const PAGE_BYTES = 32 * 1024 * 1024;
/** The store sorts a page before it knows its size. */
const PAGE_SETTINGS = { max_result_bytes: PAGE_BYTES, result_overflow_mode: 'throw', max_memory_usage: 512 * 1024 * 1024 };

/** Ids per statement: well under the engine's limit on the length of a query (256 KiB). */
const IDS_PER_QUERY = 2_000;

const time = (ms: number) => `fromUnixTimestamp64Milli(toInt64(${Math.trunc(ms)}), 'UTC')`;
/** The expressions of the projection `digest`; any other would read the rows themselves. */
const SECOND = 'toStartOfSecond(ingested_at)';
const HIGH_LOW = (xor: string) => `toUInt32(bitShiftRight(${xor}, 32)), toUInt32(bitAnd(${xor}, 4294967295))`;

export class EventReads {
  readonly #store: Store;
  readonly #table: string;
  /** Rows of a page as long as the last ones were. */
  #mostRows = Number.POSITIVE_INFINITY;

  constructor(store: Store) {
    this.#store = store;
    this.#table = store.table('events');
  }

  async nowMs(): Promise<number> {
    const [row] = await this.#store.query<[number]>('tail.now', 'SELECT toUnixTimestamp64Milli(now64(3))');
    return row?.[0] as number;
  }

  /**
   * Rows in order of arrival from `fromMs` on, those after `after` where given, before `untilMs` where given. Rows whose time of
   * arrival lies in the future by the store's clock are left until it is reached. At most `limit` of them, fewer where they are so long
   * that a page would be larger than {@link PAGE_BYTES}.
   */
  async page(
    part: 'poll' | 'catch-up' | 're-read',
    fromMs: number,
    untilMs: number | null,
    after: Cursor | null,
    limit: number,
  ): Promise<EventPage> {
    const where = [`ingested_at >= ${time(after ? Math.max(fromMs, after.ms) : fromMs)}`];
    where.push(untilMs === null ? 'ingested_at <= now64(3)' : `ingested_at < ${time(untilMs)}`);
    if (after) where.push(`(ingested_at > ${time(after.ms)} OR id > toUUID('${after.id}'))`);
    const sql = `SELECT ${EVENT_SELECT} FROM ${this.#table} WHERE ${where.join(' AND ')} ORDER BY ingested_at, id LIMIT`;
    for (;;) {
      const most = Math.min(limit, this.#mostRows);
      try {
        const rows = await this.#store.query<EventRow>(`tail.${part}`, `${sql} ${most}`, most === 1 ? {} : { settings: PAGE_SETTINGS });
        const sizeBytes = rows.reduce((sum, row) => sum + rowSizeBytes(row), 0);
        if (sizeBytes < PAGE_BYTES / 4) this.#mostRows *= 2;
        return { rows, isLast: rows.length < most, sizeBytes };
      } catch (error) {
        // One row has a longest length of its own: what fails for it fails for another reason.
        if (most === 1 || !isTooMuch(error)) throw error;
        this.#mostRows = Math.floor(most / 4) || 1;
      }
    }
  }

  /** By second, seconds with rows only, in `[fromMs, untilMs)`; both on whole seconds. */
  async bySecond(fromMs: number, untilMs: number): Promise<DigestAt[]> {
    const rows = await this.#store.query<[number, number, number, number]>(
      'tail.digest',
      `SELECT toUnixTimestamp64Milli(s), c, ${HIGH_LOW('x')} FROM (${this.#seconds(fromMs, untilMs)}) ORDER BY s`,
    );
    return rows.map(([startMs, count, high, low]) => ({ startMs, count, high, low }));
  }

  /** By span of `spanMs` (whole seconds, counted from the epoch), spans with rows only, of the seconds in `[fromMs, untilMs)`. */
  async bySpan(spanMs: number, fromMs: number, untilMs: number): Promise<DigestAt[]> {
    const rows = await this.#store.query<[number, number, number, number]>(
      'tail.frozen',
      `SELECT m, c, ${HIGH_LOW('x')} FROM (
         SELECT intDiv(toUnixTimestamp64Milli(s), ${spanMs}) * ${spanMs} AS m, sum(c) AS c, groupBitXor(x) AS x
         FROM (${this.#seconds(fromMs, untilMs)}) GROUP BY m) ORDER BY m`,
    );
    return rows.map(([startMs, count, high, low]) => ({ startMs, count, high, low }));
  }

  /** Which of `ids` the table holds, other than ruined, among the rows that arrived in `[fromMs, untilMs)`. */
  async present(ids: readonly string[], fromMs: number, untilMs: number): Promise<Set<string>> {
    const found = new Set<string>();
    for (let start = 0; start < ids.length; start += IDS_PER_QUERY) {
      const list = ids.slice(start, start + IDS_PER_QUERY).map((id) => `'${id}'`);
      const rows = await this.#store.query<[string]>(
        'tail.present',
        `SELECT DISTINCT toString(id) FROM ${this.#table} WHERE ingested_at >= ${time(fromMs)} AND ingested_at < ${time(untilMs)} AND id IN (${list.join(',')}) AND NOT ${RUINED_NAME}`,
      );
      for (const [id] of rows) found.add(id);
    }
    return found;
  }

  #seconds(fromMs: number, untilMs: number): string {
    return `SELECT ${SECOND} AS s, count() AS c, groupBitXor(cityHash64(id)) AS x FROM ${this.#table}
      WHERE ${SECOND} >= ${time(fromMs)} AND ${SECOND} < ${time(untilMs)} GROUP BY s`;
  }
}
