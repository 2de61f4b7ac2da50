/**
 * What the tail asks of the store again and again, on a large one: a poll that finds nothing, digests by second over the horizon, digests of the
 * older past. `npm run bench -- poll [--events 9800000] [--days 120] [--keep DIR]`; a directory that is there is taken as it is.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../src/config/config.ts';
import { SPAN_MS } from '../src/source/digestBook.ts';
import { openStore } from '../src/store/client.ts';
import { EventReads } from '../src/store/eventReads.ts';
import { migrate } from '../src/store/migrate.ts';
import { fill } from './history/fillProcess.ts';
import { quietLog } from './load/events.ts';

const TIMES = 15;
const DAY_MS = 86_400_000;

export async function run(args: readonly string[] = []): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { events: { type: 'string', default: '9800000' }, days: { type: 'string', default: '120' }, keep: { type: 'string' } },
  });
  const dataDir = values.keep ? path.resolve(values.keep) : mkdtempSync(path.join(tmpdir(), 'warroom-poll-'));
  try {
    if (!existsSync(path.join(dataDir, 'clickhouse'))) await fill(dataDir, ['--events', values.events, '--days', values.days]);
    const config = loadConfig({ flags: { 'store.dataDir': dataDir } });
    const store = await openStore(config.store, quietLog);
    try {
      await migrate(store, config.store, quietLog);
      const [row] = await store.query<[number, number]>(
        'read',
        `SELECT count(), toUnixTimestamp64Milli(max(ingested_at)) FROM ${store.table('events')}`,
      );
      const [rows, newestMs] = row as [number, number];
      const reads = new EventReads(store);
      const second = (ms: number) => Math.floor(ms / 1_000) * 1_000;
      console.log(`${rows.toLocaleString('en')} rows; median of ${TIMES}, of this process with the engine in it`);
      await measure('poll without a new row', () => reads.page('poll', newestMs + 1, null, null, config.tail.pageRows));
      await measure('digest by second, horizon of 10 min', () =>
        reads.bySecond(second(newestMs - config.tail.horizonMs), second(newestMs)),
      );
      await measure('frozen check, the whole past', () => reads.bySpan(SPAN_MS, second(newestMs - 500 * DAY_MS), second(newestMs)));
    } finally {
      await store.close();
    }
  } finally {
    if (!values.keep) rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(what: string, ask: () => Promise<unknown>): Promise<void> {
  const took: { ms: number; cpuMs: number }[] = [];
  await ask();
  for (let i = 0; i < TIMES; i++) {
    const startedMs = performance.now();
    const before = process.cpuUsage();
    await ask();
    const { user, system } = process.cpuUsage(before);
    took.push({ ms: performance.now() - startedMs, cpuMs: (user + system) / 1_000 });
  }
  const median = (of: (one: (typeof took)[number]) => number) => took.map(of).sort((a, b) => a - b)[Math.floor(TIMES / 2)] as number;
  console.log(
    `  ${what.padEnd(38)} ${median(({ cpuMs }) => cpuMs)
      .toFixed(1)
      .padStart(7)} ms of processor time, ${median(({ ms }) => ms)
      .toFixed(1)
      .padStart(7)} ms until the answer`,
  );
}
