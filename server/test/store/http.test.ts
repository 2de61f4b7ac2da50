/** The same store over HTTP, against the engine behind ClickHouse's HTTP interface. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClickHouseFront } from '../../../testing/clickhouseFront.ts';
import { quietLog } from '../../../testing/testStore.ts';
import { writeRows } from '../../../testing/writtenRows.ts';
import { loadConfig } from '../../src/config/config.ts';
import { openStore, type Store } from '../../src/store/client.ts';
import { migrate } from '../../src/store/migrate.ts';

let front: ClickHouseFront;
let store: Store;
let directory: string;
const config = (flags: Record<string, unknown> = {}) =>
  loadConfig({
    flags: { 'store.url': front.url, 'store.user': 'warroom', 'store.password': 'good', 'store.requestTimeoutMs': 5_000, ...flags },
  }).store;

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'warroom-front-'));
  front = await ClickHouseFront.start(directory, ['warroom', 'good']);
  store = await openStore(config(), quietLog);
  await migrate(store, config(), quietLog);
});
afterAll(async () => {
  await store.close();
  await front.kill();
  rmSync(directory, { recursive: true, force: true });
});

test('tables, rows, parameters and log comments as with the embedded engine', async () => {
  const nasty = "it's; a\nline 中文 🚀";
  const [id] = await writeRows(store, [{ key: nasty }]);
  const rows = await store.query('read', `SELECT key FROM ${store.table('events')} WHERE id = {id:UUID}`, { params: { id } });
  expect(rows).toEqual([[nasty]]);
  expect(await store.query('tail.poll', "SELECT getSetting('log_comment')")).toEqual([['warroom.tail.poll']]);
  expect(await migrate(store, config(), quietLog)).toEqual([]);
});

test('an error says whose fault it is and leaves the next query alone', async () => {
  await expect(store.query('read', 'SELECT nope')).rejects.toMatchObject({
    code: 'INTERNAL',
    message: expect.stringContaining('UNKNOWN_IDENTIFIER'),
  });
  await expect(store.query('read', 'SELECT number, throwIf(number = 3000000) FROM numbers(4000000)')).rejects.toMatchObject({
    code: 'INTERNAL',
  });
  expect(await store.query('read', "SELECT 'next'")).toEqual([['next']]);
});

test('a wrong password is told as such', async () => {
  await expect(openStore(config({ 'store.password': 'bad' }), quietLog)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(/refuses the user.*CLICKHOUSE_PASSWORD/),
  });
});

test('killed and started again: down in between, then as before', async () => {
  const [id] = await writeRows(store, [{ key: 'acknowledged' }]);
  await front.kill();
  await expect(store.query('read', 'SELECT 1')).rejects.toMatchObject({ code: 'STORE_DOWN', retry: true });
  await expect(writeRows(store, [{}])).rejects.toMatchObject({ code: 'STORE_DOWN' });
  expect(await store.ping()).toBe(false);
  await front.start();
  expect(await store.query('read', `SELECT key FROM ${store.table('events')} WHERE id = toUUID('${id}')`)).toEqual([['acknowledged']]);
});
