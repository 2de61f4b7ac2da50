/**
 * A store whose clock can be set: what it says of the time, the arrival it gives to rows, and what it takes for the future are moved by
 * `byMs`. Several servers may stand on one clock.
 */
import type { QueryOptions, Store, StorePart, WriteListener } from '../server/src/store/client.ts';
import { sqlTime } from '../server/src/store/sqlTime.ts';

/** Of a store's machine: what was added to the right time. */
export interface SetClock {
  byMs: number;
}

/** Tables whose rows bear their arrival. */
const ARRIVALS: readonly string[] = ['events', 'alert_log'];

export class SetStore implements Store {
  readonly #store: Store;
  readonly #clock: SetClock;

  constructor(store: Store, clock: SetClock) {
    this.#store = store;
    this.#clock = clock;
  }

  get embedded(): boolean {
    return this.#store.embedded;
  }
  get database(): string {
    return this.#store.database;
  }
  get where(): string {
    return this.#store.where;
  }
  table(name: string): string {
    return this.#store.table(name);
  }
  in(database: string): Store {
    return new SetStore(this.#store.in(database), this.#clock);
  }
  query<Row extends unknown[]>(part: StorePart, sql: string, options?: QueryOptions): Promise<Row[]> {
    return this.#store.query<Row>(part, this.#moved(sql), options);
  }
  columns(part: StorePart, sql: string, options?: QueryOptions): Promise<Uint8Array<ArrayBuffer>> {
    return this.#store.columns(part, this.#moved(sql), options);
  }
  insert(part: StorePart, table: string, columns: readonly string[], rows: readonly string[], count?: number): Promise<void> {
    if (!ARRIVALS.includes(table) || columns.includes('ingested_at')) return this.#store.insert(part, table, columns, rows, count);
    const arrival = sqlTime(Date.now() + this.#clock.byMs);
    // One text may have several rows, with commas between.
    const stamped = (JSON.parse(`[${rows.join(',')}]`) as unknown[][]).map((row) => JSON.stringify([...row, arrival]));
    return this.#store.insert(part, table, [...columns, 'ingested_at'], stamped);
  }
  onWrite(listener: WriteListener): void {
    this.#store.onWrite(listener);
  }
  command(part: StorePart, sql: string): Promise<void> {
    return this.#store.command(part, sql);
  }
  ping(): Promise<boolean> {
    return this.#store.ping();
  }
  close(): Promise<void> {
    return this.#store.close();
  }
  #moved(sql: string): string {
    return sql.replaceAll('now64(3)', `(now64(3) + toIntervalMillisecond(${this.#clock.byMs}))`);
  }
}
