/** `feed.synced`: each feed says how far it has delivered: every hour or two, as its contract asks, through history, and every minute of late. */
import type { DemoSource } from '../world/arrivals.ts';
import { createCalendarSource, RECENT_MS, type Telling } from '../world/calendarSource.ts';
import { createRandom } from '../world/random.ts';
import { deliver, type System } from '../world/row.ts';
import { DEMO_CONTRACTS } from './contracts.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** A feed that promises more keeps its word by its events. */
const SELDOM_MS = 60 * MINUTE_MS;

export function createSyncSources(telling: Telling): DemoSource[] {
  const { seedText, startMs } = telling;
  const said = (feed: string, name: string, slotMs: number, notBeforeMs = -Infinity) =>
    createCalendarSource(telling, {
      slotMs,
      reachMs: slotMs + MINUTE_MS,
      notBeforeMs,
      rowsOf(slot, slotStartMs) {
        const random = createRandom(`${seedText}|${name}|${feed}|${slot}`);
        const atMs = slotStartMs + random.between(0.05, 0.25) * slotMs;
        const data = { rows: Math.round(random.logNormal(40, 0.8)), newest_at: Math.round(atMs - random.between(0.2, 4) * SECOND_MS) };
        return [deliver({ kind: 'feed.synced', system: feed as System, atMs, key: feed, data }, random)];
      },
    });
  return DEMO_CONTRACTS.flatMap(({ feed, intervalSeconds }) => {
    const slotMs = intervalSeconds * SECOND_MS;
    const ofLate = said(feed, 'synced of late', MINUTE_MS, startMs - RECENT_MS);
    return slotMs < SELDOM_MS ? [ofLate] : [said(feed, 'synced', slotMs), ofLate];
  });
}
