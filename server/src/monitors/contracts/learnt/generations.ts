/**
 * The habit of a stream, with a memory that ends: every three weeks a generation of it begins to learn from nothing, is asked from three weeks of age
 * on, and is let go at six. They begin at fixed instants, so that nothing from before can be told by it.
 */
import type { EventKind } from '@warroom/protocol/events';
import { Habit, type SavedHabit } from './habit.ts';
import { type Minute, readSeconds, type Seconds } from './minute.ts';
import type { WeekHours } from './weekHours.ts';

const DAY_MS = 86_400_000;
const PERIOD_MS = 21 * DAY_MS;
/** How many periods before the present one the generation began that is asked. */
const ASKED = 1;
/** No older arrival can tell in what is usual. */
export const HABIT_MS = (ASKED + 1) * PERIOD_MS;
const periodOf = (atMs: number) => Math.floor(atMs / PERIOD_MS);

/** A span of which an alert said that nothing comes. */
export interface Outage {
  fromMs: number;
  untilMs: number;
}

/** Of which stream: a kind of a source, or with null the source as a whole. */
export interface StreamName {
  source: string;
  kind: EventKind | null;
}

export interface Generation {
  readonly of: StreamName;
  /** The period that it begins with. */
  readonly period: number;
  readonly habit: Habit;
  /** The last silence that was too long to be usual, by what was known then. */
  outage: Outage | null;
  /** {@link Saveable} */
  savedIn: number;
}

export type SavedGeneration = { period: number; habit: SavedHabit; outage: Outage | null };

/** Who has to know before a generation is changed or let go, and when one has come. */
export interface GenerationWatch {
  before(generation: Generation): void;
  added(generation: Generation): void;
}

export class Generations {
  readonly #of: StreamName;
  readonly #hours: WeekHours;
  readonly #watch: GenerationWatch;
  /** By period, without gaps. Replaced and never changed: it may be read slice by slice. */
  #all: readonly Generation[] = [];
  readonly #seconds: Seconds = { firstMs: 0, lastMs: 0, count: 0, longestGapMs: 0 };

  constructor(of: StreamName, hours: WeekHours, watch: GenerationWatch) {
    this.#of = of;
    this.#hours = hours;
    this.#watch = watch;
  }

  all(): readonly Generation[] {
    return this.#all;
  }

  /** The habit by which a silence since `heardMs` is judged; null before anything was learnt. */
  at(heardMs: number): Habit | null {
    const [first] = this.#all;
    if (!first) return null;
    return this.#all[Math.max(0, periodOf(heardMs) - ASKED - first.period)]?.habit ?? null;
  }

  /**
   * Learns a minute in which something came after nothing had since `fromMs` (-Infinity: ever).
   * @param whole generations of the source, whose outages explain those of its kinds
   * @returns the last arrival in it
   */
  learn(fromMs: number, minute: Minute, whole: Generations | null): number {
    const seconds = this.#seconds;
    readSeconds(minute, seconds);
    const { firstMs, lastMs, count, longestGapMs } = seconds;
    this.#turn(periodOf(firstMs));
    for (const generation of this.#all) {
      this.#watch.before(generation);
      const { habit } = generation;
      if (habit.firstMs !== null) {
        const outage = whole?.outageOf(generation.period) ?? null;
        const isExplained = outage !== null && fromMs < outage.untilMs && firstMs >= outage.untilMs;
        if (habit.learn(fromMs, firstMs, isExplained) && !isExplained) generation.outage = { fromMs, untilMs: firstMs };
      } else {
        habit.begin(minute.startMs);
      }
      if (count > 1) habit.more(firstMs, lastMs, count - 1, longestGapMs);
    }
    return lastMs;
  }

  outageOf(period: number): Outage | null {
    for (const generation of this.#all) if (generation.period === period) return generation.outage;
    return null;
  }

  #turn(period: number): void {
    if (this.#all.at(-1)?.period === period) return;
    const all: Generation[] = [];
    for (const generation of this.#all) {
      if (generation.period >= period - ASKED) all.push(generation);
      else this.#watch.before(generation);
    }
    for (let next = (all.at(-1)?.period ?? period - ASKED - 1) + 1; next <= period; next += 1) {
      const generation = this.#generation(next, null);
      this.#watch.added(generation);
      all.push(generation);
    }
    this.#all = all;
  }

  /** Lets go of all. */
  end(): void {
    for (const generation of this.#all) this.#watch.before(generation);
  }

  restore({ period, habit, outage }: SavedGeneration): void {
    const generation = this.#generation(period, outage);
    generation.habit.restore(habit);
    this.#all = [...this.#all, generation].sort((a, b) => a.period - b.period);
  }

  #generation(period: number, outage: Outage | null): Generation {
    return { of: this.#of, period, habit: new Habit(this.#hours), outage, savedIn: 0 };
  }
}

export const saveGeneration = ({ period, habit, outage }: Generation): SavedGeneration => ({ period, habit: habit.save(), outage });
