/**
 * The staging table of one import: checked rows wait here until all are known to be good, then go over into `events` in order of
 * arrival, within the engine. Years of history touch hundreds of weekly partitions; an insert may touch a hundred.
 */
import { randomBytes } from 'node:crypto';
import type { Store } from './client.ts';
import { EVENT_COLUMNS_WITH_ARRIVAL, RUINED } from './eventRows.ts';

/** Weeks, and so partitions, that one insert touches: under the engine's `max_partitions_per_insert_block` of 100. */
const WEEKS_PER_INSERT = 80;
/** Rows after which an insert ends with the week it is in. */
const ROWS_PER_INSERT = 500_000;

const IDS_PER_STATEMENT = 2_000;

export interface MoveResult {
  inserted: number;
  /** Ids that the table had before, or that came more than once. */
  skipped: number;
  /** Rows of the table that were ruined, and gave way to rows of the same id. */
  mended: number;
}

export class ImportStaging {
  readonly #store: Store;
  readonly #name: string;
  readonly #table: string;
  readonly #known: string;
  readonly #columns = EVENT_COLUMNS_WITH_ARRIVAL.join(', ');

  private constructor(store: Store) {
    this.#store = store;
    this.#name = `import_${randomBytes(6).toString('hex')}`;
    this.#table = store.table(this.#name);
    this.#known = store.table(`${this.#name}_known`);
  }

  static async create(store: Store): Promise<ImportStaging> {
    const staging = new ImportStaging(store);
    await store.command(
      'ingest.import',
      `CREATE TABLE ${staging.#table} ENGINE = MergeTree ORDER BY (ingested_at, id) AS SELECT ${staging.#columns} FROM ${store.table('events')} LIMIT 0`,
    );
    return staging;
  }

  /** @param rows as {@link eventInsertRow} makes them with a time of arrival. */
  async add(rows: readonly string[]): Promise<void> {
    await this.#store.insert('ingest.import', this.#name, EVENT_COLUMNS_WITH_ARRIVAL, rows);
  }

  /** Takes out the rows of `events` that are ruined and of which there is a row here. @returns how many */
  async #takeOutRuined(): Promise<number> {
    const events = this.#store.table('events');
    const rows = await this.#store.query<[string]>(
      'ingest.import',
      `SELECT DISTINCT toString(id) FROM ${events} WHERE id IN (SELECT id FROM ${this.#table}) AND ${RUINED}`,
    );
    for (let start = 0; start < rows.length; start += IDS_PER_STATEMENT) {
      const ids = rows.slice(start, start + IDS_PER_STATEMENT).map(([id]) => `'${id}'`);
      // By name, not by the staging table: that one is on this replica alone.
      await this.#store.command(
        'ingest.import',
        `ALTER TABLE ${events} DELETE WHERE id IN (${ids.join(',')}) AND ${RUINED} SETTINGS mutations_sync = 2`,
      );
    }
    return rows.length;
  }

  /** Moves everything into `events` but the ids that are there already, ruined rows aside. @param arrival now: the store's clock at the insert, instead of the rows' own. */
  async move(arrival: 'own' | 'now', onProgress: (movedRows: number) => void): Promise<MoveResult> {
    const events = this.#store.table('events');
    const mended = await this.#takeOutRuined();
    await this.#store.command(
      'ingest.import',
      `CREATE TABLE ${this.#known} ENGINE = MergeTree ORDER BY id AS SELECT DISTINCT id FROM ${events} WHERE id IN (SELECT id FROM ${this.#table})`,
    );
    const fresh = `SELECT * FROM ${this.#table} WHERE id NOT IN (SELECT id FROM ${this.#known}) ORDER BY ingested_at, id LIMIT 1 BY id`;
    const weeks = await this.#store.query<[string, number]>(
      'ingest.import',
      `SELECT toString(toMonday(ingested_at)) AS week, count() FROM (${fresh}) GROUP BY week ORDER BY week`,
    );
    const columns = arrival === 'own' ? this.#columns : this.#columns.replace(/\bingested_at\b/, 'now64(3)');
    let inserted = 0;
    for (const { first, last, rows } of insertsOf(weeks)) {
      await this.#store.command(
        'ingest.import',
        `INSERT INTO ${events} (${this.#columns}) SELECT ${columns} FROM (${fresh})
         WHERE toMonday(ingested_at) BETWEEN '${first}' AND '${last}' ORDER BY ingested_at
         SETTINGS log_comment = 'warroom.ingest.import', async_insert = 0`,
      );
      inserted += rows;
      onProgress(inserted);
    }
    const [row] = await this.#store.query<[number]>('ingest.import', `SELECT count() FROM ${this.#table}`);
    return { inserted, skipped: (row?.[0] ?? 0) - inserted, mended };
  }

  async drop(): Promise<void> {
    for (const table of [this.#known, this.#table]) await this.#store.command('ingest.import', `DROP TABLE IF EXISTS ${table}`);
  }
}

/** @param weeks by their first day, with their rows, in order. */
export function insertsOf(weeks: readonly (readonly [week: string, rows: number])[]): { first: string; last: string; rows: number }[] {
  const inserts: { first: string; last: string; rows: number; weeks: number }[] = [];
  for (const [week, rows] of weeks) {
    const open = inserts.at(-1);
    if (open && open.weeks < WEEKS_PER_INSERT && open.rows < ROWS_PER_INSERT) {
      open.last = week;
      open.rows += rows;
      open.weeks++;
    } else inserts.push({ first: week, last: week, rows, weeks: 1 });
  }
  return inserts.map(({ first, last, rows }) => ({ first, last, rows }));
}
