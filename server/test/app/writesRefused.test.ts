/** A running server whose store can be read and not written to: what it says of itself, what it refuses, and what goes on. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SystemRow } from '@warroom/protocol/system';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClickHouseFront } from '../../../testing/clickhouseFront.ts';
import { LyingProxy, type Refusal } from '../../../testing/lyingProxy.ts';
import { type RunningServer, startServer, until } from '../../../testing/runningServer.ts';
import { quietLog } from '../../../testing/testStore.ts';
import { writeRows } from '../../../testing/writtenRows.ts';
import { loadConfig } from '../../src/config/config.ts';
import { openStore, type Store } from '../../src/store/client.ts';

let directory: string;
let front: ClickHouseFront;
let proxy: LyingProxy;
let server: RunningServer;
/** Another writer's road to the same store: nobody refuses it. */
let other: Store;
beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'warroom-refused-'));
  front = await ClickHouseFront.start(directory);
  proxy = await LyingProxy.start(() => front.url);
  server = await startServer({ 'store.url': proxy.url });
  other = await openStore(loadConfig({ flags: { 'store.url': front.url } }).store, quietLog);
});
afterAll(async () => {
  await server.remove();
  await other.close();
  await proxy.close();
  await front.kill();
  rmSync(directory, { recursive: true, force: true });
});

const get = async (address: string) => {
  const answer = await fetch(`${server.url}${address}`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const systemRow = async () => ((await get('/api/v1/board/system')).body.rows as SystemRow[])[0];
const isOpen = async (lead: string) => JSON.stringify((await get('/api/v1/board/lead-response.open')).body).includes(lead);
const send = async (lead: string) => {
  const event = { id: randomUUID(), kind: 'lead.created', at: new Date().toISOString(), source: 'crm', key: lead, data: {} };
  const answer = await fetch(`${server.url}/api/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(event),
  });
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: (await answer.json()) as { error?: string } };
};

test.each<[Refusal, string]>([
  ['full', 'not enough space'],
  ['read-only', 'in readonly mode'],
  ['read-only-user', 'in readonly mode'],
])('%s: told at once, figures go on, nothing is acknowledged; over as soon as it is over', async (refusal, words) => {
  expect((await get('/readyz')).body).toEqual({ status: 'ok' });
  expect((await systemRow())?.writesRefusedSince).toBeNull();

  const beforeMs = Date.now();
  proxy.behave = (sql) => (/^\s*(?:INSERT|ALTER)\b/.test(sql) ? refusal : null);
  const refused = `refused-${randomUUID()}`;
  expect(await send(refused)).toMatchObject({ status: 503, retryAfter: expect.any(String), body: { error: 'STORE_DOWN' } });
  expect(await get('/readyz')).toEqual({
    status: 200,
    body: { status: 'degraded', reasons: [expect.stringMatching(new RegExp(`the store has refused writes since 20.*${words}`))] },
  });
  await until('the system row to say so', async () => (await systemRow())?.writesRefusedSince !== null);
  const row = (await systemRow()) as SystemRow;
  expect(row.storeState).toBe('up');
  // The server's hour is the store's, which it knows to a few milliseconds.
  expect(Date.parse(row.writesRefusedSince as string)).toBeGreaterThan(beforeMs - 1_000);

  // What somebody else writes is read all the while, and the refusal stands.
  const written = `written-${randomUUID()}`;
  await writeRows(other, [{ key: written }]);
  await until('the lead of another writer', () => isOpen(written));
  expect((await systemRow())?.writesRefusedSince).toBe(row.writesRefusedSince);
  expect(await isOpen(refused)).toBe(false);

  // Nobody writes now: it shows all the same.
  proxy.behave = () => null;
  await until('readiness without a but', async () => (await get('/readyz')).body.status === 'ok');
  await until('the system row to say so', async () => (await systemRow())?.writesRefusedSince === null);
  expect((await send(refused)).status).toBe(200);
  await until('the lead that was refused', () => isOpen(refused));
});
