/** `store` in the configuration. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { ms, section } from '../settings.ts';

export const StoreSection = section({
  url: Type.String({
    default: '',
    description: 'ClickHouse over HTTP(S), without credentials. Empty: the embedded engine under `dataDir`.',
  }),
  user: Type.String({ default: 'default', description: 'ClickHouse user.' }),
  password: Type.String({ default: '', description: 'ClickHouse password; better set by CLICKHOUSE_PASSWORD.' }),
  database: Type.String({ default: 'warroom', pattern: '^[A-Za-z_][A-Za-z0-9_]*$', description: 'Database that holds the tables.' }),
  dataDir: Type.String({ minLength: 1, default: './data', description: 'Where the embedded engine keeps its files.' }),
  retentionDays: Type.Integer({
    minimum: 0,
    default: 0,
    description: 'Days after which events are dropped from the store; 0 keeps them forever.',
  }),
  requestTimeoutMs: ms(30_000, 'Longest wait for one answer of the store.'),
  engine: Type.String({
    default: 'MergeTree',
    description: 'Table engine family for migrations, such as ReplicatedMergeTree on a cluster.',
  }),
  onCluster: Type.String({ default: '', description: 'Cluster name for ON CLUSTER in migrations; empty for none.' }),
});
export type StoreSettings = Static<typeof StoreSection>;
