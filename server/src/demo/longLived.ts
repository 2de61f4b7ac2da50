/**
 * Everything in the organisation that lives for days: orders, customers, strategies, feeds. It goes by the calendar (see calendarSource.ts), so that
 * a run of the demo goes on where the one before it stopped.
 */
import { createCapabilitySources } from './capability/sources.ts';
import { createSilences } from './contracts/silences.ts';
import { createSyncSources } from './contracts/synced.ts';
import { createDeliveryRiskSources } from './delivery-risk/sources.ts';
import { createTouchpointsSources } from './touchpoints/sources.ts';
import type { DemoSource } from './world/arrivals.ts';
import type { Telling } from './world/calendarSource.ts';

/** One line a concern. Of two rows that arrive at one instant the earlier concern's comes first, so the order is part of the seed's meaning. */
const CONCERN_SOURCES: readonly ((telling: Telling) => DemoSource[])[] = [
  createDeliveryRiskSources,
  createTouchpointsSources,
  createCapabilitySources,
  createSyncSources,
];

/** How much past an empty store is given: longer than anything lives, so that whatever is under way has its beginning in it. */
export const HISTORY_MS = 48 * 86_400_000;

export interface LongLivedOptions {
  /** Rows that arrived by then are in the store; null where it is empty. */
  readonly toldUntilMs: number | null;
  /** Starts of the demo that have a show of their own, in order; see shows.ts. */
  readonly shows: readonly number[];
}

export function createLongLivedSources(
  seed: number,
  startMs: number,
  speed: number,
  { toldUntilMs, shows }: LongLivedOptions,
): DemoSource[] {
  const historyFromMs = startMs - HISTORY_MS;
  const telling: Telling = {
    seedText: `${seed}`,
    startMs,
    sinceMs: toldUntilMs ?? historyFromMs,
    bornSinceMs: toldUntilMs === null ? historyFromMs : -Infinity,
    briskness: Math.sqrt(speed),
    silences: createSilences(shows),
    shows,
  };
  return CONCERN_SOURCES.flatMap((create) => create(telling));
}
