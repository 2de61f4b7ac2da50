/**
 * Tells systemd that the event loop turns (`WatchdogSec` in the unit): a process that hangs is ended and started again. Node has no datagram
 * sockets of the kind that systemd listens on, so each beat is a short run of `systemd-notify`; the unit needs `NotifyAccess=all`.
 */
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

export interface WatchdogOptions {
  environment: Record<string, string | undefined>;
  pid: number;
  clock: Clock;
  log: Log;
  /** Runs the program and tells how it ended: null when all is well, otherwise why not. */
  run: (program: string, args: readonly string[], done: (failure: string | null) => void) => void;
}

/** @returns the time between two beats in ms, or null where nobody waits for them */
export function beatMsOf(environment: Record<string, string | undefined>, pid: number): number | null {
  const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: text, WATCHDOG_PID: meant } = environment;
  const microseconds = Number(text);
  if (!socket || !text || !Number.isFinite(microseconds) || microseconds <= 0) return null;
  if (meant !== undefined && meant !== String(pid)) return null;
  return Math.max(1_000, Math.floor(microseconds / 3_000));
}

/** Beats at once and then three times within what systemd waits; goes on while the server stops, which has a limit of its own. */
export function startWatchdog({ environment, pid, clock, log, run }: WatchdogOptions): void {
  const beatMs = beatMsOf(environment, pid);
  if (beatMs === null) return;
  let isTold = false;
  const beat = () => {
    run('systemd-notify', ['WATCHDOG=1'], (failure) => {
      if (failure !== null && !isTold)
        log.error({ failure }, 'systemd is not told that the server lives, and will end it: is systemd-notify there?');
      isTold = failure !== null;
    });
    clock.after(beatMs, beat);
  };
  beat();
}
