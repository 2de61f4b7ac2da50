/** `objection-slow`: objections take longer to resolve than usual (CAP-19). */
import { BREAKER_SCOPES, type BreakerScope } from '@warroom/protocol/concerns/capability';
import { DAY_HOURS, HOUR_MS } from '../hours.ts';
import { BASELINE_HOURS, type Objections } from '../objections.ts';
import type { CapabilitySettings } from '../settings.ts';
import { type Judgement, limitsOf, type Rule, roundRatio } from './rule.ts';

export function objectionSlow(settings: CapabilitySettings, objections: Objections): Rule {
  const limits = settings.objectionSlow;
  return {
    name: 'objection-slow',
    threshold: limits.threshold,
    limits: limitsOf(settings, limits.windows),
    eachUnit: (_hour, found) => {
      for (const scope of BREAKER_SCOPES) for (const id of objections.units(scope)) found(scope, id);
    },
    judge: (scope, id, hour) => judgeObjectionDelay(objections, scope, id, hour, limits),
  };
}

/** As of the end of `hour`; the baseline ends where the last 24 h begin, so that a bad day does not raise its own baseline. */
export function judgeObjectionDelay(
  objections: Objections,
  scope: BreakerScope,
  id: string,
  hour: number,
  limits: Pick<CapabilitySettings['objectionSlow'], 'threshold' | 'minResolved' | 'minBaselineResolved'>,
): Judgement | null {
  const times = objections.resolutionTimes(scope, id);
  if (!times) return null;
  const endMs = (hour + 1) * HOUR_MS;
  const end = times.indexOf(endMs);
  const recent = times.indexOf(endMs - DAY_HOURS * HOUR_MS);
  if (end - recent < limits.minResolved) return null;
  const start = times.indexOf(endMs - (DAY_HOURS + BASELINE_HOURS) * HOUR_MS);
  if (recent - start < limits.minBaselineResolved) return null;
  const usualMs = times.medianMs(start, recent);
  if (usualMs === 0) return null;
  const value = roundRatio(times.medianMs(recent, end) / usualMs - 1);
  return { value, bad: value >= limits.threshold, samples: end - recent, baseline: usualMs / 1_000, strategy: null, talkTrack: null };
}
