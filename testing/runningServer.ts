/** The whole server in this process, on the real embedded engine, in a directory of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { type App, startApp } from '../server/src/app.ts';
import { systemClock } from '../server/src/clock.ts';
import { loadConfig } from '../server/src/config/config.ts';
import { openStore, type Store } from '../server/src/store/client.ts';

export interface RunningServer {
  url: string;
  app: App;
  /** The one it stands on. */
  store: Store;
  /** Of its data. */
  directory: string;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/**
 * @param pages directory of a built display; without it the pages answer that there is none
 * @param demo whether it shows the demo for as long as there is no real row
 */
export async function startServer(flags: Record<string, unknown> = {}, pages?: string, demo = false): Promise<RunningServer> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'warroom-app-'));
  const config = loadConfig({ flags: { 'server.port': 0, 'store.dataDir': directory, ...flags } });
  const log = pino({ level: 'silent' });
  const store = await openStore(config.store, log);
  const app = await startApp({
    config,
    clock: systemClock,
    store,
    log,
    version: 'test',
    pages: pages ?? path.join(directory, 'no-pages'),
    demo,
  });
  // A demo brings weeks of history first.
  await until('the server to be ready', async () => (await fetch(`${app.address}/readyz`)).ok, demo ? 90_000 : undefined);
  return {
    url: app.address,
    app,
    store,
    directory,
    async remove() {
      await app.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** @throws when the condition does not come to hold */
export async function until(what: string, condition: () => Promise<boolean> | boolean, withinMs = 30_000): Promise<void> {
  const endMs = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > endMs) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
