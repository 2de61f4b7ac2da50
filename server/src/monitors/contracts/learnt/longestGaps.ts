/**
 * How long a gap can get by chance: the longest of each block of gaps follows a Gumbel law, whose location and scale are learnt by moments,
 * beginning from those of a Poisson process. Gaps are in expected arrivals, which makes those of day and night one sample. Blocks keep
 * bursts from counting as many short gaps: of a batch every quarter of an hour each block has one longest gap, the quarter.
 * Source of the law: Fisher–Tippett–Gnedenko; of the moments: mean μ + γσ, variance π²σ²/6.
 */
const EULER = 0.577_215_664_9;
const POISSON_VARIANCE = Math.PI ** 2 / 6;
const DAY_MS = 86_400_000;
const MONTH_MS = 30 * DAY_MS;

export interface BlockOptions {
  /** A block ends after so much time and so many gaps. */
  leastMs: number;
  leastGaps: number;
  /** Moments of the longest gap less ln(gaps) that are assumed at first, and for how many blocks that counts. */
  first: { mean: number; variance: number; blocks: number };
  /** What a block's weight falls to with each further block. */
  kept: number;
}

/** Gaps within activity, at first taken for those of a Poisson process. */
export const WITHIN: BlockOptions = {
  leastMs: 2 * 3_600_000,
  leastGaps: 8,
  first: { mean: EULER, variance: POISSON_VARIANCE, blocks: 20 },
  kept: 1 - 1 / 600,
};
/** Gaps across a rest, as over night: one each. Before some were seen, they may be long. */
export const ACROSS_REST: BlockOptions = {
  leastMs: 0,
  leastGaps: 1,
  first: { mean: 2, variance: 9, blocks: 4 },
  kept: 1 - 1 / 60,
};

export type SavedGaps = {
  openMs: number | null;
  gaps: number;
  longest: number;
  weight: number;
  sum: number;
  squares: number;
  logGaps: number;
  spanMs: number;
};

export class LongestGaps {
  readonly #options: BlockOptions;
  /** The block that is open: its beginning, its gaps, the longest so far. */
  #openMs = -Infinity;
  #gaps = 0;
  #longest = 0;
  /** Over closed blocks, weighted. */
  #weight = 0;
  #sum = 0;
  #squares = 0;
  #logGaps = 0;
  #spanMs = 0;

  constructor(options: BlockOptions) {
    this.#options = options;
  }

  /** Blocks seen, the older ones counting less. */
  get blocks(): number {
    return this.#weight;
  }

  /** So many gaps have ended, the longest of so many expected arrivals. */
  take(gap: number, endMs: number, gaps: number): void {
    if (this.#openMs === -Infinity) this.#openMs = endMs;
    this.#gaps += gaps;
    this.#longest = Math.max(this.#longest, gap);
    if (this.#gaps < this.#options.leastGaps || endMs - this.#openMs < this.#options.leastMs) return;
    const logGaps = Math.log(this.#gaps);
    const beyond = this.#longest - logGaps;
    const { kept } = this.#options;
    this.#weight = this.#weight * kept + 1;
    this.#sum = this.#sum * kept + beyond;
    this.#squares = this.#squares * kept + beyond ** 2;
    this.#logGaps = this.#logGaps * kept + logGaps;
    this.#spanMs = this.#spanMs * kept + (endMs - this.#openMs);
    this.#openMs = endMs;
    this.#gaps = 0;
    this.#longest = 0;
  }

  /** The gap, in expected arrivals, that chance exceeds `aMonth` times a month. */
  bound(aMonth: number): number {
    const { mean, variance, blocks } = this.#options.first;
    const weight = this.#weight + blocks;
    const average = (this.#sum + blocks * mean) / weight;
    const spread = (this.#squares + blocks * (variance + mean ** 2)) / weight - average ** 2;
    const scale = Math.sqrt(Math.max(0, spread) / POISSON_VARIANCE);
    const logGaps = this.#weight > 0 ? this.#logGaps / this.#weight : Math.log(this.#options.leastGaps);
    const spanMs = this.#weight > 0 && this.#spanMs > 0 ? this.#spanMs / this.#weight : DAY_MS;
    const location = average - EULER * scale + logGaps;
    return location + scale * Math.log(Math.max(1, MONTH_MS / spanMs / aMonth));
  }

  save(): SavedGaps {
    return {
      openMs: this.#openMs === -Infinity ? null : this.#openMs,
      gaps: this.#gaps,
      longest: this.#longest,
      weight: this.#weight,
      sum: this.#sum,
      squares: this.#squares,
      logGaps: this.#logGaps,
      spanMs: this.#spanMs,
    };
  }

  restore(saved: SavedGaps): void {
    this.#openMs = saved.openMs ?? -Infinity;
    this.#gaps = saved.gaps;
    this.#longest = saved.longest;
    this.#weight = saved.weight;
    this.#sum = saved.sum;
    this.#squares = saved.squares;
    this.#logGaps = saved.logGaps;
    this.#spanMs = saved.spanMs;
  }
}
