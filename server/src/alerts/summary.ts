/**
 * One sentence about an alert, for programs that show text as it comes. Made of the alert's facts alone, so that it stays the same while
 * they do: no ages. Screens word alerts themselves, from the same catalogue.
 */
import type { Locale } from '@warroom/protocol/words/locale';
import { ENDING_WORDS } from '@warroom/protocol/words/subjects';
import { tell } from '@warroom/protocol/words/tell';
import type { Alert } from './lifeCycle.ts';
import { summaryFigures } from './summaryFigures.ts';

export type Summarised = Pick<Alert, 'rule' | 'subject' | 'facts' | 'life'>;

/** Summaries have half-width punctuation: in Chinese without spaces around it. */
const HALF_WIDTH: Readonly<Record<string, string>> = { '，': ',', '：': ':', '（': '(', '）': ')' };
const halfWidth = (template: string) => template.replaceAll(/[，：（）]/g, (mark) => HALF_WIDTH[mark] ?? mark);
const JOINS = {
  'zh-CN': { list: ',', open: '(', close: ')' },
  en: { list: ', ', open: ' (', close: ')' },
} as const satisfies Record<Locale, unknown>;

export function summaryOf({ rule, subject, facts, life }: Summarised, locale: Locale = 'zh-CN'): string {
  const ending = life.state === 'resolved' ? life.reason : null;
  const { list, open, close } = JOINS[locale];
  const bracketed = (words: string) => (words === '' ? '' : `${open}${words}${close}`);
  const telling = tell(
    { rule, subject, facts, ending },
    { locale, medium: 'summary', figures: summaryFigures(locale), punctuate: halfWidth },
  );
  const sentence = telling?.sentence(telling.what.join(list), bracketed(telling.about.join(' · '))) ?? `${rule}:${subject}`;
  return ending === null ? sentence : `${sentence}${bracketed(ENDING_WORDS[locale][ending])}`;
}
