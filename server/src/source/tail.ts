/** The tail: polls, reconciles and checks by the clock, rides out a store that is away, and says how far it has come. */

import type { Fact } from '@warroom/protocol/events';
import type { Clock } from '../clock.ts';
import { WarroomError } from '../errors.ts';
import type { ParseLimits } from '../facts/parse.ts';
import type { Log } from '../log.ts';
import type { Arrivals, Need } from '../monitors/monitor.ts';
import { ArrivalReads } from '../store/arrivalReads.ts';
import type { Store } from '../store/client.ts';
import { EventReads } from '../store/eventReads.ts';
import type { RejectedRow } from '../store/eventRows.ts';
import { RejectedLog } from '../store/rejected.ts';
import { traced } from '../tracing.ts';
import { EVERYTHING } from './readPlan.ts';
import type { TailSettings } from './settings.ts';
import { type TailCounters, TailReader, type TailRecord } from './tailReader.ts';

export type { TailCounters, TailRecord } from './tailReader.ts';

/** Where the facts go. Called from the tail only, one call at a time; none may throw. */
export interface TailSink {
  /** History begins at `fromMs`, from nothing: what is known of the time before. Comes first of all, and again after each {@link reset}. */
  begin?(fromMs: number, before: Arrivals[], newest: Fact[]): void;
  /** While catching up: arrivals of facts that nobody needs whole, in order of arrival among those that {@link apply} is given. */
  applyArrivals?(arrivals: Arrivals[]): void;
  /** Facts in order of arrival, but for those found late; never the same id twice. Goes on while catching up. */
  apply(facts: Fact[]): void;
  /** Rows that are no valid events; the tail itself writes them into the table `rejected`. */
  rejected(rows: RejectedRow[]): void;
  /** History differs from what was handed on, or the checkpoint is too old: forget everything, it is fed again from `fromMs` on. */
  reset(fromMs: number): void;
  /** While catching up: times of arrival, by the store's clock. */
  progress(progress: { fromMs: number; reachedMs: number; untilMs: number }): void;
  /** Everything that was there has been handed on. Called again after each {@link reset}. */
  caughtUp(): void;
  /** Only when it changes. */
  storeState(state: 'up' | 'down', sinceMs: number): void;
}

export interface TailOptions {
  store: Store;
  clock: Clock;
  config: TailSettings;
  /** What the monitors need of the history; all of it whole, as far as `tail.historyMs` goes back, where it is not said. */
  needs?: readonly Need[];
  /** `store.retentionDays` of the configuration. */
  retentionDays: number;
  limits: ParseLimits;
  log: Log;
  sink: TailSink;
  /** History differs from what was handed on, and somebody else reads it anew: this tail goes on as before. Default: it does so itself. */
  onStale?: () => void;
  /** Where `clock` is the store's: what it learns from. */
  storeTime?: StoreTime;
}

export interface StoreTime {
  /** Asks the store for its time, epoch ms, and gives it back. */
  measure(ask: () => Promise<number>): Promise<number>;
  /** It is this late at least: the store has let through a row of this time. */
  notBefore(storeMs: number): void;
}

const UNWATCHED: StoreTime = { measure: (ask) => ask(), notBefore: () => {} };

const DAY_MS = 86_400_000;
const FIRST_BACKOFF_MS = 100;
const LAST_BACKOFF_MS = 5_000;
/** Woken polls keep at least this share of the poll interval between their starts. */
const WOKEN_SHARE = 0.2;
/** A past that differs is looked at again after this share of the interval. */
const UNSETTLED_SHARE = 0.25;

export class Tail {
  readonly #options: TailOptions;
  readonly #reader: TailReader;
  readonly #askTime: () => Promise<number>;
  readonly #rejectedLog: RejectedLog;
  #loop: Promise<void> | null = null;
  #stopping = false;
  #woken = false;
  #interruptSleep: (() => void) | null = null;
  #storeState: 'up' | 'down' = 'up';
  #failures = 0;
  #caughtUp = false;
  /** In elapsed time, as the three that follow: what was committed before this has been handed on but for late commits. */
  #completeAsOfMs: number;
  #pollStartedMs = 0;
  #reconcileAtMs = 0;
  #frozenCheckAtMs = 0;
  #timeLearntMs = Number.NEGATIVE_INFINITY;
  #readAnew = false;
  /** No attempt to list refused rows before this. */
  #listFromMs = 0;

