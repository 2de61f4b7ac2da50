/**
 * What has been learnt: counts of log-durations by name, day and bin. Counts are integers, so the book is a function of the set of
 * samples in it, never of the order in which they came, and a corrected sample is taken out exactly.
 *
 * Samples of the last days weigh more, in three steps (an integer stand-in for exponential decay that is exactly reversible): a
 * step that has become slower is believed within days, a rare one is still known from three months ago. State is bounded by the
 * distinct (name, day, bin) of the last {@link WINDOW_DAYS} days.
 */
import { normalCdf } from './normal.ts';

export const DAY_MS = 86_400_000;
export const WINDOW_DAYS = 90;
/** Weight by age in days: under 7, under 30, under 90. The effective sample is about 31 days' worth. */
const AGE_WEIGHTS: readonly (readonly [days: number, weight: number])[] = [
  [7, 16],
  [30, 4],
  [WINDOW_DAYS, 1],
];

/** Width of a bin in units of ln(seconds), and how many there are: 1 s to 15 years. */
const BIN_WIDTH = 0.05;
const BINS = 400;
/** Normal scores at which a figure keeps its quantiles. */
export const SCORE_STEP = 0.25;
export const SCORE_LIMIT = 5;
export const SCORES = Array.from({ length: (2 * SCORE_LIMIT) / SCORE_STEP + 1 }, (_, i) => -SCORE_LIMIT + i * SCORE_STEP);
export const SCORE_SHARES = SCORES.map(normalCdf);
/** ln-durations nearer than this are one: it keeps a constant duration from having no spread at all. */
export const MIN_SPREAD = 0.05;

export interface Figure {
  /** Durations known. */
  count: number;
  /** Effective number after weighting: L. Kish, (Σw)² / Σw². */
  effective: number;
  /** Median of the log-duration (ln s). */
  median: number;
  /** Spread of the log-duration: (q90 − q10) / 2.563, the standard deviation where it is normal. */
  spread: number;
  /** Quantile of the log-duration at each of {@link SCORES}. */
  quantiles: Float64Array;
  /** Weighted mean of the bin numbers: a share, where bins 0 and 1 were counted for no and yes. */
  meanBin: number;
}

/** Names, from wide to narrow, under which one sample is counted; the last tells chains apart. */
export type Chain = readonly string[];

export interface Sample {
  chain: Chain;
  /** Days since the epoch. */
  day: number;
  bin: number;
}

export const sameSample = (a: Sample, b: Sample): boolean =>
  a.bin === b.bin && a.day === b.day && (a.chain === b.chain || a.chain.at(-1) === b.chain.at(-1));

/** Bin of a value already in log units; out of range goes to the last bin on that side. */
export const binOf = (value: number): number => Math.max(0, Math.min(BINS - 1, Math.floor(value / BIN_WIDTH)));
export const logSeconds = (ms: number): number => Math.log(Math.max(1, ms / 1_000));

interface Entry {
  /** day × BINS + bin → count. */
  cells: Map<number, number>;
  figure: Figure | null | undefined;
}

export class DurationBook {
  readonly #entries = new Map<string, Entry>();
  readonly #scratch = new Int32Array(BINS);
  #today = 0;
  #size = 0;

  /** The day, since the epoch, by which samples are weighed. */
  get today(): number {
    return this.#today;
  }

  /** Distinct (name, day, bin) held. */
  get size(): number {
    return this.#size;
  }

