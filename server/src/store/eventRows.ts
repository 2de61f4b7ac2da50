/** Between the table `events` and facts: the only place that knows its columns. */
import type { Fact } from '@warroom/protocol/events';
import { EVENT_CHECK } from '../facts/eventCheck.ts';
import { MAX_DATA_LENGTH, type ParseLimits, parseEvent } from '../facts/parse.ts';
import { cut } from '../facts/text.ts';
import { cellOf, columnOf, insertedOf, type RowOf, selectOf } from './columns.ts';
import { sqlTime } from './sqlTime.ts';

type Written = [fact: Fact, dataText: string];
const text = columnOf<Written, string>();
const number = columnOf<Written, number>();

/** The longest valid `data` with every character escaped; what is longer is left in the store, whoever wrote it. */
export const MAX_DATA_BYTES = 6 * MAX_DATA_LENGTH;
/** What is shown of a text that is too long, in characters: more than any valid name has. */
const CUT_LENGTH = 4_096;
/** No valid name has as many bytes. */
const MAX_NAME_BYTES = 4 * CUT_LENGTH;
/** A row beside its `data`: names, and an object. */
const ROW_BYTES = 512;
export const shortened = (name: string) => `if(length(${name}) > ${MAX_NAME_BYTES}, substringUTF8(${name}, 1, ${CUT_LENGTH}), ${name})`;

/** SQL: a name of one of the columns that have a dictionary, where a longer one costs nothing more. */
export const shortenedOfDictionary = (name: string) => `substringUTF8(${name}, 1, ${CUT_LENGTH})`;
/** SQL: `data` as it is selected. */
export const SHORTENED_DATA = `if(length(data) > ${MAX_DATA_BYTES}, substringUTF8(data, 1, ${CUT_LENGTH}), data)`;

/** Column, what a SELECT asks for, what an insert writes. */
const COLUMNS = [
  text('id', 'toString(id)', (fact) => fact.id),
  text('kind', shortened('kind'), (fact) => fact.kind),
  number('at', 'toUnixTimestamp64Milli(at)', (fact) => sqlTime(fact.atMs)),
  text('source', shortened('source'), (fact) => fact.source),
  text('key', shortened('key'), (fact) => fact.key),
  text('region', shortened('region'), (fact) => fact.region ?? ''),
  text('team', shortened('team'), (fact) => fact.team ?? ''),
  text('channel', shortened('channel'), (fact) => fact.channel ?? ''),
  text('product_line', shortened('product_line'), (fact) => fact.productLine ?? ''),
  text('customer_id', shortened('customer_id'), (fact) => fact.customerId ?? ''),
  text('rep_id', shortened('rep_id'), (fact) => fact.repId ?? ''),
  text('data', SHORTENED_DATA, (_fact, dataText) => dataText),
  number('ingested_at', 'toUnixTimestamp64Milli(ingested_at)'),
  // The hash as the digests have it, in two halves: a number holds 53 bits.
  number('hash_high', 'toUInt32(bitShiftRight(cityHash64(id), 32))'),
  number('hash_low', 'toUInt32(bitAnd(cityHash64(id), 4294967295))'),
  number('data_bytes', 'length(data)'),
] as const;

/** What to select for {@link EventRow}. */
export const EVENT_SELECT = selectOf(COLUMNS);
export type EventRow = RowOf<typeof COLUMNS>;

const NAMES = "concatWithSeparator('\\n', kind, source, key, region, team, channel, product_line, customer_id, rep_id)";
const ruined = (text: string) => `(NOT isValidUTF8(${text}) OR position(${text}, char(239, 191, 189)) > 0)`;
/** SQL: a name of the row was decoded by a wrong encoding. Such a row is no valid event. */
export const RUINED_NAME = ruined(NAMES);
/** SQL: something of the row was. */
export const RUINED = `(${RUINED_NAME} OR ${ruined('data')})`;

/** SQL: bytes of the row's `data` as it is selected. */
export const SELECTED_BYTES = `if(length(data) > ${MAX_DATA_BYTES}, ${CUT_LENGTH}, length(data))`;

const cell = cellOf(COLUMNS);
export const rowId = cell('id');
export const rowAtMs = cell('at');
export const rowIngestedAtMs = cell('ingested_at');
const rowData = cell('data');
const hashHigh = cell('hash_high');
const hashLow = cell('hash_low');
const dataBytes = cell('data_bytes');
/** What a row's texts take in memory, roughly. */
export const rowSizeBytes = (row: EventRow): number => ROW_BYTES + 2 * rowData(row).length;
export const rowHash = (row: EventRow): [high: number, low: number] => [hashHigh(row), hashLow(row)];

const INSERTED = insertedOf(COLUMNS);
/** Columns of an insert that leaves the time of arrival to the store. */
export const EVENT_COLUMNS: readonly string[] = [...INSERTED.map(({ name }) => name), 'checked'];
/** Columns of an insert that says when the row arrived: import only. */
export const EVENT_COLUMNS_WITH_ARRIVAL: readonly string[] = [...EVENT_COLUMNS, 'ingested_at'];

const cellsOf = (fact: Fact, dataText: string): unknown[] => [...INSERTED.map(({ write }) => write(fact, dataText)), EVENT_CHECK];

/** One row for {@link Store.insert}, as JSON text, of a fact that has passed the gate; with `arrivalMs` for {@link EVENT_COLUMNS_WITH_ARRIVAL}. */
export function eventInsertRow(fact: Fact, dataText: string, arrivalMs?: number): string {
  const row = cellsOf(fact, dataText);
  if (arrivalMs !== undefined) row.push(sqlTime(arrivalMs));
  return JSON.stringify(row);
}

/** Rows for {@link Store.insert} with commas between: thousands made at once cost less than one by one. */
export const eventInsertRows = (events: readonly { fact: Fact; dataText: string }[]): string =>
  JSON.stringify(events.map(({ fact, dataText }) => cellsOf(fact, dataText))).slice(1, -1);

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
  if (dataBytes(row) > MAX_DATA_BYTES) {
    const reason = `must not be longer than ${MAX_DATA_LENGTH} characters as JSON, has ${dataBytes(row)} bytes`;
    return { rejected: rejectedRow(envelope, dataText, ingestedAtMs, 'data', `data ${reason}`) };
  }
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
  const raw = cut(JSON.stringify({ ...envelope, data: dataText }), MAX_RAW_LENGTH);
  return {
    id,
    ingestedAtMs,
    kind: cut(kind, 256),
    source: cut(source, 256),
    key: cut(key, 256),
    field,
    reason: cut(reason, 2_000),
    raw,
  };
}
