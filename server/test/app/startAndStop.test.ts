/** A start that fails undoes what it had done; a stop ends everything, whatever single parts do. On the real engine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../../testing/runningServer.ts';
import { startApp } from '../../src/app.ts';
import { systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config/config.ts';
import { openStore, type Store } from '../../src/store/client.ts';
import { FATAL_SIGNALS } from '../../src/store/fatalSignals.ts';

const MAIN = path.resolve(import.meta.dirname, '../../src/main.ts');
const quiet = pino({ level: 'silent' });
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'warroom-stop-'));
});
const spawned: ChildProcess[] = [];
afterEach(() => {
  for (const child of spawned.splice(0)) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

const configOf = (port: number) => loadConfig({ flags: { 'server.port': port, 'store.dataDir': directory } });
const begin = (port: number, store: Store, log = quiet) =>
  startApp({ config: configOf(port), clock: systemClock, store, log, version: 'test', pages: path.join(directory, 'none'), demo: false });

/** A port that somebody else listens on. */
async function takenPort() {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  return { port, close: () => new Promise((resolve) => other.close(resolve)) };
}

test('a start whose port is taken ends with one line that says so, and lets the store go', async () => {
  const taken = await takenPort();
  const args = [MAIN, '--port', String(taken.port), '--data', directory, '--no-demo'];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    env: { ...process.env, WARROOM_LOG_LEVEL: 'silent', UV_THREADPOOL_SIZE: '12' },
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => (said += chunk));
  const [code] = await once(child, 'exit');
  await taken.close();
  expect(code).toBe(1);
  expect(said.trim().split('\n')).toEqual([
    expect.stringMatching(/^warroom: the address is in use already: is another Warroom running\? Choose another with --port\./),
  ]);
});

test('such a start has closed the store: it can be opened again at once', async () => {
  const taken = await takenPort();
  const { store: settings } = configOf(0);
  await expect(begin(taken.port, await openStore(settings, quiet))).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await taken.close();
  const again = await openStore(settings, quiet);
  expect(await again.query<[number]>('state.checkpoint', 'SELECT 1')).toEqual([[1]]);
  await again.close();
});

test('a stop in which one step rejects and one hangs still writes the checkpoint and closes the store', async () => {
  const { store: settings } = configOf(0);
  const told: string[] = [];
  const log = pino({ level: 'error' }, { write: (line) => void told.push((JSON.parse(line) as { step: string; msg: string }).step) });
  const app = await begin(0, await openStore(settings, quiet), log);
  await until('the server to be ready', async () => (await fetch(`${app.address}/readyz`)).ok);
  app.onStop('hangs', () => new Promise(() => {}));
  app.onStop('rejects', () => Promise.reject(new Error('no')));
  await app.stop();
  expect(told).toEqual(['rejects', 'hangs']);
  const again = await openStore(settings, quiet);
  const checkpoints = await again.query<[number]>('state.checkpoint', `SELECT count() FROM ${again.table('checkpoints')}`);
  await again.close();
  expect(Number(checkpoints[0]?.[0])).toBeGreaterThan(0);
});

/** The server in a process of its own, on the embedded engine, ready. */
async function spawnServer(port: number) {
  const args = [MAIN, '--port', String(port), '--data', directory, '--no-demo'];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    env: { ...process.env, WARROOM_LOG_LEVEL: 'silent', UV_THREADPOOL_SIZE: '12' },
    stdio: 'ignore',
  });
  spawned.push(child);
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  await until('the server to be ready', async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null))?.ok === true);
  return { child, ended };
}

test('a fatal signal ends the server, and the next one takes over port and data; the end of a terminal ends nothing', async () => {
  const { port, close } = await takenPort();
  await close();
  const first = await spawnServer(port);
  // On Linux the kernel says which signals have handlers: bit n - 1 for signal n.
  if (process.platform === 'linux') {
    const caught = BigInt(`0x${/^SigCgt:\s*([\da-f]+)$/m.exec(readFileSync(`/proc/${first.child.pid}/status`, 'utf8'))?.[1]}`);
    const numbers = os.constants.signals;
    expect(caught & (1n << BigInt(numbers.SIGTERM - 1))).not.toBe(0n);
    expect(FATAL_SIGNALS.filter((signal) => caught & (1n << BigInt(numbers[signal] - 1)))).toEqual([]);
  }
  first.child.kill('SIGSEGV');
  expect(await first.ended).toEqual([null, 'SIGSEGV']);
  const second = await spawnServer(port);
  // No terminal is attached: that one ends somewhere does not concern it.
  second.child.kill('SIGHUP');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).ok).toBe(true);
  second.child.kill('SIGABRT');
  expect(await second.ended).toEqual([null, 'SIGABRT']);
});
