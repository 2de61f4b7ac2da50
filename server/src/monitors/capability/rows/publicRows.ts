/** What public rows say of breakers: counts and units, never a rep (CAP-23 to CAP-25). */
import { joinKey } from '@warroom/protocol/boardKey';
import type { BreakerBoardRow, BreakerScope, TeamBoardRow } from '@warroom/protocol/concerns/capability';
import type { WallUnitMembers } from '../members/wallUnits.ts';
import type { Breaker } from '../rules/breakerWindows.ts';
import { iso } from './iso.ts';

/** By key. @param wallUnitOf under which unit a breaker is shown; null where it must not be */
export function publicRows(
  breakers: Iterable<Breaker>,
  wallUnitOf: (scope: BreakerScope, id: string) => WallUnitMembers | null,
): { board: Map<string, BreakerBoardRow>; entries: Map<string, TeamBoardRow> } {
  const board = new Map<string, BreakerBoardRow>();
  const entries = new Map<string, TeamBoardRow>();
  for (const breaker of breakers) {
    const unit = wallUnitOf(breaker.scope, breaker.id);
    if (!unit) continue;
    const own = breaker.scope !== 'rep';
    count(board, breaker, unit, own);
    if (breaker.now.openedMs !== null) list(entries, breaker, breaker.now.openedMs, unit, own);
  }
  return { board, entries };
}

function count(board: Map<string, BreakerBoardRow>, { rule, now }: Breaker, { unit, id }: WallUnitMembers, own: boolean): void {
  const key = joinKey([rule.name, unit, id]);
  let row = board.get(key);
  if (!row) {
    row = {
      rule: rule.name,
      unit,
      unitId: id,
      state: null,
      since: null,
      value: null,
      threshold: rule.threshold,
      windows: null,
      repsWatched: 0,
      repsOpen: 0,
      repsHalfOpen: 0,
    };
    board.set(key, row);
  }
  if (own) {
    row.state = now.state;
    row.since = iso(now.sinceMs);
    row.value = now.judgement?.value ?? null;
    row.windows = now.bad;
    return;
  }
  row.repsWatched += 1;
  if (now.state === 'open') row.repsOpen += 1;
  if (now.state === 'half-open') row.repsHalfOpen += 1;
}

function list(
  entries: Map<string, TeamBoardRow>,
  { rule, now }: Breaker,
  openedMs: number,
  { unit, id }: WallUnitMembers,
  own: boolean,
): void {
  const openedAt = iso(openedMs);
  const key = joinKey([rule.name, unit, id, openedAt]);
  const strategy = now.judgement?.strategy ?? null;
  const talkTrack = now.judgement?.talkTrack ?? null;
  let row = entries.get(key);
  if (!row) {
    row = { rule: rule.name, unit, unitId: id, openedAt, own: false, reps: 0, halfOpen: 0, strategy, talkTrack };
    entries.set(key, row);
  }
  // Breakers of one hour about different strategies or talk-tracks: the entry names none.
  if (row.strategy !== strategy) row.strategy = null;
  if (row.talkTrack !== talkTrack) row.talkTrack = null;
  if (own) row.own = true;
  else row.reps += 1;
  if (now.state === 'half-open') row.halfOpen += 1;
}
