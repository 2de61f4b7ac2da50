/** Between the table `events` and facts: the only place that knows its columns. */
import type { Fact } from '@warroom/protocol/events';
import { type ParseLimits, parseEvent } from '../facts/parse.ts';

const COLUMNS = [
  'id',
  'kind',
  'at',
  'source',
  'key',
  'region',
  'team',
  'channel',
  'product_line',
  'customer_id',
  'rep_id',
  'data',
] as const;
/** Columns of an insert that leaves the time of arrival to the store. */
export const EVENT_COLUMNS: readonly string[] = COLUMNS;
/** Columns of an insert that says when the row arrived: import only. */
export const EVENT_COLUMNS_WITH_ARRIVAL: readonly string[] = [...COLUMNS, 'ingested_at'];

/** Rows of one batch mostly share their minute: its text is made once. */
let lastMinute = { number: Number.NaN, text: '' };

/** `2026-11-22 08:00:00.250`: read alike by every version of the engine, unlike numbers. */
export function sqlTime(ms: number): string {
  const minute = Math.floor(ms / 60_000);
  if (minute !== lastMinute.number)
    lastMinute = { number: minute, text: new Date(minute * 60_000).toISOString().slice(0, 17).replace('T', ' ') };
  const seconds = (ms - minute * 60_000) / 1_000;
  return `${lastMinute.text}${seconds < 10 ? '0' : ''}${seconds.toFixed(3)}`;
}

/** One row for {@link Store.insert}, as JSON text; with `arrivalMs` for {@link EVENT_COLUMNS_WITH_ARRIVAL}. */
export function eventInsertRow(fact: Fact, dataText: string, arrivalMs?: number): string {
  const row = [
    fact.id,
    fact.kind,
    sqlTime(fact.atMs),
    fact.source,
    fact.key,
    fact.region ?? '',
    fact.team ?? '',
    fact.channel ?? '',
    fact.productLine ?? '',
    fact.customerId ?? '',
    fact.repId ?? '',
    dataText,
  ];
  if (arrivalMs !== undefined) row.push(sqlTime(arrivalMs));
  return JSON.stringify(row);
}

/** What to select for {@link EventRow}. The hash, as the digests have it, comes in two halves: a number holds 53 bits. */
export const EVENT_SELECT = `toString(id), kind, toUnixTimestamp64Milli(at), source, key, region, team, channel, product_line, customer_id, rep_id, data,
  toUnixTimestamp64Milli(ingested_at), toUInt32(bitShiftRight(cityHash64(id), 32)), toUInt32(bitAnd(cityHash64(id), 4294967295))`;

export type EventRow = [
  id: string,
  kind: string,
  atMs: number,
  source: string,
  key: string,
  region: string,
  team: string,
  channel: string,
  productLine: string,
  customerId: string,
  repId: string,
  data: string,
  ingestedAtMs: number,
  hashHigh: number,
  hashLow: number,
];

export const rowId = (row: EventRow) => row[0];
export const rowAtMs = (row: EventRow) => row[2];
export const rowIngestedAtMs = (row: EventRow) => row[12];
export const rowHash = (row: EventRow): [high: number, low: number] => [row[13], row[14]];

/** A row that another writer put into the table and that is no valid event. */
export interface RejectedRow {
  id: string;
  ingestedAtMs: number;
  kind: string;
  source: string;
  key: string;
  /** Where the first fault is, as `data.progress`. */
  field: string;
  /** All faults, as `data.progress must be 1 or less, is 2`. */
  reason: string;
  /** The row as JSON, cut to {@link MAX_RAW_LENGTH}. */
  raw: string;
}

export const MAX_RAW_LENGTH = 4_096;

/** The fact of a row, or why it is none. Times in the future are judged by the row's arrival, so that a replay judges alike. */
export function readEventRow(row: EventRow, limits: ParseLimits): { fact: Fact } | { rejected: RejectedRow } {
  const [id, kind, atMs, source, key, region, team, channel, product_line, customer_id, rep_id, dataText, ingestedAtMs] = row;
  const envelope = { id, kind, at: atMs, source, key, region, team, channel, product_line, customer_id, rep_id };
  let data: unknown;
  try {
    data = JSON.parse(dataText === '' ? '{}' : dataText);
  } catch (error) {
    return { rejected: rejectedRow(envelope, dataText, ingestedAtMs, 'data', `data is not JSON: ${(error as Error).message}`) };
  }
  const parsed = parseEvent({ ...envelope, data }, 1, ingestedAtMs, limits, dataText);
  if ('fact' in parsed) return parsed;
  const reason = parsed.faults.map((fault) => `${fault.field} ${fault.reason}`).join('; ');
  return { rejected: rejectedRow(envelope, dataText, ingestedAtMs, parsed.faults[0]?.field ?? '', reason) };
}

function rejectedRow(
  envelope: { id: string; kind: string; source: string; key: string },
  dataText: string,
  ingestedAtMs: number,
  field: string,
  reason: string,
): RejectedRow {
  const { id, kind, source, key } = envelope;
  const raw = JSON.stringify({ ...envelope, data: dataText }).slice(0, MAX_RAW_LENGTH);
  return {
    id,
    ingestedAtMs,
    kind: kind.slice(0, 256),
    source: source.slice(0, 256),
    key: key.slice(0, 256),
    field,
    reason: reason.slice(0, 2_000),
    raw,
  };
}
