/** `usage-drop`: a region uses talk-tracks less than usual at this hour of the week (CAP-14). */
import { WEEK_HOURS, type WorkingHours } from '../hours.ts';
import { BASELINE_WEEKS, type RegionUses } from '../regionUses.ts';
import type { CapabilitySettings } from '../settings.ts';
import { type Judgement, limitsOf, type Rule, roundRatio } from './rule.ts';

export function usageDrop(settings: CapabilitySettings, uses: RegionUses, working: WorkingHours): Rule {
  const limits = settings.usageDrop;
  const isWorked = (hour: number) => working.isWorked(hour);
  return {
    name: 'usage-drop',
    threshold: limits.threshold,
    limits: limitsOf(settings, limits.windows),
    eachUnit: (_hour, found) => {
      for (const region of uses.regions()) found('region', region);
    },
    judge: (_scope, id, hour) => judgeUsageDrop(uses, id, hour, isWorked, limits),
  };
}

export function judgeUsageDrop(
  uses: RegionUses,
  region: string,
  hour: number,
  isWorked: (hour: number) => boolean,
  limits: Pick<CapabilitySettings['usageDrop'], 'threshold' | 'minBaselineWeeks' | 'minBaselineUses'>,
): Judgement | null {
  const known = uses.of(region);
  if (!known) return null;
  let weeks = 0;
  let sum = 0;
  for (let week = 1; week <= BASELINE_WEEKS; week += 1) {
    const before = hour - week * WEEK_HOURS;
    if (before < known.firstHour || !isWorked(before)) continue;
    weeks += 1;
    sum += known.hours.get(before) ?? 0;
  }
  if (weeks < limits.minBaselineWeeks || sum / weeks < limits.minBaselineUses) return null;
  const now = known.hours.get(hour) ?? 0;
  const value = roundRatio(1 - (now * weeks) / sum);
  return { value, bad: value >= limits.threshold, samples: now, baseline: roundRatio(sum / weeks), strategy: null, talkTrack: null };
}
