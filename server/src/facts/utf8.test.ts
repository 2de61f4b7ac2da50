import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readUtf8 } from './utf8.ts';

const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)));
/** 华东 as a spreadsheet in China saves it. */
const HUADONG = [0xbb, 0xaa, 0xb6, 0xab];

describe('bytes that are not UTF-8', () => {
  test.each([
    ['GB18030', bytes('a,b\n1,', HUADONG, '\n'), { offset: 6, line: 2, reason: 'not UTF-8 at byte 6: GB18030?' }],
    ['UTF-16', bytes([0xff, 0xfe], 'a\0'), { offset: 0, line: 1, reason: 'not UTF-8 at byte 0: UTF-16?' }],
    ['UTF-16 without its mark', Buffer.from('a,b\n1,西南\n', 'utf16le'), { line: 2, reason: expect.stringMatching(/: UTF-16\?$/) }],
    ['half a surrogate pair as bytes', bytes('{}\n', [0xed, 0xa0, 0x80, 0xff]), { offset: 3, line: 2, reason: 'not UTF-8 at byte 3' }],
    ['an overlong form', bytes([0xc0, 0x80, 0xff]), { offset: 0, line: 1, reason: 'not UTF-8 at byte 0' }],
    ['cut within a character', bytes('华', [0xe4, 0xb8]), { offset: 3, line: 1 }],
    ['past U+10FFFF', bytes('🚀', [0xf4, 0x90, 0x80, 0x80]), { offset: 4, line: 1 }],
  ])('%s: line, byte and a guess', (_, given, expected) => {
    expect(readUtf8(given)).toMatchObject(expected);
  });

  test('a byte order mark is no character', () => {
    expect(readUtf8(bytes([0xef, 0xbb, 0xbf], '华东'))).toEqual({ text: '华东' });
  });

  test('any text comes back; with one byte spoilt the fault is where the strict decoder stops', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), fc.integer({ min: 0x80, max: 0xff }), (text, at, byte) => {
        const given = Buffer.from(text);
        expect(readUtf8(given)).toEqual({ text: text.replace(/^\ufeff/, '') });
        if (given.length === 0) return;
        given[at % given.length] = byte;
        const read = readUtf8(given);
        const strict = (end: number) => new TextDecoder('utf-8', { fatal: true }).decode(given.subarray(0, end), { stream: true });
        if ('text' in read) expect(() => strict(given.length)).not.toThrow();
        else {
          expect(() => strict(read.offset)).not.toThrow();
          // Within four bytes it is decided that no character begins there.
          const rest = given.subarray(read.offset, read.offset + 4);
          expect(() => new TextDecoder('utf-8', { fatal: true }).decode(rest)).toThrow();
        }
      }),
    );
  });
});
