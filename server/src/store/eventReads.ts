/** The tail's questions to the table `events`. All times are the store's, in epoch milliseconds. */
import type { Store } from './client.ts';
import { EVENT_SELECT, type EventRow, RUINED_NAME, rowSizeBytes } from './eventRows.ts';
import { type Page, PageBound } from './pageBound.ts';

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

export type EventPage = Page<EventRow>;

/** Ids per statement: well under the engine's limit on the length of a query (256 KiB). */
const IDS_PER_QUERY = 2_000;

const time = (ms: number) => `fromUnixTimestamp64Milli(toInt64(${Math.trunc(ms)}), 'UTC')`;
/** The expressions of the projection `digest`; any other would read the rows themselves. */
const SECOND = 'toStartOfSecond(ingested_at)';
const HIGH_LOW = (xor: string) => `toUInt32(bitShiftRight(${xor}, 32)), toUInt32(bitAnd(${xor}, 4294967295))`;

export class EventReads {
  readonly #store: Store;
  readonly #table: string;
  readonly #bound = new PageBound();

  constructor(store: Store) {
    this.#store = store;
    this.#table = store.table('events');
  }

  async nowMs(lane: 'tail' | 'read' = 'tail'): Promise<number> {
    const [row] = await this.#store.query<[number]>(`${lane}.now`, 'SELECT toUnixTimestamp64Milli(now64(3))');
    return row?.[0] as number;
  }

  /**
   * Rows in order of arrival from `fromMs` on, those after `after` where given, before `untilMs` where given. Rows whose time of
   * arrival lies in the future by the store's clock are left until it is reached. At most `limit` of them, fewer where they are so long
   * that a page would be too large.
   */
  page(
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
    return this.#bound.read(limit, rowSizeBytes, (most, settings) =>
      this.#store.query<EventRow>(`tail.${part}`, `${sql} ${most}`, { settings }),
    );
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
