/**
 * Whether the store takes what is written, told apart from whether it can be read: a full disk, a table that is read-only or has too
 * many parts leave every figure right and nothing of what people do kept. From the first write that failed until one succeeds; while
 * nobody writes, one small row is.
 */
import { type Clock, every } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/client.ts';
import { isUnreadable } from '../store/insertApart.ts';
import { sqlTime } from '../store/sqlTime.ts';

/** While writes are refused: how soon it shows that they no longer are. */
const PROBE_MS = 2_000;
/** How long nobody may write before the store is asked. */
const IDLE_MS = 15_000;
/** Its rows are dropped with the checkpoints of their ten minutes. */
const PROBE_TABLE = 'checkpoints';
const PROBE_VERSION = 'write-probe';

export interface WriteWatchOptions {
  store: Store;
  clock: Clock;
  log: Log;
  /** Name of this server. */
  server: string;
}

export class WriteWatch {
  readonly #options: WriteWatchOptions;
  /** Tables whose last write failed. */
  readonly #refusing = new Set<string>();
  #refused: { sinceMs: number; reason: string } | null = null;
  #lastWrittenMs: number;
  #probing: Promise<void> | null = null;
  #stopTicking = () => {};

  constructor(options: WriteWatchOptions) {
    this.#options = options;
    this.#lastWrittenMs = options.clock.elapsed();
    options.store.onWrite((table, error) => this.#note(table, error));
  }

  /** Since when, in epoch milliseconds, and why; null while writes are taken, as far as is known. */
  get refused(): { sinceMs: number; reason: string } | null {
    return this.#refused;
  }

  start(): void {
    this.#stopTicking = every(this.#options.clock, PROBE_MS, () => this.#tick());
  }

  /** Resolves when no write of its own is under way. */
  async stop(): Promise<void> {
    this.#stopTicking();
    await this.#probing;
  }

  #note(table: string, error: Error | null): void {
    const { clock, log } = this.#options;
    if (error === null) {
      this.#lastWrittenMs = clock.elapsed();
      this.#refusing.delete(table);
      if (this.#refusing.size > 0 || this.#refused === null) return;
      log.info({ forSeconds: (clock.now() - this.#refused.sinceMs) / 1_000 }, 'the store takes writes again');
      this.#refused = null;
      return;
    }
    // A row that cannot be read is the row's fault; a store that is being closed has none.
    const cause: unknown = error;
    if (isUnreadable(cause) || (error as { code?: unknown }).code === 'STOPPING') return;
    this.#refusing.add(table);
    if (this.#refused) return;
    this.#refused = { sinceMs: clock.now(), reason: error.message };
    log.error({ err: error, table }, 'the store refuses writes');
  }

  #tick(): void {
    const isIdle = this.#options.clock.elapsed() - this.#lastWrittenMs >= IDLE_MS;
    if (this.#probing || (this.#refused === null && !isIdle)) return;
    this.#probing = this.#probe().finally(() => {
      this.#probing = null;
    });
  }

  /** A write of no row shows whether a table may be written to at all, one of a row whether there is room. */
  async #probe(): Promise<void> {
    const { store, clock, server } = this.#options;
    const tables = [...this.#refusing].filter((table) => table !== PROBE_TABLE);
    try {
      await store.insert(
        'state.write-probe',
        PROBE_TABLE,
        ['saved_at', 'code_version', 'server'],
        [JSON.stringify([sqlTime(clock.now()), PROBE_VERSION, server])],
      );
      for (const table of tables) {
        const name = store.table(table);
        await store.command('state.write-probe', `INSERT INTO ${name} SELECT * FROM ${name} LIMIT 0`);
        this.#note(table, null);
      }
    } catch {
      // Noted where the write failed; a write of no row that fails changes nothing.
    }
  }
}
