/**
 * However an engine came to where it stands, its board is the one that a fresh start finds: from a checkpoint, from history read beside it, killed in
 * the middle of either. On the whole simulated organisation, over the real store.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { TOPIC_NAMES } from '@warroom/protocol/board';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClickHouseFront } from '../../../testing/clickhouseFront.ts';
import { until } from '../../../testing/runningServer.ts';
import { type App, startApp } from '../../src/app.ts';
import { systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createSimulator } from '../../src/demo/simulator.ts';
import { DEMO_SOURCE_PREFIX } from '../../src/demo/world/organisation.ts';
import { parseEvent } from '../../src/facts/parse.ts';
import { openStore, type Store } from '../../src/store/client.ts';
import { EVENT_COLUMNS_WITH_ARRIVAL, eventInsertRow } from '../../src/store/eventRows.ts';

const HOUR_MS = 3_600_000;
/** What a server says of itself. */
const TOPICS = TOPIC_NAMES.filter((topic) => topic !== 'system');

let directory: string;
let front: ClickHouseFront;
let store: Store;
const running = new Set<App>();
const engines: Worker[] = [];
const note = (worker: Worker) => engines.push(worker);

beforeAll(async () => {
  process.on('worker', note);
  directory = mkdtempSync(path.join(os.tmpdir(), 'warroom-same-'));
  front = await ClickHouseFront.start(path.join(directory, 'engine'));
  // The first start makes the tables.
  await stop(await begin('tables'));
  store = await openStore(configOf('filler').store, pino({ level: 'silent' }));
  const startMs = Date.now();
  const simulator = createSimulator({ seed: 7, startMs, longLived: { toldUntilMs: null, shows: [] } });
  const recent = simulator.backfill(startMs).filter(({ arrivesAtMs }) => arrivesAtMs > startMs - 15 * 24 * HOUR_MS);
  const rows = recent.map(({ event, arrivesAtMs }) => {
    // As of real systems: what the simulator writes is taken for a demo, and set aside.
    const source = event.source.slice(DEMO_SOURCE_PREFIX.length);
    const parsed = parseEvent({ ...event, source }, 1, arrivesAtMs, { maxFutureMs: 24 * HOUR_MS });
    if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
    return eventInsertRow(parsed.fact, parsed.dataText, arrivesAtMs);
  });
  for (let i = 0; i < rows.length; i += 5_000) await store.insert('ingest', 'events', EVENT_COLUMNS_WITH_ARRIVAL, rows.slice(i, i + 5_000));
}, 90_000);
afterAll(async () => {
  process.off('worker', note);
  for (const app of running) await app.stop();
  await store.close();
  await front.kill();
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

const configOf = (id: string, checkpointMs = 3_600_000) =>
  loadConfig({
    flags: {
      'server.port': 0,
      'server.id': id,
      'store.url': front.url,
      'tail.frozenCheckMs': 300,
      'tail.checkpointMs': checkpointMs,
    },
  });

/** @param version checkpoints are those of one version: a new one starts from history */
async function begin(version: string, checkpointMs?: number): Promise<App> {
  const config = configOf(version, checkpointMs);
  const log = pino({ level: 'silent' });
  const parts = { config, clock: systemClock, log, version, pages: path.join(directory, 'no-pages'), demo: false };
  const app = await startApp({ ...parts, store: await openStore(config.store, log) });
  running.add(app);
  return app;
}
async function stop(app: App): Promise<void> {
  running.delete(app);
  await app.stop();
}
const ready = (app: App) => until('it to be ready', async () => (await fetch(`${app.address}/readyz`)).ok, 90_000);
const metric = async (app: App, name: string) =>
  Number(new RegExp(`^warroom_${name} (.*)$`, 'm').exec(await (await fetch(`${app.address}/metrics`)).text())?.[1]);

const board = async (app: App): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      TOPICS.map(async (topic) => {
        const { rows } = (await (await fetch(`${app.address}/api/v1/board/${topic}`)).json()) as { rows: { key: string }[] };
        return [topic, JSON.stringify(rows.sort((a, b) => (a.key < b.key ? -1 : 1)))] as const;
      }),
    ),
  );

/** Figures move with the clock, and two servers look at it at two instants: each topic has to be the same at some instant. */
async function expectFreshBoard(app: App): Promise<void> {
  const fresh = await begin(`fresh-${randomUUID()}`);
  await ready(fresh);
  const differing = new Set<string>(TOPICS);
  let sizes = 0;
  await until(
    'the same board',
    async () => {
      const [its, theirs] = await Promise.all([board(app), board(fresh)]);
      for (const topic of TOPICS) if (its[topic] === theirs[topic]) differing.delete(topic);
      sizes = Object.values(theirs).reduce((sum, text) => sum + text.length, 0);
      return differing.size === 0;
    },
    40_000,
  ).catch(() => {});
  await stop(fresh);
  expect([...differing]).toEqual([]);
  expect(sizes).toBeGreaterThan(100_000);
}

async function changeThePast(): Promise<void> {
  const at = new Date(Date.now() - 3 * HOUR_MS).toISOString().replace('T', ' ').replace('Z', '');
  await store.insert(
    'ingest',
    'events',
    ['id', 'kind', 'at', 'source', 'key', 'ingested_at'],
    [JSON.stringify([randomUUID(), 'lead.created', at, 'crm', `past-${randomUUID()}`, at])],
  );
}

test('from a checkpoint, whenever the process ended', async () => {
  let app = await begin('checkpoint', 200);
  // Killed while it reads history, and once more while it writes checkpoints one after another.
  await engines.at(-1)?.terminate();
  await ready(app);
  await until('a checkpoint', async () => (await metric(app, 'checkpoint_seconds_count')) > 0);
  await new Promise((resolve) => setTimeout(resolve, 150));
  await engines.at(-1)?.terminate();
  await until('a new engine', async () => (await metric(app, 'engine_restarts_total')) === 2);
  await ready(app);
  await stop(app);
  app = await begin('checkpoint');
  await ready(app);
  await expectFreshBoard(app);
  await stop(app);
}, 180_000);

test('from history read beside, also where one was killed in the middle of that', async () => {
  const app = await begin('beside');
  await ready(app);
  const first = new Promise<void>((resolve) => {
    process.once('worker', (beside: Worker) => void setTimeout(() => void beside.terminate().then(() => resolve()), 300));
  });
  await changeThePast();
  await first;
  await until('the second to have taken over', async () => (await metric(app, 'engine_rebuilds_total')) === 1, 100_000);
  await expectFreshBoard(app);
  await stop(app);
}, 180_000);
