/**
 * Who holds an alert, in one meaning for every headline, band, list and count (SPEC.md, ALERT-29). Open is whatever is not resolved; unclaimed is
 * what is open and held by nobody now.
 */
import type { AlertRow } from './alert.ts';
import type { OpenLeadRow } from './concerns/lead-response.ts';

type Claim = Pick<AlertRow, 'state' | 'owner'>;

export const isOpenAlert = ({ state }: Pick<AlertRow, 'state'>): boolean => state !== 'resolved';

/** Whether a person holds it now: has acknowledged or snoozed it, or was given it; also while it is indeterminate. */
export const isClaimed = ({ state, owner }: Claim): boolean => state !== 'resolved' && owner !== null;

export const isUnclaimed = ({ state, owner }: Claim): boolean => state !== 'resolved' && owner === null;

/**
 * The open leads past their time that nobody holds now. A lead whose alert was resolved by hand while it still waits is one of them: nobody
 * holds what is over, and the lead has no answer.
 */
export function unclaimedLeads(
  leads: Iterable<OpenLeadRow>,
  alerts: Iterable<Pick<AlertRow, 'subject' | 'episode' | 'state' | 'owner'>>,
): OpenLeadRow[] {
  const claimed = new Set<string>();
  for (const alert of alerts) if (isClaimed(alert)) claimed.add(turnKey(alert.subject, alert.episode));
  return [...leads].filter(({ state, leadId, createdAt }) => state === 'violated' && !claimed.has(turnKey(`lead:${leadId}`, createdAt)));
}

/** Both instants are ISO 8601 UTC to the millisecond: an alert's episode is the start of the turn that its lead is in. */
const turnKey = (subject: string, startedAt: string) => `${startedAt} ${subject}`;
