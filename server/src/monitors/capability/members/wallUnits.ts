/** Wall units: whom public rows may speak of. Large teams by name, smaller ones pooled until they are enough people together (CAP-4). */
import { joinKey } from '@warroom/protocol/boardKey';
import type { WallUnit } from '@warroom/protocol/concerns/capability';
import type { Member } from './membership.ts';

export interface WallUnitMembers {
  unit: WallUnit;
  /** Name of the team or region; empty for `all`. */
  id: string;
  members: readonly Member[];
  /** How many small teams were pooled into it; 0 for a team by its own name. */
  pooledTeams: number;
}

/** The units by key: `team|<team>`, `region|<region>`, `all|`. */
export function wallUnits(members: readonly Member[], minPeople: number): Map<string, WallUnitMembers> {
  const units = new Map<string, WallUnitMembers>();
  const byTeam = group(members, (m) => m.team);
  const small: Member[] = [...(byTeam.get(null) ?? [])];
  for (const [team, people] of byTeam) {
    if (team === null) continue;
    if (people.length >= minPeople) units.set(joinKey(['team', team]), { unit: 'team', id: team, members: people, pooledTeams: 0 });
    else small.push(...people);
  }
  const rest: Member[] = [];
  for (const [region, people] of group(small, (m) => m.region)) {
    if (region !== null && people.length >= minPeople)
      units.set(joinKey(['region', region]), { unit: 'region', id: region, members: people, pooledTeams: teamsIn(people) });
    else rest.push(...people);
  }
  if (rest.length >= minPeople) units.set('all|', { unit: 'all', id: '', members: rest, pooledTeams: teamsIn(rest) });
  return units;
}

const teamsIn = (members: readonly Member[]): number => new Set(members.flatMap((m) => (m.team === null ? [] : [m.team]))).size;

function group(members: readonly Member[], name: (member: Member) => string | null): Map<string | null, Member[]> {
  const groups = new Map<string | null, Member[]>();
  for (const member of members) {
    const key = name(member);
    const found = groups.get(key);
    if (found) found.push(member);
    else groups.set(key, [member]);
  }
  return groups;
}
