/**
 * The store as the rest of the server sees it: rows in, rows out, one code path for a ClickHouse server over HTTP and for the
 * embedded engine. Every statement says in its `log_comment` which part asked, and carries its settings in the SQL itself:
 * settings given to the client leak into later queries of the embedded engine.
 */

import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { type Attributes, SpanKind } from '@opentelemetry/api';
import { WarroomError } from '../errors.ts';
import type { Log } from '../log.ts';
import { traced } from '../tracing.ts';
import { openEmbeddedEngine } from './embedded.ts';
import { Lane } from './lane.ts';
import type { StoreSettings } from './settings.ts';
import { sqlText } from './sqlText.ts';
import { type AnswerHeaders, readBytes, readIdle, requireOwnAnswer, requireWritten } from './storeAnswer.ts';
import { storeError } from './storeErrors.ts';

/** Each lane is a client of its own, so that the wall's tail never waits behind an operator's drill-down. */
const LANES = ['ingest', 'tail', 'history', 'alerts', 'state', 'read'] as const;
export type StoreLane = (typeof LANES)[number];
/** Who asks: a lane and, after a point, what for: `tail.poll`. Shows as `log_comment` in the store's query log. */
export type StorePart = StoreLane | `${StoreLane}.${string}`;

export interface QueryOptions {
  /** Values for `{name:Type}` in the SQL, bound by the store. */
  params?: Record<string, unknown>;
  /** Further settings, written into the SQL. */
  settings?: Record<string, string | number>;
}

export type WriteListener = (table: string, error: Error | null) => void;

export interface Store {
  readonly embedded: boolean;
  readonly database: string;
  /** Address or directory, without credentials: for log lines. */
  readonly where: string;
  /** `name` with its database, quoted for SQL. */
  table(name: string): string;
  /** The same store by way of another of its databases, over the same lanes: closed with this one, and not by itself. */
  in(database: string): Store;
  /** Rows as arrays, in the order of the columns. 64-bit integers come as numbers: have the SQL turn wider ones into text. */
  query<Row extends unknown[]>(part: StorePart, sql: string, options?: QueryOptions): Promise<Row[]>;
  /**
   * The answer in the format `Native`, undecoded: `decodeNative` makes columns of it, on whichever thread. The bytes fill a buffer of their own,
   * so that they can be handed to another thread uncopied.
   */
  columns(part: StorePart, sql: string, options?: QueryOptions): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Resolves when the store has the rows for good. `rows`: each the JSON text of one array, in the order of `columns`; or of several with
   * commas between, and `count` says of how many in all.
   */
  insert(part: StorePart, table: string, columns: readonly string[], rows: readonly string[], count?: number): Promise<void>;
  /** Tells of every insert how it went: null, or why it failed. One listener; it must not throw. */
  onWrite(listener: WriteListener): void;
  /** A statement without an answer, as DDL. */
  command(part: StorePart, sql: string): Promise<void>;
  ping(): Promise<boolean>;
  /** Waits for what is under way, then closes. What is asked for later fails with STOPPING. */
  close(): Promise<void>;
}

function settingsClause(part: StorePart, settings: Record<string, string | number>): string {
  const all = Object.entries({ log_comment: `warroom.${part}`, ...settings });
  return all.map(([name, value]) => `${name} = ${typeof value === 'number' ? value : sqlText(value)}`).join(', ');
}

class ClickHouseStore implements Store {
  readonly embedded: boolean;
  readonly database: string;
  readonly where: string;
  readonly #lanes: ReadonlyMap<StoreLane, Lane>;
  readonly #drain: () => Promise<void>;
  readonly #requestTimeoutMs: number;
  readonly #maxExecutionSeconds: number;
  #onWrite: WriteListener = () => {};
  readonly #viewOf: (database: string) => Store;
  readonly #isView: boolean;
  #closing: Promise<void> | null = null;

