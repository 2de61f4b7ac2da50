/**
 * How often the runway is drawn. Where drawing is cheap it keeps up with the screen; where it is not (no graphics card, a busy
 * machine), it is drawn less often until it takes no more than its share, and more often again when there is room.
 */
export const INTERVALS_MS = [16, 33, 66, 133, 266] as const;
/** Of the time between two pictures, how much drawing may take. */
const MOST_SHARE = 0.3;
/** Well under the share at the next faster pace before that is tried again. */
const EASY_SHARE = 0.15;
const WEIGHT = 0.1;
/** Pictures between two changes of pace. */
const SETTLE = 30;

export class FrameBudget {
  #level = 0;
  #costMs = 0;
  #sinceChange = 0;

  /** Wished time between two pictures, ms. */
  get intervalMs(): number {
    return INTERVALS_MS[this.#level] as number;
  }

  /**
   * After a picture: `drawMs` is what drawing took here; `lateMs` how much later than wished the frame came, which is what a software
   * renderer costs elsewhere.
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
