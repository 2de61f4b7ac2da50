/**
 * Alerts `breaker-<rule>`, subject `scope:id`: raised when a breaker opens, cleared when it is closed again (half-open is not over). Their facts name
 * the unit that a wall may speak of, so that a rep's alert can be shown there without the rep.
 */
import type { ResolveReason, Severity } from '@warroom/protocol/alert';
import type { BreakerRule, BreakerScope } from '@warroom/protocol/concerns/capability';
import type { SignalSink } from '../monitor.ts';
import type { Breaker } from './breakers.ts';
import type { Place } from './rep.ts';
import type { Unit } from './wallUnits.ts';

export const breakerAlertRule = (rule: BreakerRule): `breaker-${BreakerRule}` => `breaker-${rule}`;

/** A rep's breaker is answered by card and hint; a team's or a region's needs somebody at the desk. */
const SEVERITY: Record<BreakerScope, Severity> = { rep: 'info', team: 'warning', region: 'warning' };

export interface AlertContext {
  placeOf(scope: BreakerScope, id: string): Place;
  /** Where the breaker stands on a wall; null where that would speak of too few. */
  unitOf(scope: BreakerScope, id: string): Unit | null;
  sources(rule: string): readonly string[];
}

/** Brings the alert of one breaker in line with its state. */
export function sayBreaker(breaker: Breaker, atMs: number, signal: SignalSink, context: AlertContext): void {
  const { now, raised, scope, id } = breaker;
  const rule = breakerAlertRule(breaker.rule.name);
  const subject = `${scope}:${id}`;
  if (raised && now.openedMs !== raised.openedMs) {
    // Where no late row has meddled, the opening that was raised is still in the breaker's history, and it has closed since.
    const happened = now.openings.includes(raised.openedMs);
    const reason: ResolveReason = !happened ? 'disproved' : now.expired && now.state === 'closed' ? 'expired' : 'recovered';
    breaker.raised = null;
    signal({ type: 'clear', rule, subject, episode: raised.episode, atMs, reason });
  }
  if (breaker.raised || now.openedMs === null) return;
  const episode = new Date(now.openedMs).toISOString();
  const { team, region } = context.placeOf(scope, id);
  const unit = context.unitOf(scope, id);
  breaker.raised = { episode, openedMs: now.openedMs };
  signal({
    type: 'raise',
    rule,
    subject,
    episode,
    severity: SEVERITY[scope],
    atMs,
    sinceMs: now.brokenSinceMs ?? now.openedMs,
    feeds: context.sources(rule),
    facts: {
      scope,
      id,
      team,
      region,
      wallUnit: unit?.unit ?? null,
      wallUnitId: unit?.id ?? null,
      value: now.judgement?.value ?? null,
      threshold: breaker.rule.threshold,
      windows: breaker.rule.limits.windowsToOpen,
      baseline: now.judgement?.baseline ?? null,
      strategy: now.judgement?.strategy ?? null,
      talkTrack: now.judgement?.talkTrack ?? null,
    },
  });
}
