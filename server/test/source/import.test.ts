/** Import on the real engine: what goes in, what is refused, and that a second time changes nothing. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ClickHouseFront } from '../../../testing/clickhouseFront.ts';
import { quietLog } from '../../../testing/testStore.ts';
import { main } from '../../src/commands/importCommand.ts';
import { loadConfig } from '../../src/config/config.ts';
import { openStore, type Store } from '../../src/store/client.ts';

const EXAMPLES = fileURLToPath(new URL('../../../deploy/import-examples/', import.meta.url));
let directory: string;
let dataDir: string;
let runs = 0;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'warroom-import-test-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));
beforeEach(() => {
  dataDir = path.join(directory, `data-${runs++}`);
});

async function importCommand(...args: string[]) {
  const out: string[] = [];
  const errors: string[] = [];
  const code = await main([...args, ...(args.includes('--data') ? [] : ['--data', dataDir])], directory, {
    out: (line) => out.push(line),
    error: (line) => errors.push(line),
  });
  return { code, out: out.join('\n'), errors: errors.join('\n') };
}

async function inStore<T>(work: (store: Store) => Promise<T>, flags: Record<string, unknown> = { 'store.dataDir': dataDir }): Promise<T> {
  const store = await openStore(loadConfig({ flags }).store, quietLog);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
const stored = (flags?: Record<string, unknown>) =>
  inStore(
    (store) =>
      store.query(
        'read',
        'SELECT kind, key, toUnixTimestamp64Milli(at), toUnixTimestamp64Milli(ingested_at), data FROM warroom.events ORDER BY at, kind',
      ),
    flags,
  );

const uuid = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const line = (index: number, changes: Record<string, unknown> = {}) =>
  JSON.stringify({
    id: uuid(index),
    kind: 'lead.created',
    at: new Date(Date.UTC(2024, 0, 1) + index * 1_000).toISOString(),
    source: 'crm',
    key: `L${index}`,
    data: {},
    ...changes,
  });

function file(name: string, content: string | Buffer): string {
  writeFileSync(path.join(directory, name), content);
  return name;
}

describe('NDJSON of events', () => {
  test('arrives when it happened, or at its ingested_at; a second import adds only what is new', async () => {
    const lines = [line(1), '', line(2, { ingested_at: '2024-01-05T00:00:00Z' }), line(1)];
    expect(await importCommand(file('a.ndjson', lines.join('\n')))).toEqual({
      code: 0,
      out: 'imported 2 of 3 rows, 1 were there already, 0 are bad',
      errors: '',
    });
    expect(await stored()).toEqual([
      ['lead.created', 'L1', Date.UTC(2024, 0, 1, 0, 0, 1), Date.UTC(2024, 0, 1, 0, 0, 1), '{}'],
      ['lead.created', 'L2', Date.UTC(2024, 0, 1, 0, 0, 2), Date.UTC(2024, 0, 5), '{}'],
    ]);
    const again = await importCommand(file('b.ndjson.gz', gzipSync([...lines, line(3)].join('\n'))));
    expect(again).toMatchObject({ code: 0, out: 'imported 1 of 4 rows, 3 were there already, 0 are bad' });
    expect(await stored()).toHaveLength(3);
    expect(
      await inStore((store) => store.query('read', "SELECT name FROM system.tables WHERE database = 'warroom' AND name LIKE 'import%'")),
    ).toEqual([]);
  });

  test('--arrival now', async () => {
    const beforeMs = Date.now();
    expect((await importCommand(file('now.ndjson', line(1)), '--arrival', 'now')).code).toBe(0);
    expect((await stored())[0]?.[3]).toBeGreaterThanOrEqual(beforeMs);
  });

  test('one bad row: nothing is imported, and each fault has line, field and reason; --partial takes the others', async () => {
    const bad = file(
      'bad.ndjson',
      [
        line(1),
        '{oops',
        line(3, { kind: 'lead.exploded' }),
        line(4, { at: '2024-01-01', ingested_at: 5 }),
        line(5, { ingested_at: 'x' }),
      ].join('\n'),
    );
    const refused = await importCommand(bad);
    expect(refused.code).toBe(1);
    expect(refused.errors.split('\n')).toEqual([
      'line 2: not JSON at character 2, at "oops"',
      'line 3: kind "lead.exploded" is not a kind of event that this server knows',
      expect.stringContaining('line 4: at 2024-01-01 is a date without a time'),
      expect.stringContaining('line 5: ingested_at "x" is not ISO 8601'),
      'import: 4 of 5 rows are bad: nothing was imported (--partial takes the good ones)',
    ]);
    expect(await stored()).toEqual([]);
    expect(await importCommand(bad, '--partial')).toMatchObject({ code: 0, out: 'imported 1 of 5 rows, 0 were there already, 4 are bad' });
    expect(await stored()).toHaveLength(1);
  });

  test('years of history, a few rows a week, in any order: more partitions than one insert may touch', async () => {
    const lines = Array.from({ length: 1_150 }, (_, index) =>
      line(index, { at: new Date(Date.UTC(2004, 0, 1) + ((index * 7_919) % 1_150) * 63_000_000).toISOString() }),
    );
    expect((await importCommand(file('years.ndjson', lines.join('\n')))).out).toBe(
      'imported 1150 of 1150 rows, 0 were there already, 0 are bad',
    );
    const [parts] = await inStore((store) =>
      store.query<[number, number]>('read', "SELECT uniqExact(partition), count() FROM system.parts WHERE table = 'events' AND active"),
    );
    expect(parts?.[0]).toBeGreaterThan(100);
    expect(parts?.[1]).toBe(parts?.[0]);
  });
});

describe('with a map', () => {
  test('the example: leads of a CRM as CSV, local times, several events a row', async () => {
    const args = [path.join(EXAMPLES, 'crm-leads.csv'), '--map', path.join(EXAMPLES, 'crm-leads.sql')];
    expect(await importCommand(...args)).toEqual({ code: 0, out: 'imported 12 of 12 rows, 0 were there already, 0 are bad', errors: '' });
    const rows = await stored();
    expect(rows[0]).toEqual([
      'lead.created',
      'L-1001',
      Date.UTC(2026, 2, 2, 1, 0, 5),
      Date.UTC(2026, 2, 2, 1, 0, 5),
      '{"tier":"A","origin":"表单"}',
    ]);
    expect(rows.filter((row) => row[0] === 'lead.responded').map((row) => row[4])).toEqual([
      '{"automated":false}',
      '{"automated":true}',
      '{"automated":false}',
    ]);
    expect((await importCommand(...args)).out).toBe('imported 0 of 12 rows, 12 were there already, 0 are bad');
  });

  test('a bad cell is told with its line in the file', async () => {
    file('map.sql', "SELECT _line AS line, id, 'lead.created' AS kind, at, 'crm' AS source, key, '{}' AS data FROM input;");
    const csv = file('cells.csv', `id,at,key\n${uuid(1)},2024-01-01T00:00:00Z,007\n${uuid(2)},yesterday,008\n`);
    const refused = await importCommand(csv, '--map', 'map.sql');
    expect(refused).toMatchObject({ code: 1, errors: expect.stringContaining('line 3: at "yesterday" is not ISO 8601') });
    expect((await importCommand(csv, '--map', 'map.sql', '--partial')).code).toBe(0);
    // A column that looks like numbers stays as it was written.
    expect((await stored()).map((row) => row[1])).toEqual(['007']);
  });

  test('Parquet, with types of its own', async () => {
    const parquet = path.join(directory, 'leads.parquet');
    await inStore((store) =>
      store.command(
        'read',
        `INSERT INTO FUNCTION file('${parquet}', 'Parquet') SELECT toString(toUUID('${uuid(1)}')) AS id, toDateTime64('2024-01-01 08:00:00.5', 3, 'UTC') AS happened, 4.5 AS worth, 'L1' AS lead`,
      ),
    );
    file(
      'parquet.sql',
      "SELECT id, 'lead.created' AS kind, happened AS at, 'crm' AS source, lead AS key, CAST(tuple(worth, NULL), 'Tuple(value Float64, tier Nullable(String))') AS data FROM input",
    );
    expect(await importCommand('leads.parquet', '--map', 'parquet.sql')).toEqual({
      code: 0,
      out: 'imported 1 of 1 rows, 0 were there already, 0 are bad',
      errors: '',
    });
    expect((await stored())[0]).toEqual([
      'lead.created',
      'L1',
      Date.UTC(2024, 0, 1, 8, 0, 0, 500),
      Date.UTC(2024, 0, 1, 8, 0, 0, 500),
      '{"value":4.5}',
    ]);
  });

  test.each([
    ['a map that does not run', 'cells.csv', 'SELECT nope FROM input', /cannot be read with this map.*nope/],
    ['a file of an unknown kind', 'map.sql', 'SELECT 1', /not one of \.csv/],
  ])('%s', async (_, name, sql, message) => {
    file('broken.sql', sql);
    expect(await importCommand(name, '--map', 'broken.sql')).toMatchObject({ code: 1, errors: expect.stringMatching(message) });
  });
});

test.each([
  [[], /one FILE is needed/],
  [['a', 'b'], /one FILE is needed/],
  [['nowhere.ndjson'], /nowhere.ndjson does not exist/],
  [['a.ndjson', '--arrival', 'later'], /at or now, not later/],
  [['a.ndjson', '--frobnicate'], /frobnicate/],
])('wrong arguments %j are explained', async (args, message) => {
  file('a.ndjson', line(1));
  expect(await importCommand(...args)).toMatchObject({ code: 2, errors: expect.stringMatching(message) });
});

test('into a ClickHouse server over HTTP, the file read by the engine of this machine', async () => {
  const front = await ClickHouseFront.start(path.join(directory, 'front'));
  const before = process.env.CLICKHOUSE_URL;
  process.env.CLICKHOUSE_URL = front.url;
  try {
    const args = [path.join(EXAMPLES, 'crm-leads.csv'), '--map', path.join(EXAMPLES, 'crm-leads.sql')];
    expect((await importCommand(...args)).out).toBe('imported 12 of 12 rows, 0 were there already, 0 are bad');
    expect(await stored({ 'store.url': front.url })).toHaveLength(12);
  } finally {
    if (before === undefined) delete process.env.CLICKHOUSE_URL;
    else process.env.CLICKHOUSE_URL = before;
    await front.kill();
  }
});
