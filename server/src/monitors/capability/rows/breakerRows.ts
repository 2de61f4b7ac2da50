/** A breaker's own row, its learning card and its coaching hint: private, since those of a rep name the rep (CAP-22). */
import type { BreakerRow, CoachingHintRow, LearningCardRow } from '@warroom/protocol/concerns/capability';
import { HOUR_MS } from '../hours.ts';
import type { Place } from '../members/rep.ts';
import type { Breaker } from '../rules/breakerWindows.ts';
import type { CapabilitySettings } from '../settings.ts';
import { iso } from './iso.ts';

export function breakerRow({ rule, scope, id, now }: Breaker, { team, region }: Place): BreakerRow {
  const { judgement, judgedHour } = now;
  return {
    state: now.state,
    since: iso(now.sinceMs),
    value: judgement?.value ?? null,
    threshold: rule.threshold,
    windows: now.bad,
    rule: rule.name,
    scope,
    id,
    team,
    region,
    windowsToOpen: rule.limits.windowsToOpen,
    goodWindows: now.good,
    openedAt: now.openedMs === null ? null : iso(now.openedMs),
    judgedAt: judgedHour === null ? null : iso((judgedHour + 1) * HOUR_MS),
    samples: judgement?.samples ?? null,
    baseline: judgement?.baseline ?? null,
    strategy: judgement?.strategy ?? null,
    talkTrack: judgement?.talkTrack ?? null,
  };
}

/** Card and hint of a breaker that is open or half-open; null while it is closed. */
export function answersTo(
  breaker: Breaker,
  place: Place,
  { supervisors, hintMinutes }: CapabilitySettings,
): { card: LearningCardRow; hint: CoachingHintRow } | null {
  const { rule, scope, id, now } = breaker;
  if (now.openedMs === null) return null;
  const card: LearningCardRow = {
    rule: rule.name,
    scope,
    id,
    repId: scope === 'rep' ? id : null,
    team: place.team,
    region: place.region,
    state: now.state,
    issuedAt: iso(now.openedMs),
    value: now.judgement?.value ?? null,
    threshold: rule.threshold,
    baseline: now.judgement?.baseline ?? null,
    strategy: now.judgement?.strategy ?? null,
    talkTrack: now.judgement?.talkTrack ?? null,
  };
  const supervisor = supervisorOf(place, supervisors);
  return { card, hint: { ...card, supervisor, dueAt: iso(now.openedMs + hintMinutes * 60_000) } };
}

function supervisorOf({ team, region }: Place, supervisors: Readonly<Record<string, string>>): string | null {
  for (const name of [team, region]) if (name !== null && Object.hasOwn(supervisors, name)) return supervisors[name] as string;
  return null;
}
