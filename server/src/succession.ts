/**
 * One core after another behind one door. The demo's gives way to the real one with the first real row, and any core to a fresh one when
 * something was erased, by whichever server or command. The new one is up before the old one goes, so that nobody is turned away.
 */
import type { FastifyInstance } from 'fastify';
import { type Clock, every } from './clock.ts';
import type { Log } from './log.ts';

/** Everything that stands on one database: from its tail to its routes. */
export interface Core {
  http: FastifyInstance;
  isDemo: boolean;
  /** What had been erased when it began. */
  mark: string;
  /** Brings it to the present; call once. */
  present(): Promise<void>;
  isReady(): boolean;
  /** Sends its screens over to the core that the door leads to now. */
  handOver(): void;
  /** Reads and writes nothing more of what it knows; its routes still answer. May be called again. */
  forget(): Promise<void>;
  /** Its screens say that the figures no longer move. */
  goDark(): void;
  stop(): Promise<void>;
}

export type Reason = 'real-rows' | 'erased';

export interface SuccessionOptions {
  clock: Clock;
  log: Log;
  begin(isDemo: boolean, succeed: (reason: Reason) => Promise<void>): Promise<Core>;
  erasures(): Promise<{ mark: string }>;
  hasRealRows(): Promise<boolean>;
}

/** How soon a row that somebody else wrote into the real database ends the demo. */
const REAL_ROWS_POLL_MS = 500;
/** How soon an erasure of another server, or of a command, is known here. */
const ERASURES_POLL_MS = 5_000;
/** How long a new core may take to catch up before its screens see it do so. */
const READY_WITHIN_MS = 1_000;
const READY_POLL_MS = 20;

export class Succession {
  readonly #options: SuccessionOptions;
  #core: Core | null = null;
  #lead: (core: Core) => void = () => {};
  #turning: Promise<void> = Promise.resolve();
  readonly #leaving = new Set<Promise<void>>();
  #looking = false;
  #failing = false;
  #stopping = false;
  #stopLooking = () => {};

  constructor(options: SuccessionOptions) {
    this.#options = options;
  }

  get isDemo(): boolean {
    return this.#core?.isDemo ?? false;
  }

  async start(isDemo: boolean): Promise<Core> {
    this.#core = await this.#begin(isDemo);
    return this.#core;
  }

  /** @param lead told of each core that takes over from here on */
  follow(lead: (core: Core) => void): void {
    this.#lead = lead;
    this.#look();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#stopLooking();
    await this.#turning.catch(() => {});
    await this.#core?.stop();
    await Promise.all(this.#leaving);
  }

  #begin(isDemo: boolean): Promise<Core> {
    return this.#options.begin(isDemo, (reason) => this.#succeed(reason));
  }

  #look(): void {
    const { clock } = this.#options;
    this.#stopLooking = every(clock, this.isDemo ? REAL_ROWS_POLL_MS : ERASURES_POLL_MS, () => {
      if (this.#looking) return;
      this.#looking = true;
      void this.#succeed(this.isDemo ? 'real-rows' : 'erased')
        .catch(() => {})
        .finally(() => {
          this.#looking = false;
        });
    });
  }

  /** Resolves when the core in force is one that knows; one succession after another. Rejects where it failed, and is tried again with the next look. */
  #succeed(reason: Reason): Promise<void> {
    const turn = this.#turning.then(() => this.#turn(reason));
    this.#turning = turn.catch(() => {});
    return turn;
  }

  async #turn(reason: Reason): Promise<void> {
    const { log, clock } = this.#options;
    const old = this.#core;
    if (!old || this.#stopping) return;
    if (!(await this.#isDue(reason, old))) return;
    let next: Core | null = null;
    let forgotten = false;
    try {
      log.warn(
        { reason },
        reason === 'erased' ? 'something was erased: starting anew without it' : 'a real row has come in: leaving the demo',
      );
      if (reason === 'erased') {
        forgotten = true;
        await old.forget();
      }
      next = await this.#begin(false);
      await next.present();
      const untilMs = clock.elapsed() + READY_WITHIN_MS;
      while (!next.isReady() && clock.elapsed() < untilMs && !this.#stopping) await this.#wait(READY_POLL_MS);
    } catch (error) {
      if (!this.#failing) log.error({ err: error, reason }, 'the new start has failed; trying again');
      this.#failing = true;
      if (forgotten) old.goDark();
      await next?.stop();
      throw error;
    }
    this.#failing = false;
    this.#core = next;
    this.#lead(next);
    old.handOver();
    const leaving = old.stop().finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
    this.#stopLooking();
    if (!this.#stopping) this.#look();
  }

  async #isDue(reason: Reason, { isDemo, mark }: Core): Promise<boolean> {
    const { hasRealRows, erasures } = this.#options;
    if (reason === 'real-rows') return isDemo && (await hasRealRows());
    return !isDemo && (await erasures()).mark !== mark;
  }

  #wait(forMs: number): Promise<void> {
    const { clock } = this.#options;
    return new Promise((resolve) => clock.after(forMs, resolve));
  }
}
