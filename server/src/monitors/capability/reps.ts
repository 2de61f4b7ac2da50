/**
 * Who the reps are, where they belong and when they were at work, as of any of the last hours. Membership is what the latest fact says that
 * names the rep (team and region each by itself); with a roster, the roster alone. State: one record per rep named within
 * `repActiveDays`, with an entry per hour of the last day or so.
 */
import type { Fact } from '@warroom/protocol/events';
import { type Crew, musterCrew } from './crew.ts';
import { DAY_HOURS, hourOf } from './hours.ts';
import { confirms, hourEntry, later, newHour, newRep, type Place, type Rep, type RepHour, type Stamped } from './rep.ts';
import type { CapabilitySettings } from './settings.ts';

/** A place, and when the rep was last named. */
interface KnownPlace extends Place {
  lastHour: number;
}

type SavedHour = [hour: number, atWork: 0 | 1, team: Stamped | null, region: Stamped | null, uses: [string, number][]];
type SavedRep = [name: string, lastHour: number, team: Stamped | null, region: Stamped | null, hours: SavedHour[]];

export class RepBook {
  readonly #reps = new Map<string, Rep>();
  readonly #byTeam = new Map<string, Set<Rep>>();
  readonly #activeHours: number;
  readonly #roster: ReadonlyMap<string, Place> | null;
  /** Crews by hour; dropped from the hour on from which a late fact makes them read otherwise. */
  readonly #crews = new Map<number, Crew>();
  /** Hours in which somebody came, came back or moved. */
  readonly #unsettledHours = new Set<number>();
  /** First hour that has entries; what is older stands in the record itself. */
  #oldestHour = -Infinity;
  /** Counts changes of who belongs where now. */
  version = 0;

  constructor(settings: CapabilitySettings) {
    this.#activeHours = settings.repActiveDays * DAY_HOURS;
    this.#roster =
      settings.roster.length > 0
        ? new Map(settings.roster.map(({ repId, team = null, region = null }) => [repId, { team, region }]))
        : null;
    for (const [name, { team }] of this.#roster ?? []) {
      const rep = newRep(name);
      this.#reps.set(name, rep);
      if (team !== null) this.#enrol(team, rep);
    }
  }

  get size(): number {
    return this.#reps.size;
  }

  get(name: string): Rep | undefined {
    return this.#reps.get(name);
  }

  /** Everybody who was in the team at some time not yet forgotten, and perhaps others. */
  everIn(team: string): Iterable<Rep> {
    return this.#byTeam.get(team) ?? [];
  }

  /** Where the fact itself, else the roster, places its rep. */
  placeOf(fact: Fact): Place {
    if (fact.team !== null && fact.region !== null) return fact;
    const listed = fact.repId === null ? undefined : this.#roster?.get(fact.repId);
    return listed ? { team: fact.team ?? listed.team, region: fact.region ?? listed.region } : fact;
  }

