/** The one loop that draws: at the screen's pace or slower by {@link FrameBudget}, once a second where motion is unwelcome, not at all when hidden. */
import { FrameBudget } from './frameBudget.ts';

export interface LoopScreen {
  requestFrame: (callback: (atMs: number) => void) => number;
  cancelFrame: (id: number) => void;
  /** Monotonic, the same scale as the frames' `atMs`. */
  now: () => number;
  hidden: () => boolean;
  reducedMotion: () => boolean;
}

const STILL_INTERVAL_MS = 1_000;

export class DrawLoop {
  readonly #screen: LoopScreen;
  readonly #draw: () => void;
  readonly budget = new FrameBudget();
  #frame = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #lastFrameMs = Number.NEGATIVE_INFINITY;

  constructor(screen: LoopScreen, draw: () => void) {
    this.#screen = screen;
    this.#draw = draw;
  }

  start(): void {
    this.#frame = this.#screen.requestFrame(this.#step);
  }

  stop(): void {
    this.#screen.cancelFrame(this.#frame);
  }

  #step = (atMs: number): void => {
    this.#frame = this.#screen.requestFrame(this.#step);
    const sinceFrameMs = atMs - this.#lastFrameMs;
    this.#lastFrameMs = atMs;
    if (this.#screen.hidden()) return;
    const still = this.#screen.reducedMotion();
    const intervalMs = still ? STILL_INTERVAL_MS : this.budget.intervalMs;
    // A few ms of grace: frames come at the screen's pace and never at ours.
    if (atMs - this.#lastMs < intervalMs - 4) return;
    this.#lastMs = atMs;
    const startMs = this.#screen.now();
    this.#draw();
    if (still) return;
    const drawMs = this.#screen.now() - startMs;
    // The screen's own frames are up to 17 ms apart; what is beyond that is lateness. After a pause it means nothing.
    this.budget.drawn(drawMs, sinceFrameMs < 1_000 ? sinceFrameMs - 18 : 0);
  };
}

export const browserScreen: LoopScreen = {
  requestFrame: (callback) => requestAnimationFrame(callback),
  cancelFrame: (id) => cancelAnimationFrame(id),
  now: () => performance.now(),
  hidden: () => document.hidden,
  reducedMotion: () => matchMedia('(prefers-reduced-motion: reduce)').matches,
};
