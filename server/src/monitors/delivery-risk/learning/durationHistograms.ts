/**
 * Histograms of log-durations by name, day and bin. Counts are integers, so that the state is a function of the set of samples, never
 * of their order, and a corrected sample is taken out exactly (DELIVERY-9, DELIVERY-10).
 */
import { BIN_SECONDS, BINS, binAfter } from '../statistics/logBins.ts';
import { ecdfQuantiles, kaplanMeierQuantiles, quantileAt, type Summary, spreadOf } from '../statistics/quantiles.ts';
import { type Hierarchy, isCensorable } from './hierarchy.ts';

export const WINDOW_DAYS = 90;
/** Weight by age in days: an integer stand-in for exponential decay that can be reversed exactly. */
const AGE_WEIGHTS = [
  { days: 7, weight: 16 },
  { days: 30, weight: 4 },
  { days: WINDOW_DAYS, weight: 1 },
];

export interface Sample {
  hierarchy: Hierarchy;
  /** Days since the epoch. */
  day: number;
  bin: number;
  /** Set where the sample is a pair of consecutive steps: the bin of the second. */
  next?: number;
}

export const sameNames = (a: Hierarchy, b: Hierarchy): boolean => a === b || a.at(-1) === b.at(-1);

/** A duration that has not ended (right-censored): at least this long. */
export interface CensoredSample {
  hierarchy: Hierarchy;
  bin: number;
}

/** Censored durations by name and bin. */
export type CensoredCounts = ReadonlyMap<string, ReadonlyMap<number, number>>;

interface Histogram {
  /** Durations, beside which censored ones count; else plain numbers (proportions, log-ratios). */
  censorable: boolean;
  /** day × BINS + bin → count. */
  cells: Map<number, number>;
  /** Undefined until it is asked for again. */
  summary: Summary | null | undefined;
}

export class DurationHistograms {
  readonly #histograms = new Map<string, Histogram>();
  readonly #ended = new Float64Array(BINS);
  readonly #exposed = new Float64Array(BINS + 1);
  #censored: CensoredCounts = new Map();
  #today = 0;

  /** The day, since the epoch, by which samples are weighted. */
  get today(): number {
    return this.#today;
  }

  /** Weights are those of the day `today` (days since the epoch) from now on; what is too old is dropped. */
  startDay(today: number): void {
    if (today <= this.#today) return;
    this.#today = today;
    for (const [name, histogram] of this.#histograms) {
      histogram.summary = undefined;
      for (const cell of histogram.cells.keys()) if (today - Math.floor(cell / BINS) >= WINDOW_DAYS) histogram.cells.delete(cell);
      if (histogram.cells.size === 0) this.#histograms.delete(name);
    }
  }

  /** Runs `read` with the weights of another day; nothing is dropped. */
  weightedAsOf(day: number, read: () => void): void {
    const live = this.#today;
    const turnTo = (today: number) => {
      if (today === this.#today) return;
      this.#today = today;
      this.#invalidate();
    };
    turnTo(Math.max(day, live));
    read();
    turnTo(live);
  }

  /** @param day on which it ended, since the epoch */
  add(hierarchy: Hierarchy, day: number, bin: number, change: 1 | -1 = 1): void {
    if (this.#today - day >= WINDOW_DAYS) return;
    for (const name of hierarchy) this.#count(name, day * BINS + bin, change);
  }

  #count(name: string, cell: number, change: 1 | -1): void {
    let histogram = this.#histograms.get(name);
    if (!histogram) {
      if (change < 0) return;
      histogram = { censorable: isCensorable(name), cells: new Map(), summary: undefined };
      this.#histograms.set(name, histogram);
    }
    histogram.summary = undefined;
    const count = (histogram.cells.get(cell) ?? 0) + change;
    if (count > 0) histogram.cells.set(cell, count);
    else histogram.cells.delete(cell);
    if (histogram.cells.size === 0) this.#histograms.delete(name);
  }

  /** @returns null where there is no sample under the name */
  summary(name: string): Summary | null {
    const histogram = this.#histograms.get(name);
    if (!histogram) return null;
    if (histogram.summary === undefined) histogram.summary = this.#summarize(name, histogram);
    return histogram.summary;
  }

  /** Replaces the censored durations. */
  setCensored(censored: CensoredCounts): void {
    this.#censored = censored;
    this.#invalidate();
  }

  #invalidate(): void {
    for (const histogram of this.#histograms.values()) histogram.summary = undefined;
  }

  #summarize(name: string, { censorable, cells }: Histogram): Summary | null {
    const ended = this.#ended.fill(0);
    const exposed = this.#exposed.fill(0);
    let count = 0;
    let total = 0;
    let squares = 0;
    let sum = 0;
    // Without pairs of key and value: this is most of what a day's first look at the figures costs.
    cells.forEach((known, cell) => {
      const day = Math.floor(cell / BINS);
      const bin = cell - day * BINS;
      const ageDays = this.#today - day;
      const weight = weightOfAge(ageDays);
      if (weight === 0) return;
      ended[bin] = (ended[bin] as number) + weight * known;
      if (censorable) expose(exposed, bin, bin + 1, ageDays, known);
      count += known;
      total += weight * known;
      squares += weight * weight * known;
      sum += weight * known * bin;
    });
    if (total === 0) return null;
    if (censorable) this.#censored.get(name)?.forEach((known, bin) => void expose(exposed, bin, bin, 0, known));
    const quantiles = censorable ? kaplanMeierQuantiles(ended, exposed) : ecdfQuantiles(ended, total);
    return {
      count,
      effective: (total * total) / squares,
      median: quantileAt(quantiles, 0),
      spread: spreadOf(quantiles),
      quantiles,
      meanBin: sum / total,
    };
  }

  save(): [string, number[]][] {
    return [...this.#histograms]
      .map(([name, { cells }]): [string, number[]] => [name, [...cells].sort((a, b) => a[0] - b[0]).flat()])
      .sort((a, b) => (a[0] < b[0] ? -1 : 1));
  }

  restore(saved: [string, number[]][], today: number): void {
    this.#histograms.clear();
    this.#today = today;
    for (const [name, flat] of saved) {
      const cells = new Map<number, number>();
      for (let i = 0; i + 1 < flat.length; i += 2) cells.set(flat[i] as number, flat[i + 1] as number);
      this.#histograms.set(name, { censorable: isCensorable(name), cells, summary: undefined });
    }
  }
}

/**
 * Counts a duration of `bin` as at risk in all bins before `end`, each with the weight of the day on which it passed that bin, so that
 * durations begun before the window enter late (occurrences and exposures in calendar time). Kept as differences.
 */
function expose(exposed: Float64Array, bin: number, end: number, ageDays: number, known: number): void {
  const seconds = BIN_SECONDS[bin] as number;
  let until = end;
  for (const { days, weight } of AGE_WEIGHTS) {
    if (ageDays >= days) continue;
    const beforeSeconds = seconds - (days - ageDays) * 86_400;
    const from = beforeSeconds <= 1 ? 0 : Math.min(bin, binAfter(beforeSeconds));
    if (from >= until) continue;
    exposed[from] = (exposed[from] as number) + weight * known;
    exposed[until] = (exposed[until] as number) - weight * known;
    until = from;
  }
}

function weightOfAge(ageDays: number): number {
  for (const { days, weight } of AGE_WEIGHTS) if (ageDays < days) return weight;
  return 0;
}
