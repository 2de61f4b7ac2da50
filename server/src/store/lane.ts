/**
 * One road to the store for one part of the server. The embedded engine runs the queries of a client one after another, and
 * after an error in mid-result it puts the failed query's rows in front of the next result: so a lane of the embedded engine
 * lets one query in at a time and washes the client after every error, before the next query may pass.
 */
import type { ClickHouseClient } from '@clickhouse/client';

/** A washed client answers `SELECT 1` with exactly this. */
const CLEAN = '[1]';
/** One throw-away query has always been enough; a client that needs more than this is replaced. */
const WASHES = 3;

export class Lane {
  readonly #open: () => ClickHouseClient;
  readonly #serial: boolean;
  #client: ClickHouseClient;
  #queue: Promise<unknown> = Promise.resolve();
  #running = new Set<Promise<unknown>>();

  /** @param serial true for the embedded engine. A client over HTTP gives each query a connection of its own. */
  constructor(open: () => ClickHouseClient, serial: boolean) {
    this.#open = open;
    this.#serial = serial;
    this.#client = open();
  }

  run<T>(work: (client: ClickHouseClient) => Promise<T>): Promise<T> {
    const turn = this.#serial ? this.#queue.then(() => this.#runAlone(work)) : work(this.#client);
    const settled = turn.then(
      () => {},
      () => {},
    );
    if (this.#serial) this.#queue = settled;
    this.#running.add(settled);
    void settled.then(() => this.#running.delete(settled));
    return turn;
  }

  /** Resolves when nothing that was asked for is under way. */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #runAlone<T>(work: (client: ClickHouseClient) => Promise<T>): Promise<T> {
    try {
      return await work(this.#client);
    } catch (error) {
      await this.#wash();
      throw error;
    }
  }

  async #wash(): Promise<void> {
    for (let wash = 0; wash < WASHES; wash++) {
      try {
        const answer = await this.#client.query({ query: 'SELECT 1', format: 'JSONCompactEachRow' });
        if ((await answer.text()).trim() === CLEAN) return;
      } catch {
        break;
      }
    }
    const spoilt = this.#client;
    this.#client = this.#open();
    await spoilt.close().catch(() => {});
  }
}
