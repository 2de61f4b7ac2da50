/** Whom an alert is about, for links to the customer's page. */
import type { AlertRow } from './alert.ts';

const SUBJECT = 'customer:';

/** The customer's id: as the alert's facts say, or as its subject does; null where neither names one. */
export function customerOf({ subject, facts }: Pick<AlertRow, 'subject' | 'facts'>): string | null {
  if (typeof facts.customerId === 'string' && facts.customerId !== '') return facts.customerId;
  return subject.startsWith(SUBJECT) && subject.length > SUBJECT.length ? subject.slice(SUBJECT.length) : null;
}
