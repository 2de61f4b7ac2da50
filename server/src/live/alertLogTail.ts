/** Follows the alert log: at first what open alerts are made of, and the newest rows; then what any server appends. */
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import type { Unlinked } from '../alerts/subjects.ts';
import type { Clock } from '../clock.ts';
import { WarroomError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { AlertLog, EarlierAlert } from '../store/alertLog.ts';

export interface AlertLogTailOptions {
  log: AlertLog;
  clock: Clock;
  /** Time between two polls. */
  pollMs: number;
  /** How far each poll reads back: how late a commit may come. The log is small, so this may be long. */
  overlapMs: number;
  /** How far back the first reading goes for alerts that are over (`loggedWithinMs` in alerts). */
  keepMs: number;
  logger: Log;
  /** Rows not handed on before, in order of arrival but for those of before the first reading: also those of this server. */
  apply(rows: AlertLogRow[]): void;
  /** Alerts of which it is to be asked which one of their subject came before; told by {@link AlertLogTailOptions.link}. */
  unlinked?(): readonly Unlinked[];
  /** What the log says of them, by id; nothing of those that are the first. */
  link?(asked: readonly Unlinked[], earlier: ReadonlyMap<string, EarlierAlert>): void;
}

/** How often the newest states are held against the log again. */
const MEND_EVERY_MS = 12 * 3_600_000;

export class AlertLogTail {
  readonly #options: AlertLogTailOptions;
  /** Identity → arrival, of the rows within the overlap. */
  #seen = new Map<string, number>();
  /** Where the first reading begins; null when that is over. */
  #fromMs: number | null = 0;
  #hwmMs = 0;
  #mendedMs = 0;
  #stopping = false;
  #polling: Promise<void> | null = null;
  #cancelTimer = () => {};
  #failing = false;

  constructor(options: AlertLogTailOptions) {
    this.#options = options;
  }

  /** Resolves when the log as it stands has been handed on; then goes on by the clock. @throws WarroomError STORE_DOWN */
  async start(): Promise<void> {
    const { log, clock, keepMs, apply } = this.#options;
    await this.#mend();
    const fromMs = Math.max(0, clock.now() - keepMs);
    for await (const rows of log.standing(fromMs)) apply(rows);
    this.#fromMs = fromMs;
    await this.poll();
    this.#arm();
  }

  /** Rows of which the engine's own table of states knows nothing: of a server that ended while it wrote. */
  async #mend(): Promise<void> {
    const { log, clock, logger } = this.#options;
    this.#mendedMs = clock.elapsed();
    await log.mend().catch((error) => logger.warn({ err: error }, 'the states of alerts could not be held against the alert log'));
  }

  /** One round; a second call during one waits for it and then does another. */
  async poll(): Promise<void> {
    while (this.#polling) await this.#polling.catch(() => {});
    this.#polling = this.#round();
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

  async #round(): Promise<void> {
    const { log, clock, unlinked, link } = this.#options;
    if (clock.elapsed() - this.#mendedMs > MEND_EVERY_MS) await this.#mend();
    await this.#read();
    const asked = unlinked?.() ?? [];
    if (asked.length > 0) link?.(asked, await log.earlierOf(asked));
  }

  async #read(): Promise<void> {
    const { log, clock, overlapMs, apply } = this.#options;
    // By the time as it is now: where the store's was set back, what is new lies before what was read.
    this.#hwmMs = Math.min(this.#hwmMs, clock.now());
    const firstMs = this.#fromMs;
    for await (const rows of log.since(
      firstMs ?? Math.max(0, this.#hwmMs - overlapMs),
      firstMs === null ? clock.now() + overlapMs : undefined,
    )) {
      const fresh: AlertLogRow[] = [];
      for (const { identity, ingestedAtMs, decode } of rows) {
        if (this.#seen.has(identity)) continue;
        this.#seen.set(identity, ingestedAtMs);
        this.#hwmMs = Math.max(this.#hwmMs, ingestedAtMs);
        fresh.push(decode());
      }
      if (fresh.length > 0) apply(fresh);
    }
    // A log in which nothing is new is not read from its beginning.
    this.#hwmMs = Math.max(this.#hwmMs, firstMs ?? 0);
    this.#fromMs = null;
    const keepFromMs = this.#hwmMs - 2 * overlapMs;
    for (const [identity, ingestedAtMs] of this.#seen) if (ingestedAtMs < keepFromMs) this.#seen.delete(identity);
  }
}
