/** What the gate does with any kind's fields, found in the schemas: a new kind or field is held to it without a line here. */
import { EVENT_DATA, EVENT_KINDS, EventEnvelope, type EventKind } from '@warroom/protocol/events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventInsertRow, readEventRow } from '../store/eventRows.ts';
import { readInstant } from './instant.ts';
import { parseEvent } from './parse.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 8);
const LIMITS = { maxFutureMs: 86_400_000 };

interface Schema {
  type?: string;
  const?: unknown;
  gate?: string;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minimum?: number;
}

/** A value that the schema takes, every optional field in it. */
function filled(schema: Schema): unknown {
  if (schema.gate === 'instant') return '2026-11-22T10:00:00+08:00';
  if (schema.anyOf) return filled(schema.anyOf[0] as Schema);
  if (schema.const !== undefined) return schema.const;
  if (schema.properties) return Object.fromEntries(Object.entries(schema.properties).map(([name, field]) => [name, filled(field)]));
  if (schema.items) return [filled(schema.items)];
  return { string: 'n', boolean: true, integer: 1, number: Math.max(0, schema.minimum ?? 0) }[schema.type ?? ''];
}

const dataOf = (kind: EventKind) => filled(EVENT_DATA[kind] as Schema) as Record<string, unknown>;
const eventOf = (kind: EventKind, data: unknown = dataOf(kind), changes: object = {}) => ({
  id: '53171aac-1324-5cfe-995b-c43a0341e5ec',
  kind,
  at: NOW_MS,
  source: 'crm',
  key: 'K',
  data,
  ...changes,
});

/** Through the API's gate and as a row of another writer, whose text is what it is. */
function bothWays(event: ReturnType<typeof eventOf>) {
  const api = parseEvent(event, 1, NOW_MS, LIMITS);
  const column = (name: string) => ((event as Record<string, unknown>)[name] ?? '') as string;
  const dims = ['region', 'team', 'channel', 'product_line', 'customer_id', 'rep_id'].map(column);
  const row = readEventRow(
    [event.id, event.kind, NOW_MS, event.source, event.key, ...dims, JSON.stringify(event.data), NOW_MS, 0, 0] as unknown as Parameters<
      typeof readEventRow
    >[0],
    LIMITS,
  );
  return { api: 'fact' in api ? api.fact : null, row: 'fact' in row ? row.fact : null };
}

/** Every property anywhere in the schema that need not be there, by its path. */
function optionalPaths(schema: Schema, path: string[] = []): string[][] {
  const { properties = {}, required = [], anyOf = [] } = schema;
  return [
    ...Object.entries(properties).flatMap(([name, field]) => [
      ...(required.includes(name) ? [] : [[...path, name]]),
      ...optionalPaths(field, [...path, name]),
    ]),
    ...anyOf.flatMap((choice) => optionalPaths(choice, path)),
  ];
}

function changedAt(value: unknown, [name, ...rest]: string[], change: (object: Record<string, unknown>, name: string) => void): unknown {
  const copy = structuredClone(value) as Record<string, unknown>;
  if (name === undefined) return copy;
  if (rest.length === 0) change(copy, name);
  else copy[name] = changedAt(copy[name], rest, change);
  return copy;
}

const setNull = (object: Record<string, unknown>, name: string) => {
  object[name] = null;
};

const CASES = EVENT_KINDS.flatMap((kind) => optionalPaths(EVENT_DATA[kind] as Schema).map((path) => [kind, path.join('.')] as const));

describe('null means absent in every optional field', () => {
  test('there are optional fields', () => expect(CASES.length).toBeGreaterThan(20));

  test.each(CASES)('%s data.%s', (kind, path) => {
    const field = path.split('.');
    const data = dataOf(kind);
    const absent = changedAt(data, field, (object, name) => void delete object[name]);
    const isNull = changedAt(data, field, setNull);
    const ways = bothWays(eventOf(kind, isNull));
    expect(ways).toEqual(bothWays(eventOf(kind, absent)));
    expect(ways.api?.data).toEqual(absent);
    expect(ways.row?.data).toEqual(absent);
  });

  test.each(Object.keys(EventEnvelope.properties).filter((name) => !EventEnvelope.required.includes(name as never)))('%s', (name) => {
    expect(bothWays(eventOf('lead.created', {}, { [name]: null })).api).toEqual(bothWays(eventOf('lead.created', {})).api);
  });

  test('any set of them at once', () => {
    fc.assert(
      fc.property(fc.constantFrom(...EVENT_KINDS), fc.infiniteStream(fc.boolean()), (kind, choose) => {
        let data: unknown = dataOf(kind);
        let absent: unknown = data;
        for (const field of optionalPaths(EVENT_DATA[kind] as Schema)) {
          if (field.length > 1 || !choose.next().value) continue;
          data = changedAt(data, field, setNull);
          absent = changedAt(absent, field, (object, name) => void delete object[name]);
        }
        expect(bothWays(eventOf(kind, data))).toEqual(bothWays(eventOf(kind, absent)));
      }),
    );
  });

  test('an optional name that is blank is none', () => {
    for (const kind of EVENT_KINDS)
      for (const [name, schema] of Object.entries((EVENT_DATA[kind] as Schema).properties ?? {})) {
        if (schema.gate !== 'name' || (EVENT_DATA[kind] as Schema).required?.includes(name)) continue;
        const { [name]: _, ...absent } = dataOf(kind);
        for (const blank of ['', ' \u3000']) expect(bothWays(eventOf(kind, { ...absent, [name]: blank })).api?.data).toEqual(absent);
      }
  });

  test('but no field that has to be there may be null', () => {
    for (const kind of EVENT_KINDS)
      for (const name of (EVENT_DATA[kind] as Schema).required ?? [])
        expect([kind, name, parseEvent(eventOf(kind, { ...dataOf(kind), [name]: null }), 1, NOW_MS, LIMITS)]).toEqual([
          kind,
          name,
          { faults: [expect.objectContaining({ field: `data.${name}` })] },
        ]);
  });
});

