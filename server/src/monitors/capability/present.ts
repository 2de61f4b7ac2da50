/** Who belongs where now, and where on a wall each of them may stand: worked out again only when somebody came, moved or was forgotten. */
import type { BreakerScope } from '@warroom/protocol/concerns/capability';
import { type Crew, isSameCrew } from './crew.ts';
import { hourOf } from './hours.ts';
import type { Place } from './rep.ts';
import type { RepBook } from './reps.ts';
import { type Unit, wallUnits } from './wallUnits.ts';

export class Present {
  readonly #reps: RepBook;
  readonly #minPeople: number;
  #version = -1;
  #hour = Number.NaN;
  #units = new Map<string, Unit>();
  readonly #unitOfRep = new Map<string, Unit>();
  crew: Crew = { members: [], byRep: new Map(), byTeam: new Map(), byRegion: new Map(), untilHour: -Infinity };

  constructor(reps: RepBook, minPeople: number) {
    this.#reps = reps;
    this.#minPeople = minPeople;
  }

  /** Brings it up to `nowMs`. @returns whether anything that counts or places people may read otherwise */
  refresh(nowMs: number): boolean {
    const hour = hourOf(nowMs);
    const { version } = this.#reps;
    if (version === this.#version && hour === this.#hour) return false;
    const crew = this.#reps.crewAt(hour);
    const isSame = isSameCrew(crew, this.crew);
    this.#version = version;
    this.#hour = hour;
    if (isSame) return false;
    this.crew = crew;
    this.#units = wallUnits(crew.members, this.#minPeople);
    this.#unitOfRep.clear();
    for (const unit of this.#units.values()) for (const { rep } of unit.members) this.#unitOfRep.set(rep.name, unit);
    return true;
  }

  placeOf(scope: BreakerScope, id: string): Place {
    if (scope === 'rep') return this.crew.byRep.get(id) ?? { team: null, region: null };
    if (scope === 'region') return { team: null, region: id };
    // A team's region, where all its people agree on it.
    const regions = new Set(this.crew.byTeam.get(id)?.map((m) => m.region));
    return { team: id, region: regions.size === 1 ? ([...regions][0] ?? null) : null };
  }

  /** Where a breaker stands on a wall; null where that would speak of too few people. */
  unitOf(scope: BreakerScope, id: string): Unit | null {
    if (scope === 'rep') return this.#unitOfRep.get(id) ?? null;
    if (scope === 'team') return this.#units.get(`team|${id}`) ?? null;
    const members = this.crew.byRegion.get(id) ?? [];
    const isFew = members.length > 0 && members.length < this.#minPeople;
    return isFew ? null : { unit: 'region', id, members, pooledTeams: 0 };
  }
}
