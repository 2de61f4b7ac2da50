/** How long something has lasted: by the second while it is fresh, in larger units once seconds no longer matter. */
import { formatAge, formatDuration } from './format.ts';
import type { Locale } from './messages.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A running stopwatch for two days, then whole days: for what somebody has to act on. */
export function formatStanding(ms: number, locale: Locale): string {
  return ms < 2 * DAY_MS ? formatAge(ms) : formatDuration(Math.floor(ms / DAY_MS) * 86_400, locale);
}

/** A stopwatch for one hour, then the two largest units: for what is only read. */
export function formatLasting(ms: number, locale: Locale): string {
  return Math.abs(ms) < HOUR_MS ? formatAge(ms) : formatDuration(Math.floor(ms / 60_000) * 60, locale);
}
