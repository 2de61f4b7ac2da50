/**
 * Convolution of durations on a grid that is even in ln(seconds). There ln(a + b) = ln(max) + ln(1 + e^−|distance|) depends on the
 * distance of the two bins alone, so that one small table replaces all logarithms; the mass of a sum is split between the two nearest
 * bins such that the mean logarithm is kept. No sampling: equal input, equal bits (DELIVERY-14).
 */
import type { DurationDistribution } from './durationDistribution.ts';
import type { LocationScale } from './quantiles.ts';

const STEP = 0.125;
const SIZE = 168;
/** Mass that may be left out at the far ends. */
const NEGLIGIBLE = 1e-7;
/** Upper tail that no moment counts: durations nobody has seen would decide it alone. */
const MOMENT_TAIL = 2e-4;
/** Normal score beyond which less than the negligible mass lies. */
const FAR_SCORE = 5.2;
/** Bins beyond which the smaller term no longer moves the sum. */
const REACH = 96;
const LIFTS = Float64Array.from({ length: REACH }, (_, distance) => Math.log1p(Math.exp(-distance * STEP)) / STEP);

/** Mass per bin; bin k stands for e^((k + ½)·0.125) s, bin 0 for no time at all. */
export type GridMass = Float64Array;

export function atomAtZero(): GridMass {
  const mass = new Float64Array(SIZE);
  mass[0] = 1;
  return mass;
}

/** @param probability that the step takes place at all; the rest is an atom at zero */
export function discretize(distribution: DurationDistribution, probability = 1): GridMass {
  const mass = new Float64Array(SIZE);
  const last = Math.min(SIZE - 1, Math.ceil(distribution.logQuantile(FAR_SCORE) / STEP));
  let above = 1;
  for (let k = Math.max(0, Math.floor(distribution.logQuantile(-FAR_SCORE) / STEP)); k <= last; k += 1) {
    const next = k === last ? 0 : distribution.survival(Math.exp((k + 1) * STEP));
    const inBin = above - next;
    mass[k] = inBin > NEGLIGIBLE ? probability * inBin : 0;
    above = next;
  }
  mass[0] = (mass[0] as number) + (1 - probability);
  return mass;
}

/** Adds mass between two bins, to each by its nearness. */
function splitMass(mass: Float64Array, place: number, amount: number): void {
  const clamped = Math.max(0, Math.min(SIZE - 1, place));
  const k = Math.floor(clamped);
  const over = clamped - k;
  mass[k] = (mass[k] as number) + amount * (1 - over);
  if (over > 0) mass[k + 1] = (mass[k + 1] as number) + amount * over;
}

export function convolve(a: GridMass, b: GridMass): GridMass {
  const sum = new Float64Array(SIZE);
  let first = SIZE;
  let last = 0;
  for (let j = 1; j < SIZE; j += 1) {
    if ((b[j] as number) < NEGLIGIBLE) continue;
    first = Math.min(first, j);
    last = j;
  }
  const bAtZero = b[0] as number;
  for (let i = 0; i < SIZE; i += 1) {
    const massA = a[i] as number;
    if (massA < NEGLIGIBLE) continue;
    if (bAtZero > 0) sum[i] = (sum[i] as number) + massA * bAtZero;
    for (let j = first; j <= last; j += 1) {
      const both = massA * (b[j] as number);
      const distance = i > j ? i - j : j - i;
      const high = i > j ? i : j;
      if (i === 0 || distance >= REACH) sum[high] = (sum[high] as number) + both;
      else splitMass(sum, high + (LIFTS[distance] as number), both);
    }
  }
  return sum;
}

/** The same distribution with another median and spread of its logarithm. */
export function relocate(mass: GridMass, from: LocationScale, to: LocationScale): GridMass {
  const out = new Float64Array(SIZE);
  for (let k = 0; k < SIZE; k += 1) {
    const here = mass[k] as number;
    if (here === 0) continue;
    const log = (k + 0.5) * STEP;
    const moved = k === 0 ? log : to.median + ((log - from.median) * to.spread) / from.spread;
    splitMass(out, moved / STEP - 0.5, here);
  }
  return out;
}

/** A distribution on the grid with its moments and quantiles. */
export class GridDistribution implements LocationScale {
  readonly median: number;
  readonly spread: number;
  readonly mean: number;
  readonly variance: number;
  readonly mass: GridMass;
  /** P(X > lower edge of bin k). */
  readonly #above: Float64Array;

  constructor(mass: GridMass) {
    this.mass = mass;
    const above = new Float64Array(SIZE + 1);
    let mean = 0;
    let square = 0;
    for (let k = SIZE - 1; k >= 0; k -= 1) {
      const here = mass[k] as number;
      above[k] = (above[k + 1] as number) + here;
      if (k === 0 || (above[k] as number) < MOMENT_TAIL) continue;
      const value = Math.exp((k + 0.5) * STEP);
      mean += here * value;
      square += here * value * value;
    }
    const total = above[0] as number;
    for (let k = 0; k <= SIZE; k += 1) above[k] = (above[k] as number) / total;
    this.#above = above;
    this.mean = mean / total;
    this.variance = Math.max(0, square / total - this.mean * this.mean);
    this.median = this.logQuantile(0.5);
    this.spread = Math.max(0, (this.logQuantile(0.9) - this.logQuantile(0.1)) / 2.563103131089201);
  }

  /** P(X > t seconds). */
  survival(seconds: number): number {
    if (seconds < 0) return 1;
    if (seconds <= 1) return this.#above[1] as number;
    const place = Math.log(seconds) / STEP;
    const k = Math.floor(place);
    if (k >= SIZE) return 0;
    const from = this.#above[k] as number;
    // Bin 0 is the atom at zero: none of it lies beyond any positive time.
    if (k === 0) return this.#above[1] as number;
    return from + (place - k) * ((this.#above[k + 1] as number) - from);
  }

  /** ln(seconds) at probability u. */
  logQuantile(u: number): number {
    let k = 0;
    while (k < SIZE - 1 && (this.#above[k + 1] as number) > 1 - u) k += 1;
    const from = this.#above[k] as number;
    const here = from - (this.#above[k + 1] as number);
    return (k + (here > 0 ? (from - (1 - u)) / here : 0)) * STEP;
  }
}
