// The one door to every command. Plain JavaScript that runs on any Node >= 20.19: it installs what the lock file
// names when that is missing, then hands over to the Node of node_modules, which runs the TypeScript as it stands.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const nodeBin = path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const stampFile = path.join(root, 'node_modules', '.warroom-installed');
const [command, ...rest] = process.argv.slice(2);

/** Changes whenever the lock file does, so that a `git pull` is followed by an install without anyone remembering it. */
function lockStamp() {
  return createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
}

function install() {
  const stamp = lockStamp();
  if (existsSync(nodeBin) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  console.error('warroom: installing what is missing (once; about a minute) …');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    console.error('warroom: `npm ci` failed; its own message stands above. Is the npm registry reachable?');
    process.exit(result.status ?? 1);
  }
  mkdirSync(path.dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
}

install();
const child = spawn(
  nodeBin,
  ['--disable-warning=ExperimentalWarning', path.join(root, 'scripts', 'tasks.ts'), command ?? 'help', ...rest],
  {
    cwd: root,
    stdio: 'inherit',
    // libuv's pool runs the embedded engine's queries: with four threads a long read would starve the writer.
    env: { ...process.env, UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '12', WARROOM_CWD: process.cwd() },
    shell: process.platform === 'win32',
  },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// npm ends on SIGTERM without passing it on: whoever started this is gone then, and the server must not stay behind.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) child.kill('SIGTERM');
}, 1_000).unref();
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
