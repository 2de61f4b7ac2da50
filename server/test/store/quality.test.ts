/** What is odd about the facts, on the real engine: facts of the future, orphans, names that are probably one. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '../../../testing/testStore.ts';
import { parseEvent } from '../../src/facts/parse.ts';
import { EVENT_COLUMNS, eventInsertRow } from '../../src/store/eventRows.ts';
import { QualityReads } from '../../src/store/qualityReads.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.now();
let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened?.close());

const event = (kind: string, key: string, more: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  kind,
  key,
  at: NOW_MS - 60_000,
  source: 'crm',
  data: {},
  ...more,
});

async function write(...events: ReturnType<typeof event>[]): Promise<void> {
  const rows = events.map((one) => {
    const parsed = parseEvent(one, 1, NOW_MS, { maxFutureMs: 10 * DAY_MS });
    if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
    return eventInsertRow(parsed.fact, parsed.dataText);
  });
  await opened.store.insert('ingest', 'events', EVENT_COLUMNS, rows);
}
const quality = () => new QualityReads(opened.store).read(NOW_MS);

test('a store without facts has nothing odd', async () => {
  expect(await quality()).toEqual({
    at: new Date(NOW_MS).toISOString(),
    days: 30,
    future: { total: 0, sources: [] },
    orphans: { total: 0, kinds: [] },
    alike: { total: 0, groups: [] },
    rejected: 0,
  });
});

test('facts of the future by source, orphans by kind, and names that look alike by field', async () => {
  const placed = (key: string, route: string[]) =>
    event('order.placed', key, { source: 'erp', data: { promised_at: NOW_MS + DAY_MS, route } });
  const step = (key: string, name: string) => event('order.step', key, { source: 'mes', data: { step: name, state: 'started' } });
  await write(
    event('lead.created', 'L-1', { region: 'EMEA', rep_id: 'R-1' }),
    event('lead.responded', 'L-1', { rep_id: 'r-1' }),
    event('lead.created', 'L-2', { region: 'emea', at: NOW_MS + 2 * DAY_MS }),
    event('lead.created', 'L-3', { region: 'ＥＭＥＡ' }),
    event('lead.created', 'L-4', { region: 'EM EA', at: NOW_MS + 3 * DAY_MS, source: 'form' }),
    event('lead.created', 'L-5', { region: 'EMEA', at: NOW_MS + DAY_MS, source: 'form' }),
    event('lead.responded', 'L-9'),
    event('lead.closed', 'L-9'),
    event('lead.assigned', 'L-8', { at: NOW_MS - 120_000 }),
    event('lead.assigned', 'L-9'),
    placed('O-1', ['cut', 'weld']),
    step('O-1', 'Cut'),
    step('O-2', 'weld'),
    event('order.delivered', 'O-3'),
    event('objection.resolved', 'B-1'),
    event('suggestion.decided', 'S-1', { data: { decision: 'adopted' } }),
    event('strategy.published', 'ST-1', { data: { audience: [] } }),
    event('talktrack.used', 'T-1', { data: { strategy: 'ST-1' } }),
    event('talktrack.used', 'T-1', { data: { strategy: 'ST-2' } }),
    event('strategy.understood', 'ST-3', { data: { score: 1 } }),
  );
  const found = await quality();
  expect(found.future).toEqual({
    total: 3,
    sources: [
      { source: 'form', facts: 2, newestAt: new Date(NOW_MS + 3 * DAY_MS).toISOString() },
      { source: 'crm', facts: 1, newestAt: new Date(NOW_MS + 2 * DAY_MS).toISOString() },
    ],
  });
  const orphans = Object.fromEntries(found.orphans.kinds.map(({ kind, ...rest }) => [kind, rest]));
  const once = (begins: string, name: string) => expect.objectContaining({ begins, names: 1, facts: 1, examples: [name] });
  expect(orphans).toEqual({
    'lead.assigned': {
      begins: 'lead.created',
      names: 2,
      facts: 2,
      oldestAt: new Date(NOW_MS - 120_000).toISOString(),
      newestAt: new Date(NOW_MS - 60_000).toISOString(),
      examples: ['L-9', 'L-8'],
    },
    'lead.responded': once('lead.created', 'L-9'),
    'lead.closed': once('lead.created', 'L-9'),
    'order.step': once('order.placed', 'O-2'),
    'order.delivered': once('order.placed', 'O-3'),
    'objection.resolved': once('objection.raised', 'B-1'),
    'suggestion.decided': once('suggestion.made', 'S-1'),
    'talktrack.used': once('strategy.published', 'ST-2'),
    'strategy.understood': once('strategy.published', 'ST-3'),
  });
  expect(found.orphans.total).toBe(10);
  const alike = Object.fromEntries(found.alike.groups.map(({ field, names }) => [field, names.map(({ name, facts }) => [name, facts])]));
  expect(alike).toEqual({
    region: [
      ['EMEA', 2],
      ['EM EA', 1],
      ['emea', 1],
      ['ＥＭＥＡ', 1],
    ],
    rep_id: [
      ['R-1', 1],
      ['r-1', 1],
    ],
    step: [
      ['Cut', 1],
      ['cut', 1],
    ],
  });
  expect(found.alike.total).toBe(3);
  expect(await quality()).toEqual(found);
});

test('what was begun later, or is written with blanks by another writer, is no orphan and no second name', async () => {
  await write(event('lead.created', 'L-9'), event('lead.created', 'L-8'));
  await opened.store.command(
    'ingest',
    `INSERT INTO ${opened.store.table('events')} (kind, at, source, key, region) VALUES ('lead.responded', now64(3), 'crm ', ' L-1 ', 'APAC '), ('lead.created', now64(3), 'crm', 'L-10', 'APAC')`,
  );
  const { orphans, alike } = await quality();
  expect(orphans.kinds.filter(({ kind }) => kind.startsWith('lead.'))).toEqual([]);
  expect(alike.groups.map(({ field }) => field).sort()).toEqual(['region', 'rep_id', 'step']);
});
