/**
 * One stream of facts: a kind of a source, or a source as a whole. What it is known to have brought depends only on the set of its facts: the newest is
 * the greatest min(`at`, arrival). Its habit is learnt a quarter of an hour late, so that facts whose commit came late fall into their place.
 */
import type { Saveable } from '../../snapshot.ts';
import { Generations, type GenerationWatch, type StreamName } from './generations.ts';
import { LEARNING_MS, LEAST_SILENCE_MS } from './habit.ts';
import { type Minute, minuteOf } from './minute.ts';
import type { WeekHours } from './weekHours.ts';

/** A stream that was not heard for so long has ended and is forgotten. */
export const FORGET_MS = 30 * 86_400_000;

/** Fresh arrivals of one minute. */
export interface Heard {
  firstMs: number;
  newestMs: number;
  heardMs: number;
  /** Its seconds, as in {@link Minute}. */
  low: number;
  high: number;
}

export interface SavedStream {
  newestMs: number;
  heardMs: number;
  firstMs: number;
  recoveredMs: number | null;
  pending: [startMs: number, low: number, high: number, newestMs: number][];
  foldedNewestMs: number | null;
  foldedMs: number | null;
  episode: string | null;
}

/** Who has to know before a stream or one of its generations changes, and when one has come. */
export interface StreamWatch extends GenerationWatch {
  beforeStream(stream: Stream): void;
  addedStream(stream: Stream): void;
}

export class Stream implements Saveable {
  savedIn = 0;
  readonly of: StreamName;
  readonly generations: Generations;
  readonly #watch: StreamWatch;
  /** Minutes that are not learnt yet, in order. */
  #pending: Minute[] = [];
  /** Newest fact and last arrival of what has been learnt. */
  #foldedNewestMs = -Infinity;
  #foldedMs = -Infinity;
  #newestMs = -Infinity;
  #heardMs = -Infinity;
  #firstMs = Infinity;
  #recoveredMs = -Infinity;
  #episode: string | null = null;
  /** No later than when the state may change if nothing comes. */
  wakeMs = -Infinity;

  constructor(of: StreamName, hours: WeekHours, watch: StreamWatch) {
    this.of = of;
    this.generations = new Generations(of, hours, watch);
    this.#watch = watch;
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

  /** Episode of the open alert. */
  get episode(): string | null {
    return this.#episode;
  }

  set episode(episode: string | null) {
    this.#watch.beforeStream(this);
    this.#episode = episode;
  }

  /** The minute whose arrival ended its last alert. */
  get recoveredMs(): number {
    return this.#recoveredMs;
  }

  set recoveredMs(atMs: number) {
    this.#watch.beforeStream(this);
    this.#recoveredMs = atMs;
  }

  /** @param foldedUntilMs what arrived before is learnt already. @returns whether something is newer than all before */
  take(heard: Heard, foldedUntilMs: number): boolean {
    this.#watch.beforeStream(this);
    const { firstMs, newestMs, heardMs } = heard;
    if (firstMs < this.#firstMs) this.#firstMs = minuteOf(firstMs);
    if (firstMs >= foldedUntilMs) this.#keep(heard);
    if (newestMs < this.#newestMs || (newestMs === this.#newestMs && heardMs >= this.#heardMs)) return false;
    this.#newestMs = newestMs;
    this.#heardMs = heardMs;
    return true;
  }

  #keep({ firstMs, newestMs, low, high }: Heard): void {
    const startMs = minuteOf(firstMs);
    const pending = this.#pending;
    let i = pending.length;
    while (i > 0 && (pending[i - 1] as Minute).startMs > startMs) i -= 1;
    const same = pending[i - 1];
    if (same?.startMs !== startMs) {
      pending.splice(i, 0, { startMs, low, high, newestMs });
      return;
    }
    same.low |= low;
    same.high |= high;
    if (newestMs > same.newestMs) same.newestMs = newestMs;
  }

  /** Learns from what arrived before `untilMs`. @param whole of the same source, learnt as far */
  fold(untilMs: number, whole: Stream | null): void {
    let i = 0;
    for (; i < this.#pending.length; i += 1) {
      const minute = this.#pending[i] as Minute;
      if (minute.startMs >= untilMs) break;
      if (i === 0) this.#watch.beforeStream(this);
      if (minute.newestMs <= this.#foldedNewestMs) continue;
      this.#foldedNewestMs = minute.newestMs;
      this.#foldedMs = this.generations.learn(this.#foldedMs, minute, whole?.generations ?? null);
    }
    if (i === 0) return;
    this.#pending.splice(0, i);
    this.wakeMs = Math.min(this.wakeMs, this.#heardMs + LEAST_SILENCE_MS);
  }

  isLearnt(nowMs: number): boolean {
    return this.generations.at(this.#heardMs)?.isLearnt(nowMs) ?? false;
  }

  /** When a silence can be judged at the earliest. */
  get learningUntilMs(): number {
    return this.#firstMs + LEARNING_MS;
  }

  /** The same, where what came first was too late to be learnt. */
  get judgedFromMs(): number {
    return Math.max(this.learningUntilMs, (this.generations.at(this.#heardMs)?.firstMs ?? -Infinity) + LEARNING_MS);
  }

  /** From when it counts as silent, counted from the newest arrival or from `notBeforeMs`; Infinity where not within a month. */
  silentAfterMs(notBeforeMs: number): number {
    const habit = this.generations.at(this.#heardMs);
    return Math.max(habit?.silentAfterMs(Math.max(this.#heardMs, notBeforeMs)) ?? Infinity, this.learningUntilMs);
  }

  /** Usual seconds between arrivals at this hour; null where none is usual within a week. */
  usualGapSeconds(atMs: number): number | null {
    const seconds = 3_600 / (this.generations.at(this.#heardMs)?.rateAt(atMs) ?? 0);
    return seconds > 7 * 86_400 ? null : Number(seconds.toPrecision(3));
  }

  save(): SavedStream {
    const finite = (ms: number) => (Number.isFinite(ms) ? ms : null);
    return {
      newestMs: this.#newestMs,
      heardMs: this.#heardMs,
      firstMs: this.#firstMs,
      recoveredMs: finite(this.#recoveredMs),
      pending: this.#pending.map(({ startMs, low, high, newestMs }) => [startMs, low, high, newestMs]),
      foldedNewestMs: finite(this.#foldedNewestMs),
      foldedMs: finite(this.#foldedMs),
      episode: this.#episode,
    };
  }

  restore(saved: SavedStream): void {
    this.#newestMs = saved.newestMs;
    this.#heardMs = saved.heardMs;
    this.#firstMs = saved.firstMs;
    this.#recoveredMs = saved.recoveredMs ?? -Infinity;
    this.#pending = saved.pending.map(([startMs, low, high, newestMs]) => ({ startMs, low, high, newestMs }));
    this.#foldedNewestMs = saved.foldedNewestMs ?? -Infinity;
    this.#foldedMs = saved.foldedMs ?? -Infinity;
    this.#episode = saved.episode;
  }
}
