/** Who belongs where now, and which wall unit each belongs to; worked out again only when somebody came, moved or was forgotten. */
import { joinKey } from '@warroom/protocol/boardKey';
import type { BreakerScope } from '@warroom/protocol/concerns/capability';
import { hourOf } from '../hours.ts';
import { isSameMembership, type Membership } from './membership.ts';
import type { Place } from './rep.ts';
import type { Reps } from './reps.ts';
import { type WallUnitMembers, wallUnits } from './wallUnits.ts';

export class CurrentMembers {
  readonly #reps: Reps;
  readonly #minPeople: number;
  #version = -1;
  #hour = Number.NaN;
  #units = new Map<string, WallUnitMembers>();
  readonly #unitOfRep = new Map<string, WallUnitMembers>();
  membership: Membership = { members: [], byRep: new Map(), byTeam: new Map(), byRegion: new Map(), untilHour: -Infinity };

  constructor(reps: Reps, minPeople: number) {
    this.#reps = reps;
    this.#minPeople = minPeople;
  }

  /** Brings it up to `nowMs`. @returns whether anybody came, moved or was forgotten */
  refresh(nowMs: number): boolean {
    const hour = hourOf(nowMs);
    const { version } = this.#reps;
    if (version === this.#version && hour === this.#hour) return false;
    const membership = this.#reps.membershipAt(hour);
    const isSame = isSameMembership(membership, this.membership);
    this.#version = version;
    this.#hour = hour;
    if (isSame) return false;
    this.membership = membership;
    this.#units = wallUnits(membership.members, this.#minPeople);
    this.#unitOfRep.clear();
    for (const unit of this.#units.values()) for (const { rep } of unit.members) this.#unitOfRep.set(rep.name, unit);
    return true;
  }

  placeOf(scope: BreakerScope, id: string): Place {
    const { byRep, byTeam } = this.membership;
    if (scope === 'rep') return byRep.get(id) ?? { team: null, region: null };
    if (scope === 'region') return { team: null, region: id };
    // A team's region, where all its people agree on it.
    const regions = new Set(byTeam.get(id)?.map((m) => m.region));
    return { team: id, region: regions.size === 1 ? ([...regions][0] ?? null) : null };
  }

  /** The wall unit of a breaker; null where that would speak of too few people. */
  wallUnitOf(scope: BreakerScope, id: string): WallUnitMembers | null {
    if (scope === 'rep') return this.#unitOfRep.get(id) ?? null;
    if (scope === 'team') return this.#units.get(joinKey(['team', id])) ?? null;
    const members = this.membership.byRegion.get(id) ?? [];
    const isFew = members.length > 0 && members.length < this.#minPeople;
    return isFew ? null : { unit: 'region', id, members, pooledTeams: 0 };
  }
}
