/**
 * Objections and how long they took to resolve, by rep, team and region. State: objections heard of within the last 31 days, and the
 * resolution times of that span.
 */
import { BREAKER_SCOPES, type BreakerScope } from '@warroom/protocol/concerns/capability';
import type { Fact } from '@warroom/protocol/events';
import { type Saveable, Snapshot } from '../snapshot.ts';
import { DAY_HOURS, HOUR_MS } from './hours.ts';
import type { Place } from './members/rep.ts';
import { ResolutionTimes } from './resolutionTimes.ts';

export const BASELINE_HOURS = 28 * DAY_HOURS;

interface Unit {
  scope: BreakerScope;
  id: string;
}

/** Rep, team and region that a fact names. */
type Owner = (string | null)[];

interface Objection extends Saveable {
  readonly key: string;
  firstRaisedMs: number;
  lastRaisedMs: number;
  lastRaisedId: string;
  lastResolvedMs: number;
  lastResolvedId: string;
  /** By the latest fact of each kind; the objection belongs to who raised it and, where that is not said, to who resolved it. */
  raisedBy: Owner;
  resolvedBy: Owner;
  /** As counted in the resolution times of its units; null while it is open. */
  counted: { atMs: number; durationMs: number; units: Unit[] } | null;
}

export type SavedObjection = [
  key: string,
  firstRaisedMs: number | null,
  lastRaisedMs: number | null,
  lastRaisedId: string,
  lastResolvedMs: number | null,
  lastResolvedId: string,
  raisedBy: Owner,
  resolvedBy: Owner,
];

/** Is told of each unit whose windows from `fromMs` on may be judged differently now. */
export type UnitChanged = (scope: BreakerScope, id: string, fromMs: number) => void;

const orNull = (ms: number) => (Number.isFinite(ms) ? ms : null);

export class Objections {
  /** Told before an objection changes. */
  readonly #changes = new Snapshot<Objection>();
  readonly #objections = new Map<string, Objection>();
  readonly #times: Record<BreakerScope, Map<string, ResolutionTimes>> = { rep: new Map(), team: new Map(), region: new Map() };
  #oldestMs = -Infinity;

  units(scope: BreakerScope): Iterable<string> {
    return this.#times[scope].keys();
  }

  resolutionTimes(scope: BreakerScope, id: string): ResolutionTimes | undefined {
    return this.#times[scope].get(id);
  }

  /** @param place where the fact, or the roster, places its rep */
  apply(fact: Fact<'objection.raised' | 'objection.resolved'>, place: Place, changed: UnitChanged): void {
    let objection = this.#objections.get(fact.key);
    if (!objection) {
      objection = newObjection(fact.key);
      this.#objections.set(fact.key, objection);
      this.#changes.added(objection);
    }
    this.#changes.before(objection);
    const { atMs, id } = fact;
    const by = [fact.repId, place.team, place.region];
    if (fact.kind === 'objection.raised') {
      if (atMs < objection.firstRaisedMs) objection.firstRaisedMs = atMs;
      if (atMs > objection.lastRaisedMs || (atMs === objection.lastRaisedMs && id > objection.lastRaisedId)) {
        objection.lastRaisedMs = atMs;
        objection.lastRaisedId = id;
        objection.raisedBy = by;
      }
    } else if (atMs > objection.lastResolvedMs || (atMs === objection.lastResolvedMs && id > objection.lastResolvedId)) {
      objection.lastResolvedMs = atMs;
      objection.lastResolvedId = id;
      objection.resolvedBy = by;
    }
    this.#recount(objection, changed);
  }