  /** Weights are those of the day `today` (days since the epoch) from now on; what is too old is dropped. */
  startDay(today: number): void {
    if (today <= this.#today) return;
    this.#today = today;
    for (const [name, entry] of this.#entries) {
      entry.figure = undefined;
      for (const cell of entry.cells.keys()) {
        if (today - Math.floor(cell / BINS) < WINDOW_DAYS) continue;
        entry.cells.delete(cell);
        this.#size -= 1;
      }
      if (entry.cells.size === 0) this.#entries.delete(name);
    }
  }

  /** Runs `look` with the weights of another day; nothing is dropped. */
  weighAsOf(day: number, look: () => void): void {
    const live = this.#today;
    const turn = (today: number) => {
      if (today === this.#today) return;
      this.#today = today;
      for (const entry of this.#entries.values()) entry.figure = undefined;
    };
    turn(Math.max(day, live));
    look();
    turn(live);
  }

  add({ chain, day, bin }: Sample, change: 1 | -1 = 1): void {
    if (this.#today - day >= WINDOW_DAYS) return;
    for (const name of chain) this.#count(name, day * BINS + bin, change);
  }

  #count(name: string, cell: number, change: 1 | -1): void {
    let entry = this.#entries.get(name);
    if (!entry) {
      if (change < 0) return;
      entry = { cells: new Map(), figure: undefined };
      this.#entries.set(name, entry);
    }
    entry.figure = undefined;
    const before = entry.cells.get(cell) ?? 0;
    const after = before + change;
    if (after > 0) entry.cells.set(cell, after);
    else entry.cells.delete(cell);
    this.#size += (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
    if (entry.cells.size === 0) this.#entries.delete(name);
  }

  /** Figures of all samples under a name; null where there is none. */
  figure(name: string): Figure | null {
    const entry = this.#entries.get(name);
    if (!entry) return null;
    if (entry.figure === undefined) entry.figure = this.#figureOf(entry.cells);
    return entry.figure;
  }

  #figureOf(cells: Map<number, number>): Figure | null {
    const weights = this.#scratch.fill(0);
    let count = 0;
    let total = 0;
    let squares = 0;
    let sum = 0;
    for (const [cell, known] of cells) {
      const day = Math.floor(cell / BINS);
      const bin = cell - day * BINS;
      const weight = weightOfAge(this.#today - day);
      if (weight === 0) continue;
      weights[bin] = (weights[bin] as number) + weight * known;
      count += known;
      total += weight * known;
      squares += weight * weight * known;
      sum += weight * known * bin;
    }
    if (total === 0) return null;
    const quantiles = new Float64Array(SCORES.length);
    let bin = 0;
    let below = 0;
    for (let i = 0; i < SCORES.length; i += 1) {
      const target = (SCORE_SHARES[i] as number) * total;
      while (bin < BINS - 1 && below + (weights[bin] as number) < target) below += weights[bin++] as number;
      quantiles[i] = (bin + (target - below) / Math.max(1, weights[bin] as number)) * BIN_WIDTH;
    }
    const spread = Math.max(MIN_SPREAD, (between(quantiles, TENTH) - between(quantiles, -TENTH)) / (2 * TENTH));
    return {
      count,
      effective: (total * total) / squares,
      median: between(quantiles, 0),
      spread,
      quantiles,
      meanBin: sum / total,
    };
  }

  save(): [string, number[]][] {
    return [...this.#entries]
      .map(([name, entry]): [string, number[]] => [name, [...entry.cells].sort((a, b) => a[0] - b[0]).flat()])
      .sort((a, b) => (a[0] < b[0] ? -1 : 1));
  }

  restore(saved: [string, number[]][], today: number): void {
    this.#entries.clear();
    this.#today = today;
    this.#size = 0;
    for (const [name, flat] of saved) {
      const cells = new Map<number, number>();
      for (let i = 0; i + 1 < flat.length; i += 2) cells.set(flat[i] as number, flat[i + 1] as number);
      this.#entries.set(name, { cells, figure: undefined });
      this.#size += cells.size;
    }
  }
}

/** Normal score of the upper tenth. */
const TENTH = 1.2815515655446004;

function weightOfAge(ageDays: number): number {
  for (const [days, weight] of AGE_WEIGHTS) if (ageDays < days) return weight;
  return 0;
}

/** Quantile at a normal score, linear between the scores that are kept. */
function between(quantiles: Float64Array, score: number): number {
  const place = (score + SCORE_LIMIT) / SCORE_STEP;
  const i = Math.min(SCORES.length - 2, Math.floor(place));
  const low = quantiles[i] as number;
  return low + (place - i) * ((quantiles[i + 1] as number) - low);
}
