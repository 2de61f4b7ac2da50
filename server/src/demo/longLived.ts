/**
 * Everything in the organisation that lives for days: orders, customers, strategies, feeds. It goes by the calendar (see calendarSource.ts), so that
 * a run of the demo goes on where the one before it stopped.
 */
import type { DemoSource } from './arrivals.ts';
import type { Telling } from './calendarSource.ts';
import { createReportSource, createSuggestionSource } from './capability/desk.ts';
import { createObjectionSource } from './capability/objections.ts';
import { createStrategySource } from './capability/strategyRows.ts';
import { createUseSources } from './capability/uses.ts';
import { createSilences } from './contracts/silences.ts';
import { createSyncSources } from './contracts/synced.ts';
import { createOrderBook, createOrderSource } from './delivery-risk/orders.ts';
import { createProgressSource } from './delivery-risk/progress.ts';
import { createQuoteSources, createStockCountSources } from './delivery-risk/stock.ts';
import { createOpportunitySource } from './touchpoints/opportunities.ts';
import { createResonanceSources } from './touchpoints/resonances.ts';
import { createSignalSources } from './touchpoints/signals.ts';
import { createTouchSources } from './touchpoints/touches.ts';

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
  const book = createOrderBook(telling.seedText);
  return [
    createOrderSource(telling, book),
    createProgressSource(telling, book),
    ...createStockCountSources(telling),
    ...createQuoteSources(telling),
    ...createTouchSources(telling),
    createOpportunitySource(telling),
    ...createResonanceSources(telling),
    ...createSignalSources(telling),
    createStrategySource(telling),
    ...createUseSources(telling),
    createObjectionSource(telling),
    createReportSource(telling),
    createSuggestionSource(telling),
    ...createSyncSources(telling),
  ];
}
