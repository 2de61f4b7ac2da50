/** Brings the tables up to date: numbered SQL files, each run once, in order. Running it again changes nothing. */

import { readdirSync, readFileSync } from 'node:fs';
import { WarroomError } from '../errors.ts';
import type { Log } from '../log.ts';
import { fillAlertStates } from './alertStateFill.ts';
import type { Store } from './client.ts';
import type { StoreSettings } from './settings.ts';

const DIRECTORY = new URL('./migrations/', import.meta.url);
/** TTL is counted in a 32-bit DateTime, which ends in 2106: a longer time would wrap round and drop every row at once. */
const MAX_RETENTION_DAYS = 18_250;

/** What takes longer than one statement may: run after the file of that version, and once more from where it was should the process end in it. */
const AFTERWARDS: Readonly<Record<string, (store: Store, log: Log) => Promise<void>>> = { alert_states: fillAlertStates };

export interface Migration {
  version: number;
  name: string;
  sql: string;
}

export function readMigrations(directory: URL = DIRECTORY): Migration[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const match = /^(\d{3})_(\w+)\.sql$/.exec(file);
      if (!match) throw new WarroomError('INTERNAL', `migration ${file}: the name must read NNN_name.sql`);
      return { version: Number(match[1]), name: match[2] as string, sql: readFileSync(new URL(file, directory), 'utf8') };
    });
}

/** `ReplicatedMergeTree('/path', '{replica}')` with variant `Replacing` → `ReplicatedReplacingMergeTree('/path', '{replica}')`. */
export function engineVariant(engine: string, variant: '' | 'Replacing' | 'Aggregating'): string {
  const match = /^(Replicated|Shared)?MergeTree(\(.*\))?$/.exec(engine);
  if (!match) {
    throw new WarroomError(
      'CONFIG_INVALID',
      `store.engine: ${engine} is not MergeTree, ReplicatedMergeTree or SharedMergeTree (arguments allowed)`,
    );
  }
  return `${match[1] ?? ''}${variant}MergeTree${match[2] ?? ''}`;
}

/** The values that stand for `{{name}}` in the SQL files. */
export function migrationVariables(settings: StoreSettings): Record<string, string> {
  if (settings.retentionDays > MAX_RETENTION_DAYS) {
    throw new WarroomError('CONFIG_INVALID', `store.retentionDays: at most ${MAX_RETENTION_DAYS}; 0 keeps rows forever`);
  }
  if (!/^[\w{}.-]*$/.test(settings.onCluster)) throw new WarroomError('CONFIG_INVALID', 'store.onCluster: not a cluster name');
  return {
    database: `\`${settings.database}\``,
    on_cluster: settings.onCluster === '' ? '' : `ON CLUSTER '${settings.onCluster}'`,
    engine: engineVariant(settings.engine, ''),
    replacing_engine: engineVariant(settings.engine, 'Replacing'),
    aggregating_engine: engineVariant(settings.engine, 'Aggregating'),
    events_ttl: settings.retentionDays === 0 ? '' : `TTL toDateTime(ingested_at) + INTERVAL ${settings.retentionDays} DAY`,
  };
}

export function fillIn(sql: string, variables: Record<string, string>): string {
  return sql.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = variables[name];
    if (value === undefined) throw new WarroomError('INTERNAL', `migration: no value for {{${name}}}`);
    return value;
  });
}

/** Statements of a file, without comment lines. A statement ends with a semicolon at the end of a line. */
function statements(sql: string): string[] {
  return sql
    .replaceAll(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

/** @returns the versions that were applied now. @throws WarroomError INTERNAL when the store is newer than this code. */
export async function migrate(
  store: Store,
  settings: StoreSettings,
  log: Log,
  migrations: readonly Migration[] = readMigrations(),
): Promise<number[]> {
  const variables = migrationVariables(settings);
  await store.command('state.migrate', fillIn('CREATE DATABASE IF NOT EXISTS {{database}} {{on_cluster}}', variables));
  await store.command(
    'state.migrate',
    fillIn(
      "CREATE TABLE IF NOT EXISTS {{database}}.schema_migrations {{on_cluster}} (version UInt32, name String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3)) ENGINE = {{replacing_engine}} ORDER BY version",
      variables,
    ),
  );
  const done = new Set(
    (await store.query<[number]>('state.migrate', `SELECT DISTINCT version FROM ${store.table('schema_migrations')}`)).map((row) => row[0]),
  );
  const newest = Math.max(0, ...migrations.map((migration) => migration.version));
  const newer = Math.max(0, ...done);
  if (newer > newest) {
    throw new WarroomError(
      'INTERNAL',
      `the store's tables are at version ${newer}, and this server knows versions up to ${newest}: start a newer server`,
    );
  }
  const applied: number[] = [];
  for (const migration of migrations) {
    if (done.has(migration.version)) continue;
    for (const statement of statements(fillIn(migration.sql, variables))) await store.command('state.migrate', statement);
    await AFTERWARDS[migration.name]?.(store, log);
    await store.insert('state.migrate', 'schema_migrations', ['version', 'name'], [JSON.stringify([migration.version, migration.name])]);
    log.info({ version: migration.version, name: migration.name }, 'migration applied');
    applied.push(migration.version);
  }
  await setRetention(store, settings, variables);
  return applied;
}

/** The retention is a setting, not a migration: a changed one takes effect at the next start. */
async function setRetention(store: Store, settings: StoreSettings, variables: Record<string, string>): Promise<void> {
  const [row] = await store.query<[string]>(
    'state.migrate',
    `SELECT create_table_query FROM system.tables WHERE database = {database:String} AND name = 'events'`,
    { params: { database: settings.database } },
  );
  const has = /TTL toDateTime\(ingested_at\) \+ toIntervalDay\((\d+)\)/.exec(row?.[0] ?? '')?.[1];
  if (Number(has ?? 0) === settings.retentionDays) return;
  const alter = settings.retentionDays === 0 ? 'REMOVE TTL' : `MODIFY ${variables.events_ttl}`;
  await store.command('state.migrate', fillIn(`ALTER TABLE {{database}}.events {{on_cluster}} ${alter}`, variables));
}
