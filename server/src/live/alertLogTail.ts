/** Follows the alert log: the whole of it at first, then what any server appends. */
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import type { Clock } from '../clock.ts';
import { WarroomError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { AlertLog } from '../store/alertLog.ts';

export interface AlertLogTailOptions {
  log: AlertLog;
  clock: Clock;
  /** Time between two polls. */
  pollMs: number;
  /** How far each poll reads back: how late a commit may come. The log is small, so this may be long. */
  overlapMs: number;
  logger: Log;
  /** Rows not handed on before, in order of arrival: also those of this server. */
  apply(rows: AlertLogRow[]): void;
}

export class AlertLogTail {
  readonly #options: AlertLogTailOptions;
  /** Identity → arrival, of the rows within the overlap. */
  #seen = new Map<string, number>();
  #hwmMs = 0;
  #stopping = false;
  #polling: Promise<void> | null = null;
  #cancelTimer = () => {};
  #failing = false;

  constructor(options: AlertLogTailOptions) {
    this.#options = options;
  }

  /** Resolves when the log as it stands has been handed on; then goes on by the clock. @throws WarroomError STORE_DOWN */
  async start(): Promise<void> {
    await this.poll();
    this.#arm();
  }

  /** One round; a second call during one waits for it and then does another. */
  async poll(): Promise<void> {
    while (this.#polling) await this.#polling.catch(() => {});
    this.#polling = this.#read();
    try {
      await this.#polling;
    } finally {
      this.#polling = null;
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelTimer();
    await this.#polling?.catch(() => {});
  }

  #arm(): void {
    if (this.#stopping) return;
    const { clock, pollMs, logger } = this.#options;
    this.#cancelTimer = clock.after(pollMs, () => {
      this.poll()
        .then(
          () => {
            this.#failing = false;
          },
          (error) => {
            if (!(error instanceof WarroomError)) throw error;
            if (!this.#failing && !this.#stopping) logger.warn({ code: error.code }, `the alert log cannot be read: ${error.message}`);
            this.#failing = true;
          },
        )
        .finally(() => this.#arm());
    });
  }

  async #read(): Promise<void> {
    const { log, clock, overlapMs, apply } = this.#options;
    // By the time as it is now: where the store's was set back, what is new lies before what was read.
    const isFirst = this.#hwmMs === 0;
    this.#hwmMs = Math.min(this.#hwmMs, clock.now());
    for await (const rows of log.since(Math.max(0, this.#hwmMs - overlapMs), isFirst ? undefined : clock.now() + overlapMs)) {
      const fresh: AlertLogRow[] = [];
      for (const { identity, ingestedAtMs, decode } of rows) {
        if (this.#seen.has(identity)) continue;
        this.#seen.set(identity, ingestedAtMs);
        this.#hwmMs = Math.max(this.#hwmMs, ingestedAtMs);
        fresh.push(decode());
      }
      if (fresh.length > 0) apply(fresh);
    }
    const keepFromMs = this.#hwmMs - 2 * overlapMs;
    for (const [identity, ingestedAtMs] of this.#seen) if (ingestedAtMs < keepFromMs) this.#seen.delete(identity);
  }
}
