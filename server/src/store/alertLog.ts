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
import { mendAlertStates } from './alertStateFill.ts';
import { type AlertPlace, AlertStates, DAY_MS, type RuleSubject } from './alertStates.ts';
import type { Store } from './client.ts';
import { PageBound } from './pageBound.ts';
import { sqlLists, sqlText } from './sqlText.ts';
import { sqlInstant } from './sqlTime.ts';

const ROWS_PER_INSERT = 2_000;
const ROWS_PER_PAGE = 10_000;
/** Of one query: their days lie close together, and what it reads of those is looked through for all of them. */
const ALERTS_PER_QUERY = 1_000;
/** Rows are written after the instant that they bear, by one clock; more only where that clock was set back. */
const SLACK_MS = 600_000;

/** A row as it arrived; decoded only when asked for, since most rows of a poll are known by their id. */
export interface ArrivedRow {
  id: string;
  /** Alike for copies of one row; two servers may write one change at two instants, and each reader chooses the same of them. */
  identity: string;
  /** By the store's clock. */
  ingestedAtMs: number;
  decode(): AlertLogRow;
}

/** An alert that may be in the log, and what else may be meant by it. */
export interface SoughtAlert extends RuleSubject {
  alertId: string;
  /** Other alerts of its subject that were not over before this instant; Infinity for none. */
  othersSinceMs: number;
}

/** The alert of a subject that fired last before a given one. */
export interface EarlierAlert {
  id: string;
  firedAtMs: number;
}

export class AlertLog {
  readonly #store: Store;
  readonly #states: AlertStates;
  readonly #bound = new PageBound();
  readonly #isErased: (subject: string, atMs: number) => boolean;

  /** @param isErased rows that are read as if they were not there: a server that had not heard of an erasure yet wrote them after it */
  constructor(store: Store, isErased: (subject: string, atMs: number) => boolean = () => false) {
    this.#store = store;
    this.#states = new AlertStates(store);
    this.#isErased = isErased;
  }

