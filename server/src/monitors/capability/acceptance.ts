/**
 * How often talk-tracks are accepted, per rep, team and region: uses and accepted uses of each talk-track in its first seven days (from the hour
 * of its first use in the unit) and in the last seven. Uses whose outcome nobody noted do not count. State: per unit and talk-track
 * used within the last four weeks, an hourly count of the last eight days (and of the first eight while it is that young).
 */
import type { BreakerScope } from '@warroom/protocol/concerns/capability';
import type { Judgement } from './breaker.ts';
import { tidy } from './breaker.ts';
import { HourRing, RING_HOURS } from './hourRing.ts';
import { DAY_HOURS, WEEK_HOURS } from './hours.ts';

/** Uses and accepted uses in one number that can be added up: uses + accepted × 2^26, exact up to 67 million of each. */
const ACCEPTED = 2 ** 26;
const usesOf = (tally: number) => tally % ACCEPTED;
const acceptedOf = (tally: number) => Math.floor(tally / ACCEPTED);

/** A talk-track unused in a unit for so long is forgotten; used again, it begins anew. */
const FORGET_HOURS = 28 * DAY_HOURS;

interface Life {
  readonly track: string;
  firstHour: number;
  /** The first seven days, counted when first asked for after they were over and kept in line with late rows; null before. */
  firstTally: number | null;
  /** No late row can change the first seven days any more. */
  firstIsFinal: boolean;
  lastHour: number;
  /** Tallies by hour; null where no window reads any of them. */
  hours: HourRing | null;
  /** Running tally of the week before `sumEnd`, NaN when it has to be counted. */
  sum: number;
  sumEnd: number;
}

interface Unit {
  lives: Map<string, Life>;
  /** Those that a window may read. */
  active: Life[];
}

type SavedLife = [
  scope: BreakerScope,
  unit: string,
  track: string,
  firstHour: number,
  firstTally: number | null,
  lastHour: number,
  hours: [number, number][],
];

export class AcceptanceBook {
  readonly #units: Record<BreakerScope, Map<string, Unit>> = { rep: new Map(), team: new Map(), region: new Map() };

  units(scope: BreakerScope): Iterable<string> {
    return this.#units[scope].keys();
  }

  count(scope: BreakerScope, unit: string, track: string, hour: number, accepted: boolean): void {
    let found = this.#units[scope].get(unit);
    if (!found) {
      found = { lives: new Map(), active: [] };
      this.#units[scope].set(unit, found);
    }
    let life = found.lives.get(track);
    if (!life) {
      life = { track, firstHour: hour, firstTally: null, firstIsFinal: false, lastHour: hour, hours: null, sum: 0, sumEnd: Number.NaN };
      found.lives.set(track, life);
    }
    const tally = accepted ? 1 + ACCEPTED : 1;
    if (!life.firstIsFinal) {
      if (hour < life.firstHour) {
        life.firstHour = hour;
        life.firstTally = null;
      } else if (life.firstTally !== null && hour < life.firstHour + WEEK_HOURS) life.firstTally += tally;
    }
    if (hour > life.lastHour) life.lastHour = hour;
    if (life.hours === null) {
      life.hours = new HourRing(hour);
      found.active.push(life);
    }
    // Before the first week leaves the ring it is counted for good.
    if (life.firstTally === null && hour - life.firstHour >= RING_HOURS) firstWeek(life);
    life.hours.add(hour, tally);
    if (hour < life.sumEnd && hour >= life.sumEnd - WEEK_HOURS) life.sum += tally;
  }

