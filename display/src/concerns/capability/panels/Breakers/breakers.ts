/** Breakers as the wall shows them: units, never people; open ones first. Pure. */
import type { AlertRow } from '@warroom/protocol/alert';
import type { BreakerBoardRow, BreakerRule, BreakerState, TeamBoardRow, WallUnit } from '@warroom/protocol/concerns/capability';

export interface Breaker {
  key: string;
  rule: BreakerRule;
  unit: WallUnit;
  unitId: string;
  /** The unit's own, or where it has none the worst among its people. */
  state: BreakerState;
  /** The rule's figure against its threshold; null where the unit has no breaker of its own or none could be judged. */
  value: number | null;
  threshold: number;
  sinceMs: number | null;
  /** Of the unit's people, whose breakers are as `state` says; 0 where the unit's own is meant. */
  reps: number;
  repsWatched: number;
  /** Who has its alert; null while somebody is missing; undefined where no alert is known. */
  owner: string | null | undefined;
}

const ORDER = { open: 0, 'half-open': 1, closed: 2 } as const;
const BREADTH = { all: 0, region: 1, team: 2 } as const;

type KnownAlert = Pick<AlertRow, 'rule' | 'subject' | 'state' | 'owner'>;

/** Open before half-open, the wider unit first, of equals the newest. Closed ones are not listed: {@link countBreakers} counts them. */
export function breakersAt(
  rows: ReadonlyMap<string, BreakerBoardRow>,
  board: Iterable<TeamBoardRow>,
  alerts: Iterable<KnownAlert>,
): Breaker[] {
  const openedMs = new Map<string, number>();
  for (const { rule, unit, unitId, openedAt } of board) {
    const id = `${rule}|${unit}|${unitId}`;
    openedMs.set(id, Math.min(openedMs.get(id) ?? Number.POSITIVE_INFINITY, Date.parse(openedAt)));
  }
  const owners = new Map<string, string | null>();
  for (const { rule, subject, state, owner } of alerts) {
    if (!rule.startsWith('breaker-') || state === 'resolved') continue;
    const id = `${rule}|${subject}`;
    // Several people's alerts stand under one unit: all of them have to be in somebody's hands.
    owners.set(id, owners.has(id) && (owner === null || owners.get(id) === null) ? null : owner);
  }
  return [...rows]
    .flatMap(([key, row]): Breaker[] => {
      const state = stateOf(row);
      if (state === 'closed') return [];
      const { rule, unit, unitId, value, threshold, since, repsWatched } = row;
      const own = row.state === state;
      const sinceMs = own && since !== null ? Date.parse(since) : (openedMs.get(`${rule}|${unit}|${unitId}`) ?? null);
      const reps = own ? 0 : state === 'open' ? row.repsOpen : row.repsHalfOpen;
      const owner = owners.get(`breaker-${rule}|${unit}:${unitId}`);
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

/** Every breaker by its state, those of people among them. */
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
