/**
 * How far the server's clock is ahead of this machine's, from the `ts` of its frames. A frame is always late by its way here, so
 * `ts − now` is the offset less that delay: the largest sample is the one that came fastest, and the nearest to the truth. Two
 * buckets of time are kept, so that an old best ages out and a drifting clock is followed.
 */
const BUCKET_MS = 60_000;

export class ServerClock {
  #bucketStartMs = Number.NEGATIVE_INFINITY;
  #current = Number.NEGATIVE_INFINITY;
  #previous = Number.NEGATIVE_INFINITY;

  /** Takes the server's time on a frame and this machine's at its arrival, both in ms. */
  sample(serverMs: number, nowMs: number): void {
    if (nowMs - this.#bucketStartMs >= BUCKET_MS) {
      // After a long silence the older bucket is too old to be believed.
      this.#previous = nowMs - this.#bucketStartMs < 2 * BUCKET_MS ? this.#current : Number.NEGATIVE_INFINITY;
      this.#current = Number.NEGATIVE_INFINITY;
      this.#bucketStartMs = nowMs;
    }
    this.#current = Math.max(this.#current, serverMs - nowMs);
  }

  /** On a new connection: perhaps another server, perhaps this machine slept. */
  reset(): void {
    this.#bucketStartMs = Number.NEGATIVE_INFINITY;
    this.#current = Number.NEGATIVE_INFINITY;
    this.#previous = Number.NEGATIVE_INFINITY;
  }

  /** Milliseconds to add to this machine's clock; null before the first frame. */
  offsetMs(): number | null {
    const best = Math.max(this.#current, this.#previous);
    return best === Number.NEGATIVE_INFINITY ? null : best;
  }
}
