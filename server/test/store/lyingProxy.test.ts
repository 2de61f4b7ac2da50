/** Something between here and the store answers in its place: nothing of that counts, for writes, reads and the state of the store alike. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ClickHouseFront } from '../../../testing/clickhouseFront.ts';
import { LIES, type Lie, LyingProxy } from '../../../testing/lyingProxy.ts';
import { quietLog } from '../../../testing/testStore.ts';
import { systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config/config.ts';
import { parseEvent } from '../../src/facts/parse.ts';
import { IngestQueue } from '../../src/source/ingestQueue.ts';
import { Checkpoints } from '../../src/store/checkpoints.ts';
import { openStore, type Store } from '../../src/store/client.ts';
import { migrate } from '../../src/store/migrate.ts';

let directory: string;
let front: ClickHouseFront;
let proxy: LyingProxy;
let store: Store;
const config = () => loadConfig({ flags: { 'store.url': proxy.url, 'store.requestTimeoutMs': 1_000, 'ingest.batchMs': 0 } });

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'warroom-lies-'));
  front = await ClickHouseFront.start(directory);
  proxy = await LyingProxy.start(() => front.url);
  store = await openStore(config().store, quietLog);
  await migrate(store, config().store, quietLog);
});
afterEach(() => {
  proxy.behave = () => null;
});
afterAll(async () => {
  await store.close();
  await proxy.close();
  await front.kill();
  rmSync(directory, { recursive: true, force: true });
});

const idsInStore = async () =>
  new Set((await store.query<[string]>('read', `SELECT toString(id) FROM ${store.table('events')}`)).map((row) => row[0]));
const insert = () =>
  store.insert('ingest', 'events', ['kind', 'source', 'key'], ['["lead.created","crm","A"]', '["lead.created","crm","B"]']);
const saved = { savedAtMs: Date.UTC(2026, 0, 5), server: 's' };

/** Every way to the store, by what it is for. */
const STATEMENTS: Record<string, () => Promise<unknown>> = {
  insert,
  checkpoint: () => new Checkpoints(store, { code: 'c', state: 's' }).begin(saved).finish(),
  command: () => store.command('state', `CREATE DATABASE IF NOT EXISTS ${store.database}`),
  migrations: () => migrate(store, config().store, quietLog),
  query: () => store.query('read', 'SELECT number FROM numbers(100)'),
  'query without a row': () => store.query('tail.poll', `SELECT key FROM ${store.table('events')} WHERE key = 'nobody'`),
  'query of one': () => store.query('read', 'SELECT 1'),
  opening: async () => (await openStore(config().store, quietLog)).close(),
};
/** True answers to a statement that writes nothing: its count does not matter. */
const HARMLESS: readonly Lie[] = ['miscounted'];

test.each(LIES)('%s: no statement takes it for an answer of the store', async (lie) => {
  for (const [name, run] of Object.entries(STATEMENTS)) {
    // Each of these takes as long as the longest wait.
    if (lie === 'stalled' && !['insert', 'command', 'query'].includes(name)) continue;
    await run();
    proxy.behave = () => lie;
    const outcome = run();
    if (HARMLESS.includes(lie) && !['insert', 'checkpoint'].includes(name)) await outcome;
    else await expect(outcome, `${lie}: ${name}`).rejects.toMatchObject({ code: 'STORE_DOWN', retry: true });
    expect(await store.ping(), `${lie}: ping`).toBe(HARMLESS.includes(lie));
    proxy.behave = () => null;
  }
  expect(await store.ping()).toBe(true);
});

test('the refusal says what answered and where to look', async () => {
  proxy.behave = () => 'page';
  await expect(insert()).rejects.toThrow(/not ClickHouse's \(text\/html\).*sign-in page.*store\.url/);
  proxy.behave = () => 'miscounted';
  await expect(insert()).rejects.toThrow('0 of 2 rows were written');
});

test('what was acknowledged is in the store, whatever lies in between', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(fc.constantFrom(...LIES.filter((lie) => lie !== 'stalled'))), { minLength: 10, maxLength: 60 }),
      async (lies) => {
        let next = 0;
        proxy.behave = () => lies[next++ % lies.length] ?? null;
        const queue = new IngestQueue({ store, clock: systemClock, config: config().ingest, log: quietLog });
        const acknowledged: string[] = [];
        const client = async () => {
          for (let batch = 0; batch < 8; batch++) {
            const events = Array.from({ length: 1 + (batch % 3) }, () => {
              const json = { id: randomUUID(), kind: 'lead.assigned', at: Date.now(), source: 'crm', key: 'L', data: {} };
              const parsed = parseEvent(json, 1, Date.now(), config().ingest);
              if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
              return parsed;
            });
            // Sent once more after a refusal, as a good client does.
            for (let attempt = 0; attempt < 2; attempt++) {
              const taken = await queue.add(events).then(
                () => true,
                () => false,
              );
              if (!taken) continue;
              acknowledged.push(...events.map(({ fact }) => fact.id));
              break;
            }
          }
        };
        await Promise.all([client(), client(), client()]);
        await queue.stop();
        proxy.behave = () => null;
        const stored = await idsInStore();
        expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
      },
    ),
    { numRuns: 12 },
  );
  expect(proxy.told).toBeGreaterThan(50);
});
