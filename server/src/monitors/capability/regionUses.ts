/** Talk-track uses per region and hour, and what is usual for an hour. State: 29 days of hourly counts per region. */
import type { Judgement } from './breaker.ts';
import { tidy } from './breaker.ts';
import { WEEK_HOURS } from './hours.ts';

export const BASELINE_WEEKS = 4;

interface Region {
  /** Hour of the first use ever known: before it nothing was observed, which is not the same as no use. */
  firstHour: number;
  lastHour: number;
  hours: Map<number, number>;
}

type SavedRegion = [name: string, firstHour: number, lastHour: number, hours: [number, number][]];

export class RegionUses {
  readonly #regions = new Map<string, Region>();

  names(): Iterable<string> {
    return this.#regions.keys();
  }

  count(name: string, hour: number): void {
    const region = this.#regions.get(name);
    if (!region) {
      this.#regions.set(name, { firstHour: hour, lastHour: hour, hours: new Map([[hour, 1]]) });
      return;
    }
    if (hour < region.firstHour) region.firstHour = hour;
    if (hour > region.lastHour) region.lastHour = hour;
    region.hours.set(hour, (region.hours.get(hour) ?? 0) + 1);
  }

  /**
   * How far the uses of `hour` are below their baseline: 1 − uses ÷ mean uses of the same hour of the week in the four weeks before, of which
   * only hours count that were observed and worked. Null with fewer such weeks than `minBaselineWeeks`, or fewer usual uses than `minBaselineUses`.
   */
  judge(
    name: string,
    hour: number,
    worked: (hour: number) => boolean,
    limits: { threshold: number; minBaselineWeeks: number; minBaselineUses: number },
  ): Judgement | null {
    const region = this.#regions.get(name);
    if (!region) return null;
    let weeks = 0;
    let sum = 0;
    for (let week = 1; week <= BASELINE_WEEKS; week += 1) {
      const before = hour - week * WEEK_HOURS;
      if (before < region.firstHour || !worked(before)) continue;
      weeks += 1;
      sum += region.hours.get(before) ?? 0;
    }
    if (weeks < limits.minBaselineWeeks || sum / weeks < limits.minBaselineUses) return null;
    const uses = region.hours.get(hour) ?? 0;
    const value = tidy(1 - (uses * weeks) / sum);
    return { value, bad: value >= limits.threshold, samples: uses, baseline: tidy(sum / weeks), strategy: null, talkTrack: null };
  }

  /** Drops what no window from `oldestHour` on reads. */
  prune(oldestHour: number): void {
    const limit = oldestHour - BASELINE_WEEKS * WEEK_HOURS;
    for (const [name, region] of this.#regions) {
      if (region.lastHour < limit) this.#regions.delete(name);
      else for (const hour of region.hours.keys()) if (hour < limit) region.hours.delete(hour);
    }
  }

  save(): SavedRegion[] {
    return [...this.#regions].map(([name, r]) => [name, r.firstHour, r.lastHour, [...r.hours]]);
  }

  restore(saved: readonly SavedRegion[]): void {
    for (const [name, firstHour, lastHour, hours] of saved) this.#regions.set(name, { firstHour, lastHour, hours: new Map(hours) });
  }
}
