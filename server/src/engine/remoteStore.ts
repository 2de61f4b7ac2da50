/** The store as the engine's thread sees it: the gateway asks for it, since one process opens an embedded store once. */
import { WarroomError } from '../errors.ts';
import type { QueryOptions, Store, StorePart } from '../store/client.ts';
import type { Calls } from './calls.ts';
import type { EngineData, GatewayCalls } from './messages.ts';

export class RemoteStore implements Store {
  readonly embedded: boolean;
  readonly database: string;
  readonly where: string;
  readonly #calls: Calls<GatewayCalls>;

  constructor({ embedded, database, where }: EngineData['store'], calls: Calls<GatewayCalls>) {
    this.embedded = embedded;
    this.database = database;
    this.where = where;
    this.#calls = calls;
  }

  table(name: string): string {
    return `\`${this.database}\`.\`${name}\``;
  }

  query<Row extends unknown[]>(part: StorePart, sql: string, options?: QueryOptions): Promise<Row[]> {
    return this.#calls.call('query', part, sql, options) as Promise<Row[]>;
  }

  columns(part: StorePart, sql: string, options?: QueryOptions): Promise<Uint8Array<ArrayBuffer>> {
    return this.#calls.call('columns', part, sql, options);
  }

  insert(part: StorePart, table: string, columns: readonly string[], rows: readonly string[]): Promise<void> {
    return this.#calls.call('insert', part, table, columns, rows);
  }

  command(part: StorePart, sql: string): Promise<void> {
    return this.#calls.call('command', part, sql);
  }

  ping(): Promise<boolean> {
    return this.query('read.ping', 'SELECT 1').then(
      () => true,
      () => false,
    );
  }

  in(): Store {
    throw new WarroomError('INTERNAL', 'an engine stands on one database');
  }

  /** The gateway sees every write itself. */
  onWrite(): void {}

  /** It is the gateway's. */
  async close(): Promise<void> {}
}
