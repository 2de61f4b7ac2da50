/**
 * Changes of alerts on their way to the store, in order. While the store is away they wait here: with no events coming in, only
 * leads already known can still be violated, so what waits is bounded by them; a process that dies works the rest out again from
 * the events.
 */
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { insertApart } from '../store/insertApart.ts';

const BATCH_ROWS = 1_000;
const RETRY_FIRST_MS = 250;
const RETRY_LAST_MS = 5_000;

export class LogWriter {
  readonly #append: (rows: AlertLogRow[]) => Promise<void>;
  readonly #clock: Clock;
  readonly #log: Log;
  #waiting: AlertLogRow[] = [];
  #writing: Promise<void> | null = null;
  #stopping = false;
  #discarded = false;
  #wake = () => {};

  constructor(append: (rows: AlertLogRow[]) => Promise<void>, clock: Clock, log: Log) {
    this.#append = append;
    this.#clock = clock;
    this.#log = log;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  add(rows: readonly AlertLogRow[]): void {
    if (this.#discarded) return;
    for (const row of rows) this.#waiting.push(row);
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
  }

  /** Tries once more to write what waits, then gives up: what is lost here is found again at the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#writing;
  }

  /** Writes nothing more, also of what waits; resolves when nothing is on its way. */
  async discard(): Promise<void> {
    this.#discarded = true;
    this.#waiting = [];
    await this.stop();
  }

  async #write(): Promise<void> {
    let retryMs = RETRY_FIRST_MS;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH_ROWS);
      try {
        for (const { row, error } of await insertApart(batch, (rows) => this.#append([...rows])))
          this.#log.error(
            { err: error, alert: row.alertId, state: row.state },
            'a change of an alert was left out of the log: the store cannot hold it',
          );
        this.#waiting = this.#waiting.slice(batch.length);
        retryMs = RETRY_FIRST_MS;
      } catch (error) {
        if (this.#stopping) {
          this.#log.warn(
            { err: error, rows: this.#waiting.length },
            'changes of alerts were not stored; the next start works them out again',
          );
          return;
        }
        if (retryMs === RETRY_FIRST_MS)
          this.#log.error({ err: error, rows: this.#waiting.length }, 'the alert log cannot be written; will go on trying');
        await this.#sleep(retryMs);
        retryMs = Math.min(RETRY_LAST_MS, retryMs * 2);
      }
    }
  }

  #sleep(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(waitMs, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
