/** One rep: what the facts of each of the last hours said, and what is known from before them. */
import type { Fact } from '@warroom/protocol/events';
import type { Saveable } from '../../snapshot.ts';

export interface Place {
  team: string | null;
  region: string | null;
}

/** A value that the latest fact sets; of two facts of one instant the greater id counts. */
export type Timestamped = [value: string, atMs: number, id: string];

export const isLater = (held: Timestamped | null, atMs: number, id: string) =>
  held === null || atMs > held[1] || (atMs === held[1] && id > held[2]);

export interface RepHour {
  hour: number;
  atWork: boolean;
  team: Timestamped | null;
  region: Timestamped | null;
  /** Uses of talk-tracks by strategy. */
  uses: Map<string, number> | null;
}

export interface Rep extends Saveable {
  readonly name: string;
  /** Ascending; only hours in which a fact named the rep. */
  hours: RepHour[];
  /** What is known from before the first of `hours`. */
  lastHour: number;
  team: Timestamped | null;
  region: Timestamped | null;
  /** Where the rep belongs by all that is known now. */
  now: Place;
  /** Teams and regions that another fact of the same hour has replaced: windows judged with them have to be judged again. */
  readonly replaced: { team: string[]; region: string[] };
}

/** Whether any fact has shown the rep at work in the `hours` hours that end with `hour`. */
export function wasAtWork(rep: Rep, hour: number, hours: number): boolean {
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
    replaced: { team: [], region: [] },
    savedIn: 0,
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

/** Whether the fact names the team and region that the entry holds; if so, the entry keeps the later of the two facts. */
export function confirms(entry: RepHour, { team, region, atMs, id }: Fact): boolean {
  if ((team !== null && entry.team?.[0] !== team) || (region !== null && entry.region?.[0] !== region)) return false;
  if (team !== null) keepLater(entry.team as Timestamped, atMs, id);
  if (region !== null) keepLater(entry.region as Timestamped, atMs, id);
  return true;
}

function keepLater(held: Timestamped, atMs: number, id: string): void {
  if (!isLater(held, atMs, id)) return;
  held[1] = atMs;
  held[2] = id;
}
