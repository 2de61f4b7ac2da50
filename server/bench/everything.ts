/**
 * Everything at once: the real server with a large state, events coming in by HTTP, a wall of stream clients, a checkpoint a minute, and in the
 * middle a rebuild, since old rows appear in the store. `npm run bench -- everything [--seconds 60] [--rate 3000] [--clients 1000]
 * [--standing 100000] [--orders 2400] [--touchpoints 33400] [--old 2000000] [--checkpoint 60000]`; `seconds` is each phase's, orders and
 * touchpoints are a day's over 30 days.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { FED_CHANNEL, type Feeder, startFeeder } from './everything/feeder.ts';
import type { OldRows } from './everything/oldRows.ts';
import type { FromClients, PhaseReport, ToClients } from './everything/streamClients.ts';
import { DAY_MS } from './history/dayOf.ts';
import { fill } from './history/fillProcess.ts';
import { type HistoryShape, STANDING_TIER, shapeOf } from './history/shape.ts';
import { seededRandom } from './load/events.ts';
import { type ServerProcess, startServerProcess } from './load/serverProcess.ts';

const SEED = 20_261_122;
const DAYS = 30;
const LEADS_A_DAY = 3_000;
const FLUSH_MS = 100;
const SLA_SECONDS = 30;
const TOPICS = ['lead-response.summary', 'lead-response.trend', 'delivery-risk.heat', 'touchpoints.channels', 'alerts', 'system'];
const READY_WITHIN_MS = 900_000;
const REBUILT_WITHIN_MS = 900_000;
const QUIET_WITHIN_MS = 60_000;
/** The turns of the loops are those of the last minute. */
const TURN_METRICS = ['warroom_engine_longest_turn_seconds', 'warroom_gateway_longest_turn_seconds'] as const;

export async function run(args: readonly string[] = []): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '60' },
      rate: { type: 'string', default: '3000' },
      clients: { type: 'string', default: '1000' },
      standing: { type: 'string', default: '100000' },
      orders: { type: 'string', default: '2400' },
      touchpoints: { type: 'string', default: '33400' },
      old: { type: 'string', default: '2000000' },
      checkpoint: { type: 'string', default: '60000' },
    },
  });
  const wanted = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)])) as Record<
    keyof typeof values,
    number
  >;
  const dataDir = mkdtempSync(path.join(tmpdir(), 'warroom-everything-'));
  const logFile = `${dataDir}.log`;
  let server: ServerProcess | null = null;
  let clients: ChildProcess | null = null;
  try {
    const shape: HistoryShape = {
      ...shapeOf(DAYS * LEADS_A_DAY, DAYS, SEED),
      ...{ leads: LEADS_A_DAY, orders: wanted.orders, touchpoints: wanted.touchpoints, standingLeads: wanted.standing },
    };
    const filled = await fill(dataDir, ['--events', '1', '--days', String(DAYS), '--seed', String(SEED), '--shape', JSON.stringify(shape)]);
    console.log(`seed ${SEED}; a past of ${filled.events.toLocaleString('en')} events, filled in ${filled.seconds.toFixed(0)} s`);
    let written: (answer: unknown) => void = () => {};
    server = await startServerProcess({
      ...{ dataDir, logFile, onMessage: (message) => written(message) },
      config: {
        tail: { checkpointMs: wanted.checkpoint },
        // Standing leads have a week and more, or all of them would have fired long ago.
        'lead-response': { slaSeconds: SLA_SECONDS, overrides: [{ match: { tier: STANDING_TIER }, slaSeconds: 8 * 86_400 }] },
      },
      nodeArgs: ['--import', path.join(import.meta.dirname, 'everything/oldRows.ts')],
    });
    const readyMs = await server.untilReady(READY_WITHIN_MS);
    console.log(`ready after ${(readyMs / 1_000).toFixed(1)} s; on the board: ${await boardOf(server)}`);

    clients = fork(path.join(import.meta.dirname, 'everything/streamClients.ts'), { execArgv: ['--disable-warning=ExperimentalWarning'] });
    const tell = (message: ToClients) => clients?.send(message);
    const answer = () => new Promise<FromClients>((resolve) => clients?.once('message', resolve as (message: unknown) => void));
    tell({ phase: 'opening' });
    tell({ begin: { url: server.url, clients: wanted.clients, topics: TOPICS } });
    await answer();
    const feeder = startFeeder(server.url, wanted.rate, seededRandom(SEED));
    // Answers come some time after the leads: from then on the rate is the whole.
    await wait(25_000);

    const turns: Record<string, string> = {};
    const phase = async (name: string, work: Promise<unknown>) => {
      tell({ phase: name });
      turns[name] = await longestTurns(server as ServerProcess, work);
    };
    await phase('before', wait(wanted.seconds * 1_000));
    const rebuiltMs = { from: performance.now(), until: 0 };
    const rebuild = async () => {
      const rebuilds = await metric(server as ServerProcess, 'warroom_engine_rebuilds_total');
      const done = new Promise((resolve) => {
        written = resolve;
      });
      const old = { ...shapeOf(wanted.old, 20, SEED + 1), standingLeads: 0 };
      server?.send({ dataDir, shape: old, untilMs: Date.now() - 2 * DAY_MS } satisfies OldRows);
      const said = await done;
      if (said !== 'written') throw new Error(String(said));
      console.log(`${wanted.old.toLocaleString('en')} old rows written in ${((performance.now() - rebuiltMs.from) / 1_000).toFixed(0)} s`);
      const endMs = performance.now() + REBUILT_WITHIN_MS;
      while ((await metric(server as ServerProcess, 'warroom_engine_rebuilds_total')) <= rebuilds) {
        if (performance.now() > endMs) throw new Error('no rebuild took over');
        await wait(500);
      }
      rebuiltMs.until = performance.now();
    };
    await phase('during', rebuild());
    console.log(`the rebuild took over after ${((rebuiltMs.until - rebuiltMs.from) / 1_000).toFixed(0)} s`);
    await phase('after', wait(wanted.seconds * 1_000));
    tell({ phase: 'end' });
    await feeder.stop();
    tell({ report: true });
    const told = (await answer()) as Extract<FromClients, { phases: unknown }>;

    console.log(
      `${feeder.sent.toLocaleString('en')} events fed, ${feeder.refused} requests tried again, slowest acknowledged after ${feeder.slowestMs.toFixed(0)} ms; ` +
        `checkpoints ${await metric(server, 'warroom_checkpoint_seconds_count')}, mean ${((await metric(server, 'warroom_checkpoint_seconds_sum')) / (await metric(server, 'warroom_checkpoint_seconds_count'))).toFixed(2)} s; ` +
        `${(server.peakRssBytes() / 1e6).toFixed(0)} MB at the most; ${told.closed} clients closed`,
    );
    for (const name of ['before', 'during', 'after']) console.log(line(name, told.phases[name] as PhaseReport, turns[name] as string));
    await verify(server, feeder);
  } finally {
    clients?.kill();
    await server?.stop();
    rmSync(dataDir, { recursive: true, force: true });
    rmSync(logFile, { force: true });
  }
}

