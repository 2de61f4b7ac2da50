/** Between the table `alert_log` and the rows of the alert log: the only place that knows its columns. */
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import { sqlTime } from './sqlTime.ts';

export const ALERT_LOG_COLUMNS = [
  'id',
  'at',
  'alert_id',
  'rule',
  'subject',
  'episode',
  'state',
  'severity',
  'version',
  'by',
  'assignee',
  'note',
  'reason',
  'until',
  'since',
  'feeds',
  'facts',
  'server',
];

/** One row for {@link Store.insert}, as JSON text. */
export function alertLogInsertRow(row: AlertLogRow): string {
  return JSON.stringify([
    row.id,
    sqlTime(row.atMs),
    row.alertId,
    row.rule,
    row.subject,
    row.episode,
    row.state,
    row.severity,
    row.version,
    row.by ?? '',
    row.assignee ?? '',
    row.note ?? '',
    row.reason ?? '',
    row.untilMs === null ? null : sqlTime(row.untilMs),
    sqlTime(row.sinceMs),
    row.feeds,
    JSON.stringify(row.facts),
    row.server,
  ]);
}

/** What to select for {@link AlertLogSqlRow}. */
export const ALERT_LOG_SELECT = `id, toUnixTimestamp64Milli(at), alert_id, rule, subject, episode, state, severity, version, by, assignee, note, reason,
  if(isNull(until), NULL, toUnixTimestamp64Milli(assumeNotNull(until))), toUnixTimestamp64Milli(since), feeds, facts, server, toUnixTimestamp64Milli(ingested_at)`;

export type AlertLogSqlRow = [
  id: string,
  atMs: number,
  alertId: string,
  rule: string,
  subject: string,
  episode: string,
  state: string,
  severity: string,
  version: number,
  by: string,
  assignee: string,
  note: string,
  reason: string,
  untilMs: number | null,
  sinceMs: number,
  feeds: string[],
  facts: string,
  server: string,
  ingestedAtMs: number,
];

/** In memory, roughly: what it says, and an object around it. */
export const alertLogSizeBytes = (row: AlertLogSqlRow) => 1_024 + 2 * (row[11].length + row[16].length);
export const alertLogIngestedAtMs = (row: AlertLogSqlRow) => row[18];
/** The id, and what two rows of one id may differ in: instant, version, server. */
export const alertLogIdentity = (row: AlertLogSqlRow) => `${row[0]} ${row[1]} ${row[8]} ${row[17]}`;

export function readAlertLogRow(row: AlertLogSqlRow): AlertLogRow {
  const [
    id,
    atMs,
    alertId,
    rule,
    subject,
    episode,
    state,
    severity,
    version,
    by,
    assignee,
    note,
    reason,
    untilMs,
    sinceMs,
    feeds,
    facts,
    server,
  ] = row;
  return {
    id,
    atMs,
    alertId,
    rule,
    subject,
    episode,
    state: state as AlertLogRow['state'],
    severity: severity as AlertLogRow['severity'],
    version,
    by: by === '' ? null : by,
    assignee: assignee === '' ? null : assignee,
    note: note === '' ? null : note,
    reason: reason === '' ? null : (reason as AlertLogRow['reason']),
    untilMs,
    sinceMs,
    feeds,
    facts: JSON.parse(facts),
    server,
  };
}
