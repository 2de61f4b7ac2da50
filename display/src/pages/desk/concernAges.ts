/** How old the newest fact of each concern is, and whether anybody would notice if none came any more. */
import type { ConcernFreshness, ConcernFreshnessRow } from '@warroom/protocol/concerns/contracts';
import { SCENE_CONCERNS, type SceneConcernId } from '@warroom/protocol/scenes';
import { freshnessOf, isStalled } from '../../panels/freshness.ts';

export interface ConcernAge {
  concern: SceneConcernId;
  /** `unwatched`: facts come, and nothing would be said if they stopped. `unknown`: the server has not said how it stands. */
  state: ConcernFreshness | 'unwatched' | 'unknown';
  /** Of the newest fact; of what is silent or broken, how long it has been so. Null where nothing has ever come. */
  ageMs: number | null;
  /** What is silent or broken under it. */
  feeds: string[];
}

/** Every concern that has a scene, in their order. `rows`: those of `contracts.concerns` by concern. */
export function concernAges(rows: ReadonlyMap<string, ConcernFreshnessRow>, nowMs: number): ConcernAge[] {
  return SCENE_CONCERNS.map((concern) => {
    const row = rows.get(concern);
    if (!row) return { concern, state: 'unknown', ageMs: null, feeds: [] };
    const stalled = isStalled(row);
    const at = (stalled ? row.sinceAt : null) ?? row.newestAt;
    return {
      concern,
      state: freshnessOf(row),
      ageMs: at === null ? null : Math.max(0, nowMs - Date.parse(at)),
      feeds: stalled ? row.feeds : [],
    };
  });
}
