/** Of kinds that are needed by the hour the store gives the newest row of each rep, hour, kind, place and value of the flags, and no other. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '../../../testing/testStore.ts';
import { EventReads } from '../../src/store/eventReads.ts';
import { sqlTime } from '../../src/store/sqlTime.ts';

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.close());

const T0 = Date.UTC(2026, 2, 2);
const MINUTE_MS = 60_000;
const FLAGS = ['automated', 'found_later'];

test('newest by the hour', async () => {
  let state = 7;
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
  const rows = Array.from({ length: 3_000 }, () => ({
    id: randomUUID(),
    kind: ['lead.assigned', 'lead.responded', 'touchpoint.seen', 'lead.created'][next(4)] as string,
    atMs: T0 + next(600) * MINUTE_MS,
    rep: ['', 'R1', 'R2'][next(3)] as string,
    team: ['', '华东'][next(2)] as string,
    data: ['{}', '{"automated":true}', '{"found_later":true,"value":3}', '{"automated":false}'][next(4)] as string,
  }));
  await opened.store.insert(
    'ingest',
    'events',
    ['id', 'kind', 'at', 'source', 'key', 'rep_id', 'team', 'data', 'ingested_at'],
    rows.map(({ id, kind, atMs, rep, team, data }) =>
      JSON.stringify([id, kind, sqlTime(atMs), 'crm', 'k', rep, team, data, sqlTime(atMs + 1_000)]),
    ),
  );
  const newest = new Map<string, { id: string; atMs: number }>();
  const hourly = ['lead.responded', 'touchpoint.seen'];
  const expected: string[] = [];
  for (const row of rows) {
    if (row.kind === 'lead.created') expected.push(row.id);
    if (!hourly.includes(row.kind) || row.rep === '') continue;
    const told = FLAGS.map((flag) => (JSON.parse(row.data) as Record<string, unknown>)[flag] === true);
    const group = JSON.stringify([row.rep, Math.floor(row.atMs / (60 * MINUTE_MS)), row.kind, row.team, told]);
    const known = newest.get(group);
    if (!known || row.atMs > known.atMs || (row.atMs === known.atMs && row.id > known.id)) newest.set(group, row);
  }
  expected.push(...Array.from(newest.values(), ({ id }) => id));
  const { page } = await new EventReads(opened.store).page('catch-up', T0, T0 + 24 * 60 * MINUTE_MS, null, 10_000, {
    but: ['lead.assigned'],
    hourly,
    flags: FLAGS,
  });
  const read = Array.from({ length: page.rows }, (_, row) => page.id(row));
  expect(read.sort()).toEqual(expected.sort());
  expect(newest.size).toBeLessThan(1_000);
});
