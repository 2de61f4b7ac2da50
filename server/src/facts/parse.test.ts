import { EVENT_KINDS } from '@warroom/protocol/events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readInstant } from './instant.ts';
import { jsonErrorOffset } from './jsonError.ts';
import { parseEvent } from './parse.ts';
import { parseBody } from './parseBody.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 8);
const LIMITS = { maxFutureMs: 86_400_000 };
const event = (changes: Record<string, unknown> = {}) =>
  withoutUndefined({
    id: '53171aac-1324-5cfe-995b-c43a0341e5ec',
    kind: 'lead.created',
    at: '2026-11-22T15:59:00.250+08:00',
    source: 'crm',
    key: 'L1',
    region: '华东',
    data: { tier: 'A', value: 5, extra: { kept: [1] } },
    ...changes,
  });
function withoutUndefined(json: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));
}
const parse = (json: unknown, line = 1) => parseEvent(json, line, NOW_MS, LIMITS);
const faults = (json: unknown) => {
  const parsed = parse(json, 7);
  if (!('faults' in parsed)) throw new Error('was let through');
  for (const fault of parsed.faults) expect(fault.line).toBe(7);
  return Object.fromEntries(parsed.faults.map((fault) => [fault.field, fault.reason]));
};

describe('a good event', () => {
  test('becomes a fact', () => {
    expect(parse(event({ id: '53171AAC-1324-5CFE-995B-C43A0341E5EC', rep_id: null, team: '' }))).toEqual({
      fact: {
        id: '53171aac-1324-5cfe-995b-c43a0341e5ec',
        kind: 'lead.created',
        atMs: Date.UTC(2026, 10, 22, 7, 59, 0, 250),
        ingestedAtMs: NOW_MS,
        source: 'crm',
        key: 'L1',
        region: '华东',
        team: null,
        channel: null,
        productLine: null,
        customerId: null,
        repId: null,
        data: { tier: 'A', value: 5, extra: { kept: [1] } },
      },
      dataText: '{"tier":"A","value":5,"extra":{"kept":[1]}}',
    });
  });

  test.each([
    ['lead.assigned', {}],
    ['lead.closed', { reason: 'spam' }],
    ['lead.closed', {}],
    ['order.step', { step: 'cutting', state: 'progressed', progress: 0.5, planned_end: 1_800_000_000_000 }],
    ['order.placed', { promised_at: '2027-01-01T00:00:00Z', route: ['a'], from: { name: '上海', lat: 31, lng: 121 } }],
    ['opportunity.moved', { stage: 'poc', expected_close: null }],
    ['report.filed', { text: 'two\nlines\tand more' }],
    ['feed.synced', { rows: 5, newest_at: '2026-11-22T08:00Z' }],
  ])('%s %j', (kind, data) => {
    expect(parse(event({ kind, data }))).toHaveProperty('fact.kind', kind);
  });
});

