/** The real server as a process of its own, on a data directory: what it answers, how soon, and how much memory it took. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const STOP_WITHIN_MS = 60_000;

export interface ServerOptions {
  dataDir: string;
  /** Sections of the configuration. */
  config?: object;
  /** Where its log goes; appended to. */
  logFile: string;
  nodeArgs?: readonly string[];
  /** Messages of the process, from a module that {@link ServerOptions.nodeArgs} loads into it. */
  onMessage?: (message: unknown) => void;
}

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  readonly startedMs: number;
  /** Of the process with all its threads; 0 where the system does not tell. */
  peakRssBytes(): number;
  /** Processor time so far, all threads; NaN where the system does not tell. */
  cpuSeconds(): number;
  /** Milliseconds from the start of the process. @throws when it ends before, or does not become ready in time */
  untilReady(withinMs: number): Promise<number>;
  /** All samples of /metrics by name and labels as they are printed. */
  metrics(): Promise<Map<string, number>>;
  json<T>(address: string): Promise<T>;
  send(message: object): void;
  /** `SIGKILL`; resolves when it is gone. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export async function startServerProcess({
  dataDir,
  config = {},
  logFile,
  nodeArgs = [],
  onMessage,
}: ServerOptions): Promise<ServerProcess> {
  const port = await freePort();
  const configFile = path.join(dataDir, 'bench.yaml');
  // JSON is YAML.
  writeFileSync(configFile, JSON.stringify(config));
  const log = createWriteStream(logFile, { flags: 'a' });
  const startedMs = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...['--disable-warning=ExperimentalWarning', ...nodeArgs, path.join(ROOT, 'server/src/main.ts')],
      ...['--host', '127.0.0.1', '--port', String(port), '--data', dataDir, '--config', configFile, '--no-demo'],
    ],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '12', WARROOM_LAUNCHED: '1' },
    },
  );
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  child.on('message', (message) => onMessage?.(message));
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const end = async (signal: NodeJS.Signals) => {
    if (!hasEnded(child)) child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await gone;
    clearTimeout(timer);
  };
  return {
    url,
    pid: child.pid as number,
    startedMs,
    peakRssBytes: () => peakRssBytes(child.pid as number),
    cpuSeconds: () => cpuSeconds(child.pid as number),
    async untilReady(withinMs) {
      while (performance.now() - startedMs < withinMs) {
        if (hasEnded(child)) throw new Error(`the server ended before it was ready; see ${logFile}`);
        const ok = await fetch(`${url}/readyz`).then(
          ({ ok, body }) => body?.cancel().then(() => ok) ?? ok,
          () => false,
        );
        if (ok) return performance.now() - startedMs;
        await wait(50);
      }
      throw new Error(`the server was not ready within ${withinMs / 1_000} s; see ${logFile}`);
    },
    async metrics() {
      const text = await (await fetch(`${url}/metrics`)).text();
      const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
      return new Map(
        samples.map((line): [string, number] => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
      );
    },
    json: async <T>(address: string) => (await (await fetch(`${url}${address}`)).json()) as T,
    send: (message) => void child.send(message),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

function peakRssBytes(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
}

/** The kernel counts in hundredths of a second everywhere. */
const TICKS_PER_SECOND = 100;

function cpuSeconds(pid: number): number {
  try {
    // After the name, which may hold blanks, come the state and ten more before user and system time.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return Number.NaN;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

export interface Probe {
  /** Longest wait for an answer so far, those under way included, in ms. */
  readonly longestMs: number;
  stop(): void;
}

const PROBE_EVERY_MS = 20;

/** Asks `/healthz` again and again over one connection: an answer takes as long as a turn of the server's event loop at the most. */
export function probeHealth(url: string): Probe {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let longestMs = 0;
  let askedMs: number | null = null;
  let isOver = false;
  const ask = () => {
    if (isOver) return;
    const startedMs = performance.now();
    askedMs = startedMs;
    const next = (answered: boolean) => {
      // Before it listens nobody waits for an answer.
      if (answered) longestMs = Math.max(longestMs, performance.now() - startedMs);
      askedMs = null;
      setTimeout(ask, PROBE_EVERY_MS);
    };
    const request = get(`${url}/healthz`, { agent }, (response) => {
      response.resume();
      response.once('end', () => next(true));
    });
    request.once('error', () => next(false));
  };
  ask();
  return {
    get longestMs() {
      return Math.max(longestMs, askedMs === null ? 0 : performance.now() - askedMs);
    },
    stop() {
      isOver = true;
      agent.destroy();
    },
  };
}
