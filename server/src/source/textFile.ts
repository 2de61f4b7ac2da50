/**
 * Text files as they come from other systems, in whole lines: UTF-8 unless a byte order mark or whoever imports says otherwise. What is
 * not in the encoding that was meant is refused by line; nothing is read as if it were.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { WarroomError } from '../errors.ts';
import { readUtf8 } from '../facts/utf8.ts';

/** Names people give → the decoder. GB18030 reads whatever GBK and GB2312 wrote. */
const DECODERS = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  gb18030: 'gb18030',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  big5: 'big5',
  'utf-16': 'utf-16',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
} as const;
export const ENCODINGS = Object.keys(DECODERS);
type Decoder = (typeof DECODERS)[keyof typeof DECODERS];

/** @throws WarroomError REQUEST_INVALID with what there is. */
export function encodingOf(name: string): Decoder {
  const decoder = DECODERS[name.toLowerCase() as keyof typeof DECODERS];
  if (!decoder) throw new WarroomError('REQUEST_INVALID', `no encoding ${name}; there are ${ENCODINGS.join(', ')}`);
  return decoder;
}

/** Longest line: one that is longer is no line of events, and would be held in memory whole. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

/** What to do about a guess. */
const ADVICE: readonly (readonly [guess: string, advice: string])[] = [
  ['GB18030?', ' Then give --encoding gb18030'],
  ['UTF-16?', ' Then give --encoding utf-16le or utf-16be'],
];

const refused = (file: string, line: number, reason: string): WarroomError =>
  new WarroomError('REQUEST_INVALID', `${file}, line ${line}: ${reason}${ADVICE.find(([guess]) => reason.endsWith(guess))?.[1] ?? ''}`);

function openBytes(file: string): Readable {
  const raw = createReadStream(file);
  if (!file.toLowerCase().endsWith('.gz')) return raw;
  const unpacked = raw.pipe(createGunzip());
  raw.on('error', (error) => unpacked.destroy(error));
  return unpacked;
}

export interface TextBlock {
  /** Whole lines with their ends; only the last of the file may lack its own. */
  text: string;
  /** How the file turned out to be written. */
  decoder: Decoder;
}

/** @param encoding null: UTF-8, or UTF-16 where the file begins with its mark. @throws WarroomError REQUEST_INVALID by line. */
export async function* textBlocks(file: string, encoding: Decoder | null): AsyncGenerator<TextBlock> {
  let decoder: Decoder | null = null;
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  const decode = (bytes: Buffer): TextBlock => {
    decoder ??= resolve(encoding, bytes);
    const text = decodeLines(file, bytes, decoder, line);
    for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) line++;
    return { text, decoder };
  };
  for await (const chunk of openBytes(file)) {
    const bytes: Buffer = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    const end = endOfLines(bytes, decoder ?? resolve(encoding, bytes));
    if (end > 0) yield decode(bytes.subarray(0, end));
    rest = bytes.subarray(end);
    if (rest.length > MAX_LINE_BYTES) throw refused(file, line, `is longer than ${MAX_LINE_BYTES} bytes`);
  }
  if (rest.length > 0) yield decode(rest);
}

function resolve(encoding: Decoder | null, bytes: Buffer): Decoder {
  const [first, second] = bytes;
  const marked = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null;
  if (encoding === null) return marked ?? 'utf-8';
  return encoding === 'utf-16' ? (marked ?? 'utf-16le') : encoding;
}

/** Just after the last line feed; in UTF-16 that is two bytes on an even place, in the others a byte that is in no character. */
function endOfLines(bytes: Buffer, decoder: Decoder): number {
  if (!decoder.startsWith('utf-16')) return bytes.lastIndexOf(NEWLINE) + 1;
  const feed = decoder === 'utf-16be' ? Buffer.from([0, NEWLINE]) : Buffer.from([NEWLINE, 0]);
  for (let at = bytes.lastIndexOf(feed); at !== -1; at = at === 0 ? -1 : bytes.lastIndexOf(feed, at - 1)) if (at % 2 === 0) return at + 2;
  return 0;
}

function decodeLines(file: string, bytes: Buffer, decoder: Decoder, firstLine: number): string {
  if (decoder === 'utf-8') {
    const read = readUtf8(bytes);
    if ('text' in read) {
      const nul = read.text.indexOf('\0');
      if (nul === -1) return read.text;
      // Letters of UTF-16 without its mark may all be sound UTF-8, with a NUL beside each.
      const before = read.text.slice(0, nul).split('\n').length - 1;
      throw refused(file, firstLine + before, 'holds a NUL: UTF-16?');
    }
    // The byte counts from the beginning of this part; the line is what people look for.
    throw refused(file, firstLine + read.line - 1, read.reason.replace(/ at byte \d+/, ''));
  }
  const strict = new TextDecoder(decoder, { fatal: true });
  try {
    return strict.decode(bytes);
  } catch {
    // Decoded once more, only as far as needed to say where.
    const sound = new TextDecoder(decoder).decode(bytes);
    const before = sound.slice(0, Math.max(0, sound.indexOf('\ufffd'))).split('\n').length - 1;
    throw refused(file, firstLine + before, `not ${decoder.toUpperCase()}`);
  }
}

export async function* textLines(file: string, encoding: Decoder | null): AsyncGenerator<string> {
  for await (const { text } of textBlocks(file, encoding)) {
    let start = 0;
    while (start < text.length) {
      const newline = text.indexOf('\n', start);
      const end = newline === -1 ? text.length : newline;
      yield text.charCodeAt(end - 1) === 0x0d && end > start ? text.slice(start, end - 1) : text.slice(start, end);
      start = end + 1;
    }
  }
}

/** Reads the file through. @returns whether it is UTF-8. @throws WarroomError REQUEST_INVALID by line where it is not what was meant. */
export async function isPlainUtf8(file: string, encoding: Decoder | null): Promise<boolean> {
  if (encoding !== null && encoding !== 'utf-8') return false;
  for await (const { decoder } of textBlocks(file, encoding)) if (decoder !== 'utf-8') return false;
  return true;
}

/** The same text in UTF-8. */
export async function writeUtf8(file: string, encoding: Decoder | null, to: string): Promise<void> {
  const texts = async function* () {
    for await (const { text } of textBlocks(file, encoding)) yield text;
  };
  await pipeline(Readable.from(texts()), createWriteStream(to));
}
