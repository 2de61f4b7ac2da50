/** A page of the table `events` in columns: facts are made of its rows one by one, when they are taken. */
import type { EventKind, Fact } from '@warroom/protocol/events';
import { EVENT_CHECK } from '../facts/eventCheck.ts';
import { EARLIEST_MS } from '../facts/instant.ts';
import { readName } from '../facts/name.ts';
import type { ParseLimits } from '../facts/parse.ts';
import { type EventRow, type RejectedRow, readEventRow, SHORTENED_DATA, shortened, shortenedOfDictionary } from './eventRows.ts';
import { type DictionaryColumn, decodeNative, type NativeColumn, type TextColumn } from './nativeFormat.ts';
import { byArrival, inOrder } from './rowOrder.ts';

const DICTIONARIES = ['kind', 'source', 'region', 'team', 'channel', 'product_line'] as const;
const TEXTS = ['key', 'customer_id', 'rep_id'] as const;

/** What to select for {@link readEventPage}. */
export const EVENT_PAGE_SELECT = [
  ...['id', 'at', 'ingested_at', 'cityHash64(id)', 'length(data)', 'checked', SHORTENED_DATA],
  ...DICTIONARIES.map(shortenedOfDictionary),
  ...TEXTS.map(shortened),
].join(', ');

/** Rows whose `data` is parsed at once: a call for each costs as much again. */
const PARSED_AT_ONCE = 128;
/** Bytes before a text that say how long it is, at most. */
const LENGTH_BYTES = 4;
const COMMA = 0x2c;
const BLANK = 0x20;
const OPEN_LIST = 0x5b;

export class EventPage {
  readonly rows: number;
  /** Of the answer. */
  readonly sizeBytes: number;
  /** Four words of each id. */
  readonly ids: Uint32Array;
  readonly atMs: Float64Array;
  readonly ingestedAtMs: Float64Array;
  /** The hash of each row as the digests have it: its lower word, then its higher. */
  readonly hashes: Uint32Array;
  readonly #dataBytes: Uint32Array;
  readonly #checked: Names;
  readonly #data: TextColumn;
  readonly #kinds: Names;
  readonly #sources: Names;
  readonly #regions: Names;
  readonly #teams: Names;
  readonly #channels: Names;
  readonly #productLines: Names;
  readonly #keys: Texts;
  readonly #customers: Texts;
  readonly #reps: Texts;
  /** Where each row stood in the answer, and with it its `data`; null where rows are as they came. */
  readonly #places: Uint32Array | null;
  /** Of checked rows that came together; null where they have to be parsed one by one. */
  readonly #parsed: (unknown[] | null)[] = [];

  /** @param places of the rows in the order they are to have; null for that of the answer */
  constructor(rows: number, columns: readonly NativeColumn[], sizeBytes: number, places: Uint32Array | null = null) {
    let next = 0;
    this.#places = places;
    const take = <Form extends string>(form: Form) => (columns[next++] as Extract<NativeColumn, Record<Form, unknown>>)[form as never];
    const names = (): Names => new Names(take('dictionary'));
    const texts = (): Texts => new Texts(take('text'));
    this.rows = rows;
    this.sizeBytes = sizeBytes;
    this.ids = take('words');
    this.atMs = take('numbers');
    this.ingestedAtMs = take('numbers');
    this.hashes = take('words');
    this.#dataBytes = take('words');
    this.#checked = names();
    this.#data = take('text');
    this.#kinds = names();
    this.#sources = names();
    this.#regions = names();
    this.#teams = names();
    this.#channels = names();
    this.#productLines = names();
    this.#keys = texts();
    this.#customers = texts();
    this.#reps = texts();
  }

  id(row: number): string {
    return uuidText(this.ids, row * 4);
  }

  kind(row: number): string {
    return this.#kinds.at(row);
  }