  /**
   * Talk-track decay as of the end of `hour`: 1 − acceptance in the last seven days ÷ acceptance in the first seven. For a unit with several
   * talk-tracks, 1 − accepted ÷ what would have been accepted had each kept its first rate (indirect standardisation: a
   * change in what is used is no decay); for one talk-track that is the same figure. Talk-tracks younger than a week, or with fewer than
   * `minUses` in their first week, do not count. Null with fewer than `minUses` in the last week. The talk-track named is the one that lost most.
   */
  judge(scope: BreakerScope, unit: string, hour: number, threshold: number, minUses: number): Judgement | null {
    const active = this.#units[scope].get(unit)?.active;
    if (!active || active.length === 0) return null;
    const end = hour + 1;
    let uses = 0;
    let accepted = 0;
    let expected = 0;
    let worst: string | null = null;
    let worstLoss = 0;
    for (const life of active) {
      const { track } = life;
      if (life.lastHour < end - WEEK_HOURS || life.firstHour + WEEK_HOURS >= end) continue;
      const recent = weekBefore(life, end);
      if (recent === 0) continue;
      const first = firstWeek(life);
      if (usesOf(first) < minUses || acceptedOf(first) === 0) continue;
      const should = (usesOf(recent) * acceptedOf(first)) / usesOf(first);
      const loss = should - acceptedOf(recent);
      uses += usesOf(recent);
      accepted += acceptedOf(recent);
      expected += should;
      if (worst === null || loss > worstLoss || (loss === worstLoss && track < worst)) {
        worst = track;
        worstLoss = loss;
      }
    }
    if (uses < minUses || expected === 0) return null;
    const value = tidy(1 - accepted / expected);
    return { value, bad: value >= threshold, samples: uses, baseline: tidy(expected / uses), strategy: null, talkTrack: worst };
  }

  /** Drops what no window from `oldestHour` on reads. */
  prune(oldestHour: number): void {
    for (const units of Object.values(this.#units)) {
      for (const [name, unit] of units) {
        for (const life of unit.lives.values()) {
          if (life.lastHour < oldestHour - FORGET_HOURS) unit.lives.delete(life.track);
          if (!life.firstIsFinal && life.firstHour + WEEK_HOURS < oldestHour) {
            firstWeek(life);
            life.firstIsFinal = true;
          }
          if (life.firstIsFinal && life.lastHour < oldestHour - WEEK_HOURS) life.hours = null;
        }
        unit.active = unit.active.filter((life) => life.hours !== null);
        if (unit.lives.size === 0) units.delete(name);
      }
    }
  }

  save(): SavedLife[] {
    const saved: SavedLife[] = [];
    for (const scope of ['rep', 'team', 'region'] as const) {
      for (const [unit, { lives }] of this.#units[scope]) {
        for (const [track, l] of lives)
          saved.push([scope, unit, track, l.firstHour, l.firstIsFinal ? l.firstTally : null, l.lastHour, l.hours?.entries() ?? []]);
      }
    }
    return saved;
  }

  restore(saved: readonly SavedLife[]): void {
    for (const [scope, unit, track, firstHour, firstTally, lastHour, hours] of saved) {
      const found = this.#units[scope].get(unit) ?? { lives: new Map<string, Life>(), active: [] };
      this.#units[scope].set(unit, found);
      const firstIsFinal = firstTally !== null;
      const life: Life = { track, firstHour, firstTally, firstIsFinal, lastHour, hours: ringOf(hours), sum: 0, sumEnd: Number.NaN };
      found.lives.set(track, life);
      if (life.hours) found.active.push(life);
    }
  }
}

function ringOf(entries: readonly [number, number][]): HourRing | null {
  const last = entries.at(-1);
  if (!last) return null;
  const ring = new HourRing(last[0]);
  for (const [hour, tally] of entries) ring.add(hour, tally);
  return ring;
}

function firstWeek(life: Life): number {
  life.firstTally ??= life.hours?.sum(life.firstHour, life.firstHour + WEEK_HOURS) ?? 0;
  return life.firstTally;
}

/** Moves the running tally on by an hour or two where it can; a window further back (a late row) is counted afresh. */
function weekBefore(life: Life, end: number): number {
  const { hours } = life;
  if (!hours) return 0;
  if (end < life.sumEnd) return hours.sum(end - WEEK_HOURS, end);
  if (!(end - life.sumEnd <= DAY_HOURS)) {
    life.sum = hours.sum(end - WEEK_HOURS, end);
    life.sumEnd = end;
    return life.sum;
  }
  for (; life.sumEnd < end; life.sumEnd += 1) life.sum += hours.at(life.sumEnd) - hours.at(life.sumEnd - WEEK_HOURS);
  return life.sum;
}
