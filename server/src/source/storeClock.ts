/**
 * The one clock of the product: the store's, carried on between two readings by this machine's monotonic clock. Question and answer bound
 * a reading, so that a slow answer says little and harms nothing.
 */
import type { Clock, MachineClock } from '../clock.ts';

/** Somebody has set a clock. */
export interface ClockStep {
  whose: 'store' | 'server';
  /** Forward, or back where negative. */
  byMs: number;
}

/** Bounds that lie further apart than this are a clock that was set; nearer ones, two clocks that do not run alike. */
export const STEP_MS = 1_000;
/** How far two clocks may run apart, per millisecond: what is known of the store's time grows older by it. */
const DRIFT = 0.001;

interface Timer {
  atMs: number;
  callback: () => void;
  cancel: () => void;
}

export class StoreClock implements Clock {
  readonly #machine: MachineClock;
  readonly #listeners: ((step: ClockStep) => void)[] = [];
  /** The store's time less what has elapsed here: the estimate, and the bounds as they were learnt at `#learntMs`. */
  #offsetMs: number;
  #lowMs = Number.NEGATIVE_INFINITY;
  #highMs = Number.POSITIVE_INFINITY;
  #learntMs = 0;
  /** The machine's time of day less what has elapsed. */
  #wallOffsetMs: number;
  /** Never told an earlier time than this, unless the store's was set back. */
  #toldMs = Number.NEGATIVE_INFINITY;
  readonly #timers = new Set<Timer>();

  constructor(machine: MachineClock) {
    this.#machine = machine;
    this.#wallOffsetMs = machine.wallMs() - machine.elapsed();
    this.#offsetMs = this.#wallOffsetMs;
  }

  now(): number {
    this.#toldMs = Math.max(this.#toldMs, Math.floor(this.#machine.elapsed() + this.#offsetMs));
    return this.#toldMs;
  }

  elapsed(): number {
    return this.#machine.elapsed();
  }

  after(waitMs: number, callback: () => void): () => void {
    return this.#machine.after(waitMs, callback);
  }

  at(atMs: number, callback: () => void): () => void {
    const timer: Timer = { atMs, callback, cancel: () => {} };
    this.#timers.add(timer);
    this.#arm(timer);
    return () => {
      timer.cancel();
      this.#timers.delete(timer);
    };
  }

  /** @param listener told of each step once, after the clock has followed it */
  onStep(listener: (step: ClockStep) => void): void {
    this.#listeners.push(listener);
  }

  /** This machine's time of day less the store's, in seconds, as far as it is certain; null before the store was asked. */
  get skewSeconds(): number | null {
    if (this.#lowMs === Number.NEGATIVE_INFINITY) return null;
    const nearestMs = Math.min(Math.max(this.#wallOffsetMs, this.#lowMs), this.#highMs);
    return (this.#wallOffsetMs - nearestMs) / 1_000;
  }

  /** Asks the store for its time and learns from it. @returns that time, epoch ms */
  async measure(ask: () => Promise<number>): Promise<number> {
    const askedMs = this.#machine.elapsed();
    const storeMs = await ask();
    // It tells whole milliseconds: it may be almost one more.
    this.#learn(storeMs - this.#machine.elapsed(), storeMs + 1 - askedMs);
    return storeMs;
  }

  /** The store has let through a row of this time: it cannot be earlier. */
  notBefore(storeMs: number): void {
    const lowMs = storeMs - this.#machine.elapsed();
    if (lowMs > this.#offsetMs) this.#learn(lowMs, Number.POSITIVE_INFINITY);
  }

  #learn(lowMs: number, highMs: number): void {
    const isFirst = this.#lowMs === Number.NEGATIVE_INFINITY;
    const elapsedMs = this.#machine.elapsed();
    const wornMs = DRIFT * (elapsedMs - this.#learntMs);
    const knownLowMs = this.#lowMs - wornMs;
    const knownHighMs = this.#highMs + wornMs;
    const beforeMs = this.#offsetMs;
    const apart = lowMs > knownHighMs ? lowMs - knownHighMs : highMs < knownLowMs ? highMs - knownLowMs : 0;
    this.#lowMs = apart === 0 ? Math.max(lowMs, knownLowMs) : lowMs;
    this.#highMs = apart === 0 ? Math.min(highMs, knownHighMs) : Math.max(lowMs, highMs);
    this.#learntMs = elapsedMs;
    // The first reading, and one that contradicts what was known, count by their middle; any other only bounds the estimate.
    const isNew = (isFirst || Math.abs(apart) > STEP_MS) && Number.isFinite(highMs);
    this.#offsetMs = isNew ? (lowMs + highMs) / 2 : Math.min(Math.max(beforeMs, this.#lowMs), this.#highMs);
    const isStep = !isFirst && Math.abs(apart) > STEP_MS;
    if (isFirst || (isStep && apart < 0)) this.#toldMs = Number.NEGATIVE_INFINITY;
    if (Math.abs(this.#offsetMs - beforeMs) >= 1) for (const timer of this.#timers) this.#arm(timer);
    if (isStep) this.#tell({ whose: 'store', byMs: Math.round(this.#offsetMs - beforeMs) });
    this.#lookAtMachineTime(elapsedMs);
  }

  #lookAtMachineTime(elapsedMs: number): void {
    const offsetMs = this.#machine.wallMs() - elapsedMs;
    const byMs = offsetMs - this.#wallOffsetMs;
    this.#wallOffsetMs = offsetMs;
    if (Math.abs(byMs) > STEP_MS) this.#tell({ whose: 'server', byMs: Math.round(byMs) });
  }

  #tell(step: ClockStep): void {
    for (const listener of this.#listeners) listener(step);
  }

  #arm(timer: Timer, leastMs = 0): void {
    timer.cancel();
    const leftMs = Math.ceil(timer.atMs - this.#machine.elapsed() - this.#offsetMs);
    timer.cancel = this.#machine.after(Math.max(leastMs, leftMs), () => {
      // The time is told in whole milliseconds, and may have been set back.
      if (this.now() < timer.atMs) {
        this.#arm(timer, 1);
        return;
      }
      this.#timers.delete(timer);
      timer.callback();
    });
  }
}
