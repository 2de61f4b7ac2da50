/**
 * The live side of the core: feeds the engine with what the tail brings and with the clock, and moves what comes out on: rows to the
 * board, changes of alerts to the log. While history is being read the virtual clock follows the rows' arrival and the board keeps
 * what it had; from then on it is the one clock, the store's.
 */
import { randomUUID } from 'node:crypto';
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import type { Topic } from '@warroom/protocol/board';
import type { Fact } from '@warroom/protocol/events';
import type { Mode, SystemRow } from '@warroom/protocol/system';
import { AlertBook } from '../alerts/alertBook.ts';
import type { HeldAlert } from '../alerts/heldConditions.ts';
import { isOfTheFuture } from '../alerts/logRows.ts';
import type { AlertsSettings } from '../alerts/settings.ts';
import type { Board } from '../board/board.ts';
import { type Clock, every } from '../clock.ts';
import { Engine } from '../monitors/engine.ts';
import type { Arrivals, BrokenFeed, Need, Signal } from '../monitors/monitor.ts';
import type { PartRecord, RecordReader } from '../monitors/records.ts';
import { createMonitors, createSkewWatch, type MonitorSettings, type Monitors } from '../monitors.ts';
import type { TailSink } from '../source/tail.ts';
import type { StreamSettings } from '../stream/settings.ts';
import { FutureRows } from './futureRows.ts';

const ALERT_TOPICS: readonly Topic[] = ['alerts', 'alerts.people'];
const LOG_RETRY_MS = 1_000;
const RAISED_PER_TURN = 500;
/** Alerts shown or held against a broken feed in one go: some milliseconds. */
const ALERTS_AT_ONCE = 500;
const NONE_BROKEN: readonly BrokenFeed[] = [];

export type LiveSettings = { alerts: AlertsSettings; stream: Pick<StreamSettings, 'flushMs'> } & MonitorSettings;

/** The part of a saved state that says what alerts are still to be made of. */
const SETTLING = 'settling';

export interface LiveOptions {
  config: LiveSettings;
  clock: Clock;
  board: Board;
  server: string;
  version: string;
  /** Changes of alerts on their way to the store; must not throw. */
  appendLog(rows: AlertLogRow[]): void;
  /** What the log has of alerts that history speaks of and that are not known: of those that a person resolved long ago, for one. */
  readSought(alerts: readonly HeldAlert[]): AsyncIterable<AlertLogRow[]>;
  /** The board has changed: in these topics what is to be sent on at once, in any where none are named. */
  flush(topics?: readonly Topic[]): void;
  /** Another speaks for this server: changes of alerts are kept back until {@link Live.open}. */
  silent?: boolean;
  /** Called whenever it has caught up. */
  onLive?(): void;
  connections(): number;
  onApplied?(count: number, lagSeconds: number): void;
  onFired?(lateSeconds: number): void;
  onAlertChange?(rule: string, state: string): void;
  /** What the figures stand on: real rows, or a simulator's. */
  mode(): Mode;
  /** This server's time of day less the store's; null while it is not known. */
  skewSeconds?(): number | null;
  /** Since when the store refuses writes; null while it takes them. */
  writesRefusedSinceMs?(): number | null;
  /** Told of every fact that arrived. */
  onFacts?(facts: readonly Fact[]): void;
}

export class Live implements TailSink {
  readonly #options: LiveOptions;
  readonly alerts: AlertBook;
  #engine: Engine;
  #monitors: Monitors | null = null;
  #caughtUp = false;
  #silent: boolean;
  /** How often history has been begun anew. */
  #catchUps = 0;
  #boardSinceMs: number | null = null;
  #progress: SystemRow['catchUp'] = null;
  #storeDownSinceMs: number | null = null;
  #rejected = 0;
  #tailLagSeconds: () => number | null = () => null;
  #startedAtMs: number;
  readonly #skew: ReturnType<typeof createSkewWatch>;
  readonly #future = new FutureRows();
  #cancelWake = () => {};
  #stopTicking = () => {};
  #stopped = false;

  constructor(options: LiveOptions) {
    this.#options = options;
    const { config, clock, server } = options;
    this.#startedAtMs = clock.now();
    this.#silent = options.silent ?? false;
    this.#skew = createSkewWatch(server);
    this.alerts = new AlertBook({
      server,
      newId: randomUUID,
      leaseMs: config.alerts.leaseMinutes * 60_000,
      resolvedOnBoardMs: config.alerts.resolvedOnBoardMinutes * 60_000,
      brokenFeeds: () => this.#monitors?.brokenFeeds() ?? NONE_BROKEN,
      atOnce: ALERTS_AT_ONCE,
      owns: (rule) => this.#monitors?.owns(rule) ?? false,
    });
    this.#engine = this.#newEngine();
  }

