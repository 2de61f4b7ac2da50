/**
 * The gateway's hold of the engine: begins its thread, takes its board in, asks it what it knows, begins it again when it dies, and lets one that
 * has read history beside it take its place.
 */
import { Worker } from 'node:worker_threads';
import type { AlertRow } from '@warroom/protocol/alert';
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import type { Topic } from '@warroom/protocol/board';
import type { AlertCommand } from '../alerts/commands.ts';
import type { AlertFilter } from '../alerts/filter.ts';
import type { AlertPage, AlertPageQuery } from '../alerts/listing.ts';
import type { Board } from '../board/board.ts';
import { type Clock, every } from '../clock.ts';
import { WarroomError } from '../errors.ts';
import type { DeskAnswer } from '../live/alertDesk.ts';
import type { Log } from '../log.ts';
import type { Observed } from '../observe/metrics.ts';
import type { Store, StorePart } from '../store/client.ts';
import { BoardInbox } from './boardInbox.ts';
import { Calls } from './calls.ts';
import type { EngineCalls, EngineData, EngineState, GatewayCalls, GatewayState } from './messages.ts';

export interface EngineHostOptions {
  data: Omit<EngineData, 'begins' | 'store'>;
  store: Store;
  clock: Clock;
  board: Board;
  log: Log;
  /** Sends rows of these topics at once instead of at the next flush. */
  flushNow(topics: readonly Topic[]): void;
  gateway(): GatewayState;
  onObserved(seen: Observed): void;
  onRestarted(): void;
  onRebuilt(): void;
  /** The engine's program; only tests have another. */
  program?: URL;
}

/** One thread, from its begin to its end. */
interface Thread {
  worker: Worker;
  calls: Calls<EngineCalls>;
  /** Resolves when it has caught up for the first time, rejects when it ends before. */
  ready: Promise<void>;
  ended: Promise<void>;
  hasEnded: boolean;
  isEnding: boolean;
}

const NOT_YET: EngineState = {
  isStoreUp: true,
  isCaughtUp: false,
  degraded: [],
  mode: 'live',
  lateEvents: 0,
  rejectedEvents: 0,
  alertsWaiting: 0,
  tailLagSeconds: 0,
  longestTurnSeconds: 0,
};
const GATEWAY_EVERY_MS = 100;
/** It tells every second how it stands. After so long without a word nobody may take its picture for live. */
const QUIET_AFTER_MS = 5_000;
/** A thread that gives no sign of life for so long hangs. While it catches up its turns may be long. */
const HANGS_AFTER_MS = 60_000;
const RETIRE_WITHIN_MS = 10_000;
const FIRST_AGAIN_MS = 100;
const LAST_AGAIN_MS = 10_000;
/** What the monitors see of the store for the first time, and what goes on beside it, do not wait for each other. */
const besideLane = (part: StorePart): StorePart => part.replace(/^(tail|alerts)(?=\.|$)/, 'history') as StorePart;

export class EngineHost {
  readonly #options: EngineHostOptions;
  readonly #inbox: BoardInbox;
  #active: Thread | null = null;
  #next: Thread | null = null;
  #state: EngineState = NOT_YET;
  #heardMs: number;
  #toldGateway = '';
  /** No sign of life of late: what is shown may be out of date. */
  #isQuiet = false;
  #againMs = FIRST_AGAIN_MS;
  #stopping = false;
  /** It reads and writes nothing more of what it knows; a new one would. */
  #forgotten = false;
  #stopWatching = () => {};

  constructor(options: EngineHostOptions) {
    this.#options = options;
    this.#inbox = new BoardInbox(options.board, options.flushNow);
    this.#heardMs = options.clock.elapsed();
  }

  get state(): EngineState {
    return this.#inbox.isWhole && !this.#isQuiet ? this.#state : { ...this.#state, isCaughtUp: false };
  }

