/** Draws at the rate set by {@link FrameBudget}, once a second if reduced motion is preferred, and not at all while hidden. */
import { FrameBudget } from './frameBudget.ts';

export interface LoopScreen {
  requestFrame: (callback: (atMs: number) => void) => number;
  cancelFrame: (id: number) => void;
  /** Monotonic, on the same scale as the frames' `atMs`. */
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
    // A few ms of tolerance, because frames come at the screen's rate.
    if (atMs - this.#lastMs < intervalMs - 4) return;
    this.#lastMs = atMs;
    const startMs = this.#screen.now();
    this.#draw();
    if (still) return;
    const drawMs = this.#screen.now() - startMs;
    // Frames of a 60 Hz screen are up to 17 ms apart: only more than that is a delay. After a pause the delay means nothing.
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
