/**
 * A start of the real server on the past of a large sales organisation: time until it is ready, memory at the most, and how long its API
 * goes without an answer meanwhile; from nothing and from a checkpoint, with an empty alert log and with a long one.
 * `npm run bench -- history [--events 9800000] [--days 120] [--alerts 2000000] [--keep DIR] [--within 900] [--profile DIR]`
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Filled, fill } from './history/fillProcess.ts';
import { probeHealth, type ServerProcess, startServerProcess } from './load/serverProcess.ts';

const CHECKPOINT_MS = 4_000;
/** By number of events: until ready from nothing, and memory at the most. From a checkpoint, and what a long alert log may add. */
const GOALS = [
  { events: 10_000_000, readySeconds: 30, rssMb: 900 },
  { events: 50_000_000, readySeconds: 60, rssMb: 1_200 },
];
const CHECKPOINT_GOAL_SECONDS = 5;

interface Start {
  name: string;
  readySeconds: number;
  cpuSeconds: number;
  rssMb: number;
  longestMs: number;
  applied: number;
}

export async function run(args: readonly string[] = []): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: '9800000' },
      days: { type: 'string', default: '120' },
      alerts: { type: 'string', default: '2000000' },
      seed: { type: 'string', default: '1' },
      within: { type: 'string', default: '900' },
      keep: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const root = mkdtempSync(path.join(tmpdir(), 'warroom-history-'));
  const filled = values.keep ? path.resolve(values.keep) : path.join(root, 'filled');
  mkdirSync(filled, { recursive: true });
  const within = { readyMs: Number(values.within) * 1_000, logFile: path.join(root, 'server.log'), profile: values.profile };
  let isDone = false;
  try {
    const fill = await fillOnce(filled, ['--events', values.events, '--days', values.days, '--seed', values.seed]);
    console.log(
      `seed ${values.seed}; ${number(fill.events)} events of ${values.days} days, ${(fill.sizeBytes / 1e6).toFixed(0)} MB on disk, filled in ${fill.seconds.toFixed(0)} s`,
    );
    const starts = await startsOn(filled, path.join(root, 'empty-log'), null, within);
    if (Number(values.alerts) > 0) starts.push(...(await startsOn(filled, path.join(root, 'long-log'), values.alerts, within)));
    report(starts, Number(values.events));
    isDone = true;
  } finally {
    if (isDone) rmSync(root, { recursive: true, force: true });
    else console.log(`what the server said is in ${within.logFile}`);
  }
}

/** A directory that was filled before by the same wish is taken as it is. */
async function fillOnce(dataDir: string, wish: string[]): Promise<Filled> {
  const note = path.join(dataDir, 'filled.json');
  if (existsSync(note)) {
    const known = JSON.parse(readFileSync(note, 'utf8')) as Filled & { wish: string };
    if (known.wish !== wish.join(' ')) throw new Error(`${dataDir} is filled by "${known.wish}"`);
    return known;
  }
  const result = await fill(dataDir, wish);
  writeFileSync(note, JSON.stringify({ ...result, wish: wish.join(' ') }));
  return result;
}

/** From nothing, then from the checkpoint that a killed server leaves, on a copy of the store. */
async function startsOn(
  filled: string,
  dataDir: string,
  alertRows: string | null,
  { readyMs, logFile, profile }: { readyMs: number; logFile: string; profile?: string | undefined },
): Promise<Start[]> {
  const withLog = alertRows === null ? 'empty log' : `${number(Number(alertRows))} rows in the log`;
  cpSync(filled, dataDir, { recursive: true });
  try {
    if (alertRows !== null) await fill(dataDir, ['--alerts', alertRows]);
    const config = { tail: { checkpointMs: CHECKPOINT_MS } };
    const start = async (name: string): Promise<[Start, ServerProcess]> => {
      const nodeArgs = profile
        ? ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${name.replaceAll(/\W+/g, '-')}.cpuprofile`]
        : [];
      const server = await startServerProcess({ dataDir, config, logFile, nodeArgs });
      const probe = probeHealth(server.url);
      try {
        const ready = await server.untilReady(readyMs);
        const cpuSeconds = server.cpuSeconds();
        // What is done right after it counts too: the alerts' log, the first rows of the board.
        await wait(1_000);
        const { rows } = await server.json<{ rows: { appliedEvents: number }[] }>('/api/v1/board/system');
        const applied = rows[0]?.appliedEvents ?? 0;
        const result = {
          name,
          readySeconds: ready / 1_000,
          cpuSeconds,
          rssMb: server.peakRssBytes() / 1e6,
          longestMs: probe.longestMs,
          applied,
        };
        show(result);
        return [result, server];
      } catch (error) {
        await (profile ? server.stop() : server.kill());
        throw error;
      } finally {
        probe.stop();
      }
    };
    const [scratch, first] = await start(`from nothing, ${withLog}`);
    await untilCheckpoint(first, readyMs);
    await (profile ? first.stop() : first.kill());
    const [restored, second] = await start(`from a checkpoint, ${withLog}`);
    await (profile ? second.stop() : second.kill());
    return [scratch, restored];
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function untilCheckpoint(server: ServerProcess, withinMs: number): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (((await server.metrics()).get('warroom_checkpoint_seconds_count') ?? 0) === 0) {
    if (performance.now() > endMs) throw new Error('no checkpoint was written');
    await wait(200);
  }
}

function show({ name, readySeconds, cpuSeconds, rssMb, longestMs, applied }: Start): void {
  console.log(
    `  ${name.padEnd(44)} ready after ${readySeconds.toFixed(1).padStart(6)} s (${cpuSeconds.toFixed(1)} s of processor time), ${rssMb.toFixed(0).padStart(5)} MB at the most, longest answer ${longestMs.toFixed(0).padStart(6)} ms, ${number(applied)} events read`,
  );
}

function report(starts: readonly Start[], events: number): void {
  const goal = GOALS.find((one) => events <= one.events);
  const judged = (what: string, isMet: boolean) => console.log(`  ${what}: ${isMet ? 'met' : 'missed'}`);
  for (const { name, readySeconds, rssMb } of starts) {
    const seconds = name.startsWith('from nothing') ? goal?.readySeconds : CHECKPOINT_GOAL_SECONDS;
    if (seconds !== undefined) judged(`${name}: within ${seconds} s`, readySeconds <= seconds);
    if (goal) judged(`${name}: under ${goal.rssMb} MB`, rssMb < goal.rssMb);
  }
  const [scratch, restored, longScratch, longRestored] = starts;
  if (!scratch || !restored || !longScratch || !longRestored) return;
  const added = [longScratch.readySeconds - scratch.readySeconds, longRestored.readySeconds - restored.readySeconds];
  judged(
    `a long log adds ${added.map((s) => `${s.toFixed(1)} s`).join(' and ')}: at most 1 s`,
    added.every((s) => s <= 1),
  );
}

const number = (n: number) => n.toLocaleString('en');
