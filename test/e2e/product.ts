/** The product, started as a person starts it: `npm start` in a process of its own, on a port and in a directory of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type Browser, chromium } from 'playwright';
import { CHROMIUM } from '../../scripts/chromium.ts';

const root = path.resolve(import.meta.dirname, '../..');
const START_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 30_000;

export interface Product {
  readonly url: string;
  readonly directory: string;
  /** What it printed so far. */
  output(): string;
  /** As a power cut would: the server gets no chance to say goodbye. */
  kill(): Promise<void>;
  /** Again, on the same port and data. */
  restart(): Promise<void>;
  /** As Ctrl-C does. Resolves when nothing of it is left. */
  stop(): Promise<void>;
  /** Ends what is left and removes the data. */
  remove(): Promise<void>;
}

export async function startProduct(settings: string, flags: string[] = ['--no-demo']): Promise<Product> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'warroom-e2e-'));
  const config = path.join(directory, 'warroom.yaml');
  writeFileSync(config, settings);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess;
  let output = '';

  const launch = async () => {
    output = '';
    const args = ['start', '--', '--port', String(port), '--data', path.join(directory, 'data'), '--config', config, ...flags];
    // A group of its own: `kill` has to reach the server behind npm and the bootstrap.
    child = spawn('npm', args, { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout?.on('data', (text) => (output += text));
    child.stderr?.on('data', (text) => (output += text));
    await until('the server to be ready', START_WITHIN_MS, async () => {
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${output}`);
      return (await fetch(`${url}/readyz`).catch(() => null))?.ok === true;
    });
  };
  const exited = () =>
    new Promise<number | null>((resolve) =>
      child.exitCode !== null || child.signalCode !== null ? resolve(child.exitCode) : child.once('exit', resolve),
    );
  const signalAll = (signal: NodeJS.Signals) => {
    try {
      process.kill(-(child.pid as number), signal);
    } catch {
      // The group is gone already.
    }
  };
  const isGroupAlive = () => {
    try {
      process.kill(-(child.pid as number), 0);
      return true;
    } catch {
      return false;
    }
  };
  const remove = async () => {
    signalAll('SIGKILL');
    await exited();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await launch();
  } catch (error) {
    await remove();
    throw new Error(`${(error as Error).message}; it said:\n${output}`);
  }
  return {
    url,
    directory,
    output: () => output,
    async kill() {
      signalAll('SIGKILL');
      await exited();
    },
    restart: launch,
    async stop() {
      signalAll('SIGINT');
      await exited();
      await until('the processes to end', STOP_WITHIN_MS, async () => !isGroupAlive());
    },
    remove,
  };
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch(CHROMIUM);
}

/** @throws when the condition does not hold within the time */
export async function until(what: string, withinMs: number, condition: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > endMs) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
