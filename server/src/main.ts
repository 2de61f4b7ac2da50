/** The process: command line, environment, signals. Everything else is wired in app.ts. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isatty } from 'node:tty';
import { parseArgs } from 'node:util';
import { assertBindAllowed } from './access/access.ts';
import { type App, createLog, startApp } from './app.ts';
import { systemClock } from './clock.ts';
import { loadConfig } from './config/config.ts';
import type { Config } from './config/schema.ts';
import { WarroomError } from './errors.ts';
import { STOP_WITHIN_MS } from './lifecycle.ts';
import { openStore, type Store } from './store/client.ts';
import { startWatchdog } from './watchdog.ts';

const USAGE = `usage: npm start -- [--port 8080] [--host 127.0.0.1] [--data DIR] [--config FILE] [--no-demo] [--demo-speed N]
Every flag is also a setting: see docs/configuration.md.
`;
const STORE_RETRY_MS = 2_000;
const SAME_WISH_MS = 2_000;
const PARENT_WATCH_MS = 1_000;
const WATCHDOG_BEAT_TIMEOUT_MS = 10_000;
const root = path.resolve(import.meta.dirname, '../..');
const cwd = process.env.WARROOM_CWD ?? process.cwd();

function readCommandLine(args: string[]): { config: Config; demo: boolean } {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      data: { type: 'string' },
      config: { type: 'string' },
      'no-demo': { type: 'boolean' },
      'demo-speed': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const file = values.config ?? process.env.WARROOM_CONFIG;
  const config = loadConfig({
    file: file === undefined ? undefined : path.resolve(cwd, file),
    environment: process.env,
    warn: (text) => console.error(`warroom: ${text}`),
    flags: {
      'server.port': values.port,
      'server.host': values.host,
      'store.dataDir': values.data ? path.resolve(cwd, values.data) : values.data,
      'demo.enabled': values['no-demo'] ? false : undefined,
      'demo.speed': values['demo-speed'],
    },
  });
  // A relative directory of the configuration means the checkout, wherever the command is given.
  config.store.dataDir = path.resolve(root, config.store.dataDir);
  // By default only who has configured nothing gets a demo: a real store is never written to unasked.
  const demo = config.demo.enabled ?? (file === undefined && config.store.url === '');
  return { config, demo };
}

/** Of the package and of the pages: a screen that shows older pages reloads. */
function versionOf(pages: string): string {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const index = path.join(pages, 'index.html');
  const build = existsSync(index) ? createHash('sha256').update(readFileSync(index)).digest('hex').slice(0, 8) : 'no-pages';
  return `${version}+${build}`;
}

async function main(): Promise<void> {
  const { config, demo } = readCommandLine(process.argv.slice(2));
  assertBindAllowed(config);
  const log = createLog(config);
  startWatchdog({
    ...{ environment: process.env, pid: process.pid, clock: systemClock, log },
    run: (program, args, done) => execFile(program, args, { timeout: WATCHDOG_BEAT_TIMEOUT_MS }, (error) => done(error?.message ?? null)),
  });
  let starting: Promise<App> | null = null;
  /** Of a clock that nobody can set. */
  let stoppingSinceMs: number | null = null;
  const stop = async (signal: string) => {
    if (stoppingSinceMs !== null) {
      // Ctrl-C reaches everybody in the terminal's group, and those before us pass it on as well: that is one wish, not three.
      if (systemClock.elapsed() - stoppingSinceMs < SAME_WISH_MS) return;
      log.warn({ signal }, 'asked twice: ending without waiting');
      process.exit(1);
    }
    stoppingSinceMs = systemClock.elapsed();
    log.info({ signal }, 'stopping');
    // Whatever was acknowledged is in the store: a stop that hangs is no reason to stay.
    setTimeout(() => {
      log.error({}, 'the stop hangs: ending without it');
      process.exit(1);
    }, STOP_WITHIN_MS).unref();
    // A start under way is let to its end, or to its failure, and then undone.
    await (await starting?.catch(() => null))?.stop();
    process.exit(0);
  };
  process.on('SIGTERM', (signal) => void stop(signal));
  process.on('SIGINT', (signal) => void stop(signal));
  // Node forgets what `nohup` asked for, so the output tells: where none of it goes to a terminal, the end of that terminal is not ours.
  const isAttached = isatty(1) || isatty(2);
  process.on('SIGHUP', (signal) => (isAttached ? void stop(signal) : log.info({ signal }, 'the terminal has gone: going on without it')));
  if (process.env.WARROOM_LAUNCHED !== undefined) whenParentEnds(() => void stop('the launcher has ended'));

  const pages = path.join(root, 'display', 'dist');
  const store = await openWhenThere(config, log);
  starting = startApp({ config, clock: systemClock, store, log, version: versionOf(pages), pages, demo });
  const app = await starting;
  if (stoppingSinceMs !== null) return;
  const lines = [
    '',
    `  Wall  ${app.address}/wall`,
    `  Ops   ${app.address}/ops`,
    `  API   ${app.address}/api/docs`,
    ...(app.isDemo ? ['', '  DEMO: a simulated sales organisation. `npm start -- --no-demo` starts without it.'] : []),
    '',
  ];
  console.log(lines.join('\n'));
}

/** Killed outright, a parent passes nothing on: its children are given to another process then. */
function whenParentEnds(then: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    then();
  }, PARENT_WATCH_MS);
  watch.unref();
}

/** A store that is not there yet is waited for; any other trouble ends the start. */
async function openWhenThere(config: Config, log: ReturnType<typeof createLog>): Promise<Store> {
  for (;;) {
    try {
      return await openStore(config.store, log);
    } catch (error) {
      if (!(error instanceof WarroomError) || !error.retry) throw error;
      log.warn({ code: error.code }, `${error.message}; trying again`);
      await wait(STORE_RETRY_MS);
    }
  }
}

try {
  await main();
} catch (error) {
  const { code, syscall } = error as NodeJS.ErrnoException & { syscall?: string };
  const line =
    error instanceof WarroomError
      ? error.message
      : code === 'EADDRINUSE'
        ? `the address is in use already: is another Warroom running? Choose another with --port. (${(error as Error).message})`
        : code?.startsWith('ERR_PARSE_ARGS') || syscall === 'listen'
          ? (error as Error).message
          : ((error as Error).stack ?? String(error));
  console.error(`warroom: ${line}`);
  process.exit(1);
}
