import type { AlertState, Severity } from '@warroom/protocol/alert';
import { type Alert, stateOf } from './lifeCycle.ts';

/** Every field given must fit; within a field any of the values. */
export interface AlertFilter {
  states?: readonly AlertState[] | undefined;
  severities?: readonly Severity[] | undefined;
  rule?: string | undefined;
  subject?: string | undefined;
  owner?: string | undefined;
}

export function fitsFilter(alert: Alert, { states, severities, rule, subject, owner }: AlertFilter): boolean {
  return (
    (!states || states.includes(stateOf(alert))) &&
    (!severities || severities.includes(alert.severity)) &&
    (rule === undefined || alert.rule === rule) &&
    (subject === undefined || alert.subject === subject) &&
    (owner === undefined || alert.owner === owner)
  );
}
