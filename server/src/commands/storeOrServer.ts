/**
 * Who a command speaks to: the store itself, or the server that holds it. The embedded engine is open in one process at a time, so a command
 * that finds it taken asks the server there to do the same.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config/config.ts';
import type { Config } from '../config/schema.ts';
import { WarroomError } from '../errors.ts';
import { openStore, type Store } from '../store/client.ts';
import { migrate } from '../store/migrate.ts';
import { quietLog } from './output.ts';

/** Flags that every such command has. */
export const STORE_OPTIONS = {
  data: { type: 'string' },
  config: { type: 'string' },
  server: { type: 'string' },
  token: { type: 'string' },
  help: { type: 'boolean' },
} as const;
export const STORE_USAGE = `  --data DIR      the embedded store (default: of the configuration, ./data)
  --config FILE   configuration, for the store and the server's address
  --server URL    the server that runs on that store (default: by server.host and server.port)
  --token TOKEN   one of the role operate, where that server has tokens (default: WARROOM_OPERATE_TOKEN)
CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD name a ClickHouse server instead.`;

export interface StoreFlags {
  data?: string | undefined;
  config?: string | undefined;
  server?: string | undefined;
  token?: string | undefined;
}

export type ServerCall = <Answer>(at: string, body?: object) => Promise<Answer>;

export interface Ways<T> {
  /** On tables that are up to date. */
  onStore(store: Store, config: Config): Promise<T>;
  onServer(call: ServerCall): Promise<T>;
}

/** @param cwd where relative paths start. @throws WarroomError, also with what the server says */
export async function onStoreOrServer<T>(flags: StoreFlags, cwd: string, { onStore, onServer }: Ways<T>): Promise<T> {
  const config = loadConfig({
    file: flags.config === undefined ? undefined : path.resolve(cwd, flags.config),
    environment: process.env,
    flags: flags.data === undefined ? {} : { 'store.dataDir': flags.data && path.resolve(cwd, flags.data) },
  });
  config.store.dataDir = path.resolve(ROOT, config.store.dataDir);
  if (config.store.url === '' && !existsSync(config.store.dataDir))
    throw new WarroomError('NOT_FOUND', `there is no store in ${config.store.dataDir}: name one with --data, or set CLICKHOUSE_URL`);
  let store: Store;
  try {
    store = await openStore(config.store, quietLog);
  } catch (error) {
    if (!(error instanceof WarroomError) || error.code !== 'STORE_LOCKED') throw error;
    return onServer(callsOf(flags, config));
  }
  try {
    await migrate(store, config.store, quietLog);
    return await onStore(store, config);
  } finally {
    await store.close();
  }
}

const ROOT = path.resolve(import.meta.dirname, '../../..');

function callsOf({ server, token }: StoreFlags, config: Config): ServerCall {
  const host = ['0.0.0.0', '::', ''].includes(config.server.host) ? '127.0.0.1' : config.server.host;
  const base = (server ?? `http://${host.includes(':') ? `[${host}]` : host}:${config.server.port}`).replace(/\/+$/, '');
  const bearer = token ?? process.env.WARROOM_OPERATE_TOKEN;
  return async <Answer>(at: string, body?: object) => {
    const headers = { ...(body ? { 'content-type': 'application/json' } : {}), ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) };
    let response: Response;
    try {
      response = await fetch(base + at, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers });
    } catch (cause) {
      throw new WarroomError('STORE_DOWN', `a server holds the store, and none answers at ${base}: say where it listens with --server`, {
        cause,
      });
    }
    const answer = (await response.json().catch(() => null)) as (Answer & { message?: string }) | null;
    if (!response.ok || answer === null)
      throw new WarroomError('REQUEST_INVALID', `the server at ${base} refuses: ${answer?.message ?? `HTTP ${response.status}`}`);
    return answer;
  };
}

/** Reads the arguments, or says what is wrong with them. */
export function readFlags<T extends NonNullable<Parameters<typeof parseArgs>[0]>['options']>(args: readonly string[], options: T) {
  return parseArgs({ args: [...args], options: { ...STORE_OPTIONS, ...options }, strict: true }).values;
}
