/** Everybody who belongs somewhere at the end of an hour. */
import type { Place, Rep } from './rep.ts';

export interface Member extends Place {
  rep: Rep;
}

export interface Crew {
  members: readonly Member[];
  byRep: ReadonlyMap<string, Member>;
  byTeam: ReadonlyMap<string, readonly Member[]>;
  byRegion: ReadonlyMap<string, readonly Member[]>;
  /** The first hour in which somebody might be forgotten. */
  untilHour: number;
}

/** @param placed who is known, with his place and the first hour in which he might be forgotten */
export function musterCrew(placed: Iterable<{ rep: Rep; place: Place; untilHour: number }>): Crew {
  const members: Member[] = [];
  const byRep = new Map<string, Member>();
  const byTeam = new Map<string, Member[]>();
  const byRegion = new Map<string, Member[]>();
  let first = Infinity;
  for (const { rep, place, untilHour } of placed) {
    const member = { rep, team: place.team, region: place.region };
    members.push(member);
    byRep.set(rep.name, member);
    if (place.team !== null) enlist(byTeam, place.team, member);
    if (place.region !== null) enlist(byRegion, place.region, member);
    first = Math.min(first, untilHour);
  }
  return { members, byRep, byTeam, byRegion, untilHour: first };
}

/** Whether the same people are in the same places. */
export const isSameCrew = (a: Crew, b: Crew): boolean =>
  a.members.length === b.members.length &&
  a.members.every((member, i) => {
    const other = b.members[i];
    return member.rep === other?.rep && member.team === other.team && member.region === other.region;
  });

function enlist(groups: Map<string, Member[]>, name: string, member: Member): void {
  const group = groups.get(name);
  if (group) group.push(member);
  else groups.set(name, [member]);
}
