/** Alerts of the far past for the log: leads that nobody answered in time, each raised and ended, months ago. */
import { ALERT_LOG_COLUMNS } from '../../src/store/alertLogRows.ts';
import { DAY_MS, HOUR_MS } from './dayOf.ts';

export interface PastAlerts {
  seed: number;
  /** Rows of the log, two an alert. */
  rows: number;
  /** The first of them, from 0. */
  from: number;
  /** The log's whole length, for the times to be even. */
  of: number;
  untilMs: number;
}

/** They lie between so many days ago and so many. */
const OLDEST_DAYS = 400;
const NEWEST_DAYS = 40;

export const ALERT_COLUMNS_IN_ORDER = [...ALERT_LOG_COLUMNS, 'ingested_at'].join(', ');

/** A SELECT of {@link ALERT_COLUMNS_IN_ORDER}. */
export function pastAlerts({ seed, rows, from, of, untilMs }: PastAlerts): string {
  const oldestMs = untilMs - OLDEST_DAYS * DAY_MS;
  const stepMs = ((OLDEST_DAYS - NEWEST_DAYS) * DAY_MS) / (of / 2);
  const iso = (ms: string) =>
    `concat(replaceOne(formatDateTime(fromUnixTimestamp64Milli(${ms}, 'UTC'), '%F %T'), ' ', 'T'), '.', leftPad(toString(${ms} % 1000), 3, '0'), 'Z')`;
  const at = (ms: string) => `fromUnixTimestamp64Milli(${ms}, 'UTC')`;
  const facts = `concat('{"leadId":"', lead, '","createdAt":"', episode, '","deadlineAt":"', ${iso('began')}, '","region":"华东","team":"华东-1","channel":"邮件","tier":"B","value":12000,"customerId":"C-7","slaSeconds":90,"detectionSeconds":1}')`;
  const columns = [
    "concat(alert_id, ':', s.1, ':1')",
    at('s.2'),
    'alert_id',
    "'lead-violation'",
    "concat('lead:', lead)",
    'episode',
    's.1',
    "'warning'",
    's.3',
    "''",
    "''",
    "''",
    "if(s.1 = 'resolved', 'recovered', '')",
    'NULL',
    at('began'),
    "['crm']",
    `if(s.1 = 'firing', ${facts}, '{"respondedAt":null,"closedAt":null,"latencySeconds":null,"disproofLagSeconds":null}')`,
    "'past'",
    at('s.2 + 200'),
  ];
  return `SELECT ${columns.join(', ')} FROM (
      SELECT number + ${from / 2} AS n, toInt64(${oldestMs} + ${stepMs} * n) AS began, concat('X-', toString(n)) AS lead, ${iso('began - 90000')} AS episode,
        concat('lead-violation-', substring(lower(hex(sipHash128(${seed}, 'past alert', n))), 1, 18)) AS alert_id,
        [('firing', began, 1), ('resolved', began + toInt64(${HOUR_MS} * ((cityHash64(${seed}, n) % 1000) / 1000)), 2)] AS states
      FROM numbers(${rows / 2})
    ) ARRAY JOIN states AS s`;
}
