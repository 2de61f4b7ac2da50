/**
 * Deletes single rows for good: parts are rewritten without them, projections with them, and the call ends when that is done on every
 * replica. Statements name rows by ids and hashes alone, since the store keeps the text of such statements.
 */
import type { Store } from './client.ts';
import { sqlLists, sqlText } from './sqlText.ts';

/** `hash` tells rows apart that share an id, as the nil id of messages that could not be read: cityHash64 of {@link hashedColumns} as text. */
export interface RowToDelete {
  id: string;
  hash?: string;
}

/** Well under the engine's limit on the length of a query (256 KiB). */
const ROWS_PER_STATEMENT = 3_000;
const HASHED = {
  events: 'id, kind, at, source, key, customer_id, data, ingested_at',
  rejected: 'id, ingested_at, raw',
  alert_log: '',
} as const;
export type ErasableTable = keyof typeof HASHED;

/** What is kept of these alerts beside their rows in the log. */
export async function deleteAlertStates(store: Store, alertIds: Iterable<string>): Promise<void> {
  for (const ids of sqlLists([...new Set(alertIds)].map(sqlText)))
    await store.command(
      'state.erase',
      `ALTER TABLE ${store.table('alert_states')} DELETE WHERE alert_id IN (${ids}) SETTINGS mutations_sync = 2`,
    );
}

/** SQL of a row's hash. */
export const rowHashOf = (table: Exclude<ErasableTable, 'alert_log'>): string => `cityHash64(${HASHED[table]})`;

export async function deleteRows(store: Store, table: ErasableTable, rows: readonly RowToDelete[]): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    const some = rows.slice(start, start + ROWS_PER_STATEMENT);
    const ids = some.map(({ id }) => sqlText(id));
    const hashes = some.flatMap(({ hash }) => hash ?? []);
    const exactly = table !== 'alert_log' && hashes.length > 0 ? ` AND ${rowHashOf(table)} IN (${hashes.join(',')})` : '';
    await store.command(
      'state.erase',
      `ALTER TABLE ${store.table(table)} DELETE WHERE id IN (${ids.join(',')})${exactly} SETTINGS mutations_sync = 2`,
    );
  }
}
