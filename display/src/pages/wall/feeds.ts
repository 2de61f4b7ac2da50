/** How the feeds stand, in one word for the top strip: the worst of them, and how many are so. */
import type { RowOf } from '@warroom/protocol/board';

export type FeedsState = { state: 'up' | 'unknown' } | { state: 'due' | 'broken'; count: number };

/** @param live whether what the board says of the feeds is true now: if not, nothing is known of them */
export function feedsState(live: boolean, contracts: Iterable<RowOf<'contracts'>>): FeedsState {
  if (!live) return { state: 'unknown' };
  const rows = [...contracts];
  for (const state of ['broken', 'due'] as const) {
    const count = rows.filter((row) => row.state === state).length;
    if (count > 0) return { state, count };
  }
  return { state: 'up' };
}

export interface FeedEntry {
  feed: string;
  state: RowOf<'contracts'>['state'];
  /** Since when it is overdue or broken; null while it is fresh. */
  sinceMs: number | null;
}

const RANK = { broken: 0, due: 1, fresh: 2 } as const;

/** The feeds by name, what is wrong first. */
export function feedList(contracts: ReadonlyMap<string, RowOf<'contracts'>>): FeedEntry[] {
  return [...contracts]
    .map(([feed, row]) => ({
      feed,
      state: row.state,
      sinceMs: row.state === 'fresh' ? null : msOf(row.state === 'broken' ? row.brokenAt : row.dueAt),
    }))
    .sort((a, b) => RANK[a.state] - RANK[b.state] || (a.feed < b.feed ? -1 : 1));
}

const msOf = (at: string | null): number | null => (at === null ? null : Date.parse(at));
