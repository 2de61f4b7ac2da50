/** How often a silence is told of that is none, and how soon one that is: over simulated months, by a stream's own arithmetic. */
import { expect, test } from 'vitest';
import { AROUND_THE_CLOCK } from '../../calendar.ts';
import { type Arriving, arrivals, DAY_MS, HOUR_MS, START_MS } from './arrivals.fixture.ts';
import { Generations } from './generations.ts';
import { Habit, LEARNING_MS, LEAST_SILENCE_MS } from './habit.ts';
import { type Minute, minuteOf, secondBit } from './minute.ts';
import { WeekHours } from './weekHours.ts';

const MONTH_DAYS = 30;
const MINUTE_MS = 60_000;

interface Told {
  /** Alarms in each month. */
  alarms: number[];
  /** Minutes from the beginning of a silence on a Wednesday at this hour until it is told, for each week. */
  minutes(hour: number): number[];
}

/** Generations that learn each minute once it is over. */
class Learner {
  readonly generations = new Generations({ source: 'crm', kind: null }, new WeekHours(AROUND_THE_CLOCK), { before() {}, added() {} });
  #learntMs = -Infinity;
  #minute: Minute | null = null;

  arrive(atMs: number): void {
    const startMs = minuteOf(atMs);
    const { low, high } = secondBit(atMs);
    if (this.#minute?.startMs !== startMs) this.#minute = { startMs, low: 0, high: 0, newestMs: atMs };
    this.#minute.low |= low;
    this.#minute.high |= high;
  }

  /** The minute of the last arrival is over. */
  learn(): void {
    if (this.#minute) this.#learntMs = this.generations.learn(this.#learntMs, this.#minute, null);
    this.#minute = null;
  }
}

function simulate(of: Arriving, months: number, seed: number): Told {
  const learner = new Learner();
  const alarms = Array.from({ length: months }, () => 0);
  const told = new Map<number, number[]>();
  let lastMs = -Infinity;
  for (const atMs of arrivals(of, months * MONTH_DAYS, seed)) {
    if (atMs < lastMs) continue;
    if (minuteOf(atMs) > minuteOf(lastMs)) {
      learner.learn();
      const habit = learner.generations.at(lastMs);
      if (atMs - lastMs >= LEAST_SILENCE_MS && habit?.isLearnt(atMs)) {
        const silentAfterMs = habit.silentAfterMs(lastMs);
        if (atMs >= silentAfterMs) {
          const month = Math.floor((lastMs - START_MS) / (MONTH_DAYS * DAY_MS));
          alarms[month] = (alarms[month] ?? 0) + 1;
        }
      }
      const day = Math.floor((lastMs - START_MS) / DAY_MS);
      for (const hour of [12, 22]) {
        const silentMs = START_MS + day * DAY_MS + hour * HOUR_MS;
        if (day % 7 !== 2 || lastMs > silentMs || atMs <= silentMs || !habit?.isLearnt(atMs)) continue;
        told.set(hour, [...(told.get(hour) ?? []), (habit.silentAfterMs(lastMs) - silentMs) / MINUTE_MS]);
      }
    }
    learner.arrive(atMs);
    lastMs = atMs;
  }
  return { alarms, minutes: (hour) => (told.get(hour) ?? []).sort((a, b) => a - b) };
}

const quantile = (sorted: readonly number[], p: number) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] as number;
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

const CRM: Arriving = { peak: 100, night: 3, weekend: 0.2 };
const SMALL_CRM: Arriving = { peak: 5, night: 0.3, weekend: 0.2 };

test('CONTRACT-16: over 200 months of days, nights and weekends at most one false alarm a month, and far fewer in all', () => {
  // Twenty systems of ten months: each learns from nothing.
  const months = Array.from({ length: 10 }, (_, i) => [simulate(CRM, 10, i + 1), simulate(SMALL_CRM, 10, i + 101)])
    .flat()
    .flatMap(({ alarms }) => alarms);
  expect(months).toHaveLength(200);
  expect(Math.max(...months)).toBeLessThanOrEqual(1);
  expect(sum(months)).toBeLessThan(40);
}, 30_000);

test('CONTRACT-16: 100 leads an hour that stop at noon are told of within 8 minutes, 5 an hour within three hours', () => {
  const busy = simulate(CRM, 12, 7).minutes(12);
  expect(busy.length).toBeGreaterThan(40);
  expect(quantile(busy, 0.5)).toBeLessThan(7.5);
  expect(quantile(busy, 0.9)).toBeLessThan(8);
  const small = simulate(SMALL_CRM, 12, 8).minutes(12);
  expect(quantile(small, 0.5)).toBeLessThan(140);
  expect(quantile(small, 0.95)).toBeLessThan(180);
});

test('CONTRACT-16: at night a silence is told of only when it would be odd', () => {
  // Three an hour: twenty minutes of nothing are usual, and so is an hour.
  const night = simulate(CRM, 12, 9).minutes(22);
  expect(quantile(night, 0)).toBeGreaterThan(120);
  expect(quantile(night, 0.95)).toBeLessThan(9 * 60);
});

test.each<[string, Arriving, number]>([
  ['bursts', { ...CRM, shape: 0.4 }, 30],
  ['days unlike each other', { ...CRM, days: 0.4 }, 60],
  ['batches every quarter of an hour', { ...CRM, batchMs: 15 * MINUTE_MS }, 60],
  ['growth by a tenth a month', { ...CRM, peak: 40, growth: 1.1 }, 30],
  ['a day that begins at half past eight', { ...CRM, opens: 8.5, closes: 18.5 }, 12],
  ['nothing at all at night and at weekends', { peak: 100, night: 0, weekend: 0 }, 30],
  ['days off that no calendar knows', { ...CRM, off: 0.03 }, 30],
])('CONTRACT-16: %s: hardly ever two alarms in a month, and a stop at noon is still told of', (_, of, withinMinutes) => {
  const { alarms, minutes } = simulate(of, 12, 11);
  expect(alarms.filter((count) => count > 1).length).toBeLessThanOrEqual(1);
  expect(sum(alarms)).toBeLessThanOrEqual(12);
  expect(quantile(minutes(12), 0.5)).toBeLessThan(withinMinutes);
});

test('CONTRACT-15: a weekday that has been silent for two weeks running is usual from then on', () => {
  const habit = new Habit(new WeekHours(AROUND_THE_CLOCK));
  const outages: number[] = [];
  let lastMs = -Infinity;
  for (const atMs of arrivals({ peak: 20, night: 20, weekend: 1 }, 140, 3)) {
    const day = Math.floor((atMs - START_MS) / DAY_MS);
    // From the eighth week on nobody works on Thursdays.
    if (day >= 56 && day % 7 === 3) continue;
    if (lastMs === -Infinity) habit.begin(atMs);
    else if (habit.learn(lastMs, atMs, false)) outages.push(Math.floor(day / 7));
    lastMs = atMs;
  }
  expect(outages).toContain(8);
  expect(outages.filter((week) => week >= 13)).toEqual([]);
});

test('CONTRACT-16: for two weeks nothing is judged', () => {
  const habit = new Habit(new WeekHours(AROUND_THE_CLOCK));
  let firstMs: number | null = null;
  let lastMs = -Infinity;
  for (const atMs of arrivals(CRM, 20, 5)) {
    if (firstMs === null) habit.begin(atMs);
    else habit.learn(lastMs, atMs, false);
    firstMs ??= atMs;
    lastMs = atMs;
    expect(habit.isLearnt(atMs)).toBe(atMs - firstMs >= LEARNING_MS);
  }
});
