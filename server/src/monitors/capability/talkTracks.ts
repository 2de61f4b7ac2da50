/**
 * How often talk-tracks are used and accepted, by rep, team and region. Uses whose outcome is not known do not count. State: for each unit and
 * talk-track used within the last four weeks, hourly counts of the last eight days, and the counts of its first seven days.
 */
import { BREAKER_SCOPES, type BreakerScope } from '@warroom/protocol/concerns/capability';
import { type Saveable, Snapshot } from '../snapshot.ts';
import { HourRing, RING_HOURS } from './hourRing.ts';
import { DAY_HOURS, WEEK_HOURS } from './hours.ts';

/** Uses and accepted uses as one number, so that both are summed at once: uses + accepted × 2^26, exact up to 67 million of each. */
export type UseCount = number;
const ACCEPTED = 2 ** 26;
export const usesOf = (count: UseCount) => count % ACCEPTED;
export const acceptedOf = (count: UseCount) => Math.floor(count / ACCEPTED);

/** A talk-track not used in a unit for so long is forgotten there; used again, it starts a new first week. */
const FORGET_HOURS = 28 * DAY_HOURS;

export interface TalkTrack extends Saveable {
  readonly scope: BreakerScope;
  readonly unit: string;
  readonly name: string;
  firstHour: number;
  /** The first seven days, counted when first asked for after their end and kept up to date with late rows; null before. */
  firstWeekCount: UseCount | null;
  /** No late row can change the first seven days any more. */
  firstWeekIsFinal: boolean;
  lastHour: number;
  /** Counts by hour; null where no window reads any of them. */
  hours: HourRing | null;
  /** Running sum of the week before `weekEnd`; NaN where it has to be counted anew. */
  weekCount: UseCount;
  weekEnd: number;
}

interface Unit {
  tracks: Map<string, TalkTrack>;
  /** Those that have hourly counts, by name: sums of fractions must not hang on which came first. */
  recent: TalkTrack[];
}

export type SavedTrack = [
  scope: BreakerScope,
  unit: string,
  track: string,
  firstHour: number,
  firstWeekCount: UseCount | null,
  lastHour: number,
  hours: [hour: number, count: UseCount][],
];

const NONE: readonly TalkTrack[] = [];

export class TalkTracks {
  /** Told before a talk-track changes. */
  readonly #changes = new Snapshot<TalkTrack>();
  readonly #units: Record<BreakerScope, Map<string, Unit>> = { rep: new Map(), team: new Map(), region: new Map() };

  units(scope: BreakerScope): Iterable<string> {
    return this.#units[scope].keys();
  }

  /** The unit's talk-tracks that a window may read. */
  recent(scope: BreakerScope, unit: string): readonly TalkTrack[] {
    return this.#units[scope].get(unit)?.recent ?? NONE;
  }

  count(scope: BreakerScope, unit: string, name: string, hour: number, accepted: boolean): void {
    let found = this.#units[scope].get(unit);
    if (!found) {
      found = { tracks: new Map(), recent: [] };
      this.#units[scope].set(unit, found);
    }
    let track = found.tracks.get(name);
    if (!track) {
      track = newTrack(scope, unit, name, hour);
      found.tracks.set(name, track);
      this.#changes.added(track);
    }
    this.#changes.before(track);
    const use = accepted ? 1 + ACCEPTED : 1;
    if (!track.firstWeekIsFinal) {
      if (hour < track.firstHour) {
        track.firstHour = hour;
        track.firstWeekCount = null;
      } else if (track.firstWeekCount !== null && hour < track.firstHour + WEEK_HOURS) track.firstWeekCount += use;
    }
    if (hour > track.lastHour) track.lastHour = hour;
    if (track.hours === null) {
      track.hours = new HourRing(hour);
      insert(found.recent, track);
    }
    // Count the first week before its hours leave the ring.
    if (track.firstWeekCount === null && hour - track.firstHour >= RING_HOURS) firstWeek(track);
    track.hours.add(hour, use);
    if (hour < track.weekEnd && hour >= track.weekEnd - WEEK_HOURS) track.weekCount += use;
  }

