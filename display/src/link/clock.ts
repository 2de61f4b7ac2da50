/** The browser's source of time for everything that waits or measures; tests pass a fake one. */
export interface Clock {
  /** Epoch milliseconds by this machine, running on evenly when somebody sets its time of day. */
  now(): number;
  /** Calls back once at or after `atMs`; the returned function cancels. */
  at(atMs: number, callback: () => void): () => void;
}

export const browserClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  at(atMs, callback) {
    const timer = setTimeout(callback, Math.max(0, atMs - browserClock.now()));
    return () => clearTimeout(timer);
  },
};
