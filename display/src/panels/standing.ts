/** What a figure stands on: which of the feeds it is made of are broken, and since when. */
import type { Topic } from '@warroom/protocol/board';
import type { ContractRow } from '@warroom/protocol/concerns/contracts';

export interface BrokenFeed {
  feed: string;
  /** Since when its figures are not live. */
  sinceMs: number;
}

/** Broken feeds under any of `topics`, the one broken longest first. `contracts` holds the rows of that topic by feed. */
export function brokenUnder(contracts: ReadonlyMap<string, ContractRow>, topics: readonly Topic[]): BrokenFeed[] {
  return [...contracts]
    .filter(([, row]) => row.state === 'broken' && topics.some((topic) => row.topics.includes(topic)))
    .map(([feed, row]) => ({ feed, sinceMs: Date.parse(row.brokenAt ?? row.dueAt ?? '') }))
    .sort((a, b) => a.sinceMs - b.sinceMs || (a.feed < b.feed ? -1 : 1));
}
