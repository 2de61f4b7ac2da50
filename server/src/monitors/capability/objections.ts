/**
 * How long objections take to resolve, per rep, team and region. An objection runs from its first `objection.raised` to its last
 * `objection.resolved`; raised again after that, it is open again. State: objections heard of within the last 31 days, and the
 * resolution times of that span in order.
 */

import type { BreakerScope } from '@warroom/protocol/concerns/capability';
import type { Fact } from '@warroom/protocol/events';
import type { Judgement } from './breaker.ts';
import { tidy } from './breaker.ts';
import { DAY_HOURS, HOUR_MS } from './hours.ts';
import { medianOf } from './median.ts';
import type { Place } from './rep.ts';

const RECENT_HOURS = DAY_HOURS;
const BASELINE_HOURS = 28 * DAY_HOURS;

interface Unit {
  scope: BreakerScope;
  id: string;
}

interface Objection {
  firstRaisedMs: number;
  lastRaisedMs: number;
  lastRaisedId: string;
  lastResolvedMs: number;
  lastResolvedId: string;
  /** Whose it is, by the latest raising; where that does not say, by the latest resolving. */
  raisedBy: (string | null)[];
  resolvedBy: (string | null)[];
  /** As entered into the series of its units; null while it is open. */
  entered: { atMs: number; durationMs: number; units: Unit[] } | null;
}

/** Resolutions of one unit in order of their instant. */
interface Series {
  atMs: number[];
  durationMs: number[];
}

type SavedObjection = [
  key: string,
  firstRaisedMs: number | null,
  lastRaisedMs: number | null,
  lastRaisedId: string,
  lastResolvedMs: number | null,
  lastResolvedId: string,
  raisedBy: (string | null)[],
  resolvedBy: (string | null)[],
];

const SCOPES = ['rep', 'team', 'region'] as const;
const orNull = (ms: number) => (Number.isFinite(ms) ? ms : null);

export class ObjectionBook {
  readonly #objections = new Map<string, Objection>();
  readonly #series: Record<BreakerScope, Map<string, Series>> = { rep: new Map(), team: new Map(), region: new Map() };
  /** Where medians are worked out, without an array of its own for each. */
  #scratch = new Float64Array(1_024);
  /** Resolutions older than this are not kept. */
  #oldestMs = -Infinity;

  units(scope: BreakerScope): Iterable<string> {
    return this.#series[scope].keys();
  }

  /** @param place where the fact, or the roster, places its rep @param touched is told of each unit whose windows from `fromMs` on may read otherwise */
  take(
    fact: Fact<'objection.raised' | 'objection.resolved'>,
    place: Place,
    touched: (scope: BreakerScope, id: string, fromMs: number) => void,
  ): void {
    let objection = this.#objections.get(fact.key);
    if (!objection) {
      objection = {
        firstRaisedMs: Infinity,
        lastRaisedMs: -Infinity,
        lastRaisedId: '',
        lastResolvedMs: -Infinity,
        lastResolvedId: '',
        raisedBy: [],
        resolvedBy: [],
        entered: null,
      };
      this.#objections.set(fact.key, objection);
    }
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
    this.#enter(objection, touched);
  }

