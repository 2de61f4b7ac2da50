/** How the feeds stand, in one word for the top strip: the worst of them, and how many are so. */
import type { RowOf } from '@warroom/protocol/board';

export type FeedsState = { state: 'up' } | { state: 'down' | 'catching-up' } | { state: 'due' | 'broken'; count: number };

/** The store is what every feed comes through: when it is not up, nothing else matters. */
export function feedsState(systems: Iterable<RowOf<'system'>>, contracts: Iterable<RowOf<'contracts'>>): FeedsState {
  for (const { storeState } of systems) if (storeState !== 'up') return { state: storeState };
  const rows = [...contracts];
  for (const state of ['broken', 'due'] as const) {
    const count = rows.filter((row) => row.state === state).length;
    if (count > 0) return { state, count };
  }
  return { state: 'up' };
}
