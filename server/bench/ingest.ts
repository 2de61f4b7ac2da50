/**
 * Ingest as a share of inserting the same batches with the bare client: everything from the request's text (parse, check, queue,
 * acknowledgement, as the route does it) against `client.insert` of rows that are ready. `npm run bench -- ingest`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../src/clock.ts';
import { loadConfig } from '../src/config/config.ts';
import { parseEvent } from '../src/facts/parse.ts';
import { EventBodies } from '../src/http/eventBodies.ts';
import { IngestQueue, type QueuedEvent } from '../src/source/ingestQueue.ts';
import { openStore } from '../src/store/client.ts';
import { openEmbeddedEngine } from '../src/store/embedded.ts';
import { EVENT_COLUMNS, eventInsertRow } from '../src/store/eventRows.ts';
import { migrate } from '../src/store/migrate.ts';
import { type BenchEvent, benchEvents, quietLog } from './load/events.ts';

const SEED = 20_261_122;
const GOAL = 0.7;
const REQUEST_ROWS = [1, 100, 1_000, 2_000];
/** Own and bare alternate group by group; the lower quartile leaves out those in which the machine was busy with something else. */
const GROUPS = 24;

export async function run(): Promise<void> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'warroom-bench-'));
  const config = loadConfig({ flags: { 'store.dataDir': dataDir, 'ingest.batchMs': 0 } });
  const store = await openStore(config.store, quietLog);
  try {
    await migrate(store, config.store, quietLog);
    const bare = (await openEmbeddedEngine(dataDir)).connect();
    const queue = new IngestQueue({ store, clock: systemClock, config: config.ingest, log: quietLog });
    const door = new EventBodies(config.ingest);
    console.log(`seed ${SEED}; rows/s and share by the lower quartile of the times of ${GROUPS} groups; goal ≥ ${GOAL}`);
    console.log('  clients   rows/request   bare rows/s   ingest rows/s   share   of the processor time');
    const events = benchEvents(SEED);
    for (const clients of [1, 4]) {
      for (const size of REQUEST_ROWS) {
        const times: { own: Took[]; bare: Took[] } = { own: [], bare: [] };
        for (let group = 0; group < GROUPS; group++) {
          const requests = Array.from({ length: clients }, () => Array.from({ length: size }, () => events.next().value));
          const bodies = requests.map((request) => JSON.stringify(request));
          const batches = Array.from({ length: clients }, () => Array.from({ length: size }, () => readyRow(events.next().value)));
          const own = () =>
            timed(bodies, async (body) => {
              const { events: read, rejected } = await door.read(body, { format: 'json', partial: false, nowMs: systemClock.now() });
              if (rejected > 0) throw new Error(`${rejected} events were refused`);
              await queue.add(read);
            });
          const ready = () =>
            timed(batches, async (values) => {
              await bare.insert({ table: 'warroom.events', values, columns: [...EVENT_COLUMNS] as [string], format: 'JSONCompactEachRow' });
            });
          // Who goes first changes from group to group.
          if (group % 2 === 0) times.own.push(await own());
          times.bare.push(await ready());
          if (group % 2 === 1) times.own.push(await own());
        }
        const [own, bareTook] = [lowerQuartile(times.own), lowerQuartile(times.bare)];
        const share = bareTook.ms / own.ms;
        const perSecond = (ms: number) => Math.round((size * clients) / (ms / 1_000)).toLocaleString('en');
        console.log(
          `  ${String(clients).padStart(7)}   ${String(size).padStart(12)}   ${perSecond(bareTook.ms).padStart(11)}   ${perSecond(own.ms).padStart(13)}   ${share.toFixed(2)}   ${(bareTook.cpuMs / own.cpuMs).toFixed(2).padStart(22)}${share >= GOAL ? '' : '  under the goal'}`,
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

interface Took {
  ms: number;
  /** Of all threads, the engine's too: other processes on the machine do not count. */
  cpuMs: number;
}

/** Until all jobs, begun together, are done. */
async function timed<T>(jobs: readonly T[], work: (job: T) => Promise<void>): Promise<Took> {
  const startedMs = performance.now();
  const before = process.cpuUsage();
  await Promise.all(jobs.map(work));
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - startedMs, cpuMs: (user + system) / 1_000 };
}

function lowerQuartile(all: readonly Took[]): Took {
  const of = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 4)] as number;
  return { ms: of(all.map(({ ms }) => ms)), cpuMs: of(all.map(({ cpuMs }) => cpuMs)) };
}
