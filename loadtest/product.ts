/** The product itself, started for a load test on a data directory of its own and stopped again, by its own process id. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const READY_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 15_000;
const LOG_TAIL_LENGTH = 4_000;

export interface Product {
  url: string;
  pid: number;
  stop(): Promise<void>;
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

const ended = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

async function untilReady(child: ChildProcess, base: string, log: () => string): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    if (ended(child)) throw new Error(`the server ended before it was ready; its last words:\n${log()}`);
    const ok = await fetch(`${base}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ok) return;
    await pause(200);
  }
  throw new Error(`the server was not ready within ${READY_WITHIN_MS / 1_000} s; its last words:\n${log()}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (ended(child)) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await gone;
  clearTimeout(timer);
}

/**
 * Starts the server with its demo feed on a free loopback port.
 * @throws Error with the end of the server's log when it does not get ready.
 */
export async function startProduct(demoSpeed: number): Promise<Product> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'warroom-loadtest-'));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      path.join(root, 'server', 'src', 'main.ts'),
      ...['--host', '127.0.0.1', '--port', String(port), '--data', dataDir, '--demo-speed', String(demoSpeed)],
    ],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '12', WARROOM_LOG_LEVEL: 'warn' },
    },
  );
  let tail = '';
  const keep = (chunk: Buffer) => {
    tail = (tail + chunk.toString()).slice(-LOG_TAIL_LENGTH);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const stopAndClean = async () => {
    await stop(child);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await untilReady(child, base, () => tail);
  } catch (error) {
    await stopAndClean();
    throw error;
  }
  return { url: base, pid: child.pid as number, stop: stopAndClean };
}
