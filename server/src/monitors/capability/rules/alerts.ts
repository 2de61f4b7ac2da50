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
  const place = placeFacts(breaker, members);
  breaker.raised = { episode, openedMs: now.openedMs, told: toldOf(place) };
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
      ...place,
      value: now.judgement?.value ?? null,
      threshold: breaker.rule.threshold,
      windows: breaker.rule.limits.windowsToOpen,
      baseline: now.judgement?.baseline ?? null,
      strategy: now.judgement?.strategy ?? null,
      talkTrack: now.judgement?.talkTrack ?? null,
    },
  });
}

/** The alert of an open breaker tells where its unit belongs now. Call once an hour, so that two servers decide at the same instants (CAP-28). */
export function followUnit(breaker: Breaker, atMs: number, signal: SignalSink, members: CurrentMembers): void {
  const { raised, scope, id, rule } = breaker;
  if (!raised) return;
  const facts = placeFacts(breaker, members);
  const told = toldOf(facts);
  if (told === raised.told) return;
  breaker.raised = { ...raised, told };
  const about = { rule: alertRuleOf(rule.name), subject: `${scope}:${id}`, episode: raised.episode, atMs };
  signal({ type: 'update', ...about, which: String(atMs), facts });
}

function placeFacts({ scope, id }: Breaker, members: CurrentMembers) {
  const { team, region } = members.placeOf(scope, id);
  const wallUnit = members.wallUnitOf(scope, id);
  return { team, region, wallUnit: wallUnit?.unit ?? null, wallUnitId: wallUnit?.id ?? null };
}

const toldOf = (facts: ReturnType<typeof placeFacts>): string => JSON.stringify(facts);
