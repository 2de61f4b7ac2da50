import type { Clock } from '../server/src/clock.ts';

/** A clock that moves only when told to, and then fires what falls due in order of time. */
export class FakeClock implements Clock {
  #nowMs: number;
  #timers: { atMs: number; order: number; callback: () => void }[] = [];
  #order = 0;

  constructor(nowMs = 0) {
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  at(atMs: number, callback: () => void): () => void {
    const timer = { atMs, order: this.#order++, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  advanceTo(atMs: number): void {
    for (;;) {
      const due = this.#timers.filter((t) => t.atMs <= atMs).sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0];
      if (!due) break;
      this.#timers = this.#timers.filter((other) => other !== due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.callback();
    }
    this.#nowMs = Math.max(this.#nowMs, atMs);
  }

  advance(byMs: number): void {
    this.advanceTo(this.#nowMs + byMs);
  }
}
