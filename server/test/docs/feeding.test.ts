/** docs/feeding.md promises: what it says to send, and how, is taken. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '../../../testing/testStore.ts';
import { parseEvent } from '../../src/facts/parse.ts';
import { parseBody } from '../../src/facts/parseBody.ts';

const page = readFileSync(new URL('../../../docs/feeding.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1] as string);
const NOW_MS = Date.parse('2026-03-06T00:00:00Z');
const limits = { maxFutureMs: 86_400_000 };
const faultsOf = (event: unknown) => {
  const parsed = parseEvent(event, 1, NOW_MS, limits);
  return 'faults' in parsed ? parsed.faults : [];
};

const curls = blocks('sh').filter((block) => block.includes('/api/v1/events'));
const bodies = curls.map((block) => [
  ...(block.includes('NDJSON')
    ? parseBody(/<<'NDJSON'\n(.*?)\nNDJSON/s.exec(block)?.[1] ?? '', 'ndjson')
    : parseBody(/-d '\n(.*)'/s.exec(block)?.[1] ?? '', 'json')),
]);

test('every event of the curl examples passes the gate, under an id of its own', () => {
  const events = bodies.flat().map((row) => ('json' in row ? row.json : null) as { id: string; kind: string });
  expect(events.flatMap(faultsOf)).toEqual([]);
  expect(events.map((event) => event.kind)).toEqual([
    'lead.created',
    'lead.assigned',
    'lead.responded',
    'lead.responded',
    'lead.closed',
    'lead.created',
    'lead.assigned',
  ]);
  expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
});

describe('other writers, on the real engine', () => {
  let opened: TestStore;
  const run = (sql: string) => opened.store.command('ingest.docs', sql);
  const [insert, fromKafka, fromCdc] = blocks('sql') as [string, string, string];
  beforeAll(async () => {
    opened = await openTestStore();
  });
  afterAll(() => opened.close());

  /** The rows of `events` with this source, as events. */
  async function events(source: string) {
    const columns = ['id', 'kind', 'at', 'source', 'key', 'region', 'team', 'channel', 'customer_id', 'rep_id', 'data'];
    const rows = await opened.store.query<string[]>(
      'read.docs',
      `SELECT ${columns.map((name) => (name === 'at' ? 'toUnixTimestamp64Milli(at)' : `toString(${name})`)).join(', ')} FROM warroom.events WHERE source = '${source}' ORDER BY key`,
    );
    return rows.map((row) => {
      const event = Object.fromEntries(columns.map((name, i) => [name, row[i]]));
      return { ...event, data: JSON.parse(event.data ?? '') };
    });
  }

  test('the INSERT example puts in an event that passes the gate', async () => {
    await run(insert);
    const [event] = await events('crm');
    expect(faultsOf(event)).toEqual([]);
    expect(event).toMatchObject({ key: 'L-20260302-0003', at: Date.parse('2026-03-02T09:02:00+08:00'), data: { tier: 'A' } });
  });

  test('the Kafka view takes what is an event, and turns what is none into a row that the gate refuses', async () => {
    await run('CREATE TABLE warroom.crm_topic (raw String) ENGINE = MergeTree ORDER BY ()');
    await run(fromKafka);
    const [row] = bodies[0] ?? [];
    const good = { ...(row && 'json' in row ? (row.json as object) : {}), source: 'kafka' };
    await opened.store.insert(
      'ingest.docs',
      'crm_topic',
      ['raw'],
      [JSON.stringify([JSON.stringify(good)]), JSON.stringify(['{"source":"bad"}'])],
    );
    const [event] = await events('kafka');
    expect(faultsOf(event)).toEqual([]);
    expect(event).toMatchObject({ key: 'L-20260302-0001', data: { tier: 'A', value: 120000 } });
    const [bad] = await events('bad');
    expect(faultsOf(bad).map((fault) => fault.field)).toEqual(expect.arrayContaining(['id', 'at', 'kind']));
  });

  test('the CDC view gives the same fact the same id, however often a snapshot is taken', async () => {
    await run(
      "CREATE TABLE warroom.crm_leads (lead_id String, created_at DateTime64(3, 'UTC'), region String, channel String, tier String) ENGINE = MergeTree ORDER BY lead_id",
    );
    await run(fromCdc);
    const columns = ['lead_id', 'created_at', 'region', 'channel', 'tier'];
    const row = JSON.stringify(['L-cdc', '2026-03-02 01:00:00.000', '华东', '官网', 'A']);
    await opened.store.insert('ingest.docs', 'crm_leads', columns, [row]);
    await opened.store.insert('ingest.docs', 'crm_leads', columns, [row]);
    const [first, second] = (await events('crm')).filter((event) => (event as { key?: string }).key === 'L-cdc');
    expect(faultsOf(first)).toEqual([]);
    expect(first).toMatchObject({ kind: 'lead.created', region: '华东', data: { tier: 'A' } });
    expect(second).toEqual(first);
  });
});