describe('names have one form wherever they stand', () => {
  const withName = (schema: Schema, value: unknown, to: string): unknown => {
    if (schema.gate === 'name') return to;
    if (schema.anyOf) return withName(schema.anyOf[0] as Schema, value, to);
    if (schema.items) return (value as unknown[]).map((item) => withName(schema.items as Schema, item, to));
    if (!schema.properties) return value;
    const fields = value as Record<string, unknown>;
    return Object.fromEntries(Object.entries(fields).map(([name, inner]) => [name, withName(schema.properties?.[name] ?? {}, inner, to)]));
  };

  test.each(EVENT_KINDS.map((kind) => [kind]))('%s', (kind) => {
    const schema = EVENT_DATA[kind] as Schema;
    const as = (name: string) =>
      bothWays(eventOf(kind, withName(schema, dataOf(kind), name), { key: name, region: name, team: name, customer_id: name }));
    const one = as('\u00e9s');
    expect(one.api).not.toBeNull();
    // A field of eight characters holds it as well.
    expect(as(' e\u0301s\u3000')).toEqual(one);
    expect(as('a\u200bb')).toEqual({ api: null, row: null });
  });

  test('what is stored is what counts', () => {
    const parsed = parseEvent(
      eventOf('order.step', { step: ' cut ', state: 'started', progress: null }, { region: ' e\u0301 ' }),
      1,
      NOW_MS,
      LIMITS,
    );
    if (!('fact' in parsed)) throw new Error('refused');
    expect(JSON.parse(parsed.dataText)).toEqual({ step: 'cut', state: 'started' });
    expect(JSON.parse(eventInsertRow(parsed.fact, parsed.dataText))).toContain('\u00e9');
  });
});

describe('an instant has to exist', () => {
  test.each([
    ['2026-00-10T00:00:00Z', 'there is no month 00'],
    ['2026-13-10T00:00:00Z', 'there is no month 13'],
    ['2026-01-00T00:00:00Z', 'there is no day 00'],
    ['2026-01-32T00:00:00Z', 'there is no day 32'],
    ['2026-02-30T00:00:00Z', 'there is no day 30'],
    ['2026-02-29T00:00:00Z', 'there is no day 29'],
    ['2026-04-31T00:00:00Z', 'there is no day 31'],
    ['2026-01-01T24:00:00Z', 'midnight is 00:00 of the next day'],
    ['2026-01-01T25:00:00Z', 'there is no hour 25'],
    ['2026-01-01T00:60:00Z', 'there is no minute 60'],
    ['2016-12-31T23:59:60Z', 'leap seconds'],
    ['2026-01-01T00:00:61Z', 'there is no second 61'],
    ['2026-01-01T00:00:00+14:30', 'no place has the offset +14:30'],
  ])('%s', (text, reason) => {
    expect(readInstant(text)).toEqual({ reason: expect.stringContaining(reason) });
    for (const [field, changes] of [
      ['at', { at: text }],
      ['data.promised_at', { kind: 'order.placed', data: { promised_at: text, route: [] } }],
      ['data.newest_at', { kind: 'feed.synced', data: { newest_at: text } }],
    ] as const)
      expect(parseEvent(eventOf('lead.created', {}, changes), 1, NOW_MS, LIMITS)).toEqual({
        faults: [{ line: 1, field, reason: expect.stringContaining(reason) }],
      });
  });

  test('every form that is taken is read alike by who reads the fact', () => {
    const two = (most: number, least = 0) => fc.integer({ min: least, max: most }).map((n) => String(n).padStart(2, '0'));
    const text = fc
      .tuple(
        two(12),
        two(31),
        two(24),
        two(60),
        fc.option(two(60)),
        fc.constantFrom('', '.5', ',123456'),
        fc.constantFrom('Z', 'z', '+08', '-0530', '+14:00'),
        fc.constantFrom('T', 't', ' '),
      )
      .map(
        ([month, day, hour, minute, second, fraction, zone, t]) =>
          `2026-${month}-${day}${t}${hour}:${minute}${second === null ? '' : `:${second}${fraction}`}${zone}`,
      );
    fc.assert(
      fc.property(text, (written) => {
        const read = readInstant(written);
        const parsed = parseEvent(eventOf('order.placed', { promised_at: written, route: [] }), 1, NOW_MS, LIMITS);
        expect('fact' in parsed).toBe('ms' in read);
        if ('fact' in parsed && 'ms' in read) expect(Date.parse((parsed.fact.data as { promised_at: string }).promised_at)).toBe(read.ms);
      }),
      { numRuns: 400 },
    );
  });
});
