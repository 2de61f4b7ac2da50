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
