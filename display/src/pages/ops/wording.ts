/** What an alert says, in the language of the screen, worded from its facts. A rule that has no words here keeps the server's sentence. */
import type { AlertRow } from '@warroom/protocol/alert';
import { formatAge } from '../../i18n/format.ts';
import { type Locale, type MessageKey, messages } from '../../i18n/messages.ts';
import type { Say } from '../../i18n/say.ts';
import { SENTENCES } from './sentences.ts';

const { rule: RULES } = messages['zh-CN'].common;
const { subject: SUBJECTS } = messages['zh-CN'].ops;

/** The rule as people call it; a rule of tomorrow by its id. */
export function ruleName(rule: string, say: Say): string {
  return Object.hasOwn(RULES, rule) ? say(`common.rule.${rule}` as MessageKey) : rule;
}

/** `lead:L-17` as the kind of thing it is and its name. A channel of one region is named with it. */
export function subjectOf(row: Pick<AlertRow, 'subject'>, say: Say): { kind: string; name: string } {
  const colon = row.subject.indexOf(':');
  const type = row.subject.slice(0, Math.max(0, colon));
  const name = row.subject.slice(colon + 1);
  return {
    kind: Object.hasOwn(SUBJECTS, type) ? say(`ops.subject.${type}` as MessageKey) : type,
    name: type === 'channel' ? name.replace(/\|(?=[^|]*$)/, ' · ') : name,
  };
}

/** One sentence: what happened, and to whom. Holds no running age: that stands in a column of its own. */
export function sentenceOf(row: AlertRow, say: Say, locale: Locale): string {
  const parts = SENTENCES[row.rule]?.({ row, facts: row.facts, say, locale });
  return parts?.filter(Boolean).join(' · ') || row.summary;
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
