/** The store is killed -9 under load and comes back; so is the tail's own process. Lost 0, applied twice 0, the same set as a full replay. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClickHouseFront } from '../../../testing/clickhouseFront.ts';
import { quietLog, until } from '../../../testing/testStore.ts';
import { RecordingSink } from '../../../testing/writtenRows.ts';
import { systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config/config.ts';
import type { Config } from '../../src/config/schema.ts';
import { parseEvent } from '../../src/facts/parse.ts';
import { IngestQueue } from '../../src/source/ingestQueue.ts';
import { Tail, type TailRecord } from '../../src/source/tail.ts';
import { Checkpoints } from '../../src/store/checkpoints.ts';
import { openStore, type Store } from '../../src/store/client.ts';
import { migrate } from '../../src/store/migrate.ts';

const FLAGS = {
  'store.requestTimeoutMs': 10_000,
  'tail.pollMs': 30,
  'tail.overlapMs': 150,
  'tail.reconcileMs': 200,
  'tail.horizonMs': 5_000,
  'tail.frozenCheckMs': 1_000,
  'tail.historyMs': 3_600_000,
  'tail.checkpointMs': 400,
};
let directory: string;
let front: ClickHouseFront;
let config: Config;
let store: Store;
beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'warroom-outage-'));
  front = await ClickHouseFront.start(path.join(directory, 'engine'));
  config = loadConfig({ flags: { ...FLAGS, 'store.url': front.url } });
  store = await openStore(config.store, quietLog);
  await migrate(store, config.store, quietLog);
});
afterAll(async () => {
  await store.close();
  await front.kill();
  rmSync(directory, { recursive: true, force: true });
});

/** A client of the ingest API that sends each batch, with its ids, until it is acknowledged. */
class PatientClient {
  readonly acknowledged: string[] = [];
  refusals = 0;
  readonly #queue: IngestQueue;
  #stopping = false;
  #sending: Promise<void>;

  constructor(queue: IngestQueue) {
    this.#queue = queue;
    this.#sending = this.#send();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#sending;
  }

  async #send(): Promise<void> {
    while (!this.#stopping) {
      const events = Array.from({ length: 5 }, () => {
        const json = { id: randomUUID(), kind: 'lead.assigned', at: Date.now(), source: 'crm', key: 'L', data: {} };
        const parsed = parseEvent(json, 1, Date.now(), config.ingest);
        if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
        return parsed;
      });
      for (;;) {
        try {
          await this.#queue.add(events);
          break;
        } catch {
          this.refusals++;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
      this.acknowledged.push(...events.map((event) => event.fact.id));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function tailInto(sink: RecordingSink): Tail {
  return new Tail({ store, clock: systemClock, config: config.tail, retentionDays: 0, limits: config.ingest, log: quietLog, sink });
}

test('the store killed -9 twice under load: what was acknowledged is applied once, retries too', async () => {
  const sink = new RecordingSink();
  const tail = tailInto(sink);
  const queue = new IngestQueue({ store, clock: systemClock, config: config.ingest, log: quietLog, onWritten: () => tail.wake() });
  tail.start();
  await until(() => tail.isCaughtUp, 10_000, 'caught up');
  const clients = [new PatientClient(queue), new PatientClient(queue), new PatientClient(queue)];
  for (let round = 0; round < 2; round++) {
    const before = sink.applied.size;
    await until(() => sink.applied.size > before + 30, 15_000, 'rows before the kill');
    await front.kill();
    await until(() => sink.storeStates.length === 2 * round + 1, 10_000, 'the tail notices');
    expect(tail.lagSeconds).toBeGreaterThan(0);
    await front.start();
    await until(() => sink.storeStates.length === 2 * round + 2, 10_000, 'the tail reads again');
  }
  await Promise.all(clients.map((client) => client.stop()));
  const acknowledged = clients.flatMap((client) => client.acknowledged);
  await until(
    () => acknowledged.every((id) => sink.applied.has(id)),
    10_000,
    () => JSON.stringify(sink.against(acknowledged)),
  );
  await tail.stop();
  expect(clients.reduce((sum, client) => sum + client.refusals, 0)).toBeGreaterThan(0);
  expect(sink.against(acknowledged)).toEqual({ lost: 0, twice: 0, strangers: 0 });
  expect(sink.storeStates).toEqual(['down', 'up', 'down', 'up']);
  expect(sink.resets).toEqual([]);

  const replayed = new RecordingSink();
  const replay = tailInto(replayed);
  replay.start();
  await until(() => replay.isCaughtUp, 10_000, 'replay');
  await replay.stop();
  expect([...replayed.applied.keys()].sort()).toEqual([...sink.applied.keys()].sort());
});

test('the process of the tail killed -9 twice: from its checkpoint it comes to what a full replay comes to', async () => {
  const logFile = path.join(directory, 'tail.log');
  const program = fileURLToPath(new URL('../../../testing/tailProcess.ts', import.meta.url));
  const begin = (): ChildProcess =>
    spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, front.url, logFile, JSON.stringify(FLAGS)], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  const lines = () =>
    (existsSync(logFile) ? readFileSync(logFile, 'utf8').trim().split('\n') : []).filter(Boolean).map((line) => JSON.parse(line));
  const kill = (child: ChildProcess) => new Promise<void>((resolve) => child.once('exit', () => resolve()).kill('SIGKILL') || resolve());

  const queue = new IngestQueue({ store, clock: systemClock, config: config.ingest, log: quietLog });
  const client = new PatientClient(queue);
  let child = begin();
  for (let life = 1; life <= 2; life++) {
    const checkpoints = lines().filter((line) => 'checkpoint' in line).length;
    await until(
      () => lines().filter((line) => 'checkpoint' in line).length > checkpoints + 2,
      20_000,
      () => JSON.stringify(lines().slice(-5)),
    );
    await kill(child);
    child = begin();
  }
  await until(() => lines().filter((line) => 'started' in line).length === 3, 20_000, 'third life');
  await client.stop();
  const checkpoints = new Checkpoints(store, { code: 'test', state: '1' });
  const replayed = new RecordingSink();
  const replay = tailInto(replayed);
  replay.start();
  await until(() => replay.isCaughtUp && client.acknowledged.every((id) => replayed.applied.has(id)), 15_000, 'replay');
  await replay.stop();
  // The newest checkpoint holds everything that the three lives have applied.
  let state: { tail: TailRecord[]; applied: string[] } | null = null;
  await until(
    async () => {
      const newest = await checkpoints.load(Date.now());
      state = newest && JSON.parse(newest.pieces.join(''));
      return state !== null && state.applied.length >= replayed.applied.size;
    },
    15_000,
    () => `${state?.applied.length} of ${replayed.applied.size}`,
  );
  await kill(child);
  const { applied } = state as unknown as { applied: string[] };
  expect(new Set(applied).size).toBe(applied.length);
  expect([...applied].sort()).toEqual([...replayed.applied.keys()].sort());
  // The later lives went on from a checkpoint instead of reading everything again.
  const starts = lines().filter((line) => 'started' in line);
  expect(starts[0].fromCheckpoint).toBe(0);
  expect(starts[1].fromCheckpoint).toBeGreaterThan(0);
  expect(starts[2].fromCheckpoint).toBeGreaterThan(starts[1].fromCheckpoint);
});
