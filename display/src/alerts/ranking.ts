/** Which alerts need somebody now, in which order, and which of them takes the wall over. */
import type { AlertRow } from '@warroom/protocol/alert';
import { severityRank } from '@warroom/protocol/alertOrder';
import { ruleOf } from '@warroom/protocol/rules';
import { type SceneId, sceneOfRule } from '@warroom/protocol/scenes';

export interface RankedAlert {
  id: string;
  row: AlertRow;
}

/** How long a violation that has just fired is shown before the wall goes back to the worst. */
export const NEWEST_MS = 8_000;
/** With more than so many at once the wall stays with the worst and counts: a band that changes all the time is read by nobody. */
export const MOST_BY_TURN = 3;
/** How long the wall says who has taken the last open violation. */
export const TAKEN_MS = 10_000;

const isOpen = (row: AlertRow) => row.state === 'firing' || row.state === 'acknowledged' || row.state === 'indeterminate';
/** Of a rule whose alerts always take the wall over: what waits by the second. */
const cannotWait = (row: AlertRow) => ruleOf(row.rule)?.takesOver === true;

/** An alert that has stood for a day is no news to anybody (EEMUA 191 calls it stale): it waits in its list and holds nothing up. */
export const STALE_MS = 24 * 3_600_000;
export const isStale = (row: AlertRow, nowMs: number): boolean => nowMs - Date.parse(row.firedAt) >= STALE_MS;

/** Unacknowledged before acknowledged, what stands for a day last of each, then severity, leads first, then longest since. */
export function needsSomebody(alerts: ReadonlyMap<string, AlertRow>, nowMs: number): RankedAlert[] {
  // Of equally bad ones a lead that waits by the second comes before what takes days.
  const urgency = (row: AlertRow) => -severityRank(row.severity) - (cannotWait(row) ? 0.5 : 0);
  const rank = (row: AlertRow) => (row.state === 'acknowledged' ? 10 : 0) + (isStale(row, nowMs) ? 5 : 0) + urgency(row);
  return [...alerts]
    .filter(([, row]) => isOpen(row))
    .map(([id, row]) => ({ id, row, rank: rank(row) }))
    .sort((a, b) => a.rank - b.rank || compare(a.row.sinceAt, b.row.sinceAt) || compare(a.id, b.id))
    .map(({ id, row }) => ({ id, row }));
}

/** What cannot wait, and whatever else is critical, is told across the room. */
const takesOver = (row: AlertRow) => cannotWait(row) || row.severity === 'critical';

export type Takeover =
  | { kind: 'quiet' }
  /** `count` unacknowledged, the shown one among them. */
  | { kind: 'violated'; shown: RankedAlert; count: number; fresh: boolean }
  /** Nobody is missing any more, and this is who took the last. */
  | { kind: 'taken'; shown: RankedAlert };

/**
 * `nowMs` by the server's clock. What has just fired is shown first, then the worst until it is acknowledged: a lead that waits by the
 * second before orders that are late by days, and of those the scene's own, so that what the band says is what the scene under it shows.
 */
export function takeover(ranked: readonly RankedAlert[], nowMs: number, scene: SceneId = 'lead-response'): Takeover {
  const waiting = ranked.filter(({ row }) => row.state === 'firing' && takesOver(row) && !isStale(row, nowMs));
  const violations = waiting.filter(({ row }) => cannotWait(row));
  const worst = violations[0] ?? waiting.find(({ row }) => sceneOfRule(row.rule) === scene) ?? waiting[0];
  if (worst) {
    const newest = waiting.reduce((a, b) => (compare(b.row.firedAt, a.row.firedAt) > 0 ? b : a));
    const isFresh = ({ row }: RankedAlert) => nowMs - Date.parse(row.firedAt) < NEWEST_MS;
    const inTurn = cannotWait(newest.row) ? violations.length : waiting.length - violations.length;
    const shown = inTurn <= MOST_BY_TURN && isFresh(newest) ? newest : worst;
    return { kind: 'violated', shown, count: waiting.length, fresh: isFresh(shown) };
  }
  const taken = ranked
    .filter(({ row }) => row.state === 'acknowledged' && takesOver(row) && row.owner !== null && row.acknowledgedAt !== null)
    .sort((a, b) => compare(b.row.acknowledgedAt ?? '', a.row.acknowledgedAt ?? ''))[0];
  if (taken && nowMs - Date.parse(taken.row.acknowledgedAt ?? '') < TAKEN_MS) return { kind: 'taken', shown: taken };
  return { kind: 'quiet' };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
