/** Rows made of breakers: the breakers themselves, their threefold answer, and what of them a wall may show. */
import type {
  BreakerBoardRow,
  BreakerRow,
  BreakerScope,
  CoachingHintRow,
  LearningCardRow,
  TeamBoardRow,
} from '@warroom/protocol/concerns/capability';
import type { Breaker } from './breakers.ts';
import { HOUR_MS } from './hours.ts';
import type { Place } from './rep.ts';
import type { CapabilitySettings } from './settings.ts';
import type { Unit } from './wallUnits.ts';

/** Breakers change at full hours only, so the same few instants are written thousands of times. */
const written = new Map<number, string>();
function iso(ms: number): string {
  let text = written.get(ms);
  if (text === undefined) {
    text = new Date(ms).toISOString();
    if (written.size > 1_000) written.clear();
    written.set(ms, text);
  }
  return text;
}

export const breakerKey = ({ rule, scope, id }: Breaker): string => `${rule.name}|${scope}|${id}`;

export function breakerRow({ rule, scope, id, now }: Breaker, { team, region }: Place): BreakerRow {
  const { judgement, judgedHour } = now;
  return {
    state: now.state,
    since: iso(now.sinceMs),
    value: judgement?.value ?? null,
    threshold: rule.threshold,
    windows: now.bad,
    rule: rule.name,
    scope,
    id,
    team,
    region,
    windowsToOpen: rule.limits.windowsToOpen,
    goodWindows: now.good,
    openedAt: now.openedMs === null ? null : iso(now.openedMs),
    judgedAt: judgedHour === null ? null : iso((judgedHour + 1) * HOUR_MS),
    samples: judgement?.samples ?? null,
    baseline: judgement?.baseline ?? null,
    strategy: judgement?.strategy ?? null,
    talkTrack: judgement?.talkTrack ?? null,
  };
}

/** Card and hint of a breaker that is not closed; null while it is. The hint's answer is due `hintMinutes` after the opening. */
export function answersTo(
  breaker: Breaker,
  place: Place,
  { supervisors, hintMinutes }: CapabilitySettings,
): { card: LearningCardRow; hint: CoachingHintRow } | null {
  const { rule, scope, id, now } = breaker;
  if (now.openedMs === null) return null;
  const card: LearningCardRow = {
    rule: rule.name,
    scope,
    id,
    repId: scope === 'rep' ? id : null,
    team: place.team,
    region: place.region,
    state: now.state,
    issuedAt: iso(now.openedMs),
    value: now.judgement?.value ?? null,
    threshold: rule.threshold,
    baseline: now.judgement?.baseline ?? null,
    strategy: now.judgement?.strategy ?? null,
    talkTrack: now.judgement?.talkTrack ?? null,
  };
  const supervisor = supervisorOf(place, supervisors);
  return { card, hint: { ...card, supervisor, dueAt: iso(now.openedMs + hintMinutes * 60_000) } };
}

function supervisorOf({ team, region }: Place, supervisors: Readonly<Record<string, string>>): string | null {
  for (const name of [team, region]) if (name !== null && Object.hasOwn(supervisors, name)) return supervisors[name] as string;
  return null;
}

/** The public rows, by key. @param unitOf where a breaker stands on a wall; null where nowhere */
export function wallRows(
  breakers: Iterable<Breaker>,
  unitOf: (scope: BreakerScope, id: string) => Unit | null,
): { board: Map<string, BreakerBoardRow>; entries: Map<string, TeamBoardRow> } {
  const board = new Map<string, BreakerBoardRow>();
  const entries = new Map<string, TeamBoardRow>();
  for (const breaker of breakers) {
    const unit = unitOf(breaker.scope, breaker.id);
    if (!unit) continue;
    const own = breaker.scope !== 'rep';
    tally(board, breaker, unit, own);
    if (breaker.now.openedMs !== null) enter(entries, breaker, breaker.now.openedMs, unit, own);
  }
  return { board, entries };
}

function tally(board: Map<string, BreakerBoardRow>, { rule, now }: Breaker, { unit, id }: Unit, own: boolean): void {
  const key = `${rule.name}|${unit}|${id}`;
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

function enter(entries: Map<string, TeamBoardRow>, { rule, now }: Breaker, openedMs: number, { unit, id }: Unit, own: boolean): void {
  const openedAt = iso(openedMs);
  const key = `${rule.name}|${unit}|${id}|${openedAt}`;
  const strategy = now.judgement?.strategy ?? null;
  const talkTrack = now.judgement?.talkTrack ?? null;
  let row = entries.get(key);
  if (!row) {
    row = { rule: rule.name, unit, unitId: id, openedAt, own: false, reps: 0, halfOpen: 0, strategy, talkTrack };
    entries.set(key, row);
  }
  // Two breakers of one hour may be about different talk-tracks; the entry then names neither.
  if (row.strategy !== strategy) row.strategy = null;
  if (row.talkTrack !== talkTrack) row.talkTrack = null;
  if (own) row.own = true;
  else row.reps += 1;
  if (now.state === 'half-open') row.halfOpen += 1;
}
