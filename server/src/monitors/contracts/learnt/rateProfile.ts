/**
 * How many arrivals an hour are usual in each half hour of the week: counts and hours seen, the past forgotten by half in four weeks, and each slot
 * drawn towards what its day and its time of day make likely (partial pooling). The strength of the pooling is the method-of-moments estimate
 * for gamma-distributed rates under Poisson counts, so that slots that differ are left as they are.
 */
import { DAY_SLOTS, DAY_TYPES, dayTypeOf, HOLIDAY, HOUR_MS, MAKE_UP, SLOT_MS, SLOTS, WEEKDAYS } from './weekHours.ts';

const SLOT_HOURS = SLOT_MS / HOUR_MS;
/** A slot is seen for half an hour a week. */
const KEPT_PER_HOUR = 2 ** (-1 / (4 * SLOT_HOURS));
/** What a slot keeps of its past when it turns out to be silent for the second time running. */
const KEPT_ON_CHANGE = 0.25;
const LEAST_POOLING = 2;
const MOST_POOLING = 200;
/** Arrivals by which a day's and a time of day's share is drawn to the mean. */
const SHARE_POOLING = 1;
const BUSY_SHARE = 0.5;
/** Rates are never nought: what never came may come. Arrivals an hour. */
const LEAST_RATE = 1e-4;

export type SavedProfile = { counts: number[]; hours: number[]; skipped: number[]; rates: number[]; trust: number[] };

export class RateProfile {
  /** Arrivals seen in each slot, and for how many hours it was seen. */
  readonly #counts = new Float64Array(SLOTS);
  readonly #hours = new Float64Array(SLOTS);
  /** Whether the slot was left out for an outage when it was seen last. */
  readonly #skipped = new Uint8Array(SLOTS);
  readonly #rates = new Float64Array(SLOTS).fill(LEAST_RATE);
  readonly #trust = new Float64Array(SLOTS).fill(LEAST_POOLING);
  /** Half of the rate at which the mean arrival comes. */
  #busyRate = 0;

  /** Usual arrivals an hour, as of the last {@link refresh}. */
  rate(slot: number): number {
    return this.#rates[slot] as number;
  }

  /** How many arrivals the rate stands on, where days differ from each other with a variance of `dayVariance`. */
  trust(slot: number, dayVariance: number): number {
    return 1 / (1 / (this.#trust[slot] as number) + dayVariance / Math.max(1, (this.#hours[slot] as number) / SLOT_HOURS));
  }

  /** Whether as much is usual in a slot as in the hours in which most arrives. */
  isBusy(slot: number): boolean {
    return (this.#rates[slot] as number) >= this.#busyRate;
  }

  /** The slot was seen for some hours, up to half of one. */
  see(slot: number, hours: number): void {
    const kept = KEPT_PER_HOUR ** hours;
    this.#counts[slot] = (this.#counts[slot] as number) * kept;
    this.#hours[slot] = (this.#hours[slot] as number) * kept + hours;
    if (hours > SLOT_HOURS / 2) this.#skipped[slot] = 0;
  }

  arrived(slot: number, count: number): void {
    this.#counts[slot] = (this.#counts[slot] as number) + count;
  }

  /** An outage covered the whole slot: it tells nothing the first time; the second time running it is the slot's new habit. */
  skip(slot: number): void {
    if (this.#skipped[slot] === 1) {
      this.#counts[slot] = (this.#counts[slot] as number) * KEPT_ON_CHANGE;
      this.#hours[slot] = (this.#hours[slot] as number) * KEPT_ON_CHANGE + SLOT_HOURS;
    }
    this.#skipped[slot] = 1;
  }

  /** Works the rates out anew. */
  refresh(): void {
    const parents = this.#parents();
    let excess = 0;
    let squares = 0;
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const expected = (parents[slot] as number) * (this.#hours[slot] as number);
      const count = this.#counts[slot] as number;
      excess += (count - expected) ** 2 - expected;
      squares += expected ** 2;
    }
    const spread = squares > 0 ? excess / squares : 0;
    const pooling = spread > 0 ? Math.min(MOST_POOLING, Math.max(LEAST_POOLING, 1 / spread)) : MOST_POOLING;
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const parent = Math.max(LEAST_RATE, parents[slot] as number);
      const count = (this.#counts[slot] as number) + pooling;
      this.#rates[slot] = count / ((this.#hours[slot] as number) + pooling / parent);
      this.#trust[slot] = count;
    }
    this.#findBusyRate();
  }

  #findBusyRate(): void {
    let sum = 0;
    let squares = 0;
    for (const rate of this.#rates.subarray(0, WEEKDAYS * DAY_SLOTS)) {
      sum += rate;
      squares += rate ** 2;
    }
    this.#busyRate = BUSY_SHARE * (squares / sum);
  }

  /** Rates by day and by time of day, multiplied. */
  #parents(): Float64Array {
    const byTime = new Float64Array(DAY_SLOTS);
    const timeHours = new Float64Array(DAY_SLOTS);
    let total = 0;
    let hours = 0;
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const time = slot % DAY_SLOTS;
      byTime[time] = (byTime[time] as number) + (this.#counts[slot] as number);
      timeHours[time] = (timeHours[time] as number) + (this.#hours[slot] as number);
      total += this.#counts[slot] as number;
      hours += this.#hours[slot] as number;
    }
    const mean = hours > 0 ? total / hours : 0;
    for (let time = 0; time < DAY_SLOTS; time += 1)
      byTime[time] = ((byTime[time] as number) + SHARE_POOLING) / (mean * (timeHours[time] as number) + SHARE_POOLING);
    const byDay = this.#dayShares(byTime, mean);
    return Float64Array.from(
      { length: SLOTS },
      (_, slot) => mean * (byTime[slot % DAY_SLOTS] as number) * (byDay[dayTypeOf(slot)] as number),
    );
  }

  #dayShares(byTime: Float64Array, mean: number): Float64Array {
    const counts = new Float64Array(DAY_TYPES);
    const expected = new Float64Array(DAY_TYPES);
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const type = dayTypeOf(slot);
      counts[type] = (counts[type] as number) + (this.#counts[slot] as number);
      expected[type] = (expected[type] as number) + mean * (byTime[slot % DAY_SLOTS] as number) * (this.#hours[slot] as number);
    }
    const shares = counts.map((count, type) => (count + SHARE_POOLING) / ((expected[type] as number) + SHARE_POOLING));
    // Until they are seen, a holiday is taken for the quietest weekday and a make-up day for the busiest.
    const week = shares.subarray(0, WEEKDAYS);
    for (const [type, like] of [
      [HOLIDAY, Math.min(...week)],
      [MAKE_UP, Math.max(...week)],
    ] as const)
      shares[type] = ((counts[type] as number) + SHARE_POOLING * like) / ((expected[type] as number) + SHARE_POOLING);
    return shares;
  }

  save(): SavedProfile {
    const list = (values: Float64Array | Uint8Array) => Array.from(values);
    return {
      counts: list(this.#counts),
      hours: list(this.#hours),
      skipped: list(this.#skipped),
      rates: list(this.#rates),
      trust: list(this.#trust),
    };
  }

  restore(saved: SavedProfile): void {
    this.#counts.set(saved.counts);
    this.#hours.set(saved.hours);
    this.#skipped.set(saved.skipped);
    this.#rates.set(saved.rates);
    this.#trust.set(saved.trust);
    this.#findBusyRate();
  }
}