  constructor(options: TailOptions) {
    this.#options = options;
    this.#completeAsOfMs = options.clock.elapsed();
    this.#rejectedLog = new RejectedLog(options.store);
    const { clock, config, limits, needs = EVERYTHING, onStale, retentionDays, sink, storeTime = UNWATCHED } = options;
    const reads = new EventReads(options.store);
    this.#askTime = () => storeTime.measure(() => reads.nowMs());
    this.#reader = new TailReader({
      reads,
      arrivals: new ArrivalReads(options.store),
      needs,
      elapsed: () => clock.elapsed(),
      askTime: this.#askTime,
      now: () => clock.now(),
      vouched: (storeMs) => storeTime.notBefore(storeMs),
      config,
      limits,
      onStale,
      listRejected: () => this.#listRejected(),
      retentionMs: retentionDays === 0 ? Number.POSITIVE_INFINITY : retentionDays * DAY_MS,
      sink: {
        begin: (fromMs, before, newest) => sink.begin?.(fromMs, before, newest),
        applyArrivals: (arrivals) => sink.applyArrivals?.(arrivals),
        apply: (facts) => sink.apply(facts),
        rejected: (rows) => sink.rejected(rows),
        reset: (fromMs) => {
          this.#caughtUp = false;
          options.log.warn({ from: new Date(fromMs).toISOString() }, 'history is being read again');
          sink.reset(fromMs);
        },
        progress: (progress) => {
          if (!this.#caughtUp) sink.progress(progress);
        },
      },
    });
  }

  /** @param saved what {@link save} gave; without it what is needed of the history is read. */
  start(saved?: readonly TailRecord[]): void {
    if (this.#loop) throw new WarroomError('INTERNAL', 'the tail has been started before');
    if (saved) this.#reader.restore(saved);
    this.#loop = this.#run();
  }

  /** Rows have been written: poll at once instead of at the next interval. */
  wake(): void {
    this.#woken = true;
    this.#interruptSleep?.();
  }

  /** Forgets everything and reads the history anew: whoever makes something of it wants to do so by other settings. */
  readAnew(): void {
    this.#readAnew = true;
    this.wake();
  }

  /** The state as of this call, that belongs to the facts handed on so far; null before the first. Take the monitors' in the same turn of the event loop. */
  save(): Iterable<TailRecord> | null {
    return this.#reader.save();
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#interruptSleep?.();
    await this.#loop;
  }

  /** How far what was handed on may lie behind the store, in seconds. */
  get lagSeconds(): number {
    return Math.max(0, this.#options.clock.elapsed() - this.#completeAsOfMs) / 1_000;
  }

  /** Arrival of the newest row read, by the store's clock. */
  get hwmMs(): number {
    return this.#reader.hwmMs;
  }

  get isCaughtUp(): boolean {
    return this.#caughtUp;
  }

  get counters(): Readonly<TailCounters> {
    return this.#reader.counters;
  }

  /** Ids held in memory. */
  get seenIds(): number {
    return this.#reader.seenIds;
  }

  async #run(): Promise<void> {
    const { clock, config, log } = this.#options;
    while (!this.#stopping) {
      this.#woken = false;
      this.#pollStartedMs = clock.elapsed();
      let waitMs: number;
      try {
        await this.#step();
        this.#failures = 0;
        this.#setStoreState('up');
        waitMs = this.#reader.behind ? 0 : Math.max(0, this.#pollStartedMs + config.pollMs - clock.elapsed());
      } catch (error) {
        if (this.#stopping) return;
        if (!(error instanceof WarroomError)) {
          // Not the store's fault: a monitor or the tail itself is broken, and what was handed on may be half done. The process has
          // to end and start again from its checkpoint.
          queueMicrotask(() => {
            throw error;
          });
          return;
        }
        waitMs = Math.min(LAST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** this.#failures++);
        if (this.#storeState === 'up') log.error({ err: error, code: error.code }, `the tail cannot read: ${error.message}`);
        this.#setStoreState('down');
        this.#reader.fallBehind();
      }
      if (waitMs > 0) await this.#sleep(waitMs);
    }
  }

  async #step(): Promise<void> {
    const { clock, config, sink, log } = this.#options;
    // First of all the time: who learns that it was set back wants everything read anew.
    await this.#learnTime();
    if (this.#readAnew) {
      await traced('tail.read-anew', {}, () => this.#reader.readAnew());
      this.#readAnew = false;
    }
    if (this.#reader.behind) {
      await traced('tail.catch-up', {}, () => this.#reader.catchUp());
      this.#reconcileAtMs = clock.elapsed() + config.reconcileMs;
    } else {
      await traced('tail.poll', {}, () => this.#reader.poll());
      if (clock.elapsed() >= this.#reconcileAtMs) {
        await traced('tail.reconcile', {}, () => this.#reader.reconcile());
        this.#reconcileAtMs = clock.elapsed() + config.reconcileMs;
      }
    }
    if (!this.#reader.behind) {
      this.#completeAsOfMs = this.#pollStartedMs;
      if (!this.#caughtUp) {
        this.#caughtUp = true;
        this.#frozenCheckAtMs = clock.elapsed();
        log.info({ applied: this.#reader.counters.applied }, 'tail caught up');
        sink.caughtUp();
      }
      if (clock.elapsed() >= this.#frozenCheckAtMs) {
        const unsettled = await traced('tail.check-frozen', {}, () => this.#reader.checkFrozen());
        this.#frozenCheckAtMs = clock.elapsed() + config.frozenCheckMs * (unsettled ? UNSETTLED_SHARE : 1);
      }
    }
    await this.#listRejected();
  }

  /** Once an interval: polls that were woken in between go on by what was learnt. */
  async #learnTime(): Promise<void> {
    const { clock, config } = this.#options;
    if (clock.elapsed() < this.#timeLearntMs + config.pollMs * WOKEN_SHARE) return;
    await this.#askTime();
    this.#timeLearntMs = clock.elapsed();
  }

  /** Reading goes on while the store takes no writes; what cannot be listed waits, and is bounded by the reader. */
  async #listRejected(): Promise<void> {
    const { clock, log } = this.#options;
    const rows = this.#reader.unlisted;
    if (rows.length === 0 || clock.elapsed() < this.#listFromMs) return;
    log.warn({ rows: rows.length, kind: rows[0]?.kind, reason: rows[0]?.reason }, 'rows in the store are not valid events');
    try {
      for (const { row, error } of await this.#rejectedLog.append(rows))
        log.warn({ err: error, id: row.id }, 'a row that is no valid event cannot be listed');
      this.#reader.listed(rows.length);
    } catch (error) {
      if (!(error instanceof WarroomError)) throw error;
      this.#listFromMs = clock.elapsed() + LAST_BACKOFF_MS;
      log.warn({ err: error, rows: rows.length }, 'rows that are no valid events cannot be listed now; will go on trying');
    }
  }

  #setStoreState(state: 'up' | 'down'): void {
    if (state === this.#storeState) return;
    this.#storeState = state;
    if (state === 'up') this.#options.log.info({}, 'the tail can read again');
    this.#options.sink.storeState(state, this.#options.clock.now());
  }

  /** Until the time is up, the tail is woken (not while the store is away) or stopped. */
  #sleep(waitMs: number): Promise<void> {
    const { clock, config } = this.#options;
    return new Promise((resolve) => {
      let cancel = () => {};
      const finish = () => {
        cancel();
        this.#interruptSleep = null;
        resolve();
      };
      const startedMs = clock.elapsed();
      const arm = (untilMs: number) => {
        cancel();
        cancel = clock.after(Math.max(0, untilMs - clock.elapsed()), finish);
      };
      arm(startedMs + waitMs);
      this.#interruptSleep = () => {
        if (this.#stopping) finish();
        else if (this.#storeState === 'up') arm(Math.min(this.#pollStartedMs + config.pollMs * WOKEN_SHARE, startedMs + waitMs));
      };
      if (this.#stopping || this.#woken) this.#interruptSleep();
    });
  }
}
