import type { AlertState, Severity } from '@warroom/protocol/alert';
import type { Alert } from './lifeCycle.ts';
import { severityRank, stateOf } from './lifeCycle.ts';

/** Every field given must fit; within a field any of the values. */
export interface AlertFilter {
  states?: readonly AlertState[] | undefined;
  severities?: readonly Severity[] | undefined;
  rule?: string | undefined;
  subject?: string | undefined;
  owner?: string | undefined;
}

function fits(alert: Alert, { states, severities, rule, subject, owner }: AlertFilter): boolean {
  return (
    (!states || states.includes(stateOf(alert))) &&
    (!severities || severities.includes(alert.severity)) &&
    (rule === undefined || alert.rule === rule) &&
    (subject === undefined || alert.subject === subject) &&
    (owner === undefined || alert.owner === owner)
  );
}

/** Open before resolved, then worst first, then newest first; the id makes the order total. */
export function listAlerts(alerts: readonly Alert[], filter: AlertFilter): Alert[] {
  const resolved = (alert: Alert) => (alert.life.state === 'resolved' ? 1 : 0);
  return alerts
    .filter((alert) => fits(alert, filter))
    .sort(
      (a, b) =>
        resolved(a) - resolved(b) ||
        severityRank(b.severity) - severityRank(a.severity) ||
        b.firedAtMs - a.firedAtMs ||
        (a.id < b.id ? -1 : 1),
    );
}
