/** `transmission-low`: too few of a team's or a region's audience have used the newest strategy that has had its time (CAP-15). */
import { DAY_HOURS, HOUR_MS } from '../hours.ts';
import type { Membership } from '../members/membership.ts';
import type { Reps } from '../members/reps.ts';
import type { CapabilitySettings } from '../settings.ts';
import type { Strategies } from '../strategies.ts';
import { isMeantFor, type Strategy } from '../strategy.ts';
import { limitsOf, type Rule, roundRatio } from './rule.ts';

export function transmissionLow(settings: CapabilitySettings, reps: Reps, strategies: Strategies): Rule {
  const { threshold, windows, minAudience } = settings.transmissionLow;
  const headlineMs = settings.headlineHours * HOUR_MS;
  const oldestMs = settings.strategyDays * DAY_HOURS * HOUR_MS;
  return {
    name: 'transmission-low',
    threshold,
    limits: limitsOf(settings, windows),
    eachUnit: (hour, found) => {
      const { byTeam, byRegion } = reps.membershipAt(hour);
      for (const team of byTeam.keys()) found('team', team);
      for (const region of byRegion.keys()) found('region', region);
    },
    judge: (scope, id, hour) => {
      const endMs = (hour + 1) * HOUR_MS;
      for (const strategy of strategies.published()) {
        if (strategy.publishedMs > endMs - headlineMs) continue;
        if (strategy.publishedMs < endMs - oldestMs) return null;
        const { byTeam, byRegion } = reps.membershipAt(hour);
        const { audience, used } = reach(strategy, (scope === 'team' ? byTeam : byRegion).get(id) ?? [], endMs);
        if (audience < Math.max(minAudience, 1)) continue;
        const value = roundRatio(used / audience);
        return { value, bad: value < threshold, samples: audience, baseline: null, strategy: strategy.name, talkTrack: null };
      }
      return null;
    },
  };
}

/** Of these members, how many the strategy is meant for and how many of those have used it before `endMs`. */
function reach(strategy: Strategy, members: Membership['members'], endMs: number): { audience: number; used: number } {
  let audience = 0;
  let used = 0;
  for (const member of members) {
    if (!isMeantFor(strategy, member, endMs - 1)) continue;
    audience += 1;
    if ((strategy.progress.get(member.rep.name)?.usedMs ?? Infinity) < endMs) used += 1;
  }
  return { audience, used };
}
