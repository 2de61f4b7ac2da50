/** Breakers as the wall shows them: by unit, never by person. Pure. */
import type { AlertRow } from '@warroom/protocol/alert';
import { joinKey } from '@warroom/protocol/boardKey';
import {
  alertRuleOf,
  type BreakerBoardRow,
  type BreakerRule,
  type BreakerState,
  type TeamBoardRow,
  type WallUnit,
} from '@warroom/protocol/concerns/capability';

export interface Breaker {
  key: string;
  rule: BreakerRule;
  unit: WallUnit;
  unitId: string;
  /** The worst of the unit's own breaker and those of its people. */
  state: BreakerState;
  /** What the rule measures; null if the unit has no breaker of its own or it could not be judged. */
  value: number | null;
  threshold: number;
  sinceMs: number | null;
  /** How many of the unit's people have a breaker in this state; 0 if the state is that of the unit's own. */
  reps: number;
  repsWatched: number;
  /** Who owns its alert; null while one has no owner; undefined without an alert. */
  owner: string | null | undefined;
}

const ORDER = { open: 0, 'half-open': 1, closed: 2 } as const;
const BREADTH = { all: 0, region: 1, team: 2 } as const;

type KnownAlert = Pick<AlertRow, 'rule' | 'subject' | 'state' | 'owner'>;

/** Open before half-open, then the wider unit, then the newest. Closed ones are left out: {@link countBreakers} counts them. */
export function breakersAt(
  rows: ReadonlyMap<string, BreakerBoardRow>,
  board: Iterable<TeamBoardRow>,
  alerts: Iterable<KnownAlert>,
): Breaker[] {
  const openedMs = new Map<string, number>();
  for (const { rule, unit, unitId, openedAt } of board) {
    const id = joinKey([rule, unit, unitId]);
    openedMs.set(id, Math.min(openedMs.get(id) ?? Number.POSITIVE_INFINITY, Date.parse(openedAt)));
  }
  const owners = new Map<string, string | null>();
  for (const { rule, subject, state, owner } of alerts) {
    if (state === 'resolved') continue;
    const id = joinKey([rule, subject]);
    // A unit may have alerts of several people: it has an owner only if all of them have one.
    owners.set(id, owners.has(id) && (owner === null || owners.get(id) === null) ? null : owner);
  }
  return [...rows]
    .flatMap(([key, row]): Breaker[] => {
      const state = stateOf(row);
      if (state === 'closed') return [];
      const { rule, unit, unitId, value, threshold, since, repsWatched } = row;
      const own = row.state === state;
      const sinceMs = own && since !== null ? Date.parse(since) : (openedMs.get(joinKey([rule, unit, unitId])) ?? null);
      const reps = own ? 0 : state === 'open' ? row.repsOpen : row.repsHalfOpen;
      const owner = owners.get(joinKey([alertRuleOf(rule), `${unit}:${unitId}`]));
      return [{ key, rule, unit, unitId, state, value: own ? value : null, threshold, sinceMs, reps, repsWatched, owner }];
    })
    .sort(
      (a, b) =>
        ORDER[a.state] - ORDER[b.state] ||
        BREADTH[a.unit] - BREADTH[b.unit] ||
        (b.sinceMs ?? 0) - (a.sinceMs ?? 0) ||
        (a.key < b.key ? -1 : 1),
    );
}

function stateOf({ state, repsOpen, repsHalfOpen }: BreakerBoardRow): BreakerState {
  if (state === 'open' || repsOpen > 0) return 'open';
  return state === 'half-open' || repsHalfOpen > 0 ? 'half-open' : 'closed';
}

/** All breakers by state, people's included. */
export function countBreakers(rows: Iterable<BreakerBoardRow>): Record<BreakerState, number> {
  const counts = { open: 0, 'half-open': 0, closed: 0 };
  for (const { state, repsWatched, repsOpen, repsHalfOpen } of rows) {
    if (state !== null) counts[state] += 1;
    counts.open += repsOpen;
    counts['half-open'] += repsHalfOpen;
    counts.closed += Math.max(0, repsWatched - repsOpen - repsHalfOpen);
  }
  return counts;
}
