/** The arrivals of one minute: in which seconds something came, as bits, since all that is learnt stands on seconds. */

export const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;
const LOW_SECONDS = 30;

export interface Minute {
  /** Its beginning. */
  startMs: number;
  /** Seconds 0–29 and 30–59. */
  low: number;
  high: number;
  newestMs: number;
}

export const minuteOf = (atMs: number): number => Math.floor(atMs / MINUTE_MS) * MINUTE_MS;

/** The bit of the second of an instant in {@link Minute.low} or, negated, in {@link Minute.high}. */
export function secondBit(atMs: number): { low: number; high: number } {
  const second = Math.floor((atMs - minuteOf(atMs)) / SECOND_MS);
  return second < LOW_SECONDS ? { low: 1 << second, high: 0 } : { low: 0, high: 1 << (second - LOW_SECONDS) };
}

/** What a minute says of its seconds; written over by {@link readSeconds}, which history calls by the million. */
export interface Seconds {
  firstMs: number;
  lastMs: number;
  count: number;
  longestGapMs: number;
}

export function readSeconds({ startMs, low, high }: Minute, into: Seconds): void {
  let first = -1;
  let last = -1;
  let count = 0;
  let longest = 0;
  for (let half = 0; half < 2; half += 1) {
    for (let bits = half === 0 ? low : high; bits !== 0; bits &= bits - 1) {
      const second = 31 - Math.clz32(bits & -bits) + half * LOW_SECONDS;
      if (last < 0) first = second;
      else if (second - last > longest) longest = second - last;
      last = second;
      count += 1;
    }
  }
  into.firstMs = startMs + first * SECOND_MS;
  into.lastMs = startMs + last * SECOND_MS;
  into.count = count;
  into.longestGapMs = longest * SECOND_MS;
}
