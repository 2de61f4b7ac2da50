/** One rep: what each of the last hours' facts said of him, and what is known from before them. */
import type { Fact } from '@warroom/protocol/events';

export interface Place {
  team: string | null;
  region: string | null;
}

/** A value that the latest fact sets: ties go to the greater id. */
export type Stamped = [value: string, atMs: number, id: string];

export const later = (held: Stamped | null, atMs: number, id: string) =>
  held === null || atMs > held[1] || (atMs === held[1] && id > held[2]);

export interface RepHour {
  hour: number;
  atWork: boolean;
  team: Stamped | null;
  region: Stamped | null;
  /** Uses of talk-tracks by strategy. */
  uses: Map<string, number> | null;
}

export interface Rep {
  readonly name: string;
  /** Ascending; the last one is the current hour's or the newest. */
  hours: RepHour[];
  /** What is known from before the first of `hours`. */
  lastHour: number;
  team: Stamped | null;
  region: Stamped | null;
  /** Where the rep belongs by all that is known now. */
  now: Place;
  /** Where the rep was thought to belong before a fact of the same hour said otherwise: windows judged by that have to be judged afresh. */
  readonly corrected: { team: string[]; region: string[] };
}

/** Whether any fact has shown the rep at work in the `hours` hours that end with `hour`. */
export function atWork(rep: Rep, hour: number, hours: number): boolean {
  for (let i = rep.hours.length - 1; i >= 0; i -= 1) {
    const entry = rep.hours[i] as RepHour;
    if (entry.hour <= hour - hours) return false;
    if (entry.hour <= hour && entry.atWork) return true;
  }
  return false;
}

export function usesIn(rep: Rep, hour: number, strategy: string): number {
  for (let i = rep.hours.length - 1; i >= 0; i -= 1) {
    const entry = rep.hours[i] as RepHour;
    if (entry.hour === hour) return entry.uses?.get(strategy) ?? 0;
    if (entry.hour < hour) return 0;
  }
  return 0;
}

export function newRep(name: string): Rep {
  return {
    name,
    hours: [],
    lastHour: -Infinity,
    team: null,
    region: null,
    now: { team: null, region: null },
    corrected: { team: [], region: [] },
  };
}

export function newHour(hour: number, atWork: boolean, { team, region, atMs, id }: Fact): RepHour {
  return { hour, atWork, team: team === null ? null : [team, atMs, id], region: region === null ? null : [region, atMs, id], uses: null };
}

/** The entry of an hour, made where there is none. */
export function hourEntry(rep: Rep, hour: number): RepHour {
  let i = rep.hours.length;
  while (i > 0 && (rep.hours[i - 1] as RepHour).hour > hour) i -= 1;
  const found = rep.hours[i - 1];
  if (found?.hour === hour) return found;
  const entry: RepHour = { hour, atWork: false, team: null, region: null, uses: null };
  if (i === rep.hours.length) rep.hours.push(entry);
  else rep.hours.splice(i, 0, entry);
  return entry;
}

/** Whether the fact says of team and region what the entry holds; keeps the later of the two facts then. */
export function confirms(entry: RepHour, { team, region, atMs, id }: Fact): boolean {
  if ((team !== null && entry.team?.[0] !== team) || (region !== null && entry.region?.[0] !== region)) return false;
  if (team !== null) restamp(entry.team as Stamped, atMs, id);
  if (region !== null) restamp(entry.region as Stamped, atMs, id);
  return true;
}

function restamp(held: Stamped, atMs: number, id: string): void {
  if (!later(held, atMs, id)) return;
  held[1] = atMs;
  held[2] = id;
}