  /**
   * Objection delay as of the end of `hour`: median resolution time of the last 24 h ÷ that of the 28 days before them − 1. The two spans do not
   * overlap, so that a bad day does not soften its own yardstick.
   */
  judge(
    scope: BreakerScope,
    id: string,
    hour: number,
    limits: { threshold: number; minResolved: number; minBaselineResolved: number },
  ): Judgement | null {
    const series = this.#series[scope].get(id);
    if (!series) return null;
    const endMs = (hour + 1) * HOUR_MS;
    const end = lowerBound(series.atMs, endMs);
    const middle = lowerBound(series.atMs, endMs - RECENT_HOURS * HOUR_MS);
    if (end - middle < limits.minResolved) return null;
    const start = lowerBound(series.atMs, endMs - (RECENT_HOURS + BASELINE_HOURS) * HOUR_MS);
    if (middle - start < limits.minBaselineResolved) return null;
    const usualMs = this.#medianOf(series.durationMs, start, middle);
    if (usualMs === 0) return null;
    const value = tidy(this.#medianOf(series.durationMs, middle, end) / usualMs - 1);
    return { value, bad: value >= limits.threshold, samples: end - middle, baseline: usualMs / 1_000, strategy: null, talkTrack: null };
  }

  #medianOf(values: readonly number[], start: number, end: number): number {
    if (this.#scratch.length < end - start) this.#scratch = new Float64Array(2 * (end - start));
    for (let i = start; i < end; i += 1) this.#scratch[i - start] = values[i] as number;
    return medianOf(this.#scratch.subarray(0, end - start));
  }

  /** Drops what no window from `oldestHour` on reads. */
  prune(oldestHour: number): void {
    const oldestMs = (oldestHour - RECENT_HOURS - BASELINE_HOURS) * HOUR_MS;
    this.#oldestMs = oldestMs;
    for (const [key, objection] of this.#objections) {
      if (Math.max(objection.lastRaisedMs, objection.lastResolvedMs) < oldestMs) this.#objections.delete(key);
    }
    for (const scope of SCOPES) {
      for (const [id, series] of this.#series[scope]) {
        const drop = lowerBound(series.atMs, oldestMs);
        if (drop === 0) continue;
        series.atMs.splice(0, drop);
        series.durationMs.splice(0, drop);
        if (series.atMs.length === 0) this.#series[scope].delete(id);
      }
    }
  }

  save(): { oldestMs: number | null; objections: SavedObjection[] } {
    return {
      oldestMs: orNull(this.#oldestMs),
      objections: [...this.#objections].map(([key, o]) => [
        key,
        orNull(o.firstRaisedMs),
        orNull(o.lastRaisedMs),
        o.lastRaisedId,
        orNull(o.lastResolvedMs),
        o.lastResolvedId,
        o.raisedBy,
        o.resolvedBy,
      ]),
    };
  }

  restore({ oldestMs, objections }: ReturnType<ObjectionBook['save']>): void {
    this.#oldestMs = oldestMs ?? -Infinity;
    for (const [key, firstRaisedMs, lastRaisedMs, lastRaisedId, lastResolvedMs, lastResolvedId, raisedBy, resolvedBy] of objections) {
      const objection: Objection = {
        firstRaisedMs: firstRaisedMs ?? Infinity,
        lastRaisedMs: lastRaisedMs ?? -Infinity,
        lastRaisedId,
        lastResolvedMs: lastResolvedMs ?? -Infinity,
        lastResolvedId,
        raisedBy,
        resolvedBy,
        entered: null,
      };
      this.#objections.set(key, objection);
      this.#enter(objection, () => {});
    }
  }

  /** Brings the series of its units in line with what is known of the objection. */
  #enter(objection: Objection, touched: (scope: BreakerScope, id: string, fromMs: number) => void): void {
    const { firstRaisedMs, lastRaisedMs, lastResolvedMs, entered } = objection;
    const isResolved = firstRaisedMs !== Infinity && lastResolvedMs >= lastRaisedMs && lastResolvedMs >= this.#oldestMs;
    const durationMs = lastResolvedMs - firstRaisedMs;
    const units = isResolved ? unitsOf(objection) : [];
    if (entered) {
      const same =
        isResolved &&
        entered.atMs === lastResolvedMs &&
        entered.durationMs === durationMs &&
        entered.units.length === units.length &&
        entered.units.every((unit, i) => unit.scope === units[i]?.scope && unit.id === units[i]?.id);
      if (same) return;
      for (const { scope, id } of entered.units) {
        const series = this.#series[scope].get(id);
        if (series) remove(series, entered.atMs, entered.durationMs);
        touched(scope, id, entered.atMs);
      }
    }
    objection.entered = isResolved ? { atMs: lastResolvedMs, durationMs, units } : null;
    for (const { scope, id } of units) {
      let series = this.#series[scope].get(id);
      if (!series) {
        series = { atMs: [], durationMs: [] };
        this.#series[scope].set(id, series);
      }
      insert(series, lastResolvedMs, durationMs);
      touched(scope, id, lastResolvedMs);
    }
  }
}

function unitsOf({ raisedBy, resolvedBy }: Objection): Unit[] {
  return SCOPES.flatMap((scope, i) => {
    const id = raisedBy[i] ?? resolvedBy[i] ?? null;
    return id === null ? [] : [{ scope, id }];
  });
}

/** First index whose instant is not before `atMs`. */
function lowerBound(atMs: readonly number[], limitMs: number): number {
  let low = 0;
  let high = atMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((atMs[middle] as number) < limitMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function insert(series: Series, atMs: number, durationMs: number): void {
  const last = series.atMs[series.atMs.length - 1];
  if (last === undefined || last <= atMs) {
    series.atMs.push(atMs);
    series.durationMs.push(durationMs);
    return;
  }
  const index = lowerBound(series.atMs, atMs);
  series.atMs.splice(index, 0, atMs);
  series.durationMs.splice(index, 0, durationMs);
}

function remove(series: Series, atMs: number, durationMs: number): void {
  for (let i = lowerBound(series.atMs, atMs); series.atMs[i] === atMs; i += 1) {
    if (series.durationMs[i] !== durationMs) continue;
    series.atMs.splice(i, 1);
    series.durationMs.splice(i, 1);
    return;
  }
}
