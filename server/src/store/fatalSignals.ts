/**
 * Signals that end a process. The embedded engine puts handlers of its own on them, which wait for a thread that it does not start when it
 * is a library: the process then hangs, holds port and store, and hears no SIGTERM. That holds for V8's own abort on a full heap as well.
 */
export const FATAL_SIGNALS = [
  'SIGSEGV',
  'SIGABRT',
  'SIGBUS',
  'SIGILL',
  'SIGFPE',
  'SIGTRAP',
  'SIGSYS',
  'SIGTSTP',
] as const satisfies NodeJS.Signals[];

/** Gives these signals back to the kernel. To be called once the engine is loaded: it installs its handlers at its first connection. */
export function restoreFatalSignals(): void {
  const nothing = () => {};
  for (const signal of FATAL_SIGNALS) {
    // When its last listener goes, libuv sets the signal to its default, whoever's handler was there before.
    process.on(signal, nothing);
    process.off(signal, nothing);
  }
}
