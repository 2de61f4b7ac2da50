import { expect, test } from 'vitest';
import { parseEvent } from '../facts/parse.ts';
import { showRow, showsAt } from './shows.ts';

const START_MS = Date.parse('2026-11-23T10:00:00+08:00');
const MINUTE_MS = 60_000;

test('the first start has a show of its own, one soon after goes on with it, a later one has its own again', () => {
  expect(showsAt(START_MS, [])).toEqual({ shows: [START_MS], isNew: true });
  expect(showsAt(START_MS + MINUTE_MS, [START_MS])).toEqual({ shows: [START_MS], isNew: false });
  const laterMs = START_MS + 300 * MINUTE_MS;
  expect(showsAt(laterMs, [START_MS])).toEqual({ shows: [START_MS, laterMs], isNew: true });
});

test('the note of a show is a fact like any other, with one id for one show', () => {
  expect(parseEvent(showRow(START_MS, 1), 1, START_MS, { maxFutureMs: 0 })).toHaveProperty('fact.key', 'demo');
  expect(showRow(START_MS, 1)).toEqual(showRow(START_MS, 1));
  expect(showRow(START_MS, 1).id).not.toBe(showRow(START_MS + 1, 1).id);
});
