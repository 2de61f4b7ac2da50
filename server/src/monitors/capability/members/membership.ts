/** Who belongs to which team and region at the end of an hour. */
import type { Place, Rep } from './rep.ts';

export interface Member extends Place {
  rep: Rep;
}

export interface Membership {
  members: readonly Member[];
  byRep: ReadonlyMap<string, Member>;
  byTeam: ReadonlyMap<string, readonly Member[]>;
  byRegion: ReadonlyMap<string, readonly Member[]>;
  /** The first hour in which somebody might be forgotten. */
  untilHour: number;
}

/** A rep with the place of an hour, and the first hour in which the rep might be forgotten. */
export interface PlacedRep {
  rep: Rep;
  place: Place;
  untilHour: number;
}

export function membershipOf(placed: Iterable<PlacedRep>): Membership {
  const members: Member[] = [];
  const byRep = new Map<string, Member>();
  const byTeam = new Map<string, Member[]>();
  const byRegion = new Map<string, Member[]>();
  let first = Infinity;
  for (const { rep, place, untilHour } of placed) {
    const member = { rep, team: place.team, region: place.region };
    members.push(member);
    byRep.set(rep.name, member);
    if (place.team !== null) addTo(byTeam, place.team, member);
    if (place.region !== null) addTo(byRegion, place.region, member);
    first = Math.min(first, untilHour);
  }
  return { members, byRep, byTeam, byRegion, untilHour: first };
}

/** Whether the same people are in the same places. */
export const isSameMembership = (a: Membership, b: Membership): boolean =>
  a.members.length === b.members.length &&
  a.members.every((member, i) => {
    const other = b.members[i];
    return member.rep === other?.rep && member.team === other.team && member.region === other.region;
  });

function addTo(groups: Map<string, Member[]>, name: string, member: Member): void {
  const group = groups.get(name);
  if (group) group.push(member);
  else groups.set(name, [member]);
}

/** Memberships by hour, each worked out when first asked for. */
export class MembershipHistory {
  readonly #placedAt: (hour: number) => Iterable<PlacedRep>;
  readonly #byHour = new Map<number, Membership>();
  /** Hours in which somebody came, came back or moved. */
  readonly #changeHours = new Set<number>();

  constructor(placedAt: (hour: number) => Iterable<PlacedRep>) {
    this.#placedAt = placedAt;
  }

  at(hour: number): Membership {
    let found = this.#byHour.get(hour);
    if (!found) {
      const before = this.#byHour.get(hour - 1);
      // Most hours nobody comes, moves or is forgotten: they share one membership.
      found = before && hour < before.untilHour && !this.#changeHours.has(hour) ? before : membershipOf(this.#placedAt(hour));
      this.#byHour.set(hour, found);
    }
    return found;
  }

  /** Somebody came, came back or moved in `hour`: what is known from then on is worked out anew. */
  changed(hour: number): void {
    this.#changeHours.add(hour);
    for (const known of this.#byHour.keys()) if (known >= hour) this.#byHour.delete(known);
  }

  /** Somebody may have moved in `hour`. */
  mayChangeIn(hour: number): void {
    this.#changeHours.add(hour);
  }

  prune(oldestHour: number): void {
    for (const hour of this.#byHour.keys()) if (hour < oldestHour) this.#byHour.delete(hour);
    for (const hour of this.#changeHours) if (hour < oldestHour) this.#changeHours.delete(hour);
  }
}