  /** Resolves when it has begun to read; rejects where it cannot begin. */
  async start(): Promise<void> {
    this.#stopWatching = every(this.#options.clock, GATEWAY_EVERY_MS, () => this.#watch());
    const thread = this.#spawn('resume');
    this.#active = thread;
    this.#heardMs = this.#options.clock.elapsed();
    await thread.calls.call('start');
  }

  wake(): void {
    this.#active?.calls.tell('wake');
  }

  /** As `AlertDesk.do`. @throws WarroomError also ENGINE_AWAY: it may or may not have been stored */
  act(command: AlertCommand): Promise<DeskAnswer> {
    return this.#ask('act', command);
  }

  page(query: AlertPageQuery): Promise<AlertPage> {
    return this.#ask('page', query);
  }

  openIds(filter: AlertFilter): Promise<string[]> {
    return this.#ask('openIds', filter);
  }

  /** An alert that the book knows, with its history, oldest first. */
  find(alertId: string): Promise<{ row: AlertRow; log: readonly AlertLogRow[] } | null> {
    return this.#ask('find', alertId);
  }

  async forget(): Promise<void> {
    this.#forgotten = true;
    this.#end(this.#next);
    await this.#ask('forget').catch(() => {});
  }

  goDark(): void {
    this.#active?.calls.tell('goDark');
  }

