/**
 * Histograms of log-durations by name, day and bin. Counts are integers, so that the state is a function of the set of samples, never
 * of their order, and a corrected sample is taken out exactly (DELIVERY-9, DELIVERY-10).
 */
import { BIN_SECONDS, BINS, binAfter } from '../statistics/logBins.ts';
import { ecdfQuantiles, kaplanMeierQuantiles, quantileAt, type Summary, spreadOf } from '../statistics/quantiles.ts';
import { type Hierarchy, isCensorable } from './hierarchy.ts';

export const WINDOW_DAYS = 90;
/** Weight by age in days: an integer stand-in for exponential decay that can be reversed exactly. */
const SWEEP_DAYS = 7;

/** Pairs of cell (see {@link Histogram}) and count, one after the other. */
export type HistogramRecord = [name: string, cells: number[]];

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
  readonly name: string;
  /** Durations, beside which censored ones count; else plain numbers (proportions, log-ratios). */
  censorable: boolean;
  /** day × BINS + bin → count. */
  cells: Map<number, number>;
  /** Of which save its record was made, or that it came after. */
  savedIn: number;
  /** By how much its cells have changed since the save `changedIn` began: the record takes that back. */
  changes: Map<number, number>;
  changedIn: number;
  /** Undefined until it is asked for again. */
  summary: Summary | null | undefined;
}

export class DurationHistograms {
  readonly #histograms = new Map<string, Histogram>();
  readonly #ended = new Float64Array(BINS);
  readonly #exposed = new Float64Array(BINS + 1);
  #censored: CensoredCounts = new Map();
  #today = 0;
  #toSweep = this.#histograms.values();
  /** Saves so far, and the records made ahead of their turn while one is under way. */
  #epoch = 0;
  #ahead: HistogramRecord[] | null = null;
  #savedDay = 0;

  /** The day, since the epoch, by which samples are weighted. */
  get today(): number {
    return this.#today;
  }

  get isEmpty(): boolean {
    return this.#histograms.size === 0;
  }

  /** Weights are those of the day `today` (days since the epoch) from now on; what is too old is dropped. */
  startDay(today: number): void {
    if (today <= this.#today) return;
    this.#today = today;
    this.#invalidate();
    this.#sweep();
  }

  /** Drops what is too old of a few histograms, the next ones each day: it counts no more as it is, and all at once would take too long. */
  #sweep(): void {
    const share = Math.ceil(this.#histograms.size / SWEEP_DAYS);
    for (let swept = 0; swept < share; swept += 1) {
      let next = this.#toSweep.next();
      if (next.done) {
        this.#toSweep = this.#histograms.values();
        next = this.#toSweep.next();
      }
      if (next.done) return;
      const { name, cells } = next.value;
      for (const cell of cells.keys()) if (this.#isOld(cell)) this.#set(next.value, cell, -(cells.get(cell) ?? 0));
      if (cells.size === 0) this.#drop(name, next.value);
    }
  }

  #isOld(cell: number): boolean {
    return this.#today - Math.floor(cell / BINS) >= WINDOW_DAYS;
  }

  #drop(name: string, histogram: Histogram): void {
    if (this.#ahead && histogram.savedIn !== this.#epoch) this.#ahead.push(this.#record(histogram));
    this.#histograms.delete(name);
  }

  #set(histogram: Histogram, cell: number, change: number): void {
    const { cells } = histogram;
    if (this.#ahead && histogram.savedIn !== this.#epoch) {
      if (histogram.changedIn !== this.#epoch) histogram.changes = new Map();
      histogram.changedIn = this.#epoch;
      histogram.changes.set(cell, (histogram.changes.get(cell) ?? 0) + change);
    }
    const count = (cells.get(cell) ?? 0) + change;
    if (count > 0) cells.set(cell, count);
    else cells.delete(cell);
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
      histogram = newHistogram(name);
      this.#histograms.set(name, histogram);
      histogram.savedIn = this.#epoch;
    }
    histogram.summary = undefined;
    this.#set(histogram, cell, change);
    if (histogram.cells.size === 0) this.#drop(name, histogram);
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

  /**
   * As of this call, drawn while counting goes on. A histogram may hold thousands of cells, and a refresh touches most histograms: what
   * changes before its record is made is noted and taken back in it, which costs less than making all those records at once.
   */
  save(): Iterable<HistogramRecord> {
    this.#epoch += 1;
    this.#ahead = [];
    this.#savedDay = this.#today;
    return this.#draw(this.#epoch);
  }

  *#draw(epoch: number): Generator<HistogramRecord> {
    for (const histogram of this.#histograms.values()) {
      if (this.#epoch !== epoch) return;
      if (histogram.savedIn === epoch) continue;
      const record = this.#record(histogram);
      if (record[1].length > 0) yield record;
    }
    if (this.#epoch !== epoch) return;
    const ahead = this.#ahead ?? [];
    this.#ahead = null;
    for (const record of ahead) if (record[1].length > 0) yield record;
  }

  #record(histogram: Histogram): HistogramRecord {
    const { name, cells } = histogram;
    const flat: number[] = [];
    const changes = histogram.changedIn === this.#epoch ? histogram.changes : NO_CHANGES;
    const add = (cell: number, count: number) => {
      if (count > 0 && this.#savedDay - Math.floor(cell / BINS) < WINDOW_DAYS) flat.push(cell, count);
    };
    cells.forEach((count, cell) => void add(cell, count - (changes.get(cell) ?? 0)));
    changes.forEach((change, cell) => {
      if (!cells.has(cell)) add(cell, -change);
    });
    histogram.savedIn = this.#epoch;
    histogram.changes = NO_CHANGES;
    histogram.changedIn = 0;
    return [name, flat];
  }

  restore(records: Iterable<HistogramRecord>, today: number): void {
    this.#histograms.clear();
    this.#toSweep = this.#histograms.values();
    this.#today = today;
    for (const [name, flat] of records) {
      const histogram = newHistogram(name);
      for (let i = 0; i + 1 < flat.length; i += 2) histogram.cells.set(flat[i] as number, flat[i + 1] as number);
      this.#histograms.set(name, histogram);
    }
  }
}

const NO_CHANGES: Map<number, number> = new Map();

const newHistogram = (name: string): Histogram => ({
  name,
  censorable: isCensorable(name),
  cells: new Map(),
  savedIn: 0,
  changes: NO_CHANGES,
  changedIn: 0,
  summary: undefined,
});

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
