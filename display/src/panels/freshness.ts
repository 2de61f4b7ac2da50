/** Whether the facts come in of which a concern is made: where they do not, what it showed last is no news of how things stand. */
import type { ConcernFreshness, ConcernFreshnessRow, LearntFeedRow } from '@warroom/protocol/concerns/contracts';

export type Unheard =
  /** No fact of theirs has ever come. */
  | { kind: 'never' }
  /** `sinceMs`: since when the first of these feeds has brought nothing. */
  | { kind: 'stalled'; feeds: string[]; sinceMs: number };

/**
 * @param concerns rows of `contracts.concerns` by concern
 * @param learnt rows of `contracts.learnt`, for the names of those feeds
 * @param shown concerns of which something is said
 * @param standsStill whether what is shown of a concern stands on a feed that stands still: not everything of it need
 * @returns null where something may be said of at least one of them, and no feed under any stands still
 */
export function unheardOf(
  concerns: ReadonlyMap<string, ConcernFreshnessRow>,
  learnt: ReadonlyMap<string, LearntFeedRow>,
  shown: readonly string[],
  standsStill: (concern: string) => boolean,
): Unheard | null {
  const rows = shown.flatMap((id) => concerns.get(id) ?? []);
  const stalled = shown
    .filter(standsStill)
    .flatMap((id) => concerns.get(id) ?? [])
    .filter(isStalled);
  if (stalled.length > 0) {
    const feeds = stalled.flatMap((row) => row.feeds.map((feed) => learnt.get(feed)?.source ?? feed));
    const sinceMs = Math.min(...stalled.map(({ sinceAt, newestAt }) => Date.parse(sinceAt ?? newestAt ?? '')));
    return { kind: 'stalled', feeds: [...new Set(feeds)].sort(), sinceMs };
  }
  return rows.length > 0 && rows.every(({ state }) => state === 'never') ? { kind: 'never' } : null;
}

/** Facts come, and nobody would notice if they stopped: no contract speaks for them, and nothing was learnt. */
const isUnwatched = ({ state, watchedBy }: ConcernFreshnessRow): boolean => watchedBy.length === 0 && state !== 'never';

export const freshnessOf = (row: ConcernFreshnessRow): ConcernFreshness | 'unwatched' => (isUnwatched(row) ? 'unwatched' : row.state);

/** Whether nothing may be said of how a concern stands, since what it is made of does not come in. */
export const isStalled = ({ state }: Pick<ConcernFreshnessRow, 'state'>): boolean => state === 'broken' || state === 'silent';

/** @param feed a contract's name, or the key of a row of `contracts.learnt` */
export function feedName(feed: string, learnt: ReadonlyMap<string, LearntFeedRow>): string {
  const row = learnt.get(feed);
  return row ? learntName(row) : feed;
}

/** The source, and the kind of event where it is about one. */
export const learntName = ({ source, kind }: Pick<LearntFeedRow, 'source' | 'kind'>): string => [source, kind].filter(Boolean).join(' · ');
