/** What each command of package.json does, once everything is installed. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureBrowser } from './browser.ts';

const root = path.dirname(import.meta.dirname);
const bin = (name: string) => path.join(root, 'node_modules', '.bin', name);
const node = process.execPath;
const [task = 'help', ...args] = process.argv.slice(2);
/** Where the person stands, for paths on the command line. */
const cwd = process.env.WARROOM_CWD ?? process.cwd();

/** Runs a command to its end and answers its exit code. */
function run(command: string, argv: string[], extra: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, argv, { cwd: root, stdio: 'inherit', env: { ...process.env, ...extra } });
    child.on('error', (error) => {
      console.error(`warroom: ${command}: ${error.message}`);
      resolve(1);
    });
    const forward = (signal: NodeJS.Signals) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, forward);
    child.on('exit', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(name, forward);
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}
const script = (file: string, argv: string[], extra?: Record<string, string>) =>
  run(node, ['--disable-warning=ExperimentalWarning', path.join(root, file), ...argv], extra);

const stampFile = path.join(root, 'display/dist/.built-from');

/** Builds the pages unless those that are there were made from the very same sources. */
async function buildDisplay(): Promise<number> {
  const stamp = sourcesHash(['display', 'protocol/src', 'package-lock.json']);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return 0;
  console.error('warroom: building the display …');
  const code = await viteBuild();
  if (code === 0) writeFileSync(stampFile, stamp);
  return code;
}

function sourcesHash(entries: string[]): string {
  const hash = createHash('sha256');
  const add = (relative: string) => {
    const full = path.join(root, relative);
    if (!statSync(full).isDirectory()) {
      hash.update(relative).update(readFileSync(full));
      return;
    }
    for (const name of readdirSync(full).sort()) if (!['dist', 'node_modules', '.vite'].includes(name)) add(path.join(relative, name));
  };
  for (const entry of entries) add(entry);
  return hash.digest('hex');
}

const viteBuild = () =>
  run(node, [path.join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn', path.join(root, 'display')]);

async function check(): Promise<number> {
  const steps: [string, () => Promise<number>][] = [
    ['format and lint', () => run(bin('biome'), ['check', '--error-on-warnings', '.'])],
    ['types', () => run(node, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'])],
    ['types of the display', () => run(bin('vue-tsc'), ['--noEmit', '-p', 'display/tsconfig.json'])],
  ];
  for (const [what, step] of steps) {
    const startedMs = performance.now();
    const code = await step();
    console.error(`warroom: ${what}: ${code === 0 ? 'ok' : 'FAILED'} (${((performance.now() - startedMs) / 1_000).toFixed(0)} s)`);
    if (code !== 0) return code;
  }
  return 0;
}

async function test(): Promise<number> {
  if (args.length > 0)
    return run(node, [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...args], { CHROME_PATH: await ensureBrowser() });
  const checked = await check();
  if (checked !== 0) return checked;
  const CHROME_PATH = await ensureBrowser();
  // The tests that start the product as a person would serve the built display.
  const built = await buildDisplay();
  if (built !== 0) return built;
  return run(
    node,
    [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=./scripts/closingLine.ts'],
    { CHROME_PATH },
  );
}

/** Development: the server restarts and the pages reload on every change. */
async function dev(): Promise<number> {
  const server = run(node, [
    '--disable-warning=ExperimentalWarning',
    '--watch',
    '--watch-preserve-output',
    path.join(root, 'server/src/main.ts'),
    ...args,
  ]);
  const port = args[args.indexOf('--port') + 1];
  // The pages' own server hands what is not a page on to ours.
  const pages = run(
    node,
    [path.join(root, 'node_modules/vite/bin/vite.js'), path.join(root, 'display')],
    args.includes('--port') ? { WARROOM_SERVER: `http://127.0.0.1:${port}` } : {},
  );
  return Math.max(...(await Promise.all([server, pages])));
}

async function start(): Promise<number> {
  const built = await buildDisplay();
  if (built !== 0) return built;
  return script('server/src/main.ts', args);
}

async function main(): Promise<number> {
  switch (task) {
    case 'start':
      return start();
    case 'dev':
      return dev();
    case 'test':
      return test();
    case 'check':
      return check();
    case 'format':
      return run(bin('biome'), ['check', '--write', '.']);
    case 'build':
      return buildDisplay();
    case 'bench':
      return script('server/bench/run.ts', args);
    case 'import': {
      const { main: importMain } = await import('../server/src/commands/importCommand.ts');
      return importMain(args, cwd);
    }
    case 'replay': {
      const { replayCommand } = await import('../server/src/commands/replayCommand.ts');
      return replayCommand(args, cwd);
    }
    case 'erase': {
      const { eraseCommand } = await import('../server/src/commands/eraseCommand.ts');
      return eraseCommand(args, cwd);
    }
    case 'demo': {
      const { demoCommand } = await import('../server/src/commands/demoCommand.ts');
      return demoCommand(args, cwd);
    }
    case 'docs':
      return script('scripts/configDocs.ts', args);
    case 'dashboards':
      return script('dashboards/src/generate.ts', args);
    case 'loadtest':
      return script('loadtest/run.ts', args);
    case 'screens':
      return script('scripts/screens.ts', args, { CHROME_PATH: await ensureBrowser() });
    default:
      console.error(`warroom: no such command: ${task}`);
      return 2;
  }
}

// The launcher was killed: nobody is left to pass anything on, so this end is passed on as a stop.
if (process.env.WARROOM_LAUNCHED !== undefined) {
  const launcher = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === launcher) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 1_000);
  watch.unref();
}

process.exitCode = await main();