  /** Resolves when the store has the rows for good. To be repeated with the same rows when the outcome is not known. */
  async append(rows: readonly AlertLogRow[]): Promise<void> {
    for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
      const batch = rows.slice(start, start + ROWS_PER_INSERT).map(alertLogInsertRow);
      await this.#store.insert('alerts.append', 'alert_log', ALERT_LOG_COLUMNS, batch);
    }
  }

  /**
   * Rows that arrived before `sinceMs`, of all alerts that may be open and of those of which a row arrived later: with {@link since} all that
   * alerts open now, or changed since, are made of. A page at a time, with copies, in any order.
   */
  async *standing(sinceMs: number): AsyncGenerator<AlertLogRow[]> {
    yield* this.#rowsAt(await this.#states.standing(sinceMs), sinceMs);
  }

  /** {@link standing} and {@link since} together: for whoever does not follow the log afterwards. */
  async *needed(sinceMs: number): AsyncGenerator<AlertLogRow[]> {
    yield* this.standing(sinceMs);
    for await (const rows of this.#pages(sinceMs)) yield rows.map(readAlertLogRow);
  }

  /** Takes the newest rows over into the engine's table of states once more: a server that ended while it wrote may have left some out. */
  mend(): Promise<void> {
    return mendAlertStates(this.#store);
  }

  /** All rows of the sought alerts that the log has, a page at a time, with copies, in any order. */
  async *sought(alerts: readonly SoughtAlert[]): AsyncGenerator<AlertLogRow[]> {
    const bySubject = new Map<string, SoughtAlert[]>();
    for (const alert of alerts) {
      const key = keyOf(alert);
      bySubject.set(key, [...(bySubject.get(key) ?? []), alert]);
    }
    const found = await this.#states.ofSubjects(alerts);
    yield* this.#rowsAt(
      found.filter((place) => {
        const lastMs = ((place.days.at(-1) ?? 0) + 1) * DAY_MS;
        const wanted = bySubject.get(keyOf(place)) ?? [];
        return wanted.some(({ alertId, othersSinceMs }) => alertId === place.alertId || lastMs >= othersSinceMs - SLACK_MS);
      }),
    );
  }

  /** Of each alert the one of the same rule and subject that fired last before it; nothing for those without one. */
  async earlierOf(alerts: readonly (RuleSubject & EarlierAlert)[]): Promise<Map<string, EarlierAlert>> {
    const bySubject = new Map<string, EarlierAlert[]>();
    for (const place of await this.#states.ofSubjects(alerts)) {
      if (place.firedAtMs === null) continue;
      const key = keyOf(place);
      const list = bySubject.get(key) ?? [];
      list.push({ id: place.alertId, firedAtMs: place.firedAtMs });
      bySubject.set(key, list);
    }
    const earlier = new Map<string, EarlierAlert>();
    for (const alert of alerts) {
      let last: EarlierAlert | undefined;
      for (const other of bySubject.get(keyOf(alert)) ?? []) if (isBefore(other, alert) && (!last || isBefore(last, other))) last = other;
      if (last) earlier.set(alert.id, last);
    }
    return earlier;
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
    const place = await this.#states.ofId(alertId);
    if (!place) return [];
    const rows = await this.#store.query<AlertLogSqlRow>(
      'read.alert-log',
      `SELECT ${ALERT_LOG_SELECT} FROM ${this.#store.table('alert_log')} WHERE alert_id = {alertId:String} AND ${arrivalOn(place.days)}
       ORDER BY at, version, server LIMIT 1 BY id`,
      { params: { alertId } },
    );
    return rows.map(readAlertLogRow);
  }

  /** Rows of these alerts that arrived at `sinceMs` or later, with copies, in any order. */
  async ofAlerts(alertIds: readonly string[], sinceMs: number): Promise<AlertLogRow[]> {
    const found: AlertLogRow[] = [];
    for (const some of sqlLists(alertIds.map(sqlText))) {
      const rows = await this.#store.query<AlertLogSqlRow>(
        'alerts.read-back',
        `SELECT ${ALERT_LOG_SELECT} FROM ${this.#store.table('alert_log')} WHERE alert_id IN (${some})
         AND ingested_at >= ${sqlInstant(sinceMs - SLACK_MS)}`,
      );
      found.push(...rows.map(readAlertLogRow));
    }
    return found;
  }

  async *#rowsAt(places: readonly AlertPlace[], untilMs = Number.POSITIVE_INFINITY): AsyncGenerator<AlertLogRow[]> {
    const sorted = places.toSorted((a, b) => (a.days[0] ?? 0) - (b.days[0] ?? 0));
    for (let start = 0; start < sorted.length; start += ALERTS_PER_QUERY) {
      const some = sorted.slice(start, start + ALERTS_PER_QUERY);
      const days = some.flatMap((place) => place.days).filter((day) => day * DAY_MS < untilMs);
      if (days.length === 0) continue;
      for (const ids of sqlLists(some.map(({ alertId }) => sqlText(alertId))))
        yield* this.#pagesOrAll(untilMs - 1, `alert_id IN (${ids}) AND ${arrivalOn(days)}`);
    }
  }

  /** In one page where it fits: unordered, it takes the store a third of the time. */
  async *#pagesOrAll(untilMs: number, which: string): AsyncGenerator<AlertLogRow[]> {
    const bound = Number.isFinite(untilMs) ? ` AND ingested_at <= ${sqlInstant(untilMs)}` : '';
    const sql = `SELECT ${ALERT_LOG_SELECT} FROM ${this.#store.table('alert_log')} WHERE ${which}${bound} LIMIT`;
    const { rows, isLast } = await this.#bound.read<AlertLogSqlRow>(ROWS_PER_PAGE, alertLogSizeBytes, (most, settings) =>
      this.#store.query<AlertLogSqlRow>('alerts.read', `${sql} ${most}`, { settings }),
    );
    if (isLast) yield rows.filter((row) => !this.#isErased(row[4], row[1])).map(readAlertLogRow);
    else for await (const page of this.#pages(0, untilMs, which)) yield page.map(readAlertLogRow);
  }

  async *#pages(fromMs: number, untilMs = Number.POSITIVE_INFINITY, which = '1'): AsyncGenerator<AlertLogSqlRow[]> {
    const bound = Number.isFinite(untilMs) ? ` AND ingested_at <= ${sqlInstant(untilMs)}` : '';
    let where = `ingested_at >= ${sqlInstant(fromMs)}`;
    for (;;) {
      const sql = `SELECT ${ALERT_LOG_SELECT} FROM ${this.#store.table('alert_log')} WHERE ${where}${bound} AND ${which} ORDER BY ingested_at, id LIMIT`;
      const { rows, isLast } = await this.#bound.read<AlertLogSqlRow>(ROWS_PER_PAGE, alertLogSizeBytes, (most, settings) =>
        this.#store.query<AlertLogSqlRow>('alerts.read', `${sql} ${most}`, { settings }),
      );
      const kept = rows.filter((row) => !this.#isErased(row[4], row[1]));
      if (kept.length > 0) yield kept;
      const last = rows.at(-1);
      if (!last || isLast) return;
      const time = sqlInstant(alertLogIngestedAtMs(last));
      where = `ingested_at >= ${time} AND (ingested_at > ${time} OR id > ${sqlText(last[0])})`;
    }
  }
}

const keyOf = ({ rule, subject }: RuleSubject) => `${rule} ${subject}`;
const isBefore = (a: EarlierAlert, b: EarlierAlert) => a.firedAtMs < b.firedAtMs || (a.firedAtMs === b.firedAtMs && a.id < b.id);

/** The condition for rows that arrived on these days, in any order and more than once. */
const arrivalOn = (days: readonly number[]): string =>
  `toDate(ingested_at) IN (${[...new Set(days)].map((day) => `toDate(${day})`).join(',')})`;