  /** @param lanes of the store that this one is a view of */
  constructor(
    settings: StoreSettings,
    where: string,
    embedded: boolean,
    connect: () => ClickHouseClient,
    drain: () => Promise<void>,
    lanes?: ReadonlyMap<StoreLane, Lane>,
  ) {
    this.embedded = embedded;
    this.database = settings.database;
    this.where = where;
    this.#drain = drain;
    this.#requestTimeoutMs = settings.requestTimeoutMs;
    // The store gives up before the client does, so that the client learns why and no query is left running.
    this.#maxExecutionSeconds = Math.max(1, Math.floor((settings.requestTimeoutMs * 0.8) / 1_000));
    this.#lanes = lanes ?? new Map(LANES.map((lane) => [lane, new Lane(connect, embedded)]));
    this.#isView = lanes !== undefined;
    this.#viewOf = (database) => new ClickHouseStore({ ...settings, database }, where, embedded, connect, drain, this.#lanes);
  }

  in(database: string): Store {
    return this.#viewOf(database);
  }

  table(name: string): string {
    return `\`${this.database}\`.\`${name}\``;
  }

  query<Row extends unknown[]>(part: StorePart, sql: string, { params, settings = {} }: QueryOptions = {}): Promise<Row[]> {
    const clause = settingsClause(part, {
      max_execution_time: this.#maxExecutionSeconds,
      output_format_json_quote_64bit_integers: 0,
      ...settings,
    });
    return this.#run(part, 'SELECT', {}, async (client) => {
      const queryId = randomUUID();
      const answer = await client.query({
        query: `${sql}\nSETTINGS ${clause}`,
        format: 'JSONCompactEachRow',
        query_id: queryId,
        ...(params ? { query_params: params } : {}),
      });
      const text = await this.#within(
        () => answer.close(),
        () => {
          this.#requireOwn(answer.response_headers, queryId);
          return answer.text();
        },
      );
      // One parse of the whole: `.json()` would parse line by line and hold the event loop several times as long.
      const lines = text.trimEnd();
      return lines === '' ? [] : (JSON.parse(`[${lines.replaceAll('\n', ',')}]`) as Row[]);
    });
  }

  columns(part: StorePart, sql: string, { params, settings = {} }: QueryOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const clause = settingsClause(part, {
      max_execution_time: this.#maxExecutionSeconds,
      low_cardinality_allow_in_native_format: 1,
      // A page is little work: sharing it out among threads costs more than it gains.
      max_threads: 1,
      ...settings,
    });
    return this.#run(part, 'SELECT', {}, async (client) => {
      const queryId = randomUUID();
      const { stream, response_headers } = await client.exec({
        query: `${sql}\nSETTINGS ${clause}\nFORMAT Native`,
        query_id: queryId,
        ...(params ? { query_params: params } : {}),
      });
      return this.#within(
        () => stream.destroy(),
        () => {
          this.#requireOwn(response_headers, queryId);
          return readBytes(stream);
        },
      );
    });
  }

  onWrite(listener: WriteListener): void {
    this.#onWrite = listener;
  }

  async insert(part: StorePart, table: string, columns: readonly string[], rows: readonly string[], count = rows.length): Promise<void> {
    if (count === 0) return;
    try {
      await this.#insert(part, table, columns, rows, count);
    } catch (error) {
      this.#onWrite(table, error as Error);
      throw error;
    }
    this.#onWrite(table, null);
  }

  #insert(part: StorePart, table: string, columns: readonly string[], rows: readonly string[], count: number): Promise<void> {
    // An acknowledgement means "written": a profile's fire-and-forget asynchronous inserts must not apply here.
    const clause = settingsClause(part, { async_insert: 0 });
    const sql = `INSERT INTO ${this.table(table)} (${columns.join(', ')}) SETTINGS ${clause} FORMAT JSONCompactEachRow`;
    return this.#run(part, 'INSERT', { 'db.collection.name': table, 'db.operation.batch.size': count }, async (client) => {
      const queryId = randomUUID();
      const { stream, response_headers } = await client.exec({
        query: sql,
        values: Readable.from([rows.join('\n')]),
        query_id: queryId,
      });
      const said = await this.#within(
        () => stream.destroy(),
        () => {
          this.#requireOwn(response_headers, queryId);
          if (!this.embedded) requireWritten(response_headers, count, this.where);
          return readIdle(stream, this.where);
        },
      );
      if (said.trim() !== '') throw new Error(`an insert was answered with ${JSON.stringify(said)}`);
    });
  }

  command(part: StorePart, sql: string): Promise<void> {
    return this.#run(part, 'COMMAND', {}, async (client) => {
      const queryId = randomUUID();
      const { stream, response_headers } = await client.exec({ query: `/* warroom.${part} */ ${sql}`, query_id: queryId });
      await this.#within(
        () => stream.destroy(),
        () => {
          this.#requireOwn(response_headers, queryId);
          return readIdle(stream, this.where);
        },
      );
    });
  }

  async ping(): Promise<boolean> {
    try {
      await this.query('read.ping', 'SELECT 1');
      return true;
    } catch {
      return false;
    }
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      if (this.#isView) return;
      await Promise.all([...this.#lanes.values()].map((lane) => lane.idle()));
      await this.#drain();
      await Promise.all([...this.#lanes.values()].map((lane) => lane.close()));
    })();
    return this.#closing;
  }

  #requireOwn(headers: AnswerHeaders, queryId: string): void {
    if (!this.embedded) requireOwnAnswer(headers, queryId, this.where);
  }

  /** Reads an answer whose headers have come. The client watches over the time until then; a body may stop in its middle as well. */
  async #within<T>(end: () => void, read: () => Promise<T>): Promise<T> {
    const timer = setTimeout(end, this.#requestTimeoutMs);
    try {
      return await read();
    } catch (error) {
      end();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** A span holds the wait for the lane as well: that is what the asker waits for. */
  #run<T>(part: StorePart, operation: string, attributes: Attributes, work: (client: ClickHouseClient) => Promise<T>): Promise<T> {
    const of = { 'db.system.name': 'clickhouse', 'db.namespace': this.database, 'db.operation.name': operation, 'warroom.part': part };
    return traced(`${operation} ${part}`, { kind: SpanKind.CLIENT, attributes: { ...of, ...attributes } }, async () => {
      if (this.#closing) throw new WarroomError('STOPPING', 'the store is being closed');
      const lane = this.#lanes.get(part.split('.', 1)[0] as StoreLane);
      if (!lane) throw new WarroomError('INTERNAL', `no lane to the store for ${part}`);
      try {
        return await lane.run(work);
      } catch (error) {
        throw storeError(error, this.where, part, this.embedded);
      }
    });
  }
}

/**
 * Opens the store and asks it once, so that a wrong address or password shows at once.
 * @throws WarroomError STORE_DOWN (try again), STORE_LOCKED, CONFIG_INVALID.
 */
export async function openStore(settings: StoreSettings, log: Log): Promise<Store> {
  let store: ClickHouseStore;
  if (settings.url === '') {
    const engine = await openEmbeddedEngine(settings.dataDir);
    store = new ClickHouseStore(settings, engine.directory, true, engine.connect, engine.drain);
  } else {
    const url = parseUrl(settings.url);
    const connect = () =>
      createClient({
        url,
        username: settings.user,
        password: settings.password,
        application: 'warroom',
        request_timeout: settings.requestTimeoutMs,
        // Under the server's own keep-alive (3 s in old versions), or a request is sent into a closing socket.
        keep_alive: { enabled: true, idle_socket_ttl: 2_000, eagerly_destroy_stale_sockets: true },
        // Only of the HTTP interface and per request, so nothing of it can leak: the status says whether the whole result came.
        clickhouse_settings: { wait_end_of_query: 1 },
        log: { level: ClickHouseLogLevel.OFF },
      });
    store = new ClickHouseStore(settings, url.origin, false, connect, async () => {});
  }
  try {
    const [row] = await store.query<[string]>('state.open', 'SELECT version()');
    log.info({ store: store.where, version: row?.[0], embedded: store.embedded }, 'store open');
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

function parseUrl(text: string): URL {
  try {
    const url = new URL(text);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error(`${url.protocol} is not http: or https:`);
    if (url.username !== '' || url.password !== '') throw new Error('credentials belong into store.user and CLICKHOUSE_PASSWORD');
    return url;
  } catch (cause) {
    throw new WarroomError('CONFIG_INVALID', `store.url: ${(cause as Error).message}`, { cause });
  }
}
