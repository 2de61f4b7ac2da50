/** Alert `contract-broken`, subject `feed:<feed>` (CONTRACT-8, CONTRACT-9). */
import type { BrokenFeed, Signal } from '../../monitor.ts';
import type { Feed } from '../feed.ts';

const RULE = 'contract-broken';
const subjectOf = (feed: Feed) => `feed:${feed.contract.feed}`;

/** The feed is broken at `atMs`: opens the episode, which is named by the instant from which the feed counts as broken. */
export function openEpisode(feed: Feed, atMs: number): Signal {
  const { contract } = feed;
  feed.episode = new Date(feed.brokenMs).toISOString();
  return {
    type: 'raise',
    rule: RULE,
    subject: subjectOf(feed),
    episode: feed.episode,
    severity: contract.severity,
    atMs,
    sinceMs: feed.brokenMs,
    feeds: [contract.feed],
    facts: {
      feed: contract.feed,
      source: feed.source,
      field: contract.field || null,
      owner: contract.owner || null,
      newestAt: feed.newestMs === null ? null : new Date(feed.newestMs).toISOString(),
      intervalSeconds: contract.intervalSeconds,
      graceSeconds: contract.graceSeconds,
    },
  };
}

/** Even a delivery of the past that comes late ends the episode only now: being late was the fault. */
export function closeEpisode(feed: Feed, episode: string, atMs: number): Signal {
  feed.episode = null;
  return { type: 'clear', rule: RULE, subject: subjectOf(feed), episode, atMs, reason: 'recovered' };
}

/** The feeds that are broken now, as alerts and screens are told. */
export function brokenFeedsOf(feeds: Iterable<Feed>): BrokenFeed[] {
  const broken: BrokenFeed[] = [];
  for (const { contract, source, kinds, episode } of feeds)
    if (episode !== null) broken.push({ feed: contract.feed, source, kinds, sinceMs: Date.parse(episode), episode });
  return broken;
}
