/** What a figure stands on: which of the feeds it is made of are broken or silent, and since when. */
import type { Topic } from '@warroom/protocol/board';
import type { ContractRow, LearntFeedRow } from '@warroom/protocol/concerns/contracts';

export interface BrokenFeed {
  feed: string;
  /** Since when its figures are not live. */
  sinceMs: number;
}

/**
 * Feeds under any of `topics` that keep no contract, or without one are silent as they never are; the longest first.
 *
 * @param contracts rows of that topic by feed
 * @param learnt rows of `contracts.learnt`
 */
export function brokenUnder(
  contracts: ReadonlyMap<string, ContractRow>,
  learnt: ReadonlyMap<string, LearntFeedRow>,
  topics: readonly Topic[],
): BrokenFeed[] {
  const under = (row: { topics: readonly string[] }) => topics.some((topic) => row.topics.includes(topic));
  const broken = [...contracts]
    .filter(([, row]) => row.state === 'broken' && under(row))
    .map(([feed, row]) => ({ feed, sinceMs: Date.parse(row.brokenAt ?? row.dueAt ?? '') }));
  const silent = [...learnt.values()]
    .filter((row) => row.state === 'silent' && under(row))
    .map(({ source, heardAt }) => ({ feed: source, sinceMs: Date.parse(heardAt) }));
  const byFeed = new Map<string, number>();
  for (const { feed, sinceMs } of [...broken, ...silent]) byFeed.set(feed, Math.min(sinceMs, byFeed.get(feed) ?? sinceMs));
  return [...byFeed].map(([feed, sinceMs]) => ({ feed, sinceMs })).sort((a, b) => a.sinceMs - b.sinceMs || (a.feed < b.feed ? -1 : 1));
}
