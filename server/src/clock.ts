/** The only source of time. Everything that needs to know the hour or to be woken gets a clock; tests pass a fake one. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back once at or after `atMs`; the returned function cancels. */
  at(atMs: number, callback: () => void): () => void;
}

/** setTimeout counts in a signed 32-bit integer; a later wake-up is reached in hops. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  at(atMs, callback) {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const waitMs = atMs - Date.now();
      timer = waitMs > MAX_TIMEOUT_MS ? setTimeout(arm, MAX_TIMEOUT_MS) : setTimeout(callback, Math.max(0, waitMs));
    };
    arm();
    return () => clearTimeout(timer);
  },
};

/** A clock that moves only when told to, and then fires what falls due in order of time. */
export class FakeClock implements Clock {
  #nowMs: number;
  #timers: { atMs: number; order: number; callback: () => void }[] = [];
  #order = 0;

  constructor(nowMs: number) {
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

/** Repeats `callback` every `everyMs` on `clock` until the returned function is called; a late tick does not bunch up. */
export function every(clock: Clock, everyMs: number, callback: () => void): () => void {
  let cancel = () => {};
  const arm = () => {
    cancel = clock.at(clock.now() + everyMs, () => {
      arm();
      callback();
    });
  };
  arm();
  return () => cancel();
}
