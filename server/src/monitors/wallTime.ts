/**
 * Wall-clock times of a zone as instants, also on days on which its clocks change. Milliseconds throughout; a wall-clock time is given as
 * if it were UTC. Luxon's own rule moves a time that the clocks pass over by the width of the gap, which for working hours is wrong.
 */
import { IANAZone } from 'luxon';

const HOUR_MS = 3_600_000;
/** Further from UTC than any zone, with room for one change of a whole day. */
const AROUND_MS = 38 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;

export interface WallTime {
  /** What the clock shows at an instant, as if it were UTC. */
  localMs(atMs: number): number;
  /** The date shown at an instant, as days since 1970-01-01. */
  dayAt(atMs: number): number;
  /** The first instant at which the clock shows `wallMs` or, where it never does, the instant at which it jumps over it. */
  begins(wallMs: number): number;
  /** Just after the last instant at which the clock shows a time before `wallMs` and not yet a later one that day. */
  ends(wallMs: number): number;
}

/** @param timeZone a zone that {@link IANAZone} knows */
export function wallTimeIn(timeZone: string): WallTime {
  const zone = IANAZone.create(timeZone);
  const offsetMs = (atMs: number) => zone.offset(atMs) * 60_000;

  /** The instant of the change between two instants with different offsets. */
  const changeBetween = (fromMs: number, untilMs: number): number => {
    const after = offsetMs(untilMs);
    let low = fromMs;
    let high = untilMs;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetMs(middle) === after) high = middle;
      else low = middle;
    }
    return high;
  };

  const instants = (wallMs: number) => {
    const before = offsetMs(wallMs - AROUND_MS);
    const after = offsetMs(wallMs + AROUND_MS);
    const early = wallMs - before;
    if (before === after) return { early, late: early, changeMs: null };
    return { early, late: wallMs - after, changeMs: changeBetween(wallMs - AROUND_MS, wallMs + AROUND_MS) };
  };

  return {
    localMs: (atMs) => atMs + offsetMs(atMs),
    dayAt: (atMs) => Math.floor((atMs + offsetMs(atMs)) / DAY_MS),
    begins(wallMs) {
      const { early, late, changeMs } = instants(wallMs);
      if (changeMs === null || early < changeMs) return early;
      return Math.max(late, changeMs);
    },
    ends(wallMs) {
      const { early, late, changeMs } = instants(wallMs);
      if (changeMs === null) return early;
      if (late > changeMs) return late;
      return Math.min(early, changeMs);
    },
  };
}
