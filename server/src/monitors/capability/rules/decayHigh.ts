/** `decay-high`: talk-tracks are accepted less often than in their first week (CAP-16, CAP-17). */
import { BREAKER_SCOPES, type BreakerScope } from '@warroom/protocol/concerns/capability';
import { WEEK_HOURS } from '../hours.ts';
import type { CapabilitySettings } from '../settings.ts';
import { acceptedOf, firstWeek, type TalkTracks, usesOf, weekBefore } from '../talkTracks.ts';
import { type Judgement, limitsOf, type Rule, roundRatio } from './rule.ts';

export function decayHigh(settings: CapabilitySettings, talkTracks: TalkTracks): Rule {
  const { threshold, windows, minUses } = settings.decayHigh;
  return {
    name: 'decay-high',
    threshold,
    limits: limitsOf(settings, windows),
    eachUnit: (_hour, found) => {
      for (const scope of BREAKER_SCOPES) for (const id of talkTracks.units(scope)) found(scope, id);
    },
    judge: (scope, id, hour) => judgeDecay(talkTracks, scope, id, hour, threshold, minUses),
  };
}

/**
 * As of the end of `hour`, 1 − accepted ÷ what would have been accepted had each talk-track kept its first rate (indirect standardisation,
 * so that a change in what is used is no decay); of a single talk-track that is 1 − last rate ÷ first rate.
 */
export function judgeDecay(
  talkTracks: TalkTracks,
  scope: BreakerScope,
  id: string,
  hour: number,
  threshold: number,
  minUses: number,
): Judgement | null {
  const end = hour + 1;
  let uses = 0;
  let accepted = 0;
  let expected = 0;
  let worst: string | null = null;
  let worstLoss = 0;
  for (const track of talkTracks.recent(scope, id)) {
    if (track.lastHour < end - WEEK_HOURS || track.firstHour + WEEK_HOURS >= end) continue;
    const recent = weekBefore(track, end);
    if (recent === 0) continue;
    const first = firstWeek(track);
    if (usesOf(first) < minUses || acceptedOf(first) === 0) continue;
    const expectedOfTrack = (usesOf(recent) * acceptedOf(first)) / usesOf(first);
    const loss = expectedOfTrack - acceptedOf(recent);
    uses += usesOf(recent);
    accepted += acceptedOf(recent);
    expected += expectedOfTrack;
    if (worst === null || loss > worstLoss || (loss === worstLoss && track.name < worst)) {
      worst = track.name;
      worstLoss = loss;
    }
  }
  if (uses < minUses || expected === 0) return null;
  const value = roundRatio(1 - accepted / expected);
  return { value, bad: value >= threshold, samples: uses, baseline: roundRatio(expected / uses), strategy: null, talkTrack: worst };
}
