/** The list of rows that are no valid events: each is in it once, however often it is found. */
import type { Store } from './client.ts';
import type { RejectedRow } from './eventRows.ts';
import { insertApart, type RefusedRow } from './insertApart.ts';
import { sqlTime } from './sqlTime.ts';

const COLUMNS = ['id', 'ingested_at', 'kind', 'source', 'key', 'field', 'reason', 'raw'];
const ROWS_PER_INSERT = 1_000;

const insertRow = (row: RejectedRow): string =>
  JSON.stringify([row.id, sqlTime(row.ingestedAtMs), row.kind, row.source, row.key, row.field, row.reason, row.raw]);

export class RejectedLog {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Leaves out rows that are listed already; two servers that write at the same time are folded into one by the table's engine.
   * @returns rows that cannot be listed since the store cannot read them even so
   */
  async append(rows: readonly RejectedRow[]): Promise<RefusedRow<RejectedRow>[]> {
    const refused: RefusedRow<RejectedRow>[] = [];
    for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
      const batch = rows.slice(start, start + ROWS_PER_INSERT);
      const listed = new Set(
        (
          await this.#store.query<[string]>(
            'state.rejected',
            `SELECT concat(toString(id), toString(toUnixTimestamp64Milli(ingested_at))) FROM ${this.#store.table('rejected')}
             WHERE id IN (${batch.map((row) => `'${row.id}'`).join(',')})`,
          )
        ).map((row) => row[0]),
      );
      const fresh = batch.filter((row) => !listed.has(`${row.id}${row.ingestedAtMs}`));
      refused.push(...(await insertApart(fresh, (some) => this.#store.insert('state.rejected', 'rejected', COLUMNS, some.map(insertRow)))));
    }
    return refused;
  }

  /** `limit` rows, newest first: those after the one named, or from the newest on. */
  async newest(limit: number, after: Pick<RejectedRow, 'id' | 'ingestedAtMs'> | null = null): Promise<RejectedRow[]> {
    const at = "fromUnixTimestamp64Milli({at:Int64}, 'UTC')";
    const rows = await this.#store.query<[string, number, string, string, string, string, string, string]>(
      'read.rejected',
      `SELECT toString(id), toUnixTimestamp64Milli(ingested_at), kind, source, key, field, reason, raw FROM ${this.#store.table('rejected')} FINAL
       ${after ? `WHERE ingested_at <= ${at} AND (ingested_at < ${at} OR toString(id) > {id:String})` : ''}
       ORDER BY ingested_at DESC, toString(id) LIMIT ${Math.trunc(limit)}`,
      { params: after ? { at: after.ingestedAtMs, id: after.id } : {} },
    );
    return rows.map(([id, ingestedAtMs, kind, source, key, field, reason, raw]) => ({
      id,
      ingestedAtMs,
      kind,
      source,
      key,
      field,
      reason,
      raw,
    }));
  }

  async count(): Promise<number> {
    const [row] = await this.#store.query<[number]>('read.rejected', `SELECT count() FROM ${this.#store.table('rejected')} FINAL`);
    return row?.[0] ?? 0;
  }
}
