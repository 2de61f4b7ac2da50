/** What has been started and has to be ended: each part registers its end where it is built, and a stop runs them last in, first out. */
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

/** Each step of a stop is over in well under this; longer, and the log says which it is, and the next one begins. */
export const STOP_STEP_MS = 8_000;
/** Longest time that a stop may take: the app's ten steps, were all of them to hang, and some air. A supervisor has to wait longer. */
export const STOP_WITHIN_MS = 90_000;

export class Lifecycle {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #steps: { name: string; end: () => unknown }[] = [];
  #stopping: Promise<void> | null = null;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** @param end awaited where it gives a promise; runs after the ends of all that was registered later */
  onStop(name: string, end: () => unknown): void {
    this.#steps.push({ name, end });
  }

  /** Runs every step, whatever the others did: one that fails or hangs is named in the log and left behind. Never rejects; asked twice, it is one stop. */
  stop(): Promise<void> {
    this.#stopping ??= this.#run();
    return this.#stopping;
  }

  async #run(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) await this.#end(step.name, step.end);
  }

  #end(name: string, end: () => unknown): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(STOP_STEP_MS, () => {
        this.#log.error({ step: name }, 'stopping takes long: going on without this');
        resolve();
      });
      // Also a step that throws at once is one that failed.
      Promise.resolve()
        .then(end)
        .catch((error: unknown) => this.#log.error({ step: name, err: error }, 'a step of the stop failed'))
        .finally(() => {
          cancel();
          resolve();
        });
    });
  }
}
