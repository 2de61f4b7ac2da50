/** The engine in its thread: it dies and is begun again, or gives way to one that has read history beside it, and the gateway goes on meanwhile. */
import { randomUUID } from 'node:crypto';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, startServer, until } from '../../../testing/runningServer.ts';

const SLA_SECONDS = 2;
const HOUR_MS = 3_600_000;
type Row = { key: string } & Record<string, unknown>;

const engines: Worker[] = [];
const note = (worker: Worker) => engines.push(worker);
let server: RunningServer;
beforeAll(async () => {
  process.on('worker', note);
  server = await startServer({
    'lead-response.slaSeconds': SLA_SECONDS,
    'tail.horizonMs': 2_000,
    'tail.frozenCheckMs': 200,
    'tail.checkpointMs': 300,
  });
}, 60_000);
afterAll(async () => {
  process.off('worker', note);
  await server.remove();
}, 60_000);

const created = (key: string, atMs = Date.now()) => ({
  id: randomUUID(),
  kind: 'lead.created',
  key,
  at: Math.floor(atMs),
  source: 'crm',
  data: {},
});

async function send(...events: object[]): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${server.url}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) });
  expect(answer.status).toBe(200);
}
const rows = async (topic: string) => ((await (await fetch(`${server.url}/api/v1/board/${topic}`)).json()) as { rows: Row[] }).rows;
const lead = async (key: string) => (await rows('lead-response.open')).find((row) => row.key === key);
const violation = async (key: string) => (await rows('alerts')).find(({ subject }) => subject === `lead:${key}`);
const metric = async (name: string) => {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^warroom_${name} (.*)$`, 'm').exec(text)?.[1]);
};
const status = async () => (await fetch(`${server.url}/readyz`)).status;
const act = (id: unknown, action: string) =>
  fetch(`${server.url}/api/v1/alerts/${id}/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ by: 'Lin' }),
  });

test('an engine that dies is begun again from the checkpoint: what it knew is known, and deadlines go on firing', async () => {
  await send(created('D1'));
  await until('the violation', async () => (await violation('D1')) !== undefined);
  await until('a checkpoint', async () => (await metric('checkpoint_seconds_count')) > 0);
  const before = await violation('D1');
  const { readings, end } = watch();
  await engines.at(-1)?.terminate();
  // The gateway takes events while there is no engine.
  await send(created('D2'));
  await until('the new engine', async () => (await metric('engine_restarts_total')) === 1 && (await status()) === 200);
  await until('the lead that came meanwhile', async () => (await violation('D2')) !== undefined);
  end();
  expect(await violation('D1')).toEqual(before);
  // The picture was said to stand still, and the board never was empty.
  expect(readings.some(({ store }) => store === 'catching-up')).toBe(true);
  expect(readings.every(({ leads }) => leads > 0)).toBe(true);
});

test('a changed past is read beside the engine, which goes on meanwhile: nobody is told of it but by what changes', async () => {
  await send(created('R1', Date.now() - HOUR_MS));
  await until('the violation', async () => (await violation('R1')) !== undefined);
  const id = (await violation('R1'))?.key;
  const { readings, end } = watch();
  const old = new Date(Date.now() - HOUR_MS).toISOString().replace('T', ' ').replace('Z', '');
  await server.store.insert(
    'ingest',
    'events',
    ['id', 'kind', 'at', 'source', 'key', 'ingested_at'],
    [JSON.stringify([randomUUID(), 'lead.created', old, 'crm', 'OLD', old])],
  );
  await until('the other engine to have taken over', async () => (await metric('engine_rebuilds_total')) === 1);
  await until('the old lead', async () => (await lead('OLD')) !== undefined);
  await send(created('R2'));
  await until('a deadline of the new engine', async () => (await violation('R2')) !== undefined);
  end();
  expect(await violation('R1')).toMatchObject({ key: id, state: 'firing', version: 1 });
  expect(new Set(readings.map(({ store }) => store))).toEqual(new Set(['up']));
  expect(readings.every(({ ready }) => ready === 200)).toBe(true);
  // The one that gave way has ended.
  await until('one engine', () => engines.filter(({ threadId }) => threadId >= 0).length === 1);
  // What people do goes to the new one.
  expect((await act(id, 'ack')).status).toBe(200);
  expect(await violation('R1')).toMatchObject({ state: 'acknowledged', owner: 'Lin' });
});

test('one that dies while it reads history beside leaves the engine in force', async () => {
  const restarts = await metric('engine_restarts_total');
  const inForce = engines.at(-1);
  const killed = new Promise<void>((resolve) => {
    process.once('worker', (beside: Worker) => {
      void beside.terminate().then(() => resolve());
    });
  });
  const old = new Date(Date.now() - 2 * HOUR_MS).toISOString().replace('T', ' ').replace('Z', '');
  await server.store.insert(
    'ingest',
    'events',
    ['id', 'kind', 'at', 'source', 'key', 'ingested_at'],
    [JSON.stringify([randomUUID(), 'lead.created', old, 'crm', 'OLDER', old])],
  );
  await killed;
  expect(inForce?.threadId).toBeGreaterThan(0);
  // It is asked for again with the next check, and comes about.
  await until('the second try', async () => (await metric('engine_rebuilds_total')) === 2 && (await lead('OLDER')) !== undefined);
  expect(await metric('engine_restarts_total')).toBe(restarts);
});

/** Looks at what screens would see, again and again. */
function watch() {
  const readings: { store: unknown; leads: number; ready: number }[] = [];
  let going = true;
  const look = async () => {
    while (going) {
      const [system, open, ready] = await Promise.all([rows('system'), rows('lead-response.open'), status()]);
      readings.push({ store: system[0]?.storeState, leads: open.length, ready });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  void look();
  return {
    readings,
    end: () => {
      going = false;
    },
  };
}
