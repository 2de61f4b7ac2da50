/** Looks at the quality of the facts now and then, for the metrics, and when somebody asks. */
import type { Quality } from '@warroom/protocol/api/quality';
import { type Clock, every } from '../clock.ts';
import type { Log } from '../log.ts';

const LOOK_EVERY_MS = 15 * 60_000;
/** An answer that is no older than this is given again: asking often costs the store no more. */
const FRESH_MS = 1_000;

export class QualityWatch {
  readonly #read: (nowMs: number) => Promise<Quality>;
  readonly #clock: Clock;
  readonly #log: Log;
  #looking: Promise<Quality> | null = null;
  #lookedAtMs = -Infinity;
  /** As it was seen last; null before the first look. */
  latest: Quality | null = null;

  constructor(read: (nowMs: number) => Promise<Quality>, clock: Clock, log: Log) {
    this.#read = read;
    this.#clock = clock;
    this.#log = log;
  }

  /** @param isReady whether the store has time for this. @returns ends it */
  start(isReady: () => boolean): () => void {
    return every(this.#clock, LOOK_EVERY_MS, () => {
      if (isReady())
        this.look().catch((error: unknown) => this.#log.warn({ err: error }, 'the quality of the facts could not be looked at'));
    });
  }

  /** Those who ask while a look is under way share it. @throws WarroomError STORE_DOWN */
  look(): Promise<Quality> {
    const nowMs = this.#clock.now();
    if (this.latest && Math.abs(nowMs - this.#lookedAtMs) <= FRESH_MS) return Promise.resolve(this.latest);
    this.#looking ??= this.#read(nowMs)
      .then((quality) => {
        this.latest = quality;
        this.#lookedAtMs = nowMs;
        return quality;
      })
      .finally(() => {
        this.#looking = null;
      });
    return this.#looking;
  }
}
