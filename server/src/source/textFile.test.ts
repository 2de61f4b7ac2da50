import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodingOf, isPlainUtf8, textLines } from './textFile.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'warroom-text-test-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const file = (bytes: Buffer, name = 'a.ndjson') => {
  const full = path.join(directory, name);
  writeFileSync(full, bytes);
  return full;
};
const lines = async (name: string, encoding: string | null = null) => {
  const all: string[] = [];
  for await (const line of textLines(name, encoding === null ? null : encodingOf(encoding))) all.push(line);
  return all;
};
/** Node writes these; GB18030 it only reads, so its bytes are put together from a table made by reading. */
const gb18030 = (() => {
  const byChar = new Map<string, Buffer>();
  const decoder = new TextDecoder('gb18030');
  for (let first = 0xb0; first <= 0xf7; first++)
    for (let second = 0xa1; second <= 0xfe; second++)
      byChar.set(decoder.decode(Buffer.from([first, second])), Buffer.from([first, second]));
  return (text: string) => Buffer.concat([...text].map((char) => byChar.get(char) ?? Buffer.from(char, 'latin1')));
})();
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const WRITERS: Record<string, { write: (text: string) => Buffer; encoding: string | null }> = {
  'utf-8': { write: (text) => Buffer.from(text), encoding: null },
  'utf-8 with its mark': { write: (text) => Buffer.from(`\ufeff${text}`), encoding: null },
  'utf-16le with its mark': { write: (text) => Buffer.from(`\ufeff${text}`, 'utf16le'), encoding: null },
  'utf-16be with its mark': { write: (text) => utf16be(`\ufeff${text}`), encoding: null },
  'utf-16 with its mark, named': { write: (text) => utf16be(`\ufeff${text}`), encoding: 'utf-16' },
  'utf-16le': { write: (text) => Buffer.from(text, 'utf16le'), encoding: 'UTF-16LE' },
  'utf-16be': { write: utf16be, encoding: 'utf-16be' },
  gb18030: { write: gb18030, encoding: 'gb18030' },
  gbk: { write: gb18030, encoding: 'GBK' },
};
const REGIONS = ['华东', '华南', '华北'];

describe('what was written is what is read', () => {
  test.each(Object.entries(WRITERS))('%s, in parts of any size, packed or not', async (name, { write, encoding }) => {
    // U+4E0A and U+0A4E have the byte of a line feed in UTF-16.
    const char = fc.constantFrom(
      '华',
      '东',
      '上',
      'a',
      ',',
      '"',
      ' ',
      ...(encoding?.toLowerCase().startsWith('g') ? [] : ['\u0a4e', '🚀']),
    );
    const line = fc.string({ unit: char, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 20 }),
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 2_000 }),
        async (some, end, times) => {
          // Long enough to come in several parts, which end anywhere.
          const all = Array.from({ length: times }, () => some).flat();
          const bytes = write(all.map((text) => text + end).join(''));
          expect(await lines(file(bytes), encoding)).toEqual(all);
          expect(await lines(file(gzipSync(bytes), 'a.ndjson.gz'), encoding)).toEqual(all);
          expect(await isPlainUtf8(file(bytes), encoding === null ? null : encodingOf(encoding))).toBe(name.startsWith('utf-8'));
        },
      ),
      { numRuns: 8 },
    );
  });

  test('the last line may lack its end', async () => {
    expect(await lines(file(Buffer.from('a\n\nb')))).toEqual(['a', '', 'b']);
    expect(await lines(file(Buffer.from('a\n', 'utf16le')), 'utf-16le')).toEqual(['a']);
    expect(await lines(file(Buffer.alloc(0)))).toEqual([]);
  });
});

describe('what is not what it should be is refused by line', () => {
  test.each([
    [
      'GB18030 as UTF-8',
      gb18030(`a\n${'x\n'.repeat(60_000)}${REGIONS.join('\n')}\n`),
      null,
      /line 60002: not UTF-8: GB18030\? Then give --encoding gb18030/,
    ],
    ['UTF-16 without its mark', Buffer.from('华东\n', 'utf16le'), null, /line 2: holds a NUL: UTF-16\?/],
    [
      'the same, not sound as UTF-8',
      Buffer.from('a,b\n1,西南\n', 'utf16le'),
      null,
      /line 2: not UTF-8: UTF-16\? Then give --encoding utf-16le/,
    ],
    ['UTF-8 as UTF-16', Buffer.from('a\nb'), 'utf-16le', /line 1: not UTF-16LE/],
    ['cut bytes as GB18030', Buffer.from([0x61, 0x0a, 0xbb]), 'gb18030', /line 2: not GB18030/],
    ['cut within a character', Buffer.from('a\n华').subarray(0, 4), null, /line 2: not UTF-8/],
  ])('%s', async (_, bytes, encoding, message) => {
    await expect(lines(file(bytes), encoding)).rejects.toThrow(message);
  });

  test('an encoding that there is not is answered with those that there are', () => {
    expect(() => encodingOf('ebcdic')).toThrow(/no encoding ebcdic; there are utf-8.*gb18030/);
  });
});