  /** The fact of a row, or why it is none. Times in the future are judged by the row's arrival, so that a replay judges alike. */
  read(row: number, limits: ParseLimits): { fact: Fact } | { rejected: RejectedRow } {
    if (this.#isSound(row, limits)) {
      try {
        return { fact: this.#fact(row) };
      } catch (error) {
        // Somebody has changed its `data` since it was checked.
        if (!(error instanceof SyntaxError)) throw error;
      }
    }
    return this.check(row, limits);
  }

  /** As {@link read}, whoever is said to have checked the row. */
  check(row: number, limits: ParseLimits): { fact: Fact } | { rejected: RejectedRow } {
    return readEventRow(this.#row(row), limits);
  }

  /** Whether the row was checked by the schemas of this server, and nothing speaks against it that is cheap to tell. */
  #isSound(row: number, { maxFutureMs }: ParseLimits): boolean {
    const atMs = this.atMs[row] as number;
    return (
      this.#isChecked(row) &&
      atMs >= EARLIEST_MS &&
      atMs <= (this.ingestedAtMs[row] as number) + maxFutureMs &&
      this.#sources.isSound(row) &&
      this.#regions.isSound(row) &&
      this.#teams.isSound(row) &&
      this.#channels.isSound(row) &&
      this.#productLines.isSound(row)
    );
  }

  #isChecked(row: number): boolean {
    return this.#checked.at(this.#placeOf(row)) === EVENT_CHECK;
  }

  #fact(row: number): Fact {
    return {
      id: this.id(row),
      kind: this.#kinds.at(row) as EventKind,
      atMs: this.atMs[row] as number,
      ingestedAtMs: this.ingestedAtMs[row] as number,
      source: this.#sources.at(row),
      key: this.#keys.at(row),
      region: this.#regions.at(row) || null,
      team: this.#teams.at(row) || null,
      channel: this.#channels.at(row) || null,
      productLine: this.#productLines.at(row) || null,
      customerId: this.#customers.at(row) || null,
      repId: this.#reps.at(row) || null,
      data: this.#dataOf(row),
    } as Fact;
  }

  /** As the other reads of the table have it. */
  #row(row: number): EventRow {
    return [
      this.id(row),
      this.#kinds.at(row),
      this.atMs[row] as number,
      this.#sources.at(row),
      this.#keys.at(row),
      this.#regions.at(row),
      this.#teams.at(row),
      this.#channels.at(row),
      this.#productLines.at(row),
      this.#customers.at(row),
      this.#reps.at(row),
      textAt(this.#data, this.#placeOf(row)),
      this.ingestedAtMs[row] as number,
      this.hashes[2 * row + 1] as number,
      this.hashes[2 * row] as number,
      this.#dataBytes[2 * row] as number,
    ];
  }

  #dataOf(row: number): unknown {
    const place = this.#placeOf(row);
    const chunk = Math.floor(place / PARSED_AT_ONCE);
    if (this.#parsed[chunk] === undefined) this.#parsed[chunk] = this.#parse(chunk * PARSED_AT_ONCE);
    const values = this.#parsed[chunk];
    return values ? values[place % PARSED_AT_ONCE] : JSON.parse(textAt(this.#data, place));
  }

  #placeOf(row: number): number {
    return this.#places === null ? row : (this.#places[row] as number);
  }

  /**
   * Parses `data` of rows that came together as one list: the bytes between two of them, which said how long the second is, become commas.
   * Only where all are checked: what another writer left may close a bracket that the row before has opened.
   */
  #parse(first: number): unknown[] | null {
    const { bytes, starts, ends } = this.#data;
    const until = Math.min(this.rows, first + PARSED_AT_ONCE);
    for (let place = first; place < until; place++) {
      const isApart = place > first && (starts[place] as number) - (ends[place - 1] as number) > LENGTH_BYTES;
      if (isApart || this.#checked.at(place) !== EVENT_CHECK) return null;
    }
    const start = (starts[first] as number) - 1;
    bytes[start] = OPEN_LIST;
    for (let place = first + 1; place < until; place++) {
      let between = ends[place - 1] as number;
      bytes[between] = COMMA;
      while (++between < (starts[place] as number)) bytes[between] = BLANK;
    }
    try {
      const values = JSON.parse(`${bytes.toString('utf8', start, ends[until - 1])}]`) as unknown[];
      return values.length === until - first ? values : null;
    } catch {
      return null;
    }
  }
}

/** A column of few different names. */
class Names {
  readonly #values: readonly string[];
  readonly #index: Uint32Array;
  readonly #sound: boolean[];

  constructor({ values, index }: DictionaryColumn) {
    this.#values = values;
    this.#index = index;
    this.#sound = values.map((value) => {
      const read = readName(value);
      return 'name' in read && read.name === value;
    });
  }

  at(row: number): string {
    return this.#values[this.#index[row] as number] as string;
  }

  /** Whether the name is in its one form: somebody may have changed the row since it was checked. */
  isSound(row: number): boolean {
    return this.#sound[this.#index[row] as number] as boolean;
  }
}

