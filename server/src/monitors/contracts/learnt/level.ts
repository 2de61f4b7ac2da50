/**
 * How much comes now, held against what the profile says: today's level by gamma–Poisson filtering of the last hours, around the level of the
 * last week. How far days differ from each other is learnt as well: where they hardly do, a quiet hour says little of the next.
 */
const HOUR_MS = 3_600_000;
const TODAY_HALF_LIFE_MS = 4 * HOUR_MS;
const WEEK_HALF_LIFE_MS = 168 * HOUR_MS;
/** Arrivals by which the week's level is drawn to the profile's. */
const WEEK_POOLING = 50;
/** Variance of a day's level, before days were seen, and how many days that counts for. */
const FIRST_DAY_VARIANCE = 0.05;
const FIRST_DAYS = 5;
const DAY_KEPT = 0.97;
/** A day's count that stands for half of its information about the spread of days. */
const HALF_TOLD = 10;
const MOST_ODD_DAY = 1;
const LEAST_POOLING = 4;
const MOST_POOLING = 400;

interface Discounted {
  count: number;
  expected: number;
}

export type SavedLevel = { atMs: number | null; today: Discounted; week: Discounted; day: Discounted; odd: number; days: number };

function fade(sums: Discounted, halfLives: number): void {
  const kept = 2 ** -halfLives;
  sums.count *= kept;
  sums.expected *= kept;
}

export class Level {
  #atMs = -Infinity;
  #today: Discounted = { count: 0, expected: 0 };
  #week: Discounted = { count: 0, expected: 0 };
  #day: Discounted = { count: 0, expected: 0 };
  /** Weighted sum of squared oddness of days, and the weights. */
  #odd = FIRST_DAYS * FIRST_DAY_VARIANCE;
  #days = FIRST_DAYS;

  /** Factor on the profile's rates. */
  get factor(): number {
    const pooling = this.#pooling;
    return (this.#today.count + pooling * this.#weekFactor) / (this.#today.expected + pooling);
  }

  /** How many arrivals the factor stands on. */
  get trust(): number {
    return this.#today.count + this.#pooling;
  }

  /** Variance of a day's level around that of the week. */
  get dayVariance(): number {
    return Math.min(1 / LEAST_POOLING, Math.max(1 / MOST_POOLING, this.#odd / this.#days));
  }

  /** Arrivals up to `atMs`, where the profile had expected so many. */
  arrived(atMs: number, expected: number, count: number): void {
    this.decay(atMs);
    this.#today.count += count;
    this.#today.expected += expected;
    this.#week.count += count;
    this.#week.expected += expected;
    this.#day.count += count;
    this.#day.expected += expected * this.#weekFactor;
  }

  /** Time passes that tells nothing. */
  decay(atMs: number): void {
    const passedMs = this.#atMs === -Infinity ? 0 : Math.max(0, atMs - this.#atMs);
    this.#atMs = Math.max(atMs, this.#atMs);
    fade(this.#today, passedMs / TODAY_HALF_LIFE_MS);
    fade(this.#week, passedMs / WEEK_HALF_LIFE_MS);
  }

  /** A day is over: how far was it from what was expected, beyond chance? */
  endDay(): void {
    const { count, expected } = this.#day;
    this.#day = { count: 0, expected: 0 };
    if (expected < 1) return;
    const oddness = Math.min(MOST_ODD_DAY, ((count - expected) ** 2 - expected) / expected ** 2);
    const weight = expected / (expected + HALF_TOLD);
    this.#odd = this.#odd * DAY_KEPT + weight * oddness;
    this.#days = this.#days * DAY_KEPT + weight;
  }

  get #weekFactor(): number {
    return (this.#week.count + WEEK_POOLING) / (this.#week.expected + WEEK_POOLING);
  }

  get #pooling(): number {
    return 1 / this.dayVariance;
  }

  save(): SavedLevel {
    return {
      atMs: this.#atMs === -Infinity ? null : this.#atMs,
      today: { ...this.#today },
      week: { ...this.#week },
      day: { ...this.#day },
      odd: this.#odd,
      days: this.#days,
    };
  }

  restore({ atMs, today, week, day, odd, days }: SavedLevel): void {
    this.#atMs = atMs ?? -Infinity;
    this.#today = { ...today };
    this.#week = { ...week };
    this.#day = { ...day };
    this.#odd = odd;
    this.#days = days;
  }
}
