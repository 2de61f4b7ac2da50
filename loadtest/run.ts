/**
 * `npm run loadtest -- [--server URL] [--double] [--token T] [--vus N] [--sockets N] [--seconds S] [--latency-p95 MS] [--demo-speed N] [--out FILE]`
 * Without a server it starts the product on a fresh data directory and stops it again; `--double` measures the machine instead.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { systemClock } from '../server/src/clock.ts';
import { findK6, K6_MODULE_DIR } from './k6Binary.ts';
import { startProduct } from './product.ts';
import { startStreamDouble } from './streamDouble.ts';
import { streamUrl } from './target.ts';

const here = path.dirname(fileURLToPath(import.meta.url));
const DEMO_SPEED = 20;

const { values } = parseArgs({
  options: {
    server: { type: 'string' },
    double: { type: 'boolean', default: false },
    token: { type: 'string', default: '' },
    vus: { type: 'string', default: '2' },
    sockets: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '20' },
    'latency-p95': { type: 'string', default: '' },
    'loop-lag-p95': { type: 'string', default: '' },
    'demo-speed': { type: 'string', default: String(DEMO_SPEED) },
    out: { type: 'string', default: '' },
  },
});

function locateK6(): string {
  return findK6({
    environment: process.env,
    exists: existsSync,
    output: (command, args) => {
      const { status, stdout } = spawnSync(command, [...args], { encoding: 'utf8' });
      return status === 0 ? stdout : null;
    },
    build: (target) => {
      mkdirSync(path.dirname(target), { recursive: true });
      return (
        spawnSync('go', ['build', '-o', target, 'go.k6.io/k6/v2'], { cwd: K6_MODULE_DIR, stdio: ['ignore', 'inherit', 'inherit'] })
          .status === 0
      );
    },
    say: (line) => console.error(line),
  });
}

/** Somewhere to send the crowd, and how to put it away afterwards. */
async function openTarget(): Promise<{ url: string; stop(): Promise<void> }> {
  if (values.double) return startStreamDouble(systemClock.now);
  if (values.server) return { url: streamUrl(values.server), stop: async () => {} };
  const product = await startProduct(Number(values['demo-speed']));
  console.error(`loadtest: the product runs at ${product.url} as process ${product.pid}`);
  return { url: streamUrl(product.url), stop: product.stop };
}

function runScenario(k6: string, url: string): Promise<number> {
  const variables = {
    STREAM_URL: url,
    VUS: values.vus,
    SOCKETS_PER_VU: values.sockets,
    SECONDS: values.seconds,
    LATENCY_P95_MS: values['latency-p95'],
    LOOP_LAG_P95_MS: values['loop-lag-p95'],
    SUMMARY_FILE: values.out ? path.resolve(process.env.WARROOM_CWD ?? '.', values.out) : '',
  };
  const settings = Object.entries(variables).flatMap(([name, value]) => (value === '' ? [] : ['-e', `${name}=${value}`]));
  const child = spawn(k6, ['run', '--no-usage-report', '--quiet', ...settings, path.join(here, 'src', 'stream-smoke.ts')], {
    stdio: ['ignore', 'inherit', 'inherit'],
    // The token goes by the environment: arguments are seen by everybody on the machine.
    env: { ...process.env, TOKEN: values.token, K6_NO_COLOR: 'true' },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

try {
  const k6 = locateK6();
  const target = await openTarget();
  try {
    process.exitCode = await runScenario(k6, target.url);
  } finally {
    await target.stop();
  }
} catch (error) {
  console.error(`loadtest: ${(error as Error).message}`);
  process.exitCode = 1;
}
