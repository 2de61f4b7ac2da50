/**
 * Who the reps are, where they belong and when they were at work, in any of the last hours. Membership is what the latest fact says that names
 * the rep (team and region each by itself); with a roster, the roster alone. State: one record per rep named within `repActiveDays`, with an
 * entry per hour of the last day and a half.
 */
import type { Fact } from '@warroom/protocol/events';
import { Snapshot } from '../../snapshot.ts';
import { DAY_HOURS, hourOf } from '../hours.ts';
import type { CapabilitySettings } from '../settings.ts';
import { type Membership, MembershipHistory, type PlacedRep } from './membership.ts';
import { type KnownPlace, placeAt, placesOf } from './place.ts';
import { confirms, hourEntry, isLater, newHour, newRep, type Place, type Rep, type RepHour } from './rep.ts';
import { restoreRep, type SavedRep, saveRep } from './savedRep.ts';

export class Reps {
  /** Told before a rep's record changes. */
  readonly #changes = new Snapshot<Rep>();
  readonly #reps = new Map<string, Rep>();
  readonly #byTeam = new Map<string, Set<Rep>>();
  readonly #activeHours: number;
  readonly #roster: ReadonlyMap<string, Place> | null;
  readonly #memberships = new MembershipHistory((hour) => this.#placedAt(hour));
  /** First hour that has entries; what is older stands in the rep's record itself. */
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
      if (team !== null) this.#indexTeam(team, rep);
    }
  }

  get(name: string): Rep | undefined {
    return this.#reps.get(name);
  }

  /** Everybody who was in the team in the hours kept, and perhaps others. */
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
   * Notes that a fact names a rep. @returns the rep if this changes what is known of the rep in this hour, so that windows from this hour on
   * may be judged differently; null if not
   */
  see(fact: Fact, atWork: boolean, nowHour: number): Rep | null {
    const name = fact.repId;
    if (name === null) return null;
    const hour = hourOf(fact.atMs);
    const rep = this.#reps.get(name);
    if (!rep) {
      const added = newRep(name);
      this.#reps.set(name, added);
      this.#changes.added(added);
      this.version += 1;
      this.#note(added, fact, hour, atWork);
      this.#memberships.changed(hour);
      this.#updateNow(added);
      return added;
    }
    this.#changes.before(rep);
    const last = rep.hours.at(-1);
    // The usual case: one more fact of this hour that says nothing new.
    if (last?.hour === hour && (last.atWork || !atWork) && confirms(last, fact)) return null;
    // The next usual case: the hour's first fact about a rep who is known, and stays, in this place.
    if (last && last.hour < hour && nowHour - last.hour <= this.#activeHours && isInPlace(rep, fact)) {
      rep.hours.push(newHour(hour, atWork, fact));
      return rep;
    }
    // Back after having been forgotten.
    if (nowHour - (last?.hour ?? rep.lastHour) > this.#activeHours) this.version += 1;
    const before = placeAt(rep, hour, this.#activeHours);
    if (!this.#note(rep, fact, hour, atWork)) return null;
    const after = placeAt(rep, hour, this.#activeHours);
    const stayed = before.team === after.team && before.region === after.region && nowHour - before.lastHour <= this.#activeHours;
    if (hour < this.#oldestHour) this.#memberships.changed(this.#oldestHour);
    else if (!stayed) {
      this.#memberships.changed(hour);
      // What later facts said may now be a move where it was none before.
      for (const entry of rep.hours) if (entry.hour > hour) this.#memberships.mayChangeIn(entry.hour);
    }
    this.#updateNow(rep);
    return rep;
  }

  /** Counts a use; {@link see} has been told of the fact. Ignored where the hour is no longer kept. */
  countUse(name: string, hour: number, strategy: string): void {
    const rep = this.#reps.get(name);
    if (!rep || hour < this.#oldestHour) return;
    this.#changes.before(rep);
    const entry = hourEntry(rep, hour);
    entry.uses ??= new Map();
    entry.uses.set(strategy, (entry.uses.get(strategy) ?? 0) + 1);
  }

  /** As of the end of `hour`. */
  membershipAt(hour: number): Membership {
    return this.#memberships.at(hour);
  }

  /** Every team and region whose windows may be judged differently when something late is heard of the rep. */
  placesOf(rep: Rep): { teams: Set<string>; regions: Set<string> } {
    return placesOf(rep, this.#roster?.get(rep.name));
  }

  /** Moves entries older than `oldestHour` into the reps' records, and forgets reps not named for `forgetHours` before it. */
  prune(oldestHour: number, forgetHours: number): void {
    this.#oldestHour = oldestHour;
    this.#memberships.prune(oldestHour);
    for (const rep of this.#reps.values()) {
      this.#changes.before(rep);
      rep.replaced.team.length = 0;
      rep.replaced.region.length = 0;
      let drop = 0;
      for (; drop < rep.hours.length && (rep.hours[drop] as RepHour).hour < oldestHour; drop += 1)
        this.#keepInRecord(rep, rep.hours[drop] as RepHour);
      if (drop > 0) rep.hours.splice(0, drop);
      if (rep.hours.length === 0 && !this.#roster?.has(rep.name) && rep.lastHour < oldestHour - forgetHours) {
        this.#reps.delete(rep.name);
        for (const [team, reps] of this.#byTeam) if (reps.delete(rep) && reps.size === 0) this.#byTeam.delete(team);
      }
    }
  }

  /** First hour that has entries; null before it is known. */
  get oldestHour(): number | null {
    return Number.isFinite(this.#oldestHour) ? this.#oldestHour : null;
  }

  /** As of this call. */
  saveEach(): Iterable<SavedRep> {
    return this.#changes.begin(this.#reps.values(), saveRep) as Iterable<SavedRep>;
  }

  restore(oldestHour: number | null, reps: readonly SavedRep[]): void {
    this.#oldestHour = oldestHour ?? -Infinity;
    for (const saved of reps) {
      const rep = restoreRep(saved);
      this.#reps.set(rep.name, rep);
      this.#updateNow(rep);
      for (const team of this.placesOf(rep).teams) this.#indexTeam(team, rep);
      // In which of the hours nothing changed is not saved.
      for (const entry of rep.hours) this.#memberships.mayChangeIn(entry.hour);
    }
    this.version += 1;
  }

  *#placedAt(hour: number): Generator<PlacedRep> {
    for (const rep of this.#reps.values()) {
      const place = this.#roster ? this.#listedPlace(rep.name) : this.#knownAt(rep, hour);
      if (place) yield { rep, place, untilHour: place.lastHour + this.#activeHours + 1 };
    }
  }

  #listedPlace(name: string): KnownPlace | undefined {
    const place = this.#roster?.get(name);
    return place && { ...place, lastHour: Infinity };
  }

  /** Undefined where nobody has named the rep by then, or not for long. */
  #knownAt(rep: Rep, hour: number): KnownPlace | undefined {
    const place = placeAt(rep, hour, this.#activeHours);
    return hour - place.lastHour > this.#activeHours ? undefined : place;
  }

  /** Enters what a fact says of a rep. @returns whether anything that a window may read has changed */
  #note(rep: Rep, fact: Fact, hour: number, atWork: boolean): boolean {
    if (hour < this.#oldestHour) return this.#noteInRecord(rep, fact, hour);
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
      if (value === null || !isLater(held, fact.atMs, fact.id)) continue;
      entry[dimension] = [value, fact.atMs, fact.id];
      if (held?.[0] === value) continue;
      changed = true;
      if (held) rep.replaced[dimension].push(held[0]);
      if (dimension === 'team') this.#indexTeam(value, rep);
    }
    return changed;
  }

  /** The same for an hour that has no entry any more. */
  #noteInRecord(rep: Rep, fact: Fact, hour: number): boolean {
    let changed = false;
    if (hour > rep.lastHour) {
      rep.lastHour = hour;
      changed = true;
    }
    for (const dimension of ['team', 'region'] as const) {
      const value = fact[dimension];
      if (value === null || !isLater(rep[dimension], fact.atMs, fact.id)) continue;
      if (rep[dimension]?.[0] !== value) changed = true;
      if (dimension === 'team') this.#indexTeam(value, rep);
      rep[dimension] = [value, fact.atMs, fact.id];
    }
    return changed;
  }

  #keepInRecord(rep: Rep, { hour, team, region }: RepHour): void {
    if (hour - rep.lastHour > this.#activeHours) {
      rep.team = null;
      rep.region = null;
    }
    if (hour > rep.lastHour) rep.lastHour = hour;
    if (team && isLater(rep.team, team[1], team[2])) rep.team = team;
    if (region && isLater(rep.region, region[1], region[2])) rep.region = region;
  }

  #updateNow(rep: Rep): void {
    const { team, region } = placeAt(rep, Infinity, this.#activeHours);
    if (team === rep.now.team && region === rep.now.region) return;
    rep.now = { team, region };
    this.version += 1;
  }

  #indexTeam(team: string, rep: Rep): void {
    const reps = this.#byTeam.get(team);
    if (reps) reps.add(rep);
    else this.#byTeam.set(team, new Set([rep]));
  }
}

const isInPlace = ({ now }: Rep, { team, region }: Fact): boolean =>
  (team === null || team === now.team) && (region === null || region === now.region);
