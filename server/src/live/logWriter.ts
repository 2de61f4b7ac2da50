/**
 * Changes of alerts that monitors and clock made, on their way to the store, in order; what people do is stored first and never waits
 * here. While the store takes no writes they wait, up to a bound in bytes. What comes after that is left out until the store has the
 * ones that wait: then history is read anew, which finds by their ids what the log lacks. A process that dies works the rest out
 * likewise.
 */
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { insertApart } from '../store/insertApart.ts';

const BATCH_ROWS = 1_000;
/** Of rows that wait while the store fails: some forty thousand. */
const MOST_BYTES = 64 * 1024 * 1024;
const RETRY_FIRST_MS = 250;
const RETRY_LAST_MS = 5_000;

const LEAVING_OUT = 'too many changes of alerts wait for the store: further ones are worked out again when it takes writes';

/** Two bytes a character, and an object around it. */
const sizeOf = (row: AlertLogRow): number => 512 + 2 * JSON.stringify(row).length;

export class LogWriter {
  readonly #append: (rows: AlertLogRow[]) => Promise<void>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onGap: () => void;
  #waiting: AlertLogRow[] = [];
  /** Of the rows that wait, in memory, roughly. */
  #sizeBytes = 0;
  /** The last attempt to write failed. */
  #failing = false;
  /** Rows left out, so that the log is not whole until history has been read anew. */
  #leftOut = 0;
  #writing: Promise<void> | null = null;
  #stopping = false;
  #discarded = false;
  #wake = () => {};

  /** @param onGap told when the store takes writes again and rows were left out meanwhile: history is to be read anew */
  constructor(append: (rows: AlertLogRow[]) => Promise<void>, clock: Clock, log: Log, onGap: () => void = () => {}) {
    this.#append = append;
    this.#onGap = onGap;
    this.#clock = clock;
    this.#log = log;
  }

  /** Rows that the store does not have, those left out included. */
  get waiting(): number {
    return this.#waiting.length + this.#leftOut;
  }

  /** What waits, in memory, roughly. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** History is being read anew: what was left out comes once more. */
  closeGap(): void {
    this.#leftOut = 0;
  }

  add(rows: readonly AlertLogRow[]): void {
    if (this.#discarded) return;
    for (const row of rows) {
      // In order: what comes after a row that was left out is left out too.
      if (this.#failing && (this.#leftOut > 0 || this.#sizeBytes > MOST_BYTES)) {
        if (this.#leftOut === 0) this.#log.error({ rows: this.#waiting.length }, LEAVING_OUT);
        this.#leftOut += 1;
        continue;
      }
      this.#waiting.push(row);
      this.#sizeBytes += sizeOf(row);
    }
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
    this.#sizeBytes = 0;
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
        this.#failing = false;
        // Emptied meanwhile where nothing more is to be written.
        for (const row of this.#waiting.splice(0, batch.length)) this.#sizeBytes -= sizeOf(row);
        retryMs = RETRY_FIRST_MS;
      } catch (error) {
        this.#failing = true;
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
    if (this.#leftOut > 0 && !this.#stopping) this.#onGap();
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