/** Places in {@link Texts}' memory; a power of two. */
const REMEMBERED = 4_096;
/** Longer texts are not remembered. */
const SHORT_BYTES = 24;
const remembered: string[] = new Array(REMEMBERED).fill('');

/** A column of names of which many come again and again: a text that was made of late is not made again. */
class Texts {
  readonly #column: TextColumn;

  constructor(column: TextColumn) {
    this.#column = column;
  }

  at(row: number): string {
    const { bytes, starts, ends } = this.#column;
    const start = starts[row] as number;
    const end = ends[row] as number;
    const length = end - start;
    if (length === 0) return '';
    if (length > SHORT_BYTES) return bytes.toString('utf8', start, end);
    let hash = length;
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
    const place = (hash ^ (hash >>> 13)) & (REMEMBERED - 1);
    const known = remembered[place] as string;
    if (isAscii(known, bytes, start, length)) return known;
    const text = bytes.toString('utf8', start, end);
    remembered[place] = text;
    return text;
  }
}

/** Whether a text is these bytes, all of them ASCII. */
function isAscii(text: string, bytes: Buffer, start: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) {
    const byte = bytes[start + i] as number;
    if (byte >= 0x80 || text.charCodeAt(i) !== byte) return false;
  }
  return true;
}

const EMPTY_DICTIONARY: NativeColumn = { dictionary: { values: [], index: new Uint32Array() } };
const EMPTY_TEXT: NativeColumn = { text: { bytes: Buffer.alloc(0), starts: new Uint32Array(), ends: new Uint32Array() } };
const NO_WORDS: NativeColumn = { words: new Uint32Array() };
const NO_NUMBERS: NativeColumn = { numbers: new Float64Array() };
const NO_COLUMNS = [
  ...[NO_WORDS, NO_NUMBERS, NO_NUMBERS, NO_WORDS, NO_WORDS, EMPTY_DICTIONARY, EMPTY_TEXT],
  ...DICTIONARIES.map(() => EMPTY_DICTIONARY),
  ...TEXTS.map(() => EMPTY_TEXT),
];

/** Where {@link EVENT_PAGE_SELECT} has the columns that decide the order, and the one that keeps its own. */
const [ID, INGESTED_AT, CHECKED, DATA] = [0, 2, 5, 6];

/** @param answer to a SELECT of {@link EVENT_PAGE_SELECT} in the format Native, in order of arrival */
export function readEventPage(answer: Uint8Array): EventPage {
  const { rows, columns } = decodeNative(answer);
  return new EventPage(rows, rows === 0 ? NO_COLUMNS : columns, answer.byteLength);
}

/** Puts rows into the order of arrival that came in any: the store would have to move every column about for it. */
export function sortEventPage(answer: Uint8Array): EventPage {
  const { rows, columns } = decodeNative(answer);
  if (rows === 0) return new EventPage(0, NO_COLUMNS, answer.byteLength);
  const { words } = columns[ID] as { words: Uint32Array };
  const { numbers } = columns[INGESTED_AT] as { numbers: Float64Array };
  const places = byArrival(numbers, words);
  const sorted = columns.map((column, i) => (i === DATA || i === CHECKED ? column : inOrder(column, places)));
  return new EventPage(rows, sorted, answer.byteLength, places);
}

const textAt = ({ bytes, starts, ends }: TextColumn, row: number): string => bytes.toString('utf8', starts[row], ends[row]);

const HEX = Buffer.from('0123456789abcdef');
const uuid = Buffer.from('00000000-0000-0000-0000-000000000000');
/** Where each byte's first digit stands, in the order of the bytes: two halves, each the lowest byte first. */
const DIGITS = [16, 14, 11, 9, 6, 4, 2, 0, 34, 32, 30, 28, 26, 24, 21, 19];

/** @param words of UUIDs as the engine holds them. @param offset of the first of four */
export function uuidText(words: Uint32Array, offset: number): string {
  for (let byte = 0; byte < 16; byte++) {
    const value = ((words[offset + (byte >> 2)] as number) >>> (8 * (byte & 3))) & 0xff;
    const digit = DIGITS[byte] as number;
    uuid[digit] = HEX[value >> 4] as number;
    uuid[digit + 1] = HEX[value & 15] as number;
  }
  return uuid.toString('latin1');
}
