/** What arrived without what it says, by the minute, and what is known of the time before history begins. */
import type { Store } from './client.ts';
import { EVENT_PAGE_SELECT, type EventPage, readEventPage } from './eventPage.ts';
import { list, time } from './eventReads.ts';

/** Rows of one kind of one source within a minute; times in epoch ms. */
export interface ArrivalRow {
  kind: string;
  source: string;
  firstMs: number;
  newestMs: number;
  heardMs: number;
  lowSeconds: number;
  highSeconds: number;
}

/** Of a source as the gate lets through; what `data` says is not looked at. */
const SOUND = `source != '' AND isValidUTF8(source) AND lengthUTF8(source) <= 256 AND at >= toDateTime64('2000-01-01 00:00:00', 3, 'UTC')`;
const NEWEST = 'least(at, ingested_at)';
const ms = (expression: string) => `toUnixTimestamp64Milli(${expression})`;
const HALF = 2 ** 30;

/** `newest_at` of `data`, or `at` where there is none that can be read. */
const SAID_MS = `coalesce(
  if(JSONType(data, 'newest_at') IN ('Int64', 'UInt64'), JSONExtractInt(data, 'newest_at'), NULL),
  ${ms("parseDateTime64BestEffortOrNull(JSONExtractString(data, 'newest_at'), 3, 'UTC')")}, ${ms('at')})`;

export class ArrivalReads {
  readonly #store: Store;
  readonly #table: string;

  constructor(store: Store) {
    this.#store = store;
    this.#table = store.table('events');
  }

  /** In order of the first arrival; rows that arrived longer than `freshMs` after they happened count, and have no second. */
  async byMinute(kinds: readonly string[], fromMs: number, untilMs: number, freshMs: number): Promise<ArrivalRow[]> {
    const seconds = `groupBitOr(if(${ms('at')} >= ${ms('ingested_at')} - ${Math.trunc(freshMs)}, bitShiftLeft(toUInt64(1), toSecond(ingested_at)), 0))`;
    return this.#read(
      `WITH ${seconds} AS s SELECT kind, source, ${ms('min(ingested_at)')} AS first, ${ms(`max(${NEWEST})`)},
         ${ms(`argMax(ingested_at, (${NEWEST}, -${ms('ingested_at')}))`)}, bitAnd(s, ${HALF - 1}), bitShiftRight(s, 30)
       FROM ${this.#table} WHERE ingested_at >= ${time(fromMs)} AND ingested_at < ${time(untilMs)} AND kind IN (${list(kinds)}) AND ${SOUND}
       GROUP BY toStartOfMinute(ingested_at), kind, source ORDER BY first, kind, source`,
    );
  }

  /** One for each kind and source that arrived before `untilMs`, without seconds. */
  async before(kinds: readonly string[], untilMs: number): Promise<ArrivalRow[]> {
    return this.#read(
      `SELECT kind, source, ${ms('min(ingested_at)')} AS first, ${ms(`max(${NEWEST})`)} AS newest, newest, 0, 0
       FROM ${this.#table} WHERE ingested_at < ${time(untilMs)} AND kind IN (${list(kinds)}) AND ${SOUND}
       GROUP BY kind, source ORDER BY first, kind, source`,
    );
  }

  /** Of each key the row that arrived before `untilMs` with the newest of what it tells of, in order of arrival. */
  async newest(kinds: readonly string[], untilMs: number): Promise<EventPage> {
    return readEventPage(
      await this.#store.columns(
        'tail.newest',
        `SELECT ${EVENT_PAGE_SELECT} FROM (
           SELECT * FROM ${this.#table} WHERE ingested_at < ${time(untilMs)} AND kind IN (${list(kinds)})
           ORDER BY least(${ms('at')}, ${ms('ingested_at')}, ${SAID_MS}) DESC, ingested_at, id LIMIT 1 BY kind, key)
         ORDER BY ingested_at, id`,
      ),
    );
  }

  async #read(sql: string): Promise<ArrivalRow[]> {
    const rows = await this.#store.query<[string, string, number, number, number, number, number]>('tail.arrivals', sql);
    return rows.map(([kind, source, firstMs, newestMs, heardMs, lowSeconds, highSeconds]) => ({
      kind,
      source,
      firstMs,
      newestMs,
      heardMs,
      lowSeconds,
      highSeconds,
    }));
  }
}