function line(name: string, { deltas, p50, p99, longest, fired, firingP50, firingP99, firingLongest }: PhaseReport, turns: string): string {
  return (
    `  ${name.padEnd(7)} deltas ${deltas.toLocaleString('en')}: p50 ${(p50 / FLUSH_MS).toFixed(1)}, p99 ${(p99 / FLUSH_MS).toFixed(1)} flushes (goal ≤ 2), longest ${longest} ms; ` +
    `${fired} fired: late p50 ${firingP50} ms, p99 ${firingP99} ms (goal < 100), longest ${firingLongest} ms; longest turn: ${turns} (goal ≤ 50)`
  );
}

const metric = async (server: ServerProcess, name: string) => (await server.metrics()).get(name) ?? 0;

async function boardOf(server: ServerProcess): Promise<string> {
  const { topics } = await server.json<{ topics: { topic: string; rows: number }[] }>('/api/v1/board');
  const shown = ['lead-response.open', 'delivery-risk.orders', 'touchpoints.channels', 'alerts'];
  return topics
    .filter(({ topic }) => shown.includes(topic))
    .map(({ topic, rows }) => `${rows.toLocaleString('en')} ${topic}`)
    .join(', ');
}

/** Looks every few seconds until `work` is done. The first minute may still see a turn of the phase before. */
async function longestTurns(server: ServerProcess, work: Promise<unknown>): Promise<string> {
  const longest: Record<string, number> = {};
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const all = await server.metrics();
    for (const name of TURN_METRICS) longest[name] = Math.max(longest[name] ?? 0, all.get(name) ?? Number.NaN);
    await Promise.race([over.catch(() => {}), wait(5_000)]);
  }
  await over;
  return TURN_METRICS.map((name) => `${name.split('_')[1]} ${(1_000 * (longest[name] ?? Number.NaN)).toFixed(0)} ms`).join(', ');
}

/** What the board says of what was fed, and what it has to say. */
async function verify(server: ServerProcess, feeder: Feeder): Promise<void> {
  const wanted = { leads: feeder.leads, answered: feeder.answered, touchpoints: feeder.touchpoints };
  const read = async () => {
    type Rows = { rows: Record<string, unknown>[] };
    const { rows: windows } = await server.json<Rows>('/api/v1/board/lead-response.summary');
    const { rows: channels } = await server.json<Rows>('/api/v1/board/touchpoints.channels');
    const ofLeads = windows.find((row) => row.window === '24h' && row.dimension === 'channel' && row.name === FED_CHANNEL);
    const ofTouches = channels.find((row) => row.channel === FED_CHANNEL && row.region === null);
    return { leads: ofLeads?.leads ?? 0, answered: ofLeads?.answered ?? 0, touchpoints: ofTouches?.known ?? 0 };
  };
  const endMs = performance.now() + QUIET_WITHIN_MS;
  let shown = await read();
  while (JSON.stringify(shown) !== JSON.stringify(wanted) && performance.now() < endMs) {
    await wait(500);
    shown = await read();
  }
  const differs = (Object.keys(wanted) as (keyof typeof wanted)[]).map((name) => [name, (shown[name] as number) - wanted[name]] as const);
  const lost = differs.reduce((sum, [, by]) => sum + Math.max(0, -by), 0);
  const twice = differs.reduce((sum, [, by]) => sum + Math.max(0, by), 0);
  console.log(`  of ${JSON.stringify(wanted)} the board has ${JSON.stringify(shown)}: ${lost} lost, ${twice} twice`);
}
