/** The longest turn of this thread's event loop within the last minute. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The watch's own timer: a loop that is never held up shows about this. */
const RESOLUTION_MS = 10;
const SLOT_MS = 5_000;
const SLOTS = 12;

export class LoopWatch {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #slots: number[] = [];
  #slotMs = -Infinity;

  constructor() {
    this.#delay.enable();
  }

  /** @param elapsedMs of a clock that runs on evenly. In seconds. */
  longestSeconds(elapsedMs: number): number {
    const nowMs = Math.max(0, this.#delay.max / 1e6 - RESOLUTION_MS);
    if (elapsedMs - this.#slotMs >= SLOT_MS) {
      this.#slots = [...this.#slots, nowMs].slice(-SLOTS);
      this.#slotMs = elapsedMs;
      this.#delay.reset();
    }
    return Math.max(nowMs, ...this.#slots) / 1_000;
  }

  /** From here on what came before does not count. */
  begin(): void {
    this.#slots = [];
    this.#slotMs = -Infinity;
    this.#delay.reset();
  }

  stop(): void {
    this.#delay.disable();
  }
}
