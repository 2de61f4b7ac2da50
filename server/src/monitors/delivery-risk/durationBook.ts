/**
 * What has been learnt: counts of log-durations by name, day and bin. Counts are integers, so the book is a function of the set of
 * samples in it, never of the order in which they came, and a corrected sample is taken out exactly.
 *
 * Durations that have not ended yet count as well: who looks only at what is finished sees the quick ones first. Each duration, ended or
 * open, is at risk of ending in every bin that it passed, with the weight of the day on which it passed it; the share that
 * ended there is the hazard, and the product of what remained the survival (E. L. Kaplan & P. Meier, JASA 53, 1958, on
 * occurrences and exposures in calendar time, so that durations begun before the window enter late).
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
  /** Set where the sample is a pair of consecutive steps: the bin of the second. */
  next?: number;
}

export const sameSample = (a: Sample, b: Sample): boolean =>
  a.bin === b.bin && a.next === b.next && a.day === b.day && (a.chain === b.chain || a.chain.at(-1) === b.chain.at(-1));

/** Bin of a value already in log units; out of range goes to the last bin on that side. */
export const binOf = (value: number): number => Math.max(0, Math.min(BINS - 1, Math.floor(value / BIN_WIDTH)));
export const logSeconds = (ms: number): number => Math.log(Math.max(1, ms / 1_000));

interface Entry {
  /** Durations, for which open ones count; else plain numbers (shares, log-ratios). */
  timed: boolean;
  /** day × BINS + bin → count. */
  cells: Map<number, number>;
  figure: Figure | null | undefined;
}

/** A duration that has not ended: at least this long. */
export interface OpenSample {
  chain: Chain;
  bin: number;
}

/** First bin that begins after `seconds`. */
const binAfter = (seconds: number): number => (seconds <= 1 ? 0 : Math.floor(Math.log(seconds) / BIN_WIDTH) + 1);
const BIN_SECONDS = Float64Array.from({ length: BINS }, (_, bin) => Math.exp((bin + 0.5) * BIN_WIDTH));
/** Names of these kinds hold plain numbers. */
const PLAIN: ReadonlySet<string> = new Set(['done', 'overtaken', 'report']);
const isTimed = (name: string): boolean => !PLAIN.has(name.slice(0, name.indexOf('\u0001')));

export class DurationBook {
  readonly #entries = new Map<string, Entry>();
  readonly #ended = new Float64Array(BINS);
  readonly #exposed = new Float64Array(BINS + 1);
  /** Open durations by name and bin, as of the last {@link DurationBook.setOpen}. */
  #open: ReadonlyMap<string, ReadonlyMap<number, number>> = new Map();
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
      entry = { timed: isTimed(name), cells: new Map(), figure: undefined };
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
    if (entry.figure === undefined) entry.figure = this.#figureOf(name, entry);
    return entry.figure;
  }

  /** What is open at the moment; replaces what was open before, which is handed back. */
  setOpen(open: ReadonlyMap<string, ReadonlyMap<number, number>>): ReadonlyMap<string, ReadonlyMap<number, number>> {
    const before = this.#open;
    this.#open = open;
    for (const entry of this.#entries.values()) entry.figure = undefined;
    return before;
  }

  #figureOf(name: string, { timed, cells }: Entry): Figure | null {
    const ended = this.#ended.fill(0);
    const exposed = this.#exposed.fill(0);
    let count = 0;
    let total = 0;
    let squares = 0;
    let sum = 0;
    for (const [cell, known] of cells) {
      const day = Math.floor(cell / BINS);
      const bin = cell - day * BINS;
      const ageDays = this.#today - day;
      const weight = weightOfAge(ageDays);
      if (weight === 0) continue;
      ended[bin] = (ended[bin] as number) + weight * known;
      if (timed) expose(exposed, bin, bin + 1, ageDays, known);
      count += known;
      total += weight * known;
      squares += weight * weight * known;
      sum += weight * known * bin;
    }
    if (total === 0) return null;
    if (timed) for (const [bin, known] of this.#open.get(name) ?? []) expose(exposed, bin, bin, 0, known);
    const quantiles = timed ? hazardQuantiles(ended, exposed) : plainQuantiles(ended, total);
    const spread = Math.max(MIN_SPREAD, (between(quantiles, TENTH) - between(quantiles, -TENTH)) / (2 * TENTH));
    return { count, effective: (total * total) / squares, median: between(quantiles, 0), spread, quantiles, meanBin: sum / total };
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
      this.#entries.set(name, { timed: isTimed(name), cells, figure: undefined });
      this.#size += cells.size;
    }
  }
}

/** Counts a duration of `bin` as at risk in all bins before `end`, each with the weight of the day on which it was passed (as differences). */
function expose(exposed: Float64Array, bin: number, end: number, ageDays: number, known: number): void {
  const seconds = BIN_SECONDS[bin] as number;
  let until = end;
  for (const [days, weight] of AGE_WEIGHTS) {
    if (ageDays >= days) continue;
    const from = Math.min(bin, binAfter(seconds - (days - ageDays) * 86_400));
    if (from >= until) continue;
    exposed[from] = (exposed[from] as number) + weight * known;
    exposed[until] = (exposed[until] as number) - weight * known;
    until = from;
  }
}

/** Quantiles by survival; beyond the share that survival reaches the log-normal through what is known goes on. */
function hazardQuantiles(ended: Float64Array, exposed: Float64Array): Float64Array {
  const quantiles = new Float64Array(SCORES.length);
  let atRisk = 0;
  let survival = 1;
  let i = 0;
  for (let bin = 0; bin < BINS && i < SCORES.length; bin += 1) {
    atRisk += exposed[bin] as number;
    const here = ended[bin] as number;
    if (here === 0) continue;
    const next = survival * (1 - Math.min(1, here / atRisk));
    // The far scores ask for shares no sample can show: the last bin that ended answers them.
    const reached = next <= 1e-12 ? 1 : 1 - next;
    for (; i < SCORES.length && (SCORE_SHARES[i] as number) <= reached; i += 1)
      quantiles[i] = (bin + Math.max(0, (SCORE_SHARES[i] as number) - (1 - survival)) / (survival - next)) * BIN_WIDTH;
    survival = next;
  }
  if (i === SCORES.length) return quantiles;
  // i quantiles are known; go on from the last with the slope between it and the tenth (or as far below as is known).
  const last = Math.max(0, i - 1);
  const low = Math.min(last, Math.round((SCORE_LIMIT - TENTH) / SCORE_STEP));
  const rise = (SCORES[last] as number) - (SCORES[low] as number);
  const slope = rise > 0.5 ? ((quantiles[last] as number) - (quantiles[low] as number)) / rise : CENSORED_SPREAD;
  for (; i < SCORES.length; i += 1)
    quantiles[i] = (quantiles[last] as number) + ((SCORES[i] as number) - (SCORES[last] as number)) * Math.max(MIN_SPREAD, slope);
  return quantiles;
}

function plainQuantiles(weights: Float64Array, total: number): Float64Array {
  const quantiles = new Float64Array(SCORES.length);
  let bin = 0;
  let below = 0;
  for (let i = 0; i < SCORES.length; i += 1) {
    const target = (SCORE_SHARES[i] as number) * total;
    while (bin < BINS - 1 && below + (weights[bin] as number) < target) below += weights[bin++] as number;
    quantiles[i] = (bin + (target - below) / Math.max(1, weights[bin] as number)) * BIN_WIDTH;
  }
  return quantiles;
}

/** Spread of a duration of which too little has ended to tell. */
const CENSORED_SPREAD = 0.7;
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
