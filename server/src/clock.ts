/**
 * The only source of time. Everything that needs to know the time or to be woken gets a clock; tests pass a fake one. The time may be set:
 * a deadline is an instant of it ({@link Clock.at}), a time-out is a length of time that nobody can set ({@link Clock.after}).
 */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Milliseconds from an origin of its own, which run on evenly whatever is done to the time: for how long something took. */
  elapsed(): number;
  /** Calls back once at or after `atMs` of {@link Clock.now}; the returned function cancels. */
  at(atMs: number, callback: () => void): () => void;
  /** Calls back once when `waitMs` have passed; the returned function cancels. */
  after(waitMs: number, callback: () => void): () => void;
}

/** The clock of this machine. */
export interface MachineClock extends Clock {
  /** Epoch milliseconds as the machine tells the time of day, which people and time servers set. */
  wallMs(): number;
}

/** setTimeout counts in a signed 32-bit integer; a later wake-up is reached in hops. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Its time is that of the process's start and what has passed since: it does not follow a time of day that is set. */
export const systemClock: MachineClock = {
  now: () => Math.floor(performance.timeOrigin + performance.now()),
  elapsed: () => performance.now(),
  wallMs: () => Date.now(),
  at: (atMs, callback) => systemClock.after(atMs - systemClock.now(), callback),
  after(waitMs, callback) {
    const dueMs = performance.now() + waitMs;
    let timer: NodeJS.Timeout;
    const arm = () => {
      const leftMs = dueMs - performance.now();
      timer = setTimeout(fire, Math.min(Math.max(0, Math.ceil(leftMs)), MAX_TIMEOUT_MS));
    };
    // A timer of the platform may come a little early.
    const fire = () => (performance.now() < dueMs ? arm() : callback());
    arm();
    return () => clearTimeout(timer);
  },
};

/** The clock of this machine, its time of day taken for `aheadMs` later than it is: a machine whose clock is wrong. */
export const machineClock = (aheadMs: number): MachineClock =>
  aheadMs === 0 ? systemClock : { ...systemClock, now: () => systemClock.now() + aheadMs, wallMs: () => systemClock.wallMs() + aheadMs };

/** Repeats `callback` every `everyMs` on `clock` until the returned function is called; a late tick does not bunch up. */
export function every(clock: Clock, everyMs: number, callback: () => void): () => void {
  let cancel = () => {};
  const arm = () => {
    cancel = clock.after(everyMs, () => {
      arm();
      callback();
    });
  };
  arm();
  return () => cancel();
}
