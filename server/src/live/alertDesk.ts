/**
 * What people do with alerts, made durable: decide, store the rows, and only then change the book. Where other servers write as well, the
 * rows of those alerts are read back before anybody is answered: of two rivals the earlier counts, and the other is told who holds it. Commands that arrive while the
 * store is at work go to it together in the next insert; two on one alert go one after the other, so that of two rivals one is told.
 */

import type { AlertRow } from '@warroom/protocol/alert';
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import type { AlertConflict } from '@warroom/protocol/api/alerts';
import type { AlertBook } from '../alerts/alertBook.ts';
import type { AlertCommand, CommandResult } from '../alerts/commands.ts';
import type { Clock } from '../clock.ts';
import { WarroomError } from '../errors.ts';
import { insertApart } from '../store/insertApart.ts';

export interface DeskOptions {
  book: AlertBook;
  clock: Clock;
  /** Resolves when the rows are durably in the store, rejects when they may not be. */
  append(rows: AlertLogRow[]): Promise<void>;
  /** All rows of these alerts, those of other servers among them; not given where this is the only server of its store. */
  readBack?(alertIds: string[]): Promise<AlertLogRow[]>;
  /** Folds stored rows into the book and brings the board up to date. */
  stored(rows: AlertLogRow[]): void;
}

export type DeskAnswer = { id: string } & AlertRow;

interface Waiting {
  /** How often its row was stored and did not count. */
  outrun: number;
  command: AlertCommand;
  resolve(answer: DeskAnswer): void;
  reject(error: WarroomError): void;
}

const BATCH_ROWS = 1_000;
/**
 * A rival's row that bears an earlier instant is stored within this time of it: until then nobody is told that they were first. An insert
 * takes milliseconds.
 */
const RIVAL_MS = 250;
/** A change that was outrun is decided anew, by what is known then; after so many rounds its alert is too busy. */
const MOST_ROUNDS = 5;
/** With more than this waiting for the store, further commands are refused. */
const MAX_WAITING = 10_000;

export class AlertDesk {
  readonly #options: DeskOptions;
  #waiting: Waiting[] = [];
  #working: Promise<void> | null = null;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /**
   * @returns the alert as it stands afterwards
   * @throws WarroomError NOT_FOUND, ALERT_CONFLICT with `details: {holder, since, version, state}`, REQUEST_INVALID, QUEUE_FULL, or
   * STORE_DOWN (nothing has changed then)
   */
  do(command: AlertCommand): Promise<DeskAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length >= MAX_WAITING) {
        reject(new WarroomError('QUEUE_FULL', 'too many changes are waiting for the store', { retryAfterSeconds: 2 }));
        return;
      }
      this.#waiting.push({ outrun: 0, command, resolve, reject });
      this.#working ??= this.#work();
    });
  }

  /** Resolves when everything that was asked for has been answered. */
  async idle(): Promise<void> {
    while (this.#working) await this.#working;
  }

  async #work(): Promise<void> {
    // Those that come in the same turn, as a bulk action's, go together from the first insert on.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = new Map<string, Waiting>();
      const later: Waiting[] = [];
      for (const waiting of this.#waiting) {
        const { alertId } = waiting.command;
        if (batch.has(alertId) || batch.size >= BATCH_ROWS) later.push(waiting);
        else batch.set(alertId, waiting);
      }
      this.#waiting = later;
      await this.#round([...batch.values()]);
    }
    this.#working = null;
  }

  async #round(batch: readonly Waiting[]): Promise<void> {
    const { book, clock, append } = this.#options;
    const decidedMs = clock.elapsed();
    const accepted: Waiting[] = [];
    const rows: AlertLogRow[] = [];
    for (const waiting of batch) {
      const result = book.command(waiting.command, clock.now());
      if (result.type === 'accepted') {
        accepted.push(waiting);
        rows.push(result.row);
      } else if (result.type === 'unchanged') this.#answer(waiting);
      else waiting.reject(refusalOf(result, waiting.command));
    }
    if (rows.length === 0) return;
    let refused: Map<AlertLogRow, Error>;
    try {
      refused = new Map((await insertApart(rows, (some) => append([...some]))).map(({ row, error }) => [row, error]));
    } catch (cause) {
      const extra = { cause, retryAfterSeconds: 2 };
      for (const { reject } of accepted)
        reject(new WarroomError('STORE_DOWN', 'the store did not accept the change; nothing has changed', extra));
      return;
    }
    await this.#settle(
      rows.filter((row) => !refused.has(row)),
      decidedMs,
    );
    for (const [i, waiting] of accepted.entries()) {
      const cause = refused.get(rows[i] as AlertLogRow);
      if (cause) waiting.reject(new WarroomError('REQUEST_INVALID', `the store cannot hold this change: ${cause.message}`, { cause }));
      else this.#tell(waiting, rows[i] as AlertLogRow);
    }
  }

  /** Brings the book to what the store has: these rows, and those of rivals. */
  async #settle(own: AlertLogRow[], decidedMs: number): Promise<void> {
    const { clock, readBack, stored } = this.#options;
    if (!readBack || own.length === 0) {
      stored(own);
      return;
    }
    const waitMs = decidedMs + RIVAL_MS - clock.elapsed();
    if (waitMs > 0) await new Promise<void>((resolve) => clock.after(waitMs, resolve));
    // Without an answer the tail of the log brings the rival's row a little later.
    const all = await readBack([...new Set(own.map((row) => row.alertId))]).catch(() => []);
    stored([...own, ...all]);
  }

  #tell(waiting: Waiting, row: AlertLogRow): void {
    if (this.#options.book.counts(row)) {
      this.#answer(waiting);
      return;
    }
    waiting.outrun += 1;
    if (waiting.outrun < MOST_ROUNDS) this.#waiting.unshift(waiting);
    else waiting.reject(new WarroomError('ALERT_CONFLICT', 'others change this alert at the same time'));
  }

  #answer({ command: { alertId }, resolve, reject }: Waiting): void {
    const row = this.#options.book.row(alertId);
    if (row) resolve({ id: alertId, ...row });
    else reject(new WarroomError('NOT_FOUND', `no alert ${alertId}`));
  }
}

function refusalOf(result: Exclude<CommandResult, { type: 'accepted' | 'unchanged' }>, { alertId }: AlertCommand): WarroomError {
  switch (result.type) {
    case 'conflict': {
      const { alert, holder, sinceMs } = result;
      const { state } = alert.life;
      const since = new Date(sinceMs).toISOString();
      const message = holder ? `${state} by ${holder} since ${since}` : `the alert has changed: version ${alert.version}, ${state}`;
      return new WarroomError('ALERT_CONFLICT', message, {
        details: { holder, since, version: alert.version, state } satisfies AlertConflict,
      });
    }
    case 'refused':
      return new WarroomError('REQUEST_INVALID', result.reason);
    case 'unknown':
      return new WarroomError('NOT_FOUND', `no alert ${alertId}`);
    default:
      return result satisfies never;
  }
}
