/** The alert log in the store: append, read back, read what arrived since. A row counts once by its `id`, however often it was written. */
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import {
  ALERT_LOG_COLUMNS,
  ALERT_LOG_SELECT,
  type AlertLogSqlRow,
  alertLogIdentity,
  alertLogIngestedAtMs,
  alertLogInsertRow,
  alertLogSizeBytes,
  readAlertLogRow,
} from './alertLogRows.ts';
import type { Store } from './client.ts';
import { PageBound } from './pageBound.ts';
import { sqlText } from './sqlText.ts';

const ROWS_PER_INSERT = 2_000;
const ROWS_PER_PAGE = 10_000;
/** Parameters travel in the address of a request. */
const IDS_PER_QUERY = 100;

/** A row as it arrived; decoded only when asked for, since most rows of a poll are known by their id. */
export interface ArrivedRow {
  id: string;
  /** Alike for copies of one row; two servers may write one change at two instants, and each reader chooses the same of them. */
  identity: string;
  /** By the store's clock. */
  ingestedAtMs: number;
  decode(): AlertLogRow;
}

export class AlertLog {
  readonly #store: Store;
  readonly #bound = new PageBound();
  readonly #isErased: (subject: string, atMs: number) => boolean;

  /** @param isErased rows that are read as if they were not there: a server that had not heard of an erasure yet wrote them after it */
  constructor(store: Store, isErased: (subject: string, atMs: number) => boolean = () => false) {
    this.#store = store;
    this.#isErased = isErased;
  }

  /** Resolves when the store has the rows for good. To be repeated with the same rows when the outcome is not known. */
  async append(rows: readonly AlertLogRow[]): Promise<void> {
    for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
      const batch = rows.slice(start, start + ROWS_PER_INSERT).map(alertLogInsertRow);
      await this.#store.insert('alerts.append', 'alert_log', ALERT_LOG_COLUMNS, batch);
    }
  }

  /** Everything in order of arrival, a page at a time, with copies: who folds the rows chooses among those of one id. */
  async *readAll(): AsyncGenerator<AlertLogRow[]> {
    for await (const rows of this.#pages(0)) yield rows.map(readAlertLogRow);
  }

  /** Rows that arrived in `[fromMs, untilMs]` by the store's clock, in order of arrival, a page at a time, with copies. */
  async *since(fromMs: number, untilMs = Number.POSITIVE_INFINITY): AsyncGenerator<ArrivedRow[]> {
    for await (const rows of this.#pages(fromMs, untilMs))
      yield rows.map((row) => ({
        id: row[0],
        identity: alertLogIdentity(row),
        ingestedAtMs: alertLogIngestedAtMs(row),
        decode: () => readAlertLogRow(row),
      }));
  }

  /** Changes of one alert, oldest first; of two rows with one id the one that counts, as `precedes` in alerts has it. */
  async ofAlert(alertId: string): Promise<AlertLogRow[]> {
    const rows = await this.#store.query<AlertLogSqlRow>(
      'read.alert-log',
      `SELECT ${ALERT_LOG_SELECT} FROM ${this.#store.table('alert_log')} WHERE alert_id = {alertId:String} ORDER BY at, version, server LIMIT 1 BY id`,
      { params: { alertId } },
    );
    return rows.map(readAlertLogRow);
  }

  /** All rows of these alerts, with copies, in any order. */
  async ofAlerts(alertIds: readonly string[]): Promise<AlertLogRow[]> {
    const found: AlertLogRow[] = [];
    for (let start = 0; start < alertIds.length; start += IDS_PER_QUERY) {
      const rows = await this.#store.query<AlertLogSqlRow>(
        'alerts.read-back',
        `SELECT ${ALERT_LOG_SELECT} FROM ${this.#store.table('alert_log')} WHERE alert_id IN {some:Array(String)}`,
        { params: { some: alertIds.slice(start, start + IDS_PER_QUERY) } },
      );
      found.push(...rows.map(readAlertLogRow));
    }
    return found;
  }

  async *#pages(fromMs: number, untilMs = Number.POSITIVE_INFINITY): AsyncGenerator<AlertLogSqlRow[]> {
    const bound = Number.isFinite(untilMs) ? ` AND ingested_at <= fromUnixTimestamp64Milli(toInt64(${Math.trunc(untilMs)}))` : '';
    let where = `ingested_at >= fromUnixTimestamp64Milli(toInt64(${Math.trunc(fromMs)}))`;
    for (;;) {
      const sql = `SELECT ${ALERT_LOG_SELECT} FROM ${this.#store.table('alert_log')} WHERE ${where}${bound} ORDER BY ingested_at, id LIMIT`;
      const { rows, isLast } = await this.#bound.read<AlertLogSqlRow>(ROWS_PER_PAGE, alertLogSizeBytes, (most, settings) =>
        this.#store.query<AlertLogSqlRow>('alerts.read', `${sql} ${most}`, { settings }),
      );
      const kept = rows.filter((row) => !this.#isErased(row[4], row[1]));
      if (kept.length > 0) yield kept;
      const last = rows.at(-1);
      if (!last || isLast) return;
      const time = `fromUnixTimestamp64Milli(toInt64(${alertLogIngestedAtMs(last)}))`;
      where = `ingested_at >= ${time} AND (ingested_at > ${time} OR id > ${sqlText(last[0])})`;
    }
  }
}
