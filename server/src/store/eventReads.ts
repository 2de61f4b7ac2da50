/** The tail's questions to the table `events`. All times are the store's, in epoch milliseconds. */
import type { Store, StoreLane } from './client.ts';
import { EVENT_PAGE_SELECT, type EventPage, readEventPage, sortEventPage, uuidText } from './eventPage.ts';
import { RUINED_NAME } from './eventRows.ts';
import { PAGE_SETTINGS, PageBound } from './pageBound.ts';
import { sqlText } from './sqlText.ts';
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

/** A part of the table as it lies on the disk; one that changes gets another name. */
export interface StoredPart {
  name: string;
  /** First and last arrival in it. */
  fromMs: number;
  toMs: number;
}

/** Ids per statement: well under the engine's limit on the length of a query (256 KiB). */
const IDS_PER_QUERY = 2_000;

export const time = (ms: number) => `fromUnixTimestamp64Milli(toInt64(${Math.trunc(ms)}), 'UTC')`;
/** The expressions of the projection `digest`; any other would read the rows themselves. */
const SECOND = 'toStartOfSecond(ingested_at)';
const HIGH_LOW = (xor: string) => `toUInt32(bitShiftRight(${xor}, 32)), toUInt32(bitAnd(${xor}, 4294967295))`;
const WITHIN = (fromMs: number, untilMs: number) => `ingested_at >= ${time(fromMs)} AND ingested_at < ${time(untilMs)}`;
/** By how much a row's `at` lies from its arrival, ms. */
const APART = 'abs(toUnixTimestamp64Milli(at) - toUnixTimestamp64Milli(ingested_at))';

/** Which rows of a stretch are read. */
export interface SomeRows {
  /** Kinds that are left out. */
  but: readonly string[];
  /** Kinds of which only the newest of each rep and hour are read, told apart by these members of `data`. */
  hourly: readonly string[];
  flags: readonly string[];
}
const ALL_ROWS: SomeRows = { but: [], hourly: [], flags: [] };

export class EventReads {
  readonly #store: Store;
  readonly #table: string;
  readonly #bound = new PageBound();

  constructor(store: Store) {
    this.#store = store;
    this.#table = store.table('events');
  }

  async nowMs(lane: Extract<StoreLane, 'tail' | 'read'> = 'tail'): Promise<number> {
    const [row] = await this.#store.query<[number]>(`${lane}.now`, 'SELECT toUnixTimestamp64Milli(now64(3))');
    return row?.[0] as number;
  }

  /**
   * Rows in order of arrival from `fromMs` on, those after `after` where given, before `untilMs` where given. Rows whose time of
   * arrival lies in the future by the store's clock are left until it is reached. At most `limit` of them, fewer where they are so long
   * that a page would be too large. @param some which of them are left out
   */
  page(
    part: 'poll' | 'catch-up' | 're-read',
    fromMs: number,
    untilMs: number | null,
    after: Cursor | null,
    limit: number,
    some: SomeRows = ALL_ROWS,
  ): Promise<{ page: EventPage; isLast: boolean }> {
    const where = [`ingested_at >= ${time(after ? Math.max(fromMs, after.ms) : fromMs)}`];
    where.push(untilMs === null ? 'ingested_at <= now64(3)' : `ingested_at < ${time(untilMs)}`);
    where.push(...this.#which(fromMs, untilMs ?? fromMs, some));
    if (after) where.push(`(ingested_at > ${time(after.ms)} OR id > toUUID('${after.id}'))`);
    const sql = `SELECT ${EVENT_PAGE_SELECT} FROM ${this.#table} WHERE ${where.join(' AND ')} ORDER BY ingested_at, id LIMIT`;
    return this.#bound.readWhole(limit, async (most, settings) =>
      readEventPage(await this.#store.columns(`tail.${part}`, `${sql} ${most}`, { settings })),
    );
  }

  /**
   * All rows that arrived in `[fromMs, untilMs)`, in order of arrival; null where they are more than `most`, or too long for a page.
   * @param some which of them are left out
   */
  async window(fromMs: number, untilMs: number, most: number, some: SomeRows = ALL_ROWS): Promise<EventPage | null> {
    const where = [WITHIN(fromMs, untilMs), ...this.#which(fromMs, untilMs, some)];
    const sql = `SELECT ${EVENT_PAGE_SELECT} FROM ${this.#table} WHERE ${where.join(' AND ')}`;
    try {
      return sortEventPage(await this.#store.columns('tail.catch-up', sql, { settings: { ...PAGE_SETTINGS, max_result_rows: most } }));
    } catch (error) {
      if (!isTooMuch(error)) throw error;
      return null;
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
      // Spans straight from the projection's seconds: a sum over seconds would hold all seconds there ever were in memory.
      `SELECT m, c, ${HIGH_LOW('x')} FROM (
         SELECT intDiv(toUnixTimestamp64Milli(${SECOND}), ${spanMs}) * ${spanMs} AS m, count() AS c, groupBitXor(cityHash64(id)) AS x
         FROM ${this.#table} WHERE ${SECOND} >= ${time(fromMs)} AND ${SECOND} < ${time(untilMs)} GROUP BY m) ORDER BY m`,
    );
    return rows.map(([startMs, count, high, low]) => ({ startMs, count, high, low }));
  }

  /** The parts that hold rows which arrived at `fromMs` or later, as far as this replica has them. The engine knows without reading any. */
  async parts(fromMs: number): Promise<StoredPart[]> {
    const rows = await this.#store.query<[string, number, number]>(
      'tail.parts',
      `SELECT name, f, t FROM (
         SELECT _part AS name, toUnixTimestamp64Milli(min(ingested_at)) AS f, toUnixTimestamp64Milli(max(ingested_at)) AS t
         FROM ${this.#table} GROUP BY name) WHERE t >= ${Math.trunc(fromMs)}`,
    );
    return rows.map(([name, from, to]) => ({ name, fromMs: from, toMs: to }));
  }

  /** Which of `ids` the table holds, other than ruined, among the rows that arrived in `[fromMs, untilMs)`. */
  async present(ids: readonly string[], fromMs: number, untilMs: number): Promise<Set<string>> {
    const found = new Set<string>();
    for (let start = 0; start < ids.length; start += IDS_PER_QUERY) {
      const some = ids.slice(start, start + IDS_PER_QUERY);
      const rows = await this.#store.query<[string]>(
        'tail.present',
        `SELECT DISTINCT toString(id) FROM ${this.#table} WHERE ${WITHIN(fromMs, untilMs)} AND id IN (${list(some)}) AND NOT ${RUINED_NAME}`,
      );
      for (const [id] of rows) found.add(id);
    }
    return found;
  }

  /**
   * Ids that more than one row bears, none of them ruined, with the first arrival: of rows that arrived in `[fromMs, untilMs)`, where the last
   * copy came at `sinceMs` or later and one of them lies further than `apartMs` from its `at`. All bear the same `at`, so copies that lie twice as
   * far from each other are among them.
   */
  async doubles(fromMs: number, sinceMs: number, untilMs: number, apartMs: number): Promise<Map<string, number>> {
    const suspects = `SELECT id FROM ${this.#table} WHERE ${WITHIN(sinceMs, untilMs)} AND ${APART} > ${Math.trunc(apartMs)}`;
    const [any] = await this.#store.query<[number]>('tail.doubles', `SELECT count() FROM (${suspects} LIMIT 1)`);
    if (any?.[0] !== 1) return new Map();
    const repeated = `SELECT id FROM ${this.#table} WHERE ${WITHIN(fromMs, untilMs)} AND id IN (${suspects}) GROUP BY id HAVING count() > 1`;
    const rows = await this.#store.query<[string, number]>(
      'tail.doubles',
      `SELECT toString(id), toUnixTimestamp64Milli(min(ingested_at)) FROM ${this.#table}
       WHERE ${WITHIN(fromMs, untilMs)} AND id IN (${repeated}) AND NOT ${RUINED_NAME} GROUP BY id HAVING count() > 1`,
    );
    return new Map(rows);
  }

