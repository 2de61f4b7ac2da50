import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVENT_CHECK } from '../facts/eventCheck.ts';
import { type EventRow, eventInsertRow, MAX_RAW_LENGTH, readEventRow } from './eventRows.ts';
import { sqlTime } from './sqlTime.ts';

const LIMITS = { maxFutureMs: 86_400_000 };
const AT_MS = Date.UTC(2026, 10, 22, 8, 0, 0, 5);
const row = (changes: Partial<Record<number, unknown>> = {}): EventRow => {
  const values: unknown[] = [
    '53171aac-1324-5cfe-995b-c43a0341e5ec',
    'lead.created',
    AT_MS,
    'crm',
    'L1',
    '华东',
    '',
    'web',
    '',
    '',
    '',
    '{"tier":"A"}',
    AT_MS + 250,
    1,
    2,
  ];
  for (const [index, value] of Object.entries(changes)) values[Number(index)] = value;
  return values as EventRow;
};

test('times are written as the engine reads them, to the millisecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2299, 0, 1) }), (ms) => {
      expect(sqlTime(ms)).toBe(new Date(ms).toISOString().slice(0, 23).replace('T', ' '));
    }),
  );
});

test('a row of the table becomes a fact; empty dimensions are absent', () => {
  expect(readEventRow(row(), LIMITS)).toMatchObject({
    fact: {
      id: '53171aac-1324-5cfe-995b-c43a0341e5ec',
      kind: 'lead.created',
      atMs: AT_MS,
      ingestedAtMs: AT_MS + 250,
      source: 'crm',
      key: 'L1',
      region: '华东',
      team: null,
      channel: 'web',
      productLine: null,
      customerId: null,
      repId: null,
      data: { tier: 'A' },
    },
  });
});

test('a fact becomes a row for the insert, in the order of the columns', () => {
  const read = readEventRow(row(), LIMITS);
  if (!('fact' in read)) throw new Error('refused');
  const written = [
    '53171aac-1324-5cfe-995b-c43a0341e5ec',
    'lead.created',
    '2026-11-22 08:00:00.005',
    'crm',
    'L1',
    '华东',
    '',
    'web',
    '',
    '',
    '',
    '{"tier":"A"}',
  ];
  expect(JSON.parse(eventInsertRow(read.fact, '{"tier":"A"}'))).toEqual([...written, EVENT_CHECK]);
  expect(JSON.parse(eventInsertRow(read.fact, '{"tier":"A"}', AT_MS + 1))).toEqual([...written, EVENT_CHECK, '2026-11-22 08:00:00.006']);
});

describe('a row that is no event says why', () => {
  test.each([
    [{ 11: '{oops' }, 'data', /^data is not JSON/],
    [{ 11: '[]' }, 'data', /must be an object/],
    [{ 1: 'lead.exploded' }, 'kind', /not a kind of event/],
    [{ 4: '' }, 'key', /must not be empty/],
    [{ 2: 0 }, 'at', /before 2000-01-01/],
    [{ 2: AT_MS + 2 * 86_400_000 }, 'at', /in the future/],
  ])('%j', (changes, field, reason) => {
    const read = readEventRow(row(changes), LIMITS);
    expect(read).toMatchObject({ rejected: { id: row()[0], ingestedAtMs: AT_MS + 250, field, reason: expect.stringMatching(reason) } });
  });

  test('cut to what can be listed', () => {
    const read = readEventRow(row({ 11: `{"x":"${'y'.repeat(200_000)}"}`, 1: 'k'.repeat(10_000) }), LIMITS);
    expect('rejected' in read && read.rejected.raw.length).toBe(MAX_RAW_LENGTH);
    expect('rejected' in read && read.rejected.kind.length).toBe(256);
  });
});