  /**
   * Notes that a fact names a rep. @returns the rep if this changes what is known of him in this hour (then windows from this hour on
   * may read otherwise), null if not
   */
  see(fact: Fact, atWork: boolean, nowHour: number): Rep | null {
    const name = fact.repId;
    if (name === null) return null;
    const hour = hourOf(fact.atMs);
    const rep = this.#reps.get(name);
    if (!rep) {
      const added = newRep(name);
      this.#reps.set(name, added);
      this.version += 1;
      this.#note(added, fact, hour, atWork);
      this.#dropCrews(hour);
      this.#replace(added);
      return added;
    }
    const last = rep.hours.at(-1);
    // The usual case: one more fact of this hour that says nothing new.
    if (last?.hour === hour && (last.atWork || !atWork) && confirms(last, fact)) return null;
    // The next usual case: the first fact of an hour about a rep whom everybody knows, in his place.
    if (last && last.hour < hour && nowHour - last.hour <= this.#activeHours && this.#isInPlace(rep, fact)) {
      rep.hours.push(newHour(hour, atWork, fact));
      return rep;
    }
    // Back after so long that nobody counted him any more.
    if (nowHour - (last?.hour ?? rep.lastHour) > this.#activeHours) this.version += 1;
    const before = this.#placeAt(rep, hour);
    if (!this.#note(rep, fact, hour, atWork)) return null;
    const after = this.#placeAt(rep, hour);
    // Who was counted all the while and stays in his place leaves the crews as they were.
    const isSettled = before.team === after.team && before.region === after.region && nowHour - before.lastHour <= this.#activeHours;
    if (hour < this.#oldestHour) this.#dropCrews(this.#oldestHour);
    else if (!isSettled) {
      this.#dropCrews(hour);
      // What later facts said may be a move now, where it was none before.
      for (const entry of rep.hours) if (entry.hour > hour) this.#unsettledHours.add(entry.hour);
    }
    this.#replace(rep);
    return rep;
  }

  /** Counts a use; {@link see} has been told of the fact. @returns false where the hour is no longer kept */
  use(name: string, hour: number, strategy: string): boolean {
    const rep = this.#reps.get(name);
    if (!rep || hour < this.#oldestHour) return false;
    const entry = hourEntry(rep, hour);
    entry.uses ??= new Map();
    entry.uses.set(strategy, (entry.uses.get(strategy) ?? 0) + 1);
    return true;
  }

  /** The crew as of the end of `hour`. */
  crewAt(hour: number): Crew {
    let crew = this.#crews.get(hour);
    if (!crew) {
      const before = this.#crews.get(hour - 1);
      // Most hours nobody comes, moves or is forgotten; they share one crew.
      crew = before && hour < before.untilHour && !this.#unsettledHours.has(hour) ? before : musterCrew(this.#placed(hour));
      this.#crews.set(hour, crew);
    }
    return crew;
  }

  *#placed(hour: number): Generator<{ rep: Rep; place: Place; untilHour: number }> {
    for (const rep of this.#reps.values()) {
      const place = this.#roster ? this.#listedPlace(rep.name) : this.#knownAt(rep, hour);
      if (place) yield { rep, place, untilHour: place.lastHour + this.#activeHours + 1 };
    }
  }

  /** Every team and region that the rep has belonged to in the hours kept: what may read otherwise when something late is heard of him. */
  placesOf(rep: Rep): { teams: Set<string>; regions: Set<string> } {
    const listed = this.#roster?.get(rep.name);
    const names = (...values: (string | null | undefined)[]) => new Set(values.filter((v): v is string => typeof v === 'string'));
    return {
      teams: names(listed?.team, rep.team?.[0], ...rep.corrected.team, ...rep.hours.map((h) => h.team?.[0])),
      regions: names(listed?.region, rep.region?.[0], ...rep.corrected.region, ...rep.hours.map((h) => h.region?.[0])),
    };
  }

  /** Folds entries older than `oldestHour` into the record and forgets reps long unheard of. */
  prune(oldestHour: number, forgetHours: number): void {
    this.#oldestHour = oldestHour;
    for (const hour of this.#crews.keys()) if (hour < oldestHour) this.#crews.delete(hour);
    for (const hour of this.#unsettledHours) if (hour < oldestHour) this.#unsettledHours.delete(hour);
    for (const rep of this.#reps.values()) {
      rep.corrected.team.length = 0;
      rep.corrected.region.length = 0;
      let drop = 0;
      for (; drop < rep.hours.length && (rep.hours[drop] as RepHour).hour < oldestHour; drop += 1) {
        const { hour, team, region } = rep.hours[drop] as RepHour;
        if (hour - rep.lastHour > this.#activeHours) {
          rep.team = null;
          rep.region = null;
        }
        if (hour > rep.lastHour) rep.lastHour = hour;
        if (team && later(rep.team, team[1], team[2])) rep.team = team;
        if (region && later(rep.region, region[1], region[2])) rep.region = region;
      }
      if (drop > 0) rep.hours.splice(0, drop);
      if (rep.hours.length === 0 && !this.#roster?.has(rep.name) && rep.lastHour < oldestHour - forgetHours) {
        this.#reps.delete(rep.name);
        for (const [team, reps] of this.#byTeam) if (reps.delete(rep) && reps.size === 0) this.#byTeam.delete(team);
      }
    }
  }

  save(): { oldestHour: number | null; reps: SavedRep[] } {
    return {
      oldestHour: Number.isFinite(this.#oldestHour) ? this.#oldestHour : null,
      reps: [...this.#reps.values()].map((rep) => [
        rep.name,
        Number.isFinite(rep.lastHour) ? rep.lastHour : -1e9,
        rep.team,
        rep.region,
        rep.hours.map((h): SavedHour => [h.hour, h.atWork ? 1 : 0, h.team, h.region, [...(h.uses ?? [])]]),
      ]),
    };
  }

  restore({ oldestHour, reps }: ReturnType<RepBook['save']>): void {
    this.#oldestHour = oldestHour ?? -Infinity;
    for (const [name, lastHour, team, region, hours] of reps) {
      const rep: Rep = {
        name,
        now: { team: null, region: null },
        corrected: { team: [], region: [] },
        lastHour,
        team,
        region,
        hours: hours.map(([hour, atWork, hourTeam, hourRegion, uses]) => ({
          hour,
          atWork: atWork === 1,
          team: hourTeam,
          region: hourRegion,
          uses: uses.length > 0 ? new Map(uses) : null,
        })),
      };
      this.#reps.set(name, rep);
      this.#replace(rep);
      for (const place of this.placesOf(rep).teams) this.#enrol(place, rep);
      // Which of the hours were quiet is not saved; none is taken to have been.
      for (const entry of rep.hours) this.#unsettledHours.add(entry.hour);
    }
    this.version += 1;
  }

  /** Enters what a fact says of a rep. @returns whether anything that a window may read has changed */
  #note(rep: Rep, fact: Fact, hour: number, atWork: boolean): boolean {
    if (hour < this.#oldestHour) return this.#remember(rep, fact, hour);
    const entries = rep.hours.length;
    const entry = hourEntry(rep, hour);
    let changed = entries !== rep.hours.length;
    if (atWork && !entry.atWork) {
      entry.atWork = true;
      changed = true;
    }
    for (const dimension of ['team', 'region'] as const) {
      const value = fact[dimension];
      const held = entry[dimension];
      if (value === null || !later(held, fact.atMs, fact.id)) continue;
      entry[dimension] = [value, fact.atMs, fact.id];
      if (held?.[0] === value) continue;
      changed = true;
      if (held) rep.corrected[dimension].push(held[0]);
      if (dimension === 'team') this.#enrol(value, rep);
    }
    return changed;
  }

  #isInPlace({ now }: Rep, { team, region }: Fact): boolean {
    return (team === null || team === now.team) && (region === null || region === now.region);
  }

  #dropCrews(fromHour: number): void {
    this.#unsettledHours.add(fromHour);
    for (const hour of this.#crews.keys()) if (hour >= fromHour) this.#crews.delete(hour);
  }

  #remember(rep: Rep, fact: Fact, hour: number): boolean {
    let changed = false;
    if (hour > rep.lastHour) {
      rep.lastHour = hour;
      changed = true;
    }
    for (const dimension of ['team', 'region'] as const) {
      const value = fact[dimension];
      if (value === null || !later(rep[dimension], fact.atMs, fact.id)) continue;
      if (rep[dimension]?.[0] !== value) changed = true;
      if (dimension === 'team') this.#enrol(value, rep);
      rep[dimension] = [value, fact.atMs, fact.id];
    }
    return changed;
  }

  #listedPlace(name: string): KnownPlace | undefined {
    const place = this.#roster?.get(name);
    return place && { ...place, lastHour: Infinity };
  }

  /** Undefined where nobody has heard of the rep by then, or not for long. */
  #knownAt(rep: Rep, hour: number): KnownPlace | undefined {
    const place = this.#placeAt(rep, hour);
    return hour - place.lastHour > this.#activeHours ? undefined : place;
  }

  #enrol(team: string, rep: Rep): void {
    const reps = this.#byTeam.get(team);
    if (reps) reps.add(rep);
    else this.#byTeam.set(team, new Set([rep]));
  }

  #replace(rep: Rep): void {
    const { team, region } = this.#placeAt(rep, Infinity);
    if (team === rep.now.team && region === rep.now.region) return;
    rep.now = { team, region };
    this.version += 1;
  }

  /** The latest word on team and region by the end of `hour`, as far back as the rep was named without a gap that would have him forgotten. */
  #placeAt(rep: Rep, hour: number): KnownPlace {
    let lastHour = -Infinity;
    let earliest = Infinity;
    let team: string | null = null;
    let region: string | null = null;
    for (let i = rep.hours.length - 1; i >= 0; i -= 1) {
      const entry = rep.hours[i] as RepHour;
      if (entry.hour > hour) continue;
      if (lastHour === -Infinity) lastHour = entry.hour;
      else if (earliest - entry.hour > this.#activeHours) return { team, region, lastHour };
      earliest = entry.hour;
      if (team === null && entry.team) team = entry.team[0];
      if (region === null && entry.region) region = entry.region[0];
      if (team !== null && region !== null) return { team, region, lastHour };
    }
    if (lastHour === -Infinity) lastHour = rep.lastHour;
    else if (earliest - rep.lastHour > this.#activeHours) return { team, region, lastHour };
    return { team: team ?? rep.team?.[0] ?? null, region: region ?? rep.region?.[0] ?? null, lastHour };
  }
}
