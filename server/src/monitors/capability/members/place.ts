/** Where a rep belongs at an hour, by what the facts up to then said. */
import type { Place, Rep, RepHour } from './rep.ts';

/** A place, and the hour in which the rep was last named. */
export interface KnownPlace extends Place {
  lastHour: number;
}

/**
 * The latest word on team and region by the end of `hour`. Reads back to the last gap of more than `activeHours` in which nobody named the rep:
 * what was said before it is forgotten.
 */
export function placeAt(rep: Rep, hour: number, activeHours: number): KnownPlace {
  let lastHour = -Infinity;
  let earliest = Infinity;
  let team: string | null = null;
  let region: string | null = null;
  for (let i = rep.hours.length - 1; i >= 0; i -= 1) {
    const entry = rep.hours[i] as RepHour;
    if (entry.hour > hour) continue;
    if (lastHour === -Infinity) lastHour = entry.hour;
    else if (earliest - entry.hour > activeHours) return { team, region, lastHour };
    earliest = entry.hour;
    if (team === null && entry.team) team = entry.team[0];
    if (region === null && entry.region) region = entry.region[0];
    if (team !== null && region !== null) return { team, region, lastHour };
  }
  if (lastHour === -Infinity) lastHour = rep.lastHour;
  else if (earliest - rep.lastHour > activeHours) return { team, region, lastHour };
  return { team: team ?? rep.team?.[0] ?? null, region: region ?? rep.region?.[0] ?? null, lastHour };
}

/** Every team and region that the rep belonged to in the hours kept. @param listed where the roster places the rep */
export function placesOf(rep: Rep, listed: Place | undefined): { teams: Set<string>; regions: Set<string> } {
  const names = (...values: (string | null | undefined)[]) => new Set(values.filter((v): v is string => typeof v === 'string'));
  return {
    teams: names(listed?.team, rep.team?.[0], ...rep.replaced.team, ...rep.hours.map((h) => h.team?.[0])),
    regions: names(listed?.region, rep.region?.[0], ...rep.replaced.region, ...rep.hours.map((h) => h.region?.[0])),
  };
}
