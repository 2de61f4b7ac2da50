/**
 * Whether a directory can hold the embedded engine's files, tried out before the engine is loaded: the engine takes seconds to load, says
 * what is wrong in pages of its own, and goes on trying.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { WarroomError } from '../errors.ts';

const REASONS: Record<string, string> = {
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'there is a file of that name',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'a link points at itself',
  ENOENT: 'it cannot be made here',
};
/** What the engine needs at its very first start, on an empty device. */
const PROBE_BYTES = 1024 * 1024;

/**
 * Makes the directory where it is missing.
 * @throws WarroomError CONFIG_INVALID that says why nothing can be kept there, STORE_LOCKED with the process that has it
 */
export function prepareDataDirectory(directory: string): void {
  const owner = lockHolder(path.join(directory, 'status'));
  if (owner !== null) throw inUse(directory, owner);
  try {
    make(directory);
    if (!statSync(directory).isDirectory()) throw Object.assign(new Error('not a directory'), { code: 'EEXIST' });
  } catch (cause) {
    throw unusable(directory, 'cannot be created', cause as NodeJS.ErrnoException);
  }
  const isNew = readdirSync(directory).length === 0;
  const probe = path.join(directory, `probe-${process.pid}`);
  try {
    writeFileSync(probe, isNew ? Buffer.alloc(PROBE_BYTES) : '');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // A full disk under a store that is there: what it holds can still be shown, and readiness tells that nothing can be added.
    if (isNew || (code !== 'ENOSPC' && code !== 'EDQUOT'))
      throw unusable(directory, 'cannot be written to', cause as NodeJS.ErrnoException);
  } finally {
    rmSync(probe, { force: true });
  }
}

export function inUse(directory: string, owner: number, cause?: unknown): WarroomError {
  return new WarroomError(
    'STORE_LOCKED',
    `data directory ${directory} is in use by process ${owner}: stop it, give this server another directory with --data, or set CLICKHOUSE_URL so that both share a ClickHouse server`,
    { cause },
  );
}

/** One by one: Node's recursive mkdir never returns where the parent is there and takes no children, as in /proc. */
function make(directory: string): void {
  if (existsSync(directory)) return;
  const parent = path.dirname(directory);
  if (parent !== directory) make(parent);
  try {
    mkdirSync(directory);
  } catch (error) {
    // Somebody else was first.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !existsSync(directory)) throw error;
  }
}

function unusable(directory: string, what: string, cause: NodeJS.ErrnoException): WarroomError {
  const reason = REASONS[cause.code ?? ''];
  const told = reason ? `${reason} (${cause.code})` : cause.message;
  return new WarroomError('CONFIG_INVALID', `data directory ${directory} ${what}: ${told}. Give another with --data.`, { cause });
}

/** The process that holds the lock on this file, as the kernel has it; null where there is none, or where the kernel does not tell. */
function lockHolder(file: string): number | null {
  try {
    const { ino } = statSync(file);
    for (const line of readFileSync('/proc/locks', 'utf8').split('\n')) {
      const [, pid, inode] = /^\d+: +FLOCK +\S+ +WRITE +(\d+) +[\da-f]+:[\da-f]+:(\d+) /.exec(line) ?? [];
      if (inode === String(ino) && pid !== String(process.pid)) return Number(pid);
    }
  } catch {
    // No such file yet, or no Linux: the engine will tell.
  }
  return null;
}