  /** @param tailLagSeconds read whenever the system row is made */
  start(tailLagSeconds: () => number | null): void {
    this.#tailLagSeconds = tailLagSeconds;
    const { clock, config } = this.#options;
    this.#stopTicking = every(clock, config.stream.flushMs, () => this.#tick());
    this.#tick();
  }

  stop(): void {
    this.#stopped = true;
    this.#stopTicking();
    this.#cancelWake();
  }

  /**
   * Call once before the tail starts, after the alert log has been folded into {@link Live.alerts}.
   * @returns false where the checkpoint is of other monitors: the tail then has to start without it too
   */
  restore(state: RecordReader | null): boolean {
    const settling = state ? [...(state.part(SETTLING) as Iterable<Signal>)] : [];
    const restored = state !== null && this.#engine.restore(state);
    if (!restored) this.#engine = this.#newEngine();
    this.alerts.beginCatchUp(restored ? this.#engine.nowMs : null, { presentMs: this.#options.clock.now() });
    if (restored) for (const signal of settling) this.alerts.signal(signal);
    return restored;
  }

  /** Of monitors and clock, and what alerts are still to be made of; as of this call. */
  save(): Iterable<PartRecord> {
    const settling = [...this.alerts.settling];
    const engine = this.#engine.save();
    return (function* () {
      for (const signal of settling) yield [SETTLING, signal] satisfies PartRecord;
      yield* engine;
    })();
  }

  /** The instant that the monitors stand at. */
  get nowMs(): number {
    return this.#engine.nowMs;
  }

  get isCaughtUp(): boolean {
    return this.#caughtUp;
  }

  get isStoreUp(): boolean {
    return this.#storeDownSinceMs === null;
  }

  /** What is amiss although figures may be believed, in words. */
  get degraded(): string[] {
    const { open, shownSeconds } = this.#skew;
    if (!open || shownSeconds === null) return [];
    return [`the clock of this server is ${Math.abs(shownSeconds)} s ${shownSeconds > 0 ? 'ahead of' : 'behind'} the store's`];
  }

  get lateEvents(): number {
    return this.#engine.lateEvents;
  }

  get rejectedEvents(): number {
    return this.#rejected;
  }

  apply(facts: Fact[]): void {
    const { clock, onApplied, onFacts } = this.#options;
    for (const fact of facts) this.#engine.arrive(fact);
    onFacts?.(facts);
    const newest = facts.at(-1);
    if (newest && this.#caughtUp) onApplied?.(facts.length, Math.max(0, clock.now() - newest.ingestedAtMs) / 1_000);
    this.#settle();
  }

  /** Where history begins: what is known of before. */
  begin(fromMs: number, before: readonly Arrivals[], newest: readonly Fact[]): void {
    this.#engine.recall(this.alerts.open(), this.#options.clock.now());
    this.#engine.begin(fromMs, before, newest);
  }

  applyArrivals(arrivals: readonly Arrivals[]): void {
    for (const one of arrivals) this.#engine.arriveTogether(one);
    this.#settle();
  }

  /** What a start from nothing has to read. */
  get needs(): readonly Need[] {
    return this.#engine.needs;
  }

  rejected(rows: readonly unknown[]): void {
    this.#rejected += rows.length;
  }

  /** The store's clock was set back: what lies in the future now has not happened. History has to be read anew. */
  setBack(): void {
    this.#future.keep(this.alerts.takeBack(this.#options.clock.now()));
  }

  reset(): void {
    this.#caughtUp = false;
    this.#boardSinceMs = null;
    this.#engine = this.#newEngine();
    this.alerts.beginCatchUp(null, { presentMs: this.#options.clock.now() });
    this.#catchUps += 1;
    this.#cancelWake();
  }

  progress({ fromMs, reachedMs, untilMs }: { fromMs: number; reachedMs: number; untilMs: number }): void {
    const iso = (ms: number) => new Date(ms).toISOString();
    this.#progress = { fromAt: iso(fromMs), reachedAt: iso(reachedMs), untilAt: iso(untilMs) };
  }

  /** From here on it speaks for this server: what the log lacks by now is written. */
  open(): void {
    this.#silent = false;
    this.#settle();
  }

  caughtUp(): void {
    const sought = this.alerts.sought();
    if (sought.length === 0) this.#goLive();
    else void this.#goLiveKnowing(sought);
  }

  /** A reset in the meantime begins anew. */
  async #goLiveKnowing(first: readonly HeldAlert[]): Promise<void> {
    const { clock, readSought } = this.#options;
    const catchUp = this.#catchUps;
    const isOver = () => this.#stopped || this.#catchUps !== catchUp;
    const pause = (waitMs: number) => new Promise<void>((resolve) => clock.after(waitMs, resolve));
    for (let sought = first; sought.length > 0 && !isOver(); ) {
      try {
        for await (const rows of readSought(sought)) if (!isOver()) this.fold(rows);
        sought = this.alerts.sought();
      } catch {
        // The tail says that the store is away.
        await pause(LOG_RETRY_MS);
      }
    }
    // An organisation may have very many alerts open.
    while (!isOver() && this.alerts.raiseHeld(RAISED_PER_TURN)) await pause(0);
    if (!isOver()) this.#goLive();
  }

  #goLive(): void {
    const { board, clock, onLive } = this.#options;
    this.#caughtUp = true;
    this.#boardSinceMs = clock.now();
    this.#progress = null;
    // The conditions first come to the present, then the log is held against them.
    this.#engine.advanceTo(clock.now());
    if (this.#skew.open) this.alerts.signal(this.#skew.open);
    this.alerts.reconcile(this.#engine.nowMs);
    this.alerts.recollect();
    // Rows that the new board has alike are not sent again.
    board.clear(this.#engine.topics);
    this.#engine.collect(board, true);
    this.#settle();
    this.#systemRow();
    onLive?.();
  }

  storeState(state: 'up' | 'down', sinceMs: number): void {
    this.#storeDownSinceMs = state === 'down' ? sinceMs : null;
    this.#systemRow();
  }

  /** An operator's change, stored by now, or one of another replica. */
  fold(rows: readonly AlertLogRow[]): void {
    const nowMs = this.#options.clock.now();
    for (const row of rows) {
      if (isOfTheFuture(row, nowMs)) this.#future.keep([row]);
      else this.alerts.fold(row);
    }
    if (rows.length > 0) this.#settle();
  }

  #newEngine(): Engine {
    this.#monitors = createMonitors(this.#options.config, (signal) => this.alerts.signal(signal));
    return new Engine({ monitors: this.#monitors.monitors, alerts: this.alerts });
  }

  /** Brings the engine to the present, sends the changes of alerts on, and makes sure to be woken at the next instant. */
  #settle(): void {
    const { clock, board, flush } = this.#options;
    if (this.#caughtUp) this.#advance(clock.now());
    if (!this.#silent) this.#send(this.alerts.takeLogRows());
    if (!this.#caughtUp) return;
    this.alerts.collect(board, this.#engine.nowMs, false);
    flush(ALERT_TOPICS);
    this.#armWake();
  }

  #advance(nowMs: number): void {
    this.#engine.advanceTo(nowMs);
    const changed = this.#skew.look(this.#options.skewSeconds?.() ?? null, nowMs);
    if (changed) this.alerts.signal(changed);
    // Said again: a server that starts ends what its own monitors do not find.
    else if (this.#skew.open) this.alerts.signal({ ...this.#skew.open, atMs: nowMs });
    for (const row of this.#future.due(nowMs)) {
      this.alerts.fold(row);
      this.alerts.recoverUnlessHeld(row.alertId, nowMs);
    }
  }

  #send(rows: AlertLogRow[]): void {
    if (rows.length === 0) return;
    const { appendLog, onAlertChange } = this.#options;
    appendLog(rows);
    for (const row of rows) onAlertChange?.(row.rule, row.state);
  }

  #armWake(): void {
    this.#cancelWake();
    const wakeMs = this.#engine.nextWakeMs();
    if (this.#stopped || !Number.isFinite(wakeMs)) return;
    const { clock, onFired } = this.#options;
    this.#cancelWake = clock.at(wakeMs, () => {
      onFired?.(Math.max(0, clock.now() - wakeMs) / 1_000);
      this.#settle();
    });
  }

  #tick(): void {
    if (this.#caughtUp) {
      this.#settle();
      this.#engine.collect(this.#options.board, false);
    }
    this.#systemRow();
    this.#options.flush();
  }

  #systemRow(): void {
    const { board, server, version, connections, clock, mode } = this.#options;
    const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
    const lagSeconds = this.#tailLagSeconds();
    board.set('system', server, {
      storeState: this.#storeDownSinceMs !== null ? 'down' : this.#caughtUp ? 'up' : 'catching-up',
      // To whole seconds while all is well: a row that changed ten times a second would never let the board be quiet.
      tailLagSeconds: lagSeconds === null ? null : Math.floor(lagSeconds),
      appliedEvents: this.#engine.appliedEvents,
      lateEvents: this.#engine.lateEvents,
      rejectedEvents: this.#rejected,
      connections: connections(),
      startedAt: new Date(this.#startedAtMs).toISOString(),
      mode: mode(),
      newestEventAt: iso(this.#engine.newestAtMs === null ? null : Math.min(this.#engine.newestAtMs, clock.now())),
      storeDownSince: iso(this.#storeDownSinceMs),
      writesRefusedSince: iso(this.#options.writesRefusedSinceMs?.() ?? null),
      clockSkewSeconds: this.#skew.shownSeconds,
      boardSince: iso(this.#boardSinceMs),
      catchUp: this.#progress,
      version,
    });
  }
}
