/**
 * ClickHouse's format `Native` as the store gives it over HTTP and from the embedded engine (no client revision, so no block info): blocks of
 * columns, decoded into typed arrays without an object for each row. https://clickhouse.com/docs/interfaces/formats/Native
 */
import { WarroomError } from '../errors.ts';

/** Texts stay where they came in; one is made when it is asked for. */
export interface TextColumn {
  bytes: Buffer;
  /** Row i is `bytes[starts[i], ends[i])`. */
  starts: Uint32Array;
  ends: Uint32Array;
}
/** Row i is `values[index[i]]`. */
export interface DictionaryColumn {
  values: readonly string[];
  index: Uint32Array;
}
/** `words`: four of a UUID, two of a 64-bit number, the lower first. `numbers`: signed 64 bits as far as a double holds them. */
export type NativeColumn = { text: TextColumn } | { dictionary: DictionaryColumn } | { words: Uint32Array } | { numbers: Float64Array };

export interface NativeAnswer {
  rows: number;
  /** In the order of the SELECT; none where there are no rows. */
  columns: NativeColumn[];
}

/** Of the index of a LowCardinality column, as in ClickHouse's `SerializationLowCardinality.cpp`. */
const INDEX_WIDTH = 0xff;
const HAS_KEYS = 0x200;
const INDEX_ARRAYS = [Uint8Array, Uint16Array, Uint32Array] as const;

/** @param bytes the whole answer. @throws WarroomError INTERNAL for a type that nobody asks for, or an answer cut short */
export function decodeNative(bytes: Uint8Array): NativeAnswer {
  const reader = new Reader(bytes);
  const blocks: { rows: number; columns: NativeColumn[] }[] = [];
  while (!reader.isAtEnd) {
    const width = reader.varint();
    const rows = reader.varint();
    const columns: NativeColumn[] = [];
    for (let column = 0; column < width; column++) {
      reader.text();
      const type = reader.text();
      // The header of a result without rows has columns of none.
      if (rows > 0) columns.push(reader.column(type, rows));
    }
    if (rows > 0) blocks.push({ rows, columns });
  }
  const [first, ...others] = blocks;
  if (!first) return { rows: 0, columns: [] };
  if (others.length === 0) return first;
  return {
    rows: blocks.reduce((sum, block) => sum + block.rows, 0),
    columns: first.columns.map((_, i) => joined(blocks.map((block) => block.columns[i] as NativeColumn))),
  };
}

class Reader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#offset++];
      if (byte === undefined) throw cutShort();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  text(): string {
    const length = this.varint();
    const start = this.#skip(length);
    return this.#bytes.toString('utf8', start, start + length);
  }

  column(type: string, rows: number): NativeColumn {
    if (type === 'String') return { text: this.#texts(rows) };
    if (type === 'LowCardinality(String)') return { dictionary: this.#dictionary(rows) };
    if (type === 'UUID') return { words: new Uint32Array(this.#copy(16 * rows)) };
    if (type === 'UInt64') return { words: new Uint32Array(this.#copy(8 * rows)) };
    if (type === 'Int64' || type.startsWith('DateTime64(3')) return { numbers: numbersOf(new Int32Array(this.#copy(8 * rows))) };
    throw new WarroomError('INTERNAL', `no decoder for a column of type ${type}`);
  }

  #texts(rows: number): TextColumn {
    const starts = new Uint32Array(rows);
    const ends = new Uint32Array(rows);
    const bytes = this.#bytes;
    let offset = this.#offset;
    for (let row = 0; row < rows; row++) {
      let length = bytes[offset++] as number;
      if (length >= 0x80) {
        this.#offset = offset - 1;
        length = this.varint();
        offset = this.#offset;
      }
      starts[row] = offset;
      offset += length;
      ends[row] = offset;
    }
    if (!(offset <= bytes.length)) throw cutShort();
    this.#offset = offset;
    return { bytes, starts, ends };
  }

  #dictionary(rows: number): DictionaryColumn {
    // The version of the keys' form, then one dictionary for the block.
    const version = this.#uint64();
    const flags = this.#uint64();
    const Index = INDEX_ARRAYS[flags & INDEX_WIDTH];
    if (version !== 1 || (flags & HAS_KEYS) === 0 || !Index)
      throw new WarroomError('INTERNAL', `no decoder for a dictionary of form ${flags}`);
    const keys = this.#uint64();
    const values: string[] = [];
    for (let key = 0; key < keys; key++) values.push(this.text());
    if (this.#uint64() !== rows) throw cutShort();
    return { values, index: Uint32Array.from(new Index(this.#copy(Index.BYTES_PER_ELEMENT * rows))) };
  }

  #uint64(): number {
    const start = this.#skip(8);
    return this.#bytes.readUInt32LE(start) + this.#bytes.readUInt32LE(start + 4) * 2 ** 32;
  }

  /** Arrays of words have to begin at a multiple of their size. */
  #copy(length: number): ArrayBuffer {
    const start = this.#skip(length);
    return new Uint8Array(this.#bytes.subarray(start, start + length)).buffer as ArrayBuffer;
  }

  #skip(length: number): number {
    const start = this.#offset;
    this.#offset += length;
    if (!(this.#offset <= this.#bytes.length)) throw cutShort();
    return start;
  }
}

const cutShort = () => new WarroomError('INTERNAL', 'an answer of the store in the format Native is cut short');

function numbersOf(words: Int32Array): Float64Array {
  const numbers = new Float64Array(words.length / 2);
  for (let i = 0; i < numbers.length; i++) numbers[i] = (words[2 * i + 1] as number) * 2 ** 32 + ((words[2 * i] as number) >>> 0);
  return numbers;
}

function joined(parts: readonly NativeColumn[]): NativeColumn {
  const [first] = parts as [NativeColumn];
  if ('words' in first)
    return {
      words: concat(
        Uint32Array,
        parts.map((part) => (part as typeof first).words),
      ),
    };
  if ('numbers' in first)
    return {
      numbers: concat(
        Float64Array,
        parts.map((part) => (part as typeof first).numbers),
      ),
    };
  if ('text' in first) {
    const texts = parts.map((part) => (part as typeof first).text);
    const starts = concat(
      Uint32Array,
      texts.map((text) => text.starts),
    );
    return {
      text: {
        bytes: first.text.bytes,
        starts,
        ends: concat(
          Uint32Array,
          texts.map((text) => text.ends),
        ),
      },
    };
  }
  const values: string[] = [];
  const indexes = parts.map((part) => {
    const { dictionary } = part as typeof first;
    const from = values.length;
    values.push(...dictionary.values);
    return dictionary.index.map((index) => from + index);
  });
  return { dictionary: { values, index: concat(Uint32Array, indexes) } };
}

function concat<A extends Uint32Array | Float64Array>(Kind: new (length: number) => A, parts: readonly A[]): A {
  const whole = new Kind(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
