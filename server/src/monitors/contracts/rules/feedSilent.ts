/** Alert `feed-silent`, subject `feed:<source>` or `feed:<source>|<kind>` (CONTRACT-17). */

import type { ResolveReason } from '@warroom/protocol/alert';
import { joinKey } from '@warroom/protocol/boardKey';
import type { BrokenFeed, Signal } from '../../monitor.ts';
import { feedsOf, type LearntFeed, type Source, watchedKinds } from '../learnt/sources.ts';

const RULE = 'feed-silent';
const iso = (ms: number) => new Date(ms).toISOString();

/** Name of a feed, as the subject and the row have it: that of the source where it is the whole of it. */
export const feedName = ({ source, kind }: LearntFeed): string => (kind === null ? source : joinKey([source, kind]));

/** The feed is silent at `atMs`: opens the episode, which is named by the arrival after which nothing came. */
export function openSilence(feed: LearntFeed, atMs: number): Signal {
  const { source, kind, stream } = feed;
  stream.episode = iso(stream.heardMs);
  return {
    type: 'raise',
    rule: RULE,
    subject: `feed:${feedName(feed)}`,
    episode: stream.episode,
    severity: 'warning',
    atMs,
    sinceMs: stream.heardMs,
    feeds: [source],
    facts: {
      source,
      kind,
      newestAt: iso(stream.newestMs),
      heardAt: iso(stream.heardMs),
      usualGapSeconds: stream.usualGapSeconds(atMs),
    },
  };
}

export function closeSilence(feed: LearntFeed, episode: string, atMs: number, reason: ResolveReason): Signal {
  feed.stream.episode = null;
  return { type: 'clear', rule: RULE, subject: `feed:${feedName(feed)}`, episode, atMs, reason };
}

/** The feeds of a source that are silent now: the source alone where all of it is. */
export function silentFeedsOf(source: Source): BrokenFeed[] {
  const silent: BrokenFeed[] = [];
  for (const feed of feedsOf(source)) {
    const { episode } = feed.stream;
    if (episode === null) continue;
    const kinds = feed.kind === null ? watchedKinds(source) : [feed.kind];
    silent.push({ feed: feedName(feed), source: source.name, kinds, sinceMs: Date.parse(episode), episode });
  }
  return silent;
}
