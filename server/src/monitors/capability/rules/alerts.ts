/** Alerts `breaker-<rule>` (CAP-20, CAP-21). */
import type { ResolveReason, Severity } from '@warroom/protocol/alert';
import { alertRuleOf, type BreakerScope } from '@warroom/protocol/concerns/capability';
import type { SignalSink } from '../../monitor.ts';
import type { CurrentMembers } from '../members/currentMembers.ts';
import type { FactSources } from '../sources.ts';
import type { Breaker } from './breakerWindows.ts';

/** A rep's breaker is answered by card and hint; a team's or a region's needs somebody at the desk. */
const SEVERITY: Record<BreakerScope, Severity> = { rep: 'info', team: 'warning', region: 'warning' };

/** Whether the alert of the breaker is not in line with its status. */
export const needsSignal = ({ now, raised }: Breaker): boolean => now.openedMs !== (raised?.openedMs ?? null);

/** Brings the alert of one breaker in line with its status. */
export function signalBreaker(breaker: Breaker, atMs: number, signal: SignalSink, members: CurrentMembers, sources: FactSources): void {
  const { now, raised, scope, id } = breaker;
  const rule = alertRuleOf(breaker.rule.name);
  const subject = `${scope}:${id}`;
  if (raised && now.openedMs !== raised.openedMs) {
    // Unless a late row has changed it, the opening that was raised is still in the breaker's history, and it has closed since.
    const happened = now.openings.includes(raised.openedMs);
    const reason: ResolveReason = !happened ? 'disproved' : now.expired && now.state === 'closed' ? 'expired' : 'recovered';
    breaker.raised = null;
    signal({ type: 'clear', rule, subject, episode: raised.episode, atMs, reason });
  }
  if (breaker.raised || now.openedMs === null) return;
  const episode = new Date(now.openedMs).toISOString();
  const { team, region } = members.placeOf(scope, id);
  const wallUnit = members.wallUnitOf(scope, id);
  breaker.raised = { episode, openedMs: now.openedMs };
  signal({
    type: 'raise',
    rule,
    subject,
    episode,
    severity: SEVERITY[scope],
    atMs,
    sinceMs: now.brokenSinceMs ?? now.openedMs,
    feeds: sources.of(rule),
    facts: {
      scope,
      id,
      team,
      region,
      wallUnit: wallUnit?.unit ?? null,
      wallUnitId: wallUnit?.id ?? null,
      value: now.judgement?.value ?? null,
      threshold: breaker.rule.threshold,
      windows: breaker.rule.limits.windowsToOpen,
      baseline: now.judgement?.baseline ?? null,
      strategy: now.judgement?.strategy ?? null,
      talkTrack: now.judgement?.talkTrack ?? null,
    },
  });
}