  /** Ids of rows of these kinds that arrived within `withinMs` from `atMs` on, of which a copy came as shortly before, with its first arrival. */
  async copiesAcross(kinds: readonly string[], atMs: number, withinMs: number): Promise<Map<string, number>> {
    const ofKinds = `kind IN (${list(kinds)})`;
    const after = `SELECT id FROM ${this.#table} WHERE ${WITHIN(atMs, atMs + withinMs)} AND ${ofKinds}`;
    const rows = await this.#store.query<[string, number]>(
      'tail.doubles',
      `SELECT toString(id), toUnixTimestamp64Milli(min(ingested_at)) FROM ${this.#table}
       WHERE ${WITHIN(atMs - withinMs, atMs)} AND ${ofKinds} AND id IN (${after}) AND NOT ${RUINED_NAME} GROUP BY id`,
    );
    return new Map(rows);
  }

  /** Conditions. */
  #which(fromMs: number, untilMs: number, some: SomeRows): string[] {
    const { but, hourly } = some;
    const where: string[] = [];
    if (but.length > 0) where.push(`kind NOT IN (${list(but)})`);
    if (hourly.length > 0) where.push(`(kind NOT IN (${list(hourly)}) OR id IN (${this.#newestByHour(fromMs, untilMs, some)}))`);
    return where;
  }

  /** Ids of rows that name a rep, the newest of each rep, hour, kind, place and of either value of the flags. */
  #newestByHour(fromMs: number, untilMs: number, { hourly, flags }: SomeRows): string {
    const told = flags.map((flag) => `JSONExtractBool(data, ${sqlText(flag)})`);
    return `SELECT argMax(id, (at, toString(id))) FROM ${this.#table} WHERE ${WITHIN(fromMs, untilMs)} AND kind IN (${list(hourly)}) AND rep_id != ''
      GROUP BY ${['rep_id', 'toStartOfHour(at)', 'kind', 'team', 'region', ...told].join(', ')}`;
  }

  #seconds(fromMs: number, untilMs: number): string {
    return `SELECT ${SECOND} AS s, count() AS c, groupBitXor(cityHash64(id)) AS x FROM ${this.#table}
      WHERE ${SECOND} >= ${time(fromMs)} AND ${SECOND} < ${time(untilMs)} GROUP BY s`;
  }
}

export const list = (texts: readonly string[]) => texts.map(sqlText).join(', ');
/** Where a page ends. */
export const cursorAt = (page: EventPage, row: number): Cursor => ({
  ms: page.ingestedAtMs[row] as number,
  id: uuidText(page.ids, row * 4),
});
