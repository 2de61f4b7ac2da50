/**
 * One stream of facts: a kind of a source, or a source as a whole. What it is known to have brought depends only on the set of its facts: the newest is
 * the greatest min(`at`, arrival). Its habit is learnt a quarter of an hour late, so that facts whose commit came late fall into their place.
 */
import { Habit, LEARNING_MS, LEAST_SILENCE_MS, type SavedHabit } from './habit.ts';
import type { WeekHours } from './weekHours.ts';

/** A stream that was not heard for so long has ended and is forgotten. */
export const FORGET_MS = 30 * 86_400_000;
const SECOND_MS = 1_000;

/** Facts of one second of arrival: the newest among them, and its first arrival. */
interface Arrival {
  second: number;
  newestMs: number;
  atMs: number;
}

/** A span of which an alert said that nothing comes. */
export interface Outage {
  fromMs: number;
  untilMs: number;
}

export interface SavedStream {
  newestMs: number;
  heardMs: number;
  firstMs: number;
  pending: [second: number, newestMs: number, atMs: number][];
  foldedNewestMs: number | null;
  foldedMs: number | null;
  episode: string | null;
  habit: SavedHabit;
}

export class Stream {
  readonly #habit: Habit;
  /** Arrivals that are not learnt yet, by second. */
  #pending: Arrival[] = [];
  /** Newest fact and last arrival of what has been learnt. */
  #foldedNewestMs = -Infinity;
  #foldedMs = -Infinity;
  #newestMs = -Infinity;
  #heardMs = -Infinity;
  #firstMs = Infinity;
  /** Episode of the open alert. */
  episode: string | null = null;
  /** No later than when the state may change if nothing comes. */
  wakeMs = -Infinity;

  constructor(hours: WeekHours) {
    this.#habit = new Habit(hours);
  }

  /** The newest fact: when it happened, or when it arrived if that was before. */
  get newestMs(): number {
    return this.#newestMs;
  }

  /** When the newest fact arrived. */
  get heardMs(): number {
    return this.#heardMs;
  }

  get hasPending(): boolean {
    return this.#pending.length > 0;
  }

  /** @param foldedUntilMs what arrived before is learnt already. @returns whether it is newer than all before */
  take(newestMs: number, arrivedMs: number, foldedUntilMs: number): boolean {
    if (arrivedMs < this.#firstMs) this.#firstMs = arrivedMs;
    if (arrivedMs >= foldedUntilMs) this.#keep(newestMs, arrivedMs);
    if (newestMs < this.#newestMs || (newestMs === this.#newestMs && arrivedMs >= this.#heardMs)) return false;
    this.#newestMs = newestMs;
    this.#heardMs = arrivedMs;
    return true;
  }

  #keep(newestMs: number, arrivedMs: number): void {
    const second = Math.floor(arrivedMs / SECOND_MS);
    const pending = this.#pending;
    let i = pending.length;
    while (i > 0 && (pending[i - 1] as Arrival).second > second) i -= 1;
    const same = pending[i - 1];
    if (same?.second !== second) {
      pending.splice(i, 0, { second, newestMs, atMs: arrivedMs });
    } else if (newestMs > same.newestMs || (newestMs === same.newestMs && arrivedMs < same.atMs)) {
      same.newestMs = newestMs;
      same.atMs = arrivedMs;
    }
  }

  /** Learns from what arrived before `untilMs`. @returns the last silence that was too long to be usual, by what was known then; null for none */
  fold(untilMs: number, explained: Outage | null): Outage | null {
    let outage: Outage | null = null;
    let i = 0;
    for (; i < this.#pending.length; i += 1) {
      const { second, newestMs, atMs } = this.#pending[i] as Arrival;
      if (second * SECOND_MS >= untilMs) break;
      if (newestMs <= this.#foldedNewestMs) continue;
      const fromMs = this.#foldedMs;
      this.#foldedNewestMs = newestMs;
      this.#foldedMs = atMs;
      if (fromMs === -Infinity) {
        this.#habit.begin(atMs);
        continue;
      }
      const isExplained = explained !== null && fromMs < explained.untilMs && atMs >= explained.untilMs;
      if (this.#habit.learn(fromMs, atMs, isExplained) && !isExplained) outage = { fromMs, untilMs: atMs };
    }
    if (i > 0) {
      this.#pending.splice(0, i);
      this.wakeMs = Math.min(this.wakeMs, this.#heardMs + LEAST_SILENCE_MS);
    }
    return outage;
  }

  isLearnt(nowMs: number): boolean {
    return this.#habit.isLearnt(nowMs);
  }

  /** When a silence can be judged at the earliest. */
  get learningUntilMs(): number {
    return this.#firstMs + LEARNING_MS;
  }

  /** From when it counts as silent, counted from the newest arrival or from `notBeforeMs`; Infinity where not within a month. */
  silentAfterMs(notBeforeMs: number): number {
    return Math.max(this.#habit.silentAfterMs(Math.max(this.#heardMs, notBeforeMs)), this.learningUntilMs);
  }

  /** Usual seconds between arrivals at this hour; null where none is usual within a week. */
  usualGapSeconds(atMs: number): number | null {
    const seconds = 3_600 / this.#habit.rateAt(atMs);
    return seconds > 7 * 86_400 ? null : Number(seconds.toPrecision(3));
  }

  save(): SavedStream {
    const finite = (ms: number) => (Number.isFinite(ms) ? ms : null);
    return {
      newestMs: this.#newestMs,
      heardMs: this.#heardMs,
      firstMs: this.#firstMs,
      pending: this.#pending.map(({ second, newestMs, atMs }) => [second, newestMs, atMs]),
      foldedNewestMs: finite(this.#foldedNewestMs),
      foldedMs: finite(this.#foldedMs),
      episode: this.episode,
      habit: this.#habit.save(),
    };
  }

  restore(saved: SavedStream): void {
    this.#newestMs = saved.newestMs;
    this.#heardMs = saved.heardMs;
    this.#firstMs = saved.firstMs;
    this.#pending = saved.pending.map(([second, newestMs, atMs]) => ({ second, newestMs, atMs }));
    this.#foldedNewestMs = saved.foldedNewestMs ?? -Infinity;
    this.#foldedMs = saved.foldedMs ?? -Infinity;
    this.episode = saved.episode;
    this.#habit.restore(saved.habit);
  }
}