  /** Drops what no window from `oldestHour` on reads. */
  prune(oldestHour: number): void {
    const oldestMs = (oldestHour - DAY_HOURS - BASELINE_HOURS) * HOUR_MS;
    this.#oldestMs = oldestMs;
    for (const [key, objection] of this.#objections) {
      if (Math.max(objection.lastRaisedMs, objection.lastResolvedMs) >= oldestMs) continue;
      this.#changes.before(objection);
      this.#objections.delete(key);
    }
    for (const scope of BREAKER_SCOPES) {
      for (const [id, times] of this.#times[scope]) {
        if (times.indexOf(oldestMs) === 0) continue;
        times.dropBefore(oldestMs);
        if (times.isEmpty) this.#times[scope].delete(id);
      }
    }
  }

  /** Resolutions older than this are not kept; null before it is known. */
  get oldestMs(): number | null {
    return orNull(this.#oldestMs);
  }

  /** As of this call. */
  saveEach(): Iterable<SavedObjection> {
    return this.#changes.begin(this.#objections.values(), saveObjection) as Iterable<SavedObjection>;
  }

  restore(oldestMs: number | null, objections: readonly SavedObjection[]): void {
    this.#oldestMs = oldestMs ?? -Infinity;
    for (const [key, firstRaisedMs, lastRaisedMs, lastRaisedId, lastResolvedMs, lastResolvedId, raisedBy, resolvedBy] of objections) {
      const objection: Objection = {
        ...newObjection(key),
        firstRaisedMs: firstRaisedMs ?? Infinity,
        lastRaisedMs: lastRaisedMs ?? -Infinity,
        lastRaisedId,
        lastResolvedMs: lastResolvedMs ?? -Infinity,
        lastResolvedId,
        raisedBy,
        resolvedBy,
      };
      this.#objections.set(key, objection);
      this.#recount(objection, () => {});
    }
  }

  /** Brings the resolution times of its units up to date with the objection. */
  #recount(objection: Objection, changed: UnitChanged): void {
    const { firstRaisedMs, lastRaisedMs, lastResolvedMs, counted } = objection;
    const isResolved = firstRaisedMs !== Infinity && lastResolvedMs >= lastRaisedMs && lastResolvedMs >= this.#oldestMs;
    const next = isResolved ? { atMs: lastResolvedMs, durationMs: lastResolvedMs - firstRaisedMs, units: unitsOf(objection) } : null;
    if (counted) {
      if (next && isSame(counted, next)) return;
      for (const { scope, id } of counted.units) {
        this.#times[scope].get(id)?.remove(counted.atMs, counted.durationMs);
        changed(scope, id, counted.atMs);
      }
    }
    objection.counted = next;
    if (!next) return;
    for (const { scope, id } of next.units) {
      let times = this.#times[scope].get(id);
      if (!times) {
        times = new ResolutionTimes();
        this.#times[scope].set(id, times);
      }
      times.add(next.atMs, next.durationMs);
      changed(scope, id, next.atMs);
    }
  }
}

const saveObjection = (o: Objection): SavedObjection => [
  o.key,
  orNull(o.firstRaisedMs),
  orNull(o.lastRaisedMs),
  o.lastRaisedId,
  orNull(o.lastResolvedMs),
  o.lastResolvedId,
  o.raisedBy,
  o.resolvedBy,
];

function newObjection(key: string): Objection {
  return {
    key,
    firstRaisedMs: Infinity,
    lastRaisedMs: -Infinity,
    lastRaisedId: '',
    lastResolvedMs: -Infinity,
    lastResolvedId: '',
    raisedBy: [],
    resolvedBy: [],
    counted: null,
    savedIn: 0,
  };
}

function unitsOf({ raisedBy, resolvedBy }: Objection): Unit[] {
  return BREAKER_SCOPES.flatMap((scope, i) => {
    const id = raisedBy[i] ?? resolvedBy[i] ?? null;
    return id === null ? [] : [{ scope, id }];
  });
}

type Counted = NonNullable<Objection['counted']>;

const isSame = (a: Counted, b: Counted): boolean =>
  a.atMs === b.atMs &&
  a.durationMs === b.durationMs &&
  a.units.length === b.units.length &&
  a.units.every((unit, i) => unit.scope === b.units[i]?.scope && unit.id === b.units[i]?.id);
