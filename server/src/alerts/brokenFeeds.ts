/** Which alerts stand on a broken feed and can therefore not be judged. */
import { kindsOfRule } from '@warroom/protocol/feeds';
import { ruleOf } from '@warroom/protocol/rules';
import type { BrokenFeed } from '../monitors/monitor.ts';

/**
 * The broken feed on which an alert stands, the one broken first where there are several; undefined where it can be judged. An alert names
 * feeds or sources; of a source with several feeds only those count whose kinds the rule is made of.
 */
export function brokenUnder(
  broken: readonly BrokenFeed[],
  alert: { rule: string; feeds: readonly string[]; subject?: string },
): BrokenFeed | undefined {
  const kinds = kindsOfRule(alert.rule);
  // An alert about a feed itself stands on no feed.
  if (ruleOf(alert.rule)?.standsOn.length === 0) return undefined;
  let first: BrokenFeed | undefined;
  for (const candidate of broken) {
    const named = alert.feeds.includes(candidate.feed);
    const bySource =
      alert.feeds.includes(candidate.source) &&
      (kinds.length === 0 || candidate.kinds.length === 0 || candidate.kinds.some((kind) => kinds.includes(kind)));
    if ((named || bySource) && (!first || candidate.sinceMs < first.sinceMs)) first = candidate;
  }
  return first;
}
