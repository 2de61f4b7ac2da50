/** Talk-track uses by region and hour. State: 29 days of hourly counts per region. */
import { WEEK_HOURS } from './hours.ts';

export const BASELINE_WEEKS = 4;

export interface RegionHours {
  /** Hour of the first use ever known: before it nothing was observed, which is not the same as no use. */
  firstHour: number;
  lastHour: number;
  hours: Map<number, number>;
}

type SavedRegion = [name: string, firstHour: number, lastHour: number, hours: [number, number][]];

export class RegionUses {
  readonly #regions = new Map<string, RegionHours>();

  regions(): Iterable<string> {
    return this.#regions.keys();
  }

  of(name: string): Readonly<RegionHours> | undefined {
    return this.#regions.get(name);
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
