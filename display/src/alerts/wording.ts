/** What an alert says, in the language of the screen, worded from its facts. A rule of another version keeps the server's sentence. */
import type { AlertRow } from '@warroom/protocol/alert';
import { splitSubject, subjectWord } from '@warroom/protocol/words/subjects';
import { type Telling, tell } from '@warroom/protocol/words/tell';
import { screenFigures } from '../i18n/figures.ts';
import { formatAge } from '../i18n/format.ts';
import type { Locale } from '../i18n/messages.ts';
import type { Say } from '../i18n/say.ts';

/** `lead:L-17` as the kind of thing it is and its name. A channel of one region is named with it. */
export function subjectOf({ subject }: Pick<AlertRow, 'subject'>, locale: Locale): { kind: string; name: string } {
  const { type, name } = splitSubject(subject);
  return { kind: subjectWord(type, locale), name: type === 'channel' ? name.replace(/\|(?=[^|]*$)/, ' · ') : name };
}

/** Null for a rule of another version. */
export function toldOnScreen({ rule, subject, facts, reason: ending }: AlertRow, locale: Locale): Telling | null {
  return tell({ rule, subject, facts, ending }, { locale, medium: 'screen', figures: screenFigures(locale) });
}

/** One sentence: what happened, and to whom. Holds no running age: that stands in a column of its own. */
export function sentenceOf(row: AlertRow, locale: Locale): string {
  const told = toldOnScreen(row, locale);
  return told ? [...told.what, ...told.about].join(' · ') : row.summary;
}

/** What comes next if nobody does anything: null where nothing is known to come. */
export function nextOf(row: AlertRow, nowMs: number, say: Say): string | null {
  const until = (at: string | null) => (at === null ? null : formatAge(Date.parse(at) - nowMs));
  switch (row.state) {
    case 'firing':
      return row.previous === null ? say('ops.next.firing') : say('ops.next.again');
    case 'acknowledged': {
      const left = until(row.leaseUntil);
      return left === null ? null : say('ops.next.lease', { left });
    }
    case 'snoozed': {
      const left = until(row.snoozedUntil);
      return left === null ? null : say('ops.next.snoozed', { left });
    }
    case 'indeterminate':
      return row.under === null ? say('ops.next.indeterminate') : say('ops.next.under', { feed: row.under });
    case 'resolved':
      return row.reason === null ? say('common.alertState.resolved') : say(`common.reason.${row.reason}`);
  }
}
