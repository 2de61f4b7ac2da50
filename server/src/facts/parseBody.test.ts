import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_DEPTH, MAX_ROW_LENGTH, MAX_ROWS, parseBody } from './parseBody.ts';

const rows = (text: string, format: 'json' | 'ndjson' = 'json') => [...parseBody(text, format)];
const firstRow = (text: string) => parseBody(text, 'json').next().value;

describe('row by row', () => {
  test('a list is taken apart as JSON.parse takes it, spaced and nested as it may be', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom('', ' ', '\n', '\t\r\n '), fc.constantFrom(0, 1, 3), (list, blank, indent) => {
        const text = `${blank}${JSON.stringify(list, null, indent)}${blank}`;
        expect(rows(text)).toEqual((JSON.parse(text) as unknown[]).map((json, index) => ({ line: index + 1, json })));
        const lines = list.map((json) => `${blank.replaceAll('\n', '')}${JSON.stringify(json)}`).join('\n');
        expect(rows(lines, 'ndjson')).toEqual(list.map((json, index) => ({ line: index + 1, json: JSON.parse(JSON.stringify(json)) })));
      }),
    );
  });

  test('what JSON.parse refuses is refused, whatever is broken', () => {
    const list = fc.array(fc.jsonValue(), { maxLength: 5 }).map((json) => JSON.stringify(json));
    const piece = fc.constantFrom('[', ']', '{', '}', ',', '"', ':', '\\', '1', ' ', '\n', 'null', '{"a":"\\\\"}');
    fc.assert(
      fc.property(list, fc.nat(), fc.nat(3), piece, (text, at, gone, added) => {
        const place = at % (text.length + 1);
        const broken = text.slice(0, place) + added + text.slice(place + gone);
        let expected: unknown;
        try {
          expected = JSON.parse(broken);
        } catch {
          expect(() => rows(broken)).toThrow(expect.objectContaining({ code: 'BODY_MALFORMED' }));
          return;
        }
        const got = rows(broken).map((row) => ('json' in row ? row.json : row));
        expect(got).toEqual(Array.isArray(expected) ? expected : [expected]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('bounds', () => {
  test('a list of millions costs what is looked at: the first row comes before the rest is parsed', () => {
    const text = `[${'{},'.repeat(2_700_000)}{}]`;
    const cost = (work: () => unknown) => {
      const before = process.memoryUsage().heapUsed;
      const kept = work();
      return Math.max(1, process.memoryUsage().heapUsed - before) + (kept === null ? 1 : 0);
    };
    const whole = cost(() => JSON.parse(text));
    expect(cost(() => firstRow(text))).toBeLessThan(whole / 20);
    expect(firstRow(text)).toEqual({ line: 1, json: {} });
  });

  test.each(['json', 'ndjson'] as const)('%s of more rows than a body of valid events can have', (format) => {
    const many = Array.from({ length: MAX_ROWS + 1 }, () => '{}');
    const text = format === 'json' ? `[${many.join()}]` : many.join('\n');
    expect(() => rows(text, format)).toThrow(expect.objectContaining({ code: 'BODY_TOO_LARGE' }));
    expect(rows(format === 'json' ? `[${many.slice(1).join()}]` : many.slice(1).join('\n'), format)).toHaveLength(MAX_ROWS);
  });

  test('a row too long or too deep is a fault of its own, and its neighbours are read', () => {
    const long = JSON.stringify('x'.repeat(MAX_ROW_LENGTH));
    const deep = `${'['.repeat(MAX_DEPTH + 5_000)}${']'.repeat(MAX_DEPTH + 5_000)}`;
    for (const text of [`[1,${long},${deep},2]`, `1\n${long}\n${deep}\n2`]) {
      expect(rows(text, text.startsWith('[') ? 'json' : 'ndjson')).toEqual([
        { line: 1, json: 1 },
        { line: 2, fault: { line: 2, field: '', reason: expect.stringContaining('must not be longer than') } },
        { line: 3, fault: { line: 3, field: '', reason: 'is nested too deeply' } },
        { line: 4, json: 2 },
      ]);
    }
  });
});
