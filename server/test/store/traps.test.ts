/** The embedded engine's traps, each reproduced on the bare client first, so that the test fails should the guard be needless or gone. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '../../../testing/testStore.ts';
import { openEmbeddedEngine } from '../../src/store/embedded.ts';

const run = promisify(execFile);
/** Puts out rows for a while and then fails. */
const FAILS_MIDWAY = 'SELECT number, throwIf(number = 3000000) FROM numbers(4000000) SETTINGS max_block_size = 1000';

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.close());

describe('trap 1: after an error in mid-result', () => {
  test('the bare client puts the failed rows in front of the next result', async () => {
    const engine = await openEmbeddedEngine(opened.dataDir);
    const bare = engine.connect();
    await expect(bare.query({ query: FAILS_MIDWAY, format: 'JSONCompactEachRow' })).rejects.toThrow();
    const next = await (await bare.query({ query: "SELECT 'next'", format: 'JSONCompactEachRow' })).text();
    expect(next.length).toBeGreaterThan(100);
    await bare.close();
  });

  test('the store gives each query its own rows, also those asked for meanwhile', async () => {
    const failing = opened.store.query('read.a', FAILS_MIDWAY.replace(/ SETTINGS.*/, ''), { settings: { max_block_size: 1000 } });
    const queued = opened.store.query<[string]>('read.b', "SELECT 'queued'");
    await expect(failing).rejects.toMatchObject({ code: 'INTERNAL', message: expect.stringContaining('read.a') });
    expect(await queued).toEqual([['queued']]);
    expect(await opened.store.query('read.c', "SELECT 'after'")).toEqual([['after']]);
  });
});

describe('trap 2: settings', () => {
  test('given to the bare client they stay for later queries', async () => {
    const engine = await openEmbeddedEngine(opened.dataDir);
    const bare = engine.connect();
    await bare.query({ query: 'SELECT 1', format: 'JSONCompactEachRow', clickhouse_settings: { max_threads: 1, log_comment: 'leak' } });
    const later = await (await bare.query({ query: "SELECT getSetting('log_comment')", format: 'JSONCompactEachRow' })).text();
    expect(later.trim()).toBe('["leak"]');
    await bare.close();
  });

  test('of one query of the store are gone in the next', async () => {
    const { store } = opened;
    const before = await store.query('read.a', "SELECT getSetting('max_result_rows')");
    expect(await store.query('read.a', "SELECT getSetting('max_result_rows')", { settings: { max_result_rows: 77 } })).toEqual([[77]]);
    expect(await store.query('read.a', "SELECT getSetting('max_result_rows')")).toEqual(before);
  });

  test('every query says which part asked', async () => {
    expect(await opened.store.query('tail.poll', "SELECT getSetting('log_comment')")).toEqual([['warroom.tail.poll']]);
    expect(await opened.store.query('read', "SELECT getSetting('log_comment')")).toEqual([['warroom.read']]);
  });
});

test('trap 3: a long query of one part holds up no other part', async () => {
  const { store } = opened;
  const order: string[] = [];
  const slow = store
    .query('read.slow', 'SELECT count() FROM numbers_mt(400000000) WHERE cityHash64(number) = 1')
    .then(() => order.push('slow'));
  const quick = store.query('tail.poll', 'SELECT 1').then(() => order.push('quick'));
  await Promise.all([slow, quick]);
  expect(order).toEqual(['quick', 'slow']);
});

test('trap 4: close waits for what is under way, refuses what comes later, and the process ends well', async () => {
  const script = `
    import { openTestStore } from './testing/testStore.ts';
    const { store, close } = await openTestStore();
    const asked = Array.from({ length: 20 }, () => store.query('read', 'SELECT count() FROM numbers(20000000)'));
    const closing = close();
    const late = await store.query('read', 'SELECT 1').then(() => 'answered', (error) => error.code);
    const answers = await Promise.all(asked);
    await closing;
    console.log(JSON.stringify({ late, answers: answers.length }));
    process.exit(0);
  `;
  const { stdout } = await run(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: new URL('../../..', import.meta.url),
  });
  expect(JSON.parse(stdout)).toEqual({ late: 'STOPPING', answers: 20 });
});

test('trap 5: rows with semicolons, quotes, SQL and line breaks in them arrive as they are', async () => {
  const { store } = opened;
  const nasty = [
    'a;b',
    "it's; DROP TABLE events;",
    'line\nbreak\ttab',
    '\\N',
    '{x:String}',
    '/* */ --',
    '中文 🚀',
    'INSERT INTO x FORMAT Values (1)',
  ];
  const rows = nasty.map((text, index) =>
    JSON.stringify([`00000000-0000-4000-8000-00000000000${index}`, 'k', 1_700_000_000_123, 's', text]),
  );
  await store.insert('ingest', 'events', ['id', 'kind', 'at', 'source', 'key'], rows);
  const back = await store.query<[string, number]>(
    'read',
    `SELECT key, toUnixTimestamp64Milli(at) FROM ${store.table('events')} WHERE kind = 'k' ORDER BY id`,
  );
  expect(back.map((row) => row[0])).toEqual(nasty);
  expect(new Set(back.map((row) => row[1]))).toEqual(new Set([1_700_000_000_123]));
});

test('what passes by itself is told from what is wrong with the query', async () => {
  const { store } = opened;
  const tooMuch = store.query('read', 'SELECT groupArray(number) FROM numbers(10000000)', { settings: { max_memory_usage: 1_000_000 } });
  await expect(tooMuch).rejects.toMatchObject({
    code: 'STORE_DOWN',
    retry: true,
    message: expect.stringContaining('MEMORY_LIMIT_EXCEEDED'),
  });
  await expect(store.query('read', 'SELECT nope')).rejects.toMatchObject({
    code: 'INTERNAL',
    message: expect.stringContaining('UNKNOWN_IDENTIFIER'),
  });
});

test('a bad insert tells why and spoils nothing', async () => {
  const { store } = opened;
  await expect(store.insert('ingest', 'events', ['id', 'kind'], ['["no uuid","k"]'])).rejects.toMatchObject({ code: 'INTERNAL' });
  await store.insert('ingest', 'events', ['id', 'kind'], ['["11111111-0000-4000-8000-000000000000","ok"]']);
  expect(await store.query('read', `SELECT count() FROM ${store.table('events')} WHERE kind = 'ok'`)).toEqual([[1]]);
});