  /** With a last checkpoint, but for one that has forgotten. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#stopWatching();
    this.#end(this.#next);
    const thread = this.#active;
    if (!thread) return;
    await thread.calls.call(this.#forgotten ? 'retire' : 'stop').catch(() => {});
    this.#end(thread);
    await thread.ended;
  }

  #ask<Name extends 'act' | 'page' | 'openIds' | 'find' | 'forget'>(name: Name, ...args: Parameters<EngineCalls[Name]>) {
    if (!this.#active) return Promise.reject(new WarroomError('ENGINE_AWAY', 'the engine is starting again', { retryAfterSeconds: 2 }));
    return this.#active.calls.call(name, ...args);
  }

  #spawn(begins: EngineData['begins']): Thread {
    const { data, store, log, program = new URL('./thread.ts', import.meta.url) } = this.#options;
    const { embedded, database, where } = store;
    const workerData: EngineData = { ...data, begins, store: { embedded, database, where } };
    const worker = new Worker(program, { workerData, name: 'engine' });
    let ready = () => {};
    let unready = (_: Error) => {};
    const isReady = new Promise<void>((resolve, reject) => {
      ready = resolve;
      unready = reject;
    });
    isReady.catch(() => {});
    const lane = (part: StorePart) => (thread === this.#next ? besideLane(part) : part);
    const served: GatewayCalls = {
      query: (part, sql, options) => store.query(lane(part), sql, options),
      columns: (part, sql, options) => store.columns(lane(part), sql, options),
      insert: (part, table, columns, rows) => store.insert(part, table, columns, rows),
      command: (part, sql) => store.command(part, sql),
      board: (changes) => {
        if (thread === this.#active) this.#inbox.take(changes);
      },
      state: (state) => {
        if (thread !== this.#active) return;
        this.#state = state;
        this.#heardMs = this.#options.clock.elapsed();
        if (this.#isQuiet) this.#inbox.goesOn(data.server);
        this.#isQuiet = false;
        if (state.isCaughtUp) this.#againMs = FIRST_AGAIN_MS;
      },
      observed: (seen) => this.#options.onObserved(seen),
      log: (level, fields, text) => log[level]({ ...fields, ...(begins === 'beside' ? { beside: true } : {}) }, text),
      ready: () => ready(),
      stale: (reason) => {
        if (thread === this.#active) void this.#rebuild(reason);
      },
    };
    const ended = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        thread.hasEnded = true;
        thread.calls.end();
        unready(new WarroomError('ENGINE_AWAY', 'the engine has ended before it had caught up'));
        resolve();
        this.#ended(thread);
      });
    });
    worker.on('error', (error) => log.error({ err: error }, "the engine's thread has failed"));
    const thread: Thread = {
      worker,
      calls: new Calls<EngineCalls>(worker, served),
      ready: isReady,
      ended,
      hasEnded: false,
      isEnding: false,
    };
    return thread;
  }

  #end(thread: Thread | null): void {
    if (!thread || thread.hasEnded || thread.isEnding) return;
    thread.isEnding = true;
    if (thread === this.#next) this.#next = null;
    void thread.worker.terminate();
  }

  /** One that ends unasked is begun again, from the newest checkpoint. */
  #ended(thread: Thread): void {
    if (thread === this.#next) this.#next = null;
    if (thread !== this.#active || this.#stopping || this.#forgotten) return;
    const { log, clock, onRestarted } = this.#options;
    this.#active = null;
    this.#state = { ...this.#state, isCaughtUp: false };
    this.#isQuiet = false;
    this.#inbox.ended(this.#options.data.server);
    log.error({ againInMs: this.#againMs }, 'the engine has ended unasked: beginning it again from the newest checkpoint');
    onRestarted();
    clock.after(this.#againMs, () => this.#again());
    this.#againMs = Math.min(LAST_AGAIN_MS, this.#againMs * 4);
  }

  #again(): void {
    if (this.#stopping || this.#forgotten) return;
    const thread = this.#spawn('resume');
    this.#active = thread;
    this.#heardMs = this.#options.clock.elapsed();
    this.#toldGateway = '';
    thread.calls.call('start').catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'the engine could not begin');
      this.#end(thread);
    });
  }

  /** History is read by another beside the one that goes on; when it has caught up it takes over. */
  async #rebuild(reason: string): Promise<void> {
    if (this.#next || this.#stopping || this.#forgotten) return;
    const { log, clock, onRebuilt } = this.#options;
    const startedMs = clock.elapsed();
    log.warn({ reason }, 'history is read anew beside the engine');
    const next = this.#spawn('beside');
    this.#next = next;
    try {
      await next.calls.call('start');
      await next.ready;
      if (this.#stopping || this.#forgotten || this.#next !== next) return;
      await this.#succeed(next);
      onRebuilt();
      log.info({ tookSeconds: (clock.elapsed() - startedMs) / 1_000 }, 'the engine that has read history anew has taken over');
    } catch (error) {
      log.warn({ err: error }, 'history could not be read anew');
      this.#end(next);
    }
  }

  /** Both speak for a moment, as two servers of one store do: no deadline falls between them. */
  async #succeed(next: Thread): Promise<void> {
    const before = this.#active;
    this.#next = null;
    this.#active = next;
    this.#toldGateway = '';
    this.#heardMs = this.#options.clock.elapsed();
    try {
      await next.calls.call('open');
    } finally {
      if (before) await this.#retire(before);
    }
    await next.calls.call('readLog');
  }

  async #retire(thread: Thread): Promise<void> {
    const { clock } = this.#options;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(RETIRE_WITHIN_MS, resolve);
      thread.calls
        .call('retire')
        .catch(() => {})
        .finally(() => {
          cancel();
          resolve();
        });
    });
    this.#end(thread);
  }

  #watch(): void {
    const { clock, gateway, log } = this.#options;
    const thread = this.#active;
    if (!thread) return;
    const state = gateway();
    const text = JSON.stringify(state);
    if (text !== this.#toldGateway) {
      this.#toldGateway = text;
      thread.calls.tell('gateway', state);
    }
    const quietMs = clock.elapsed() - this.#heardMs;
    if (quietMs >= QUIET_AFTER_MS && !this.#isQuiet) {
      this.#isQuiet = true;
      this.#inbox.standsStill(this.#options.data.server);
      log.warn({ quietSeconds: quietMs / 1_000 }, 'the engine is not heard: its picture is not shown as live');
    }
    if (quietMs < HANGS_AFTER_MS) return;
    log.error({ silentSeconds: HANGS_AFTER_MS / 1_000 }, "the engine's thread gives no sign of life");
    this.#end(thread);
  }
}
