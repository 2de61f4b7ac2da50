/** The embedded engine: chDB in this process, behind the same client as a ClickHouse server. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { WarroomError } from '../errors.ts';
import { inUse, prepareDataDirectory } from './dataDirectory.ts';
import { restoreFatalSignals } from './fatalSignals.ts';

export interface EmbeddedEngine {
  /** Where its files are. */
  readonly directory: string;
  connect(): ClickHouseClient;
  /** Waits until no query is under way: to close or exit before that crashes the process. */
  drain(): Promise<void>;
}

/** @throws WarroomError STORE_LOCKED when another process has the directory; CONFIG_INVALID when the engine is not installed or cannot use it. */
export async function openEmbeddedEngine(dataDir: string): Promise<EmbeddedEngine> {
  const directory = path.resolve(dataDir, 'clickhouse');
  prepareDataDirectory(directory);
  let connection: typeof import('chdb/connection');
  let engine: typeof import('chdb');
  try {
    [connection, engine] = await Promise.all([import('chdb/connection'), import('chdb')]);
  } catch (cause) {
    throw new WarroomError(
      'CONFIG_INVALID',
      `the embedded engine (npm package chdb) is not installed for ${process.platform}-${process.arch}: ` +
        'set CLICKHOUSE_URL to use a ClickHouse server, or run npm install on Linux or macOS',
      { cause },
    );
  }
  const connect = () => {
    try {
      const opened = connection.createChdbConnection({ path: directory });
      restoreFatalSignals();
      return createClient({ connection: opened as never, log: { level: ClickHouseLogLevel.OFF } });
    } catch (cause) {
      throw openingFailed(directory, cause as Error);
    }
  };
  return { directory, connect, drain: () => engine.drainPending() };
}

function openingFailed(directory: string, cause: Error): WarroomError {
  const owner = lockOwner(directory);
  if (owner !== null && owner !== process.pid) return inUse(directory, owner, cause);
  if (cause.message.includes('one active data directory per process')) {
    return new WarroomError('STORE_LOCKED', `this process already has another data directory open: ${cause.message}`, { cause });
  }
  return new WarroomError(
    'CONFIG_INVALID',
    `the embedded engine cannot open ${directory}: it is damaged, or its files are not writable (the engine's own message is above). Restore it, or start with another --data directory`,
    { cause },
  );
}

/** The living process that holds the directory, as the engine's `status` file has it; null when none is known. */
function lockOwner(directory: string): number | null {
  try {
    const pid = Number(/^PID: (\d+)$/m.exec(readFileSync(path.join(directory, 'status'), 'utf8'))?.[1]);
    if (!Number.isInteger(pid)) return null;
    try {
      process.kill(pid, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') return null;
    }
    return pid;
  } catch {
    return null;
  }
}
