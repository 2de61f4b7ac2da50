/** Counts of leads by class, in the order of `TURN_CLASSES`, and what follows from them. Of a longer array the first such counts. */
import { ANSWERED_LATE, ANSWERED_WITHIN, AT_RISK, CLOSED_EARLY, CLOSED_LATE, VIOLATED, WAITING } from './turn.ts';

export const answeredOf = (t: Int32Array) => (t[ANSWERED_WITHIN] as number) + (t[ANSWERED_LATE] as number);
export const openOf = (t: Int32Array) => (t[WAITING] as number) + (t[AT_RISK] as number) + (t[VIOLATED] as number);
export const violatedOf = (t: Int32Array) => (t[VIOLATED] as number) + (t[ANSWERED_LATE] as number) + (t[CLOSED_LATE] as number);
/** Answered, or past the SLA: the leads on which the service level has a verdict. */
export const decidedOf = (t: Int32Array) => (t[ANSWERED_WITHIN] as number) + violatedOf(t);
export const leadsOf = (t: Int32Array) => openOf(t) + answeredOf(t) + (t[CLOSED_EARLY] as number) + (t[CLOSED_LATE] as number);
export function serviceLevelOf(t: Int32Array): number | null {
  const decided = decidedOf(t);
  return decided === 0 ? null : (t[ANSWERED_WITHIN] as number) / decided;
}
