/** Simulated arrivals, seeded: days, nights and weekends, with bursts, unlike days, batches or days off. */

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** A Monday. */
export const START_MS = Date.parse('2026-01-05T00:00:00Z');

/** Mulberry32: uniform in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Gamma with mean 1 by Marsaglia and Tsang; a shape under 1 makes bursts. */
function gamma(random: () => number, shape: number): number {
  const boost = shape < 1 ? (1 - random()) ** (1 / shape) : 1;
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
  for (;;) {
    const x = normal(random);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return (d * v * boost) / shape;
  }
}

export interface Arriving {
  /** Arrivals an hour by day, from `opens` to `closes`, and at other times; at weekends that share of both. */
  peak: number;
  night: number;
  weekend: number;
  opens?: number;
  closes?: number;
  /** Shape of the gaps' gamma law; 1 is Poisson. */
  shape?: number;
  /** Spread of the days' log-normal factors. */
  days?: number;
  /** Share of days on which nothing comes. */
  off?: number;
  /** Arrivals wait for the next batch, and are spread a minute behind it. */
  batchMs?: number;
  /** Growth over 30 days. */
  growth?: number;
}

const STEP_MS = 60_000;

/** Instants of arrival, in order but for those of one batch. */
export function* arrivals(of: Arriving, days: number, seed: number): Generator<number> {
  const random = seeded(seed);
  const { shape = 1, opens = 9, closes = 18, growth = 1 } = of;
  let due = gamma(random, shape);
  let passed = 0;
  for (let day = 0; day < days; day += 1) {
    const factor = of.days === undefined ? 1 : Math.exp(of.days * normal(random) - of.days ** 2 / 2);
    const isOff = of.off !== undefined && random() < of.off;
    const level = isOff ? 0 : factor * growth ** (day / 30) * (day % 7 >= 5 ? of.weekend : 1);
    for (let ms = 0; ms < DAY_MS; ms += STEP_MS) {
      const hour = ms / HOUR_MS;
      const expected = ((hour >= opens && hour < closes ? of.peak : of.night) * level * STEP_MS) / HOUR_MS;
      let used = 0;
      while (passed + expected - used >= due) {
        used += due - passed;
        passed = 0;
        due = gamma(random, shape);
        const atMs = START_MS + day * DAY_MS + ms + (used / expected) * STEP_MS;
        yield Math.round(of.batchMs === undefined ? atMs : Math.ceil(atMs / of.batchMs) * of.batchMs + random() * 60_000);
      }
      passed += expected - used;
    }
  }
}
