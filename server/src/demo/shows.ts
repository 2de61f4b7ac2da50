/**
 * Starts of the demo that have something to show in their first minutes. What lives for days goes by the calendar, but whoever starts the product
 * should see a feed fall silent and an opening open while looking. A start soon after another one goes on with the show that is on.
 */
import type { EventEnvelope } from '@warroom/protocol/events';
import { DEMO_SOURCE_PREFIX } from './world/organisation.ts';
import { createRandom } from './world/random.ts';

/** The `feed.synced` that notes a show: the simulator's own word on how far it has told the past. */
export const SHOW_FEED = 'demo';
const SHOW_LASTS_MS = 30 * 60_000;

/** @returns the shows as of a start at `startMs`: itself the last of them, unless the one before is still on */
export function showsAt(startMs: number, before: readonly number[]): { shows: readonly number[]; isNew: boolean } {
  const last = before.at(-1);
  const isNew = last === undefined || startMs - last >= SHOW_LASTS_MS;
  return { shows: isNew ? [...before, startMs] : before, isNew };
}

export function showRow(showMs: number, seed: number): EventEnvelope {
  return {
    id: createRandom(`${seed}|show|${showMs}`).uuid(),
    kind: 'feed.synced',
    at: showMs,
    source: `${DEMO_SOURCE_PREFIX}simulator`,
    key: SHOW_FEED,
    data: { newest_at: showMs },
  };
}
