import type { MachineClock } from '../server/src/clock.ts';

interface Timer {
  /** In elapsed milliseconds, as the time stands now. */
  dueMs(): number;
  order: number;
  callback: () => void;
}

/** A clock that moves only when told to, and then fires what falls due in order of time. Its time can be set, as a machine's can. */
export class FakeClock implements MachineClock {
  #elapsedMs: number;
  /** The time less what has elapsed. */
  #setMs = 0;
  #timers: Timer[] = [];
  #order = 0;

  constructor(nowMs = 0) {
    this.#elapsedMs = nowMs;
  }

  now(): number {
    return this.#elapsedMs + this.#setMs;
  }

  wallMs(): number {
    return this.now();
  }

  elapsed(): number {
    return this.#elapsedMs;
  }

  at(atMs: number, callback: () => void): () => void {
    return this.#arm(() => atMs - this.#setMs, callback);
  }

  after(waitMs: number, callback: () => void): () => void {
    const dueMs = this.#elapsedMs + waitMs;
    return this.#arm(() => dueMs, callback);
  }

  /** Sets the time forward, or back where negative; no time passes. */
  step(byMs: number): void {
    this.#setMs += byMs;
  }

  advanceTo(atMs: number): void {
    const endMs = atMs - this.#setMs;
    for (;;) {
      const due = this.#timers.filter((t) => t.dueMs() <= endMs).sort((a, b) => a.dueMs() - b.dueMs() || a.order - b.order)[0];
      if (!due) break;
      this.#timers = this.#timers.filter((other) => other !== due);
      this.#elapsedMs = Math.max(this.#elapsedMs, due.dueMs());
      due.callback();
    }
    this.#elapsedMs = Math.max(this.#elapsedMs, endMs);
  }

  advance(byMs: number): void {
    this.advanceTo(this.now() + byMs);
  }

  #arm(dueMs: () => number, callback: () => void): () => void {
    const timer = { dueMs, order: this.#order++, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }
}
