/**
 * From an event's arrival at the ingest queue to its hand-over by the tail, on the embedded engine, as a ratio to the poll interval: once
 * with the tail left to its polls, as for rows of another writer, once woken by each acknowledgement, as in the server. `npm run bench -- tail`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../src/clock.ts';
import { loadConfig } from '../src/config/config.ts';
import { parseEvent } from '../src/facts/parse.ts';
import { IngestQueue } from '../src/source/ingestQueue.ts';
import { Tail } from '../src/source/tail.ts';
import { openStore, type Store } from '../src/store/client.ts';
import { migrate } from '../src/store/migrate.ts';
import { benchEvents, quietLog } from './load/events.ts';

const SEED = 20_261_122;
const RATES = [500, 3_000];
const SECONDS = 12;
/** Time between two requests to the ingest queue. */
const REQUEST_MS = 20;

export async function run(): Promise<void> {
  console.log(`seed ${SEED}, embedded engine, ${SECONDS} s each`);
  for (const woken of [false, true]) {
    for (const rate of RATES) {
      const dataDir = mkdtempSync(path.join(tmpdir(), 'warroom-bench-'));
      const config = loadConfig({ flags: { 'store.dataDir': dataDir } });
      const store = await openStore(config.store, quietLog);
      try {
        await migrate(store, config.store, quietLog);
        await measure(store, config, rate, woken);
      } finally {
        await store.close();
        rmSync(dataDir, { recursive: true, force: true });
      }
    }
  }
}

async function measure(store: Store, config: ReturnType<typeof loadConfig>, rate: number, woken: boolean): Promise<void> {
  const sentMs = new Map<string, number>();
  const ackedMs = new Map<string, number>();
  const fromSent: number[] = [];
  const fromAck: number[] = [];
  let twice = 0;
  const applied = new Set<string>();
  const nothing = () => {};
  const tail = new Tail({
    store,
    clock: systemClock,
    config: config.tail,
    retentionDays: 0,
    limits: config.ingest,
    log: quietLog,
    sink: {
      apply(facts) {
        const nowMs = performance.now();
        for (const { id } of facts) {
          if (applied.has(id)) twice++;
          applied.add(id);
          fromSent.push(nowMs - (sentMs.get(id) ?? nowMs));
          fromAck.push(Math.max(0, nowMs - (ackedMs.get(id) ?? nowMs)));
        }
      },
      rejected: nothing,
      reset: nothing,
      progress: nothing,
      caughtUp: nothing,
      storeState: nothing,
    },
  });
  tail.start();
  const events = benchEvents(SEED);
  const queue = new IngestQueue({ store, clock: systemClock, config: config.ingest, log: quietLog, onWritten: () => woken && tail.wake() });
  const requests: Promise<unknown>[] = [];
  const startedMs = performance.now();
  let sent = 0;
  while (performance.now() - startedMs < SECONDS * 1_000) {
    await wait(REQUEST_MS);
    const due = Math.floor(((performance.now() - startedMs) / 1_000) * rate) - sent;
    const request = Array.from({ length: Math.min(due, 2_000) }, () => {
      const parsed = parseEvent(events.next().value, 1, systemClock.now(), config.ingest);
      if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
      return parsed;
    });
    sent += request.length;
    const nowMs = performance.now();
    for (const { fact } of request) sentMs.set(fact.id, nowMs);
    requests.push(
      queue.add(request).then(() => {
        const ackMs = performance.now();
        for (const { fact } of request) ackedMs.set(fact.id, ackMs);
      }),
    );
  }
  await Promise.all(requests);
  await queue.stop();
  const deadlineMs = performance.now() + 20_000;
  while (applied.size < sent && performance.now() < deadlineMs) await wait(50);
  await tail.stop();
  const { pollMs } = config.tail;
  const show = (values: number[], share: number) => {
    const value = values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
    return `${value.toFixed(0)} ms (${(value / pollMs).toFixed(2)} polls)`;
  };
  console.log(
    `  ${rate} events/s, poll every ${pollMs} ms${woken ? ', woken' : ''}: ${sent} sent, ${applied.size} applied, ${sent - applied.size} lost, ${twice} twice`,
  );
  console.log(`    from arrival      p50 ${show(fromSent, 0.5)}, p99 ${show(fromSent, 0.99)}`);
  console.log(`    from acknowledged p50 ${show(fromAck, 0.5)}, p99 ${show(fromAck, 0.99)}`);
}
