import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore, quietLog, type TestStore } from '../../../testing/testStore.ts';
import { engineVariant, fillIn, migrate, migrationVariables, readMigrations } from '../../src/store/migrate.ts';

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.close());

test('running the migrations again changes nothing', async () => {
  const { store, config } = opened;
  const tables = () => store.query('read', `SELECT name, create_table_query FROM system.tables WHERE database = 'warroom' ORDER BY name`);
  const before = await tables();
  expect(before.map((row) => row[0])).toEqual([
    ...['alert_log', 'alert_states', 'alert_states_filled', 'alert_states_view'],
    ...['checkpoints', 'erasures', 'events', 'rejected', 'schema_migrations'],
  ]);
  expect(await migrate(store, config.store, quietLog)).toEqual([]);
  expect(await tables()).toEqual(before);
});

test('versions are numbered without a gap', () => {
  expect(readMigrations().map((migration) => migration.version)).toEqual(readMigrations().map((_, index) => index + 1));
});

test('a store of a newer server is refused', async () => {
  const { store, config } = opened;
  const known = readMigrations().slice(0, 2);
  await expect(migrate(store, config.store, quietLog, known)).rejects.toThrow(/start a newer server/);
});

test('the retention follows the setting, both ways', async () => {
  const { store, config } = opened;
  const ttl = async () =>
    /TTL .*toIntervalDay\((\d+)\)/.exec(((await store.query('read', 'SHOW CREATE TABLE warroom.events')) as string[][])[0]?.[0] ?? '')?.[1];
  expect(await ttl()).toBeUndefined();
  await migrate(store, { ...config.store, retentionDays: 30 }, quietLog);
  expect(await ttl()).toBe('30');
  await migrate(store, { ...config.store, retentionDays: 31 }, quietLog);
  expect(await ttl()).toBe('31');
  await migrate(store, { ...config.store, retentionDays: 0 }, quietLog);
  expect(await ttl()).toBeUndefined();
  await expect(migrate(store, { ...config.store, retentionDays: 99_999 }, quietLog)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});

test('counting by second is answered by the projection, not by reading the rows', async () => {
  const { store } = opened;
  await store.insert('ingest', 'events', ['kind'], ['["x"]']);
  const digest =
    'SELECT toStartOfSecond(ingested_at) AS s, count(), toString(groupBitXor(cityHash64(id))) FROM warroom.events WHERE s >= fromUnixTimestamp64Milli(0) GROUP BY s';
  // The engine refuses the query under this setting where no projection serves it.
  const settings = { force_optimize_projection: 1 };
  expect(await store.query('read', digest, { settings })).toHaveLength(1);
  await expect(store.query('read', digest.replace('cityHash64(id)', 'cityHash64(key)'), { settings })).rejects.toThrow(
    /PROJECTION_NOT_USED/,
  );
});

test('on a cluster the engine, the cluster and the variant stand in the SQL', () => {
  const settings = { ...opened.config.store, engine: "ReplicatedMergeTree('/ch/{shard}/{table}', '{replica}')", onCluster: 'prod' };
  const variables = migrationVariables(settings);
  const rejected = fillIn(readMigrations().find((migration) => migration.name === 'rejected')?.sql ?? '', variables);
  expect(rejected).toContain("ON CLUSTER 'prod'");
  expect(rejected).toContain("ENGINE = ReplicatedReplacingMergeTree('/ch/{shard}/{table}', '{replica}')");
  expect(engineVariant('SharedMergeTree', 'Replacing')).toBe('SharedReplacingMergeTree');
  expect(() => engineVariant('Log', '')).toThrow(/store.engine/);
});
