/**
 * How often the runway is drawn: at the screen's rate if drawing is cheap, otherwise (no graphics card, a busy machine) less often, so
 * that it stays within its share of the time.
 */
export const INTERVALS_MS = [16, 33, 66, 133, 266] as const;
/** The largest share of the time between two frames that drawing may take. */
const MOST_SHARE = 0.3;
/** The next faster rate is tried again when drawing would take less than this share of it. */
const EASY_SHARE = 0.15;
const WEIGHT = 0.1;
/** Least number of frames between two changes of rate. */
const SETTLE = 30;

export class FrameBudget {
  #level = 0;
  #costMs = 0;
  #sinceChange = 0;

  /** Target time between two frames. */
  get intervalMs(): number {
    return INTERVALS_MS[this.#level] as number;
  }

  /**
   * To be called after each frame. `drawMs`: time spent drawing; `lateMs`: delay of the frame, the cost of a software renderer outside
   * this thread.
   */
  drawn(drawMs: number, lateMs: number): void {
    const costMs = drawMs + Math.max(0, lateMs);
    this.#costMs += WEIGHT * (costMs - this.#costMs);
    this.#sinceChange += 1;
    if (this.#sinceChange < SETTLE) return;
    const faster = INTERVALS_MS[this.#level - 1];
    if (this.#costMs > MOST_SHARE * this.intervalMs && this.#level < INTERVALS_MS.length - 1) this.#change(1);
    else if (faster !== undefined && this.#costMs < EASY_SHARE * faster) this.#change(-1);
  }

  #change(by: 1 | -1): void {
    this.#level += by;
    this.#sinceChange = 0;
  }
}
