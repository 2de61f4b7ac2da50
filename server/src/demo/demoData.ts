/**
 * Where the simulated organisation's data is: in a database of its own beside the real one, with tables, alert log and checkpoints of its own,
 * so that nothing of it can be met among real rows and all of it goes at one word.
 */
import type { Log } from '../log.ts';
import type { Store } from '../store/client.ts';
import { erase, findErasable, selectionOfSources } from '../store/erase.ts';
import { migrate } from '../store/migrate.ts';
import type { StoreSettings } from '../store/settings.ts';
import { DEMO_SOURCE_PREFIX } from './world/organisation.ts';

/** What there is of the demo. */
export interface DemoLeft {
  /** Events in its own database. */
  events: number;
  /** Events that a former version simulated into the real database, beside real ones. */
  mixedIn: number;
}

const SUFFIX = '_demo';
/** Moved in this order: `events` last, since it is by that table that a finished move is known. */
const MOVED = ['alert_log', 'checkpoints', 'rejected', 'erasures', 'events'] as const;
/** Made anew in both databases, from the tables that were moved. */
const DERIVED = ['alert_states_view', 'alert_states', 'alert_states_filled', 'schema_migrations'] as const;

export class DemoData {
  readonly #real: Store;
  readonly #settings: StoreSettings;
  readonly #log: Log;

  constructor(real: Store, settings: StoreSettings, log: Log) {
    this.#real = real;
    this.#settings = { ...settings, database: settings.database + SUFFIX };
    this.#log = log;
  }

  /** Its database, made where it is not there yet. */
  async open(): Promise<Store> {
    const store = this.#own;
    await migrate(store, this.#settings, this.#log);
    return store;
  }

  /** Whether anybody has written into the real database, whatever they say they are. */
  async hasRealRows(): Promise<boolean> {
    return (await this.#real.query('state.demo', `SELECT 1 FROM ${this.#real.table('events')} LIMIT 1`)).length > 0;
  }

  /**
   * Moves what a former version simulated into a database that holds nothing else to where it belongs.
   * @returns whether it did: the real database has no tables then
   */
  async adopt(): Promise<boolean> {
    if (!(await this.hasRealRows()) || (await this.#has('events'))) return false;
    const real = this.#real;
    const others = `SELECT 1 FROM ${real.table('events')} WHERE NOT startsWith(source, '${DEMO_SOURCE_PREFIX}') LIMIT 1`;
    if ((await real.query('state.demo', others)).length > 0) return false;
    await real.command('state.demo', `CREATE DATABASE IF NOT EXISTS \`${this.#settings.database}\`${this.#onCluster}`);
    for (const table of DERIVED) await real.command('state.demo', `DROP TABLE IF EXISTS ${real.table(table)}${this.#onCluster} SYNC`);
    for (const table of MOVED) {
      if (await this.#has(table)) continue;
      await real.command('state.demo', `RENAME TABLE ${real.table(table)} TO ${this.#own.table(table)}${this.#onCluster}`);
    }
    this.#log.info({ database: this.#settings.database }, "the demo's data has moved into a database of its own");
    return true;
  }

  async left(): Promise<DemoLeft> {
    const [mixed] = await this.#real.query<[number]>(
      'state.demo',
      `SELECT count() FROM ${this.#real.table('events')} WHERE startsWith(source, '${DEMO_SOURCE_PREFIX}')`,
    );
    const has = await this.#has('events');
    const [own] = has
      ? await this.#real.query<[number]>('state.demo', `SELECT count() FROM ${this.#own.table('events')}`)
      : [[0] as [number]];
    return { events: own?.[0] ?? 0, mixedIn: mixed?.[0] ?? 0 };
  }

  /** Removes all of it, also from among real rows; a server that shows those starts anew. */
  async remove(): Promise<DemoLeft> {
    const left = await this.left();
    await this.#real.command('state.demo', `DROP DATABASE IF EXISTS \`${this.#settings.database}\`${this.#onCluster}`);
    const selection = selectionOfSources(this.#real, DEMO_SOURCE_PREFIX);
    const { events, changes } = await findErasable(this.#real, selection);
    if (events + changes > 0) await erase(this.#real, selection);
    return left;
  }

  get #own(): Store {
    return this.#real.in(this.#settings.database);
  }

  get #onCluster(): string {
    return this.#settings.onCluster === '' ? '' : ` ON CLUSTER '${this.#settings.onCluster}'`;
  }

  async #has(table: string): Promise<boolean> {
    const params = { database: this.#settings.database, table };
    const sql = 'SELECT 1 FROM system.tables WHERE database = {database:String} AND name = {table:String}';
    return (await this.#real.query('state.demo', sql, { params })).length > 0;
  }
}
