// The one door to every command. Plain JavaScript that runs on any Node >= 20.19: it installs what the lock file
// names when that is missing, then hands over to the Node of node_modules, which runs the TypeScript as it stands.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isatty } from 'node:tty';
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
    env: { ...process.env, UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '12', WARROOM_CWD: process.cwd(), WARROOM_LAUNCHED: '1' },
    shell: process.platform === 'win32',
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
// Node forgets what `nohup` asked for, so the output tells: where none of it goes to the terminal, the end of that terminal is not ours.
const isAttached = isatty(1) || isatty(2);
let isOnItsOwn = false;
process.on('SIGHUP', () => {
  isOnItsOwn = !isAttached;
  child.kill('SIGHUP');
});
// npm may end without passing it on: whoever started this is gone then, and the server must not stay behind. A shell may end, though.
const isByNpm = process.env.npm_lifecycle_event !== undefined;
const starters = () => [process.ppid, isByNpm ? parentOf(process.ppid) : null].join();
const startedBy = starters();
const watch = setInterval(() => {
  if (!isByNpm || isOnItsOwn || starters() === startedBy) return;
  // Once: a second wish to stop would be taken as impatience.
  clearInterval(watch);
  child.kill('SIGTERM');
}, 1_000);
watch.unref();

/** npm stands behind a shell of its own; null where the kernel does not tell. */
function parentOf(pid) {
  try {
    return /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
}

child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
