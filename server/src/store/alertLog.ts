/**
 * The alert log in the store: append, read back, and follow what other servers append. A row counts once by its `id`, however often
 * it was written.
 */
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import type { Clock } from '../clock.ts';
import { WarroomError } from '../errors.ts';
import {
  ALERT_LOG_COLUMNS,
  ALERT_LOG_SELECT,
  type AlertLogSqlRow,
  alertLogIngestedAtMs,
  alertLogInsertRow,
  readAlertLogRow,
} from './alertLogRows.ts';
import type { Log, Store } from './client.ts';

const ROWS_PER_INSERT = 2_000;
const ROWS_PER_PAGE = 10_000;

export class AlertLog {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Resolves when the store has the rows for good. To be repeated with the same rows when the outcome is not known. */
  async append(rows: readonly AlertLogRow[]): Promise<void> {
    for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
      const batch = rows.slice(start, start + ROWS_PER_INSERT).map(alertLogInsertRow);
      await this.#store.insert('alerts.append', 'alert_log', ALERT_LOG_COLUMNS, batch);
    }
  }

  /** Everything in order of arrival, a page at a time, each id once. */
  async *readAll(): AsyncGenerator<AlertLogRow[]> {
    const seen = new Set<string>();
    for await (const rows of this.#pages(0)) {
      const fresh = rows.filter((row) => !seen.has(row[0]) && seen.add(row[0]));
      if (fresh.length > 0) yield fresh.map(readAlertLogRow);
    }
  }

  /** Changes of one alert, oldest first; of two rows with one id the one that counts. */
  async ofAlert(alertId: string): Promise<AlertLogRow[]> {
    const rows = await this.#store.query<AlertLogSqlRow>(
      'read.alert-log',
      `SELECT ${ALERT_LOG_SELECT} FROM ${this.#store.table('alert_log')} WHERE alert_id = {alertId:String} ORDER BY at, version, server LIMIT 1 BY id`,
      { params: { alertId } },
    );
    return rows.map(readAlertLogRow);
  }

  /** Rows that arrived at or after `fromMs` by the store's clock, in order of arrival, with copies. */
  async *#pages(fromMs: number): AsyncGenerator<AlertLogSqlRow[]> {
    let where = `ingested_at >= fromUnixTimestamp64Milli(toInt64(${Math.trunc(fromMs)}))`;
    for (;;) {
      const rows = await this.#store.query<AlertLogSqlRow>(
        'alerts.read',
        `SELECT ${ALERT_LOG_SELECT} FROM ${this.#store.table('alert_log')} WHERE ${where} ORDER BY ingested_at, id LIMIT ${ROWS_PER_PAGE}`,
      );
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (!last || rows.length < ROWS_PER_PAGE) return;
      const time = `fromUnixTimestamp64Milli(toInt64(${alertLogIngestedAtMs(last)}))`;
      where = `ingested_at >= ${time} AND (ingested_at > ${time} OR id > '${last[0].replaceAll('\\', '\\\\').replaceAll("'", "\\'")}')`;
    }
  }

  /** @internal for {@link AlertLogTail} */
  pagesFrom(fromMs: number): AsyncGenerator<AlertLogSqlRow[]> {
    return this.#pages(fromMs);
  }
}

export interface AlertLogTailOptions {
  log: AlertLog;
  clock: Clock;
  /** Time between two polls. */
  pollMs: number;
  /** How far each poll reads back: how late a commit may come. The log is small, so this may be long. */
  overlapMs: number;
  logger: Log;
  /** Rows not handed on before, in order of arrival: also those of this server. */
  apply(rows: AlertLogRow[]): void;
}

/** The whole log at first, then what any server appends. */
export class AlertLogTail {
  readonly #options: AlertLogTailOptions;
  /** Id → arrival, of the rows within the overlap. */
  #seen = new Map<string, number>();
  #hwmMs = 0;
  #stopping = false;
  #polling: Promise<void> | null = null;
  #cancelTimer = () => {};
  #failing = false;

  constructor(options: AlertLogTailOptions) {
    this.#options = options;
  }

  /** Resolves when the log as it stands has been handed on; then goes on by the clock. @throws WarroomError STORE_DOWN */
  async start(): Promise<void> {
    await this.poll();
    this.#arm();
  }

  /** One round; a second call during one waits for it and then does another. */
  async poll(): Promise<void> {
    while (this.#polling) await this.#polling.catch(() => {});
    this.#polling = this.#read();
    try {
      await this.#polling;
    } finally {
      this.#polling = null;
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelTimer();
    await this.#polling?.catch(() => {});
  }

  #arm(): void {
    if (this.#stopping) return;
    const { clock, pollMs, logger } = this.#options;
    this.#cancelTimer = clock.at(clock.now() + pollMs, () => {
      this.poll()
        .then(
          () => {
            this.#failing = false;
          },
          (error) => {
            if (!(error instanceof WarroomError)) throw error;
            if (!this.#failing && !this.#stopping) logger.warn({ code: error.code }, `the alert log cannot be read: ${error.message}`);
            this.#failing = true;
          },
        )
        .finally(() => this.#arm());
    });
  }

  async #read(): Promise<void> {
    const { log, overlapMs, apply } = this.#options;
    for await (const rows of log.pagesFrom(Math.max(0, this.#hwmMs - overlapMs))) {
      const fresh: AlertLogRow[] = [];
      for (const row of rows) {
        if (this.#seen.has(row[0])) continue;
        this.#seen.set(row[0], alertLogIngestedAtMs(row));
        this.#hwmMs = Math.max(this.#hwmMs, alertLogIngestedAtMs(row));
        fresh.push(readAlertLogRow(row));
      }
      if (fresh.length > 0) apply(fresh);
    }
    const keepFromMs = this.#hwmMs - 2 * overlapMs;
    for (const [id, ingestedAtMs] of this.#seen) if (ingestedAtMs < keepFromMs) this.#seen.delete(id);
  }
}