describe('a bad event is told field and reason', () => {
  test.each([
    ['data.progress', { kind: 'order.step', data: { step: 's', state: 'started', progress: 2 } }, 'must be 1 or less, is 2'],
    [
      'data.state',
      { kind: 'order.step', data: { step: 's', state: 'gone' } },
      'must be one of planned, started, progressed, blocked, completed, is "gone"',
    ],
    ['data.step', { kind: 'order.step', data: { state: 'started' } }, 'is missing'],
    ['data.tier', { data: { tier: 5 } }, 'must be text, is 5'],
    ['data.value', { data: { value: -1 } }, 'must be 0 or more, is -1'],
    ['data.route.1', { kind: 'order.placed', data: { promised_at: 1_800_000_000_000, route: ['a', 4] } }, 'must be text, is 4'],
    [
      'data.from.lat',
      { kind: 'order.placed', data: { promised_at: 1_800_000_000_000, route: [], from: { name: 'x', lat: 91, lng: 0 } } },
      'must be 90 or less, is 91',
    ],
    ['data.automated', { kind: 'lead.responded', data: { automated: 'no' } }, 'must be true or false, is "no"'],
    ['data.promised_at', { kind: 'order.placed', data: { promised_at: '2027-01-01', route: [] } }, 'date without a time and a zone'],
    [
      'data.promised_at',
      { kind: 'order.placed', data: { promised_at: 1_800_000_000, route: [] } },
      'epoch seconds where milliseconds are meant?',
    ],
    ['data.reason', { kind: 'lead.closed', data: { reason: 'x'.repeat(300) } }, 'must not be longer than 256 characters, has 300'],
    ['data.text', { kind: 'report.filed', data: { text: 'x'.repeat(20_001) } }, 'must not be longer than 20000 characters, has 20001'],
    ['data', { data: [] }, 'must be an object, is a list'],
    ['data', { data: 'x' }, 'must be an object, is "x"'],
    ['data', { data: { note: 'x'.repeat(200_000) } }, 'must not be longer than 131072 characters as JSON, has 200011'],
    ['data.note', { data: { note: 'nul\u0000' } }, 'holds the control character U+0000'],
    ['data.note.deep', { data: { note: { deep: 'c1\u0085' } } }, 'holds the control character U+0085'],
    ['data.note', { data: { note: 'cut \ud83d' } }, 'half of a surrogate pair'],
    ['data', { data: { 'na\u0001me': 1 } }, 'the name of a field in it holds the control character U+0001'],
    ['key', { key: 'two\nlines' }, 'holds the control character U+000A'],
    ['key', { key: '' }, 'must not be empty, is ""'],
    ['key', { key: 'x'.repeat(257) }, 'must not be longer than 256 characters, has 257'],
    ['team', { team: '\udc00' }, 'half of a surrogate pair'],
    ['region', { region: 5 }, 'must be text, is 5'],
    ['id', { id: 'not-a-uuid' }, 'must be a UUID, is "not-a-uuid"'],
    ['id', { id: '00000000-0000-0000-0000-000000000000' }, 'nil UUID'],
    ['id', { id: undefined }, 'is missing'],
    ['kind', { kind: 'lead.exploded' }, '"lead.exploded" is not a kind of event that this server knows'],
    ['kind', { kind: 'toString' }, '"toString" is not a kind'],
    ['kind', { kind: 'x'.repeat(1_000) }, 'must not be longer than 256 characters, has 1000'],
    ['at', { at: undefined }, 'is missing'],
    ['at', { at: '2026-11-22T15:59:00' }, 'has no zone'],
    ['at', { at: '1970-01-01T00:00:00Z' }, '1970-01-01T00:00:00.000Z is before 2000-01-01'],
    ['at', { at: 1_795_334_400 }, 'epoch seconds where milliseconds are meant?'],
    ['at', { at: '2300-01-01T00:00:00Z' }, '2300-01-01T00:00:00.000Z is more than 24 h in the future'],
    ['at', { at: 1.5 }, 'whole epoch milliseconds'],
    ['at', { at: 1e300 }, 'epoch milliseconds'],
    ['at', { at: '2026-02-30T00:00:00Z' }, 'is not a date and time that exists'],
    ['at', { at: '2026-11-22T25:00:00Z' }, 'is not a date and time that exists'],
    ['at', { at: '22.11.2026 15:59' }, 'is not ISO 8601'],
    ['at', { at: '1795334400000' }, 'must be a number, not text'],
  ])('%s of %j', (field, changes, reason) => {
    const found = faults(event(changes));
    expect(Object.keys(found)).toEqual([field]);
    expect(found[field]).toContain(reason);
    expect(found[field]?.length).toBeLessThan(200);
  });

  test('all faults at once, one per field', () => {
    expect(faults({ kind: 'order.step', at: 5, source: '', data: { progress: 'x' } })).toEqual({
      id: 'is missing',
      key: 'is missing',
      source: 'must not be empty, is ""',
      at: expect.stringContaining('1970'),
      'data.step': 'is missing',
      'data.state': 'is missing',
      'data.progress': 'must be a number, is "x"',
    });
  });

  test.each([[null], [5], ['x'], [[]], [true]])('%j is no event', (json) => {
    expect(faults(json)).toEqual({ '': 'must be an object: one event' });
  });

  test('every kind refuses data that is null', () => {
    for (const kind of EVENT_KINDS) expect(faults(event({ kind, data: null }))).toHaveProperty('data');
  });
});

