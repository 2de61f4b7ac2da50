/**
 * Ingest as a share of inserting the same batches with the bare client: everything from the request's text (parse, check, queue,
 * acknowledgement) against `client.insert` of rows that are ready. `npm run bench -- ingest`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../src/clock.ts';
import { loadConfig } from '../src/config.ts';
import { IngestQueue, type QueuedEvent } from '../src/source/ingestQueue.ts';
import { parseEvent } from '../src/source/parse.ts';
import { parseBody } from '../src/source/parseBody.ts';
import { openStore } from '../src/store/client.ts';
import { openEmbeddedEngine } from '../src/store/embedded.ts';
import { EVENT_COLUMNS, eventInsertRow } from '../src/store/eventRows.ts';
import { migrate } from '../src/store/migrate.ts';
import { type BenchEvent, benchEvents, quietLog } from './load/events.ts';

const SEED = 20_261_122;
const GOAL = 0.7;
const REQUEST_ROWS = [1, 100, 1_000, 2_000];
/** Each size is measured in turns, own and bare alternating, so that a busy machine burdens both alike. */
const ROUNDS = 5;
const requestsPerRound = (size: number) => Math.max(3, Math.min(40, Math.floor(8_000 / size)));

export async function run(): Promise<void> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'warroom-bench-'));
  const config = loadConfig({ flags: { 'store.dataDir': dataDir, 'ingest.batchMs': 0 } });
  const store = await openStore(config.store, quietLog);
  try {
    await migrate(store, config.store, quietLog);
    const bare = (await openEmbeddedEngine(dataDir)).connect();
    const queue = new IngestQueue({ store, clock: systemClock, config: config.ingest, log: quietLog });
    console.log(`seed ${SEED}; share = time of the bare client ÷ time of ingest, median of ${ROUNDS} rounds; goal ≥ ${GOAL}`);
    console.log('  clients   rows/request   bare rows/s   ingest rows/s   share');
    const events = benchEvents(SEED);
    for (const clients of [1, 4]) {
      for (const size of REQUEST_ROWS) {
        const shares: number[] = [];
        const spent = { own: 0, bare: 0, rows: 0 };
        for (let round = 0; round < ROUNDS; round++) {
          const bodies = Array.from({ length: requestsPerRound(size) }, () =>
            JSON.stringify(Array.from({ length: size }, () => events.next().value)),
          );
          const batches = Array.from({ length: requestsPerRound(size) }, () =>
            Array.from({ length: size }, () => readyRow(events.next().value)),
          );
          const ownMs = await timed(clients, bodies, async (body) => {
            const parsed = parseBody(body, 'json').map(({ line, json }) => parse(json, line));
            await queue.add(parsed);
          });
          const bareMs = await timed(clients, batches, async (values) => {
            await bare.insert({ table: 'warroom.events', values, columns: [...EVENT_COLUMNS] as [string], format: 'JSONCompactEachRow' });
          });
          shares.push(bareMs / ownMs);
          spent.own += ownMs;
          spent.bare += bareMs;
          spent.rows += size * bodies.length;
        }
        const share = shares.sort((a, b) => a - b)[Math.floor(shares.length / 2)] as number;
        const perSecond = (ms: number) => Math.round(spent.rows / (ms / 1_000)).toLocaleString('en');
        console.log(
          `  ${String(clients).padStart(7)}   ${String(size).padStart(12)}   ${perSecond(spent.bare).padStart(11)}   ${perSecond(spent.own).padStart(13)}   ${share.toFixed(2)}${share >= GOAL ? '' : '  under the goal'}`,
        );
      }
    }
    await queue.stop();
    await bare.close();
  } finally {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const limits = { maxFutureMs: 86_400_000 };

function parse(json: unknown, line: number): QueuedEvent {
  const parsed = parseEvent(json, line, systemClock.now(), limits);
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  return parsed;
}

function readyRow(event: BenchEvent): unknown[] {
  const { fact, dataText } = parse(event, 1);
  return JSON.parse(eventInsertRow(fact, dataText)) as unknown[];
}

/** @returns milliseconds until `clients` workers, each one request at a time, have done all jobs. */
async function timed<T>(clients: number, jobs: readonly T[], work: (job: T) => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  let next = 0;
  const client = async () => {
    for (let job = jobs[next++]; job !== undefined; job = jobs[next++]) await work(job);
  };
  await Promise.all(Array.from({ length: clients }, client));
  return performance.now() - startedMs;
}
