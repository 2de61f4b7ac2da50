import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readName } from './name.ts';
import { cut, mayHoldBadText, whyNotText } from './text.ts';

describe('one form for each name', () => {
  test.each([
    [' L-17\t', 'L-17'],
    ['\u3000华东\u00a0', '华东'],
    ['\ufeffkey', 'key'],
    ['Cafe\u0301', 'Caf\u00e9'],
    ['\u1112\u1161\u11ab', '\ud55c'],
    ['  ', ''],
    ['', ''],
    ['EMEA | SMB', 'EMEA | SMB'],
  ])('%j is %j', (text, name) => {
    expect(readName(text)).toEqual({ name });
  });

  test.each([
    ['two\nlines', 'control character U+000A'],
    ['nel\u0085x', 'control character U+0085'],
    ['a\u2028b', 'control character U+2028'],
    ['a\u200bb', 'invisible character U+200B'],
    ['\u200b', 'invisible character U+200B'],
    ['Ma\u200cil', 'invisible character U+200C'],
    ['a\u200d', 'invisible character U+200D'],
    ['a\u00adb', 'invisible character U+00AD'],
    ['\u3164', 'invisible character U+3164'],
    ['5\ufe0f', 'invisible character U+FE0F'],
    ['a\u{e0041}', 'invisible character U+E0041'],
    ['a\ufffeb', 'invisible character U+FFFE'],
    ['gpj.\u202egnp', 'control of writing direction U+202E'],
    ['a\u200fb', 'control of writing direction U+200F'],
    ['\u2800\u2800', 'no visible character'],
    ['cut \ud83d', 'half of a surrogate pair'],
  ])('%j is refused: %s', (text, reason) => {
    expect(readName(text)).toEqual({ reason: expect.stringContaining(reason) });
  });

  test.each([
    'می\u200cخواهم',
    'क्\u200dष',
    '👩\u200d👩\u200d👧',
    '❤\ufe0f',
    '1\ufe0f\u20e3',
    '👍🏽',
    '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    '葛\u{e0100}城',
    'שלום',
    'ไทย',
    '𠮷野家',
  ])('%j is kept as it is written', (text) => {
    expect(readName(text)).toEqual({ name: text.normalize('NFC') });
  });

  test('a name that is read is read as itself, and nothing in it is hidden', () => {
    const unit = fc.oneof(
      fc.constantFrom(
        '\u200b',
        '\u200c',
        '\u200d',
        '\u202e',
        '\u2066',
        '\u0301',
        '\u00a0',
        '\u3000',
        '\ud800',
        '\udc00',
        '\u0000',
        'م',
        '❤',
        '\ufe0f',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      fc.constantFrom('a', '中', ' ', 'か', '\u3099', 'é', '\u0301', '\uff21'),
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 8 }), (text) => {
        const read = readName(text);
        if ('reason' in read) return;
        expect(readName(read.name)).toEqual(read);
        expect(read.name).toBe(read.name.normalize('NFC').trim());
        expect(read.name.isWellFormed()).toBe(true);
        expect(read.name).not.toMatch(/[\p{Cc}\u200b\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: 400 },
    );
  });
});

describe('free text', () => {
  test.each([
    ['two\nlines\tand \u2067שלום\u2069 more', null],
    ['zero\u200bwidth', null],
    ['\u202eturned', 'changes the direction of writing'],
    ['\u2067open\nline\u2069', 'changes the direction of writing'],
    ['closed \u202c', 'changes the direction of writing'],
    ['bell\u0007', 'control character U+0007'],
    ['cut \ud83d', 'half of a surrogate pair'],
  ])('%j', (text, reason) => {
    if (reason === null) expect(whyNotText(text)).toBeNull();
    else expect(whyNotText(text)).toContain(reason);
  });

  test('the quick look at JSON lets nothing bad through', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\u202e', '\u202c', '\n', '\u0007', '\ud800', '中'), maxLength: 6 }), (text) => {
        for (const json of [JSON.stringify({ text }), `{"text":"${text}"}`])
          if (whyNotText(text) !== null) expect(mayHoldBadText(json)).toBe(true);
      }),
    );
  });

  test('a text is never cut within a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat({ max: 20 }), (text, length) => {
        const head = cut(text, length);
        expect(head.isWellFormed()).toBe(true);
        expect(text.startsWith(head)).toBe(true);
        expect(head.length).toBeGreaterThanOrEqual(Math.min(text.length, length - 1));
        expect(head.length).toBeLessThanOrEqual(length);
      }),
    );
  });
});