  /** Drops what no window from `oldestHour` on reads. */
  prune(oldestHour: number): void {
    for (const units of Object.values(this.#units)) {
      for (const [name, unit] of units) {
        for (const track of unit.tracks.values()) {
          this.#changes.before(track);
          if (track.lastHour < oldestHour - FORGET_HOURS) unit.tracks.delete(track.name);
          if (!track.firstWeekIsFinal && track.firstHour + WEEK_HOURS < oldestHour) {
            firstWeek(track);
            track.firstWeekIsFinal = true;
          }
          if (track.firstWeekIsFinal && track.lastHour < oldestHour - WEEK_HOURS) track.hours = null;
        }
        unit.recent = unit.recent.filter((track) => track.hours !== null);
        if (unit.tracks.size === 0) units.delete(name);
      }
    }
  }

  /** As of this call. */
  saveEach(): Iterable<SavedTrack> {
    return this.#changes.begin(this.#all(), saveTrack) as Iterable<SavedTrack>;
  }

  restore(saved: readonly SavedTrack[]): void {
    for (const [scope, unit, name, firstHour, firstWeekCount, lastHour, entries] of saved) {
      const found = this.#units[scope].get(unit) ?? { tracks: new Map<string, TalkTrack>(), recent: [] };
      this.#units[scope].set(unit, found);
      const hours = ringOf(entries);
      const track: TalkTrack = {
        ...newTrack(scope, unit, name, firstHour),
        firstWeekCount,
        firstWeekIsFinal: firstWeekCount !== null,
        lastHour,
        hours,
      };
      found.tracks.set(name, track);
      if (hours) insert(found.recent, track);
    }
  }

  *#all(): Generator<TalkTrack> {
    for (const scope of BREAKER_SCOPES) for (const { tracks } of this.#units[scope].values()) yield* tracks.values();
  }
}

const saveTrack = (t: TalkTrack): SavedTrack => [
  t.scope,
  t.unit,
  t.name,
  t.firstHour,
  t.firstWeekIsFinal ? t.firstWeekCount : null,
  t.lastHour,
  t.hours?.entries() ?? [],
];

function insert(recent: TalkTrack[], track: TalkTrack): void {
  let i = recent.length;
  while (i > 0 && (recent[i - 1] as TalkTrack).name > track.name) i -= 1;
  recent.splice(i, 0, track);
}

function newTrack(scope: BreakerScope, unit: string, name: string, hour: number): TalkTrack {
  return {
    scope,
    unit,
    name,
    firstHour: hour,
    firstWeekCount: null,
    firstWeekIsFinal: false,
    lastHour: hour,
    hours: null,
    weekCount: 0,
    weekEnd: Number.NaN,
    savedIn: 0,
  };
}

function ringOf(entries: readonly [hour: number, count: UseCount][]): HourRing | null {
  const last = entries.at(-1);
  if (!last) return null;
  const ring = new HourRing(last[0]);
  for (const [hour, count] of entries) ring.add(hour, count);
  return ring;
}

/** The first seven days, from the hour of the first use. */
export function firstWeek(track: TalkTrack): UseCount {
  track.firstWeekCount ??= track.hours?.sum(track.firstHour, track.firstHour + WEEK_HOURS) ?? 0;
  return track.firstWeekCount;
}

/** The seven days before the hour `end`. Moves the running sum on where that is near; a window further back (a late row) is counted anew. */
export function weekBefore(track: TalkTrack, end: number): UseCount {
  const { hours } = track;
  if (!hours) return 0;
  if (end < track.weekEnd) return hours.sum(end - WEEK_HOURS, end);
  if (!(end - track.weekEnd <= DAY_HOURS)) {
    track.weekCount = hours.sum(end - WEEK_HOURS, end);
    track.weekEnd = end;
    return track.weekCount;
  }
  for (; track.weekEnd < end; track.weekEnd += 1) track.weekCount += hours.at(track.weekEnd) - hours.at(track.weekEnd - WEEK_HOURS);
  return track.weekCount;
}