describe('instants', () => {
  test.each([
    ['2026-03-01T09:00:00Z', Date.UTC(2026, 2, 1, 9)],
    ['2026-03-01 09:00:00+0800', Date.UTC(2026, 2, 1, 1)],
    ['2026-03-01T09:00+08', Date.UTC(2026, 2, 1, 1)],
    ['2026-03-01T09:00:00.1239999-05:30', Date.UTC(2026, 2, 1, 14, 30, 0, 123)],
    ['2024-02-29T00:00:00z', Date.UTC(2024, 1, 29)],
    [0, 0],
  ])('%s', (text, ms) => {
    expect(readInstant(text)).toEqual({ ms });
  });
});

describe('a body', () => {
  test('a list has positions, one object is line 1, NDJSON has its lines', () => {
    expect([...parseBody('[{"a":1}, {"b":2}]', 'json')]).toEqual([
      { line: 1, json: { a: 1 } },
      { line: 2, json: { b: 2 } },
    ]);
    expect([...parseBody('\ufeff {"a":1}', 'json')]).toEqual([{ line: 1, json: { a: 1 } }]);
    expect([...parseBody('{"a":1}\r\n\n{"b":2}', 'ndjson')]).toEqual([
      { line: 1, json: { a: 1 } },
      { line: 3, json: { b: 2 } },
    ]);
    expect([...parseBody('', 'ndjson')]).toEqual([]);
  });

  test.each([
    ['ndjson', '{"a":1}\n{"b":}\n', 'line 2: not JSON at character 6, at "}"'],
    ['ndjson', '{"a":1}\n{"b":1', 'line 2: not JSON at character 7, where the text ends'],
    ['json', '[{"a":1},\n  {"b":oops}]', 'line 2: not JSON at character 8, at "oops}]"'],
    ['json', '', 'the body is empty'],
    ['json', '{"a":1}{"b":2}', 'line 1: not JSON at character 8'],
    ['json', '{"a":"x\ny"}', 'line 1: not JSON at character 6'],
    ['json', '[1,]', 'line 1: not JSON at character 4, at "]"'],
    ['json', '[01]', 'line 1: not JSON at character 2'],
    ['json', '[{"a":"cut', 'line 1: not JSON at character 7'],
    ['json', '{a:1}', 'line 1: not JSON at character 2, at "a:1}"'],
    ['json', '[1}', 'line 1: not JSON at character 3, at "}"'],
    ['json', '<html>', 'line 1: not JSON at character 1'],
  ] as const)('%s %j names line and position', (format, text, message) => {
    expect(() => [...parseBody(text, format)]).toThrow(
      expect.objectContaining({ code: 'BODY_MALFORMED', message: expect.stringContaining(message) }),
    );
  });
});

test('good JSON is walked to its end', () => {
  fc.assert(fc.property(fc.json(), (text) => void expect(jsonErrorOffset(text)).toBe(text.length)));
});

test('a stray character is found no earlier than where a prefix of good JSON ends', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), (good, where) => {
      const text = `[${good}`;
      const at = 1 + (where % good.length);
      // U+0001 may stand nowhere in JSON: the fault is there, or at the start of the token it tore apart.
      const offset = jsonErrorOffset(`${text.slice(0, at)}\u0001${text.slice(at)}]`);
      expect(offset).toBeLessThanOrEqual(at);
    }),
  );
});
