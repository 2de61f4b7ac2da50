/** Words of the field for what events name freely: known ones in the language of the screen, others as the source writes them. Pure. */
import { type MessageKey, messages } from '../../i18n/messages.ts';
import type { Say } from '../../i18n/say.ts';

const { direction, topic, signal, stage, closeReason, road } = messages['zh-CN'].customer;
const LISTS = { direction, topic, signal, stage, closeReason, road } as const;
export type WordList = keyof typeof LISTS;

/** `Technical Question`, `technical-question` and `technical_question` are one word. */
const wordOf = (name: string) =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');

export function wordIn(list: WordList, name: string | null, say: Say): string | null {
  if (name === null || name === '') return null;
  const word = wordOf(name);
  return Object.hasOwn(LISTS[list], word) ? say(`customer.${list}.${word}` as MessageKey) : name.replaceAll('_', ' ');
}

export type Mood = 'negative' | 'neutral' | 'positive';

/** As far from nought on the one side as `negativeSentiment` lies on the other counts as positive. */
export function moodOf(sentiment: number, negativeSentiment: number): Mood {
  if (sentiment <= negativeSentiment) return 'negative';
  return sentiment >= Math.abs(negativeSentiment) ? 'positive' : 'neutral';
}

/** `+0.35`, `−0.60`: a sentiment always has its sign. */
export function signed(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  return `${rounded < 0 ? '−' : rounded > 0 ? '+' : ''}${Math.abs(rounded).toFixed(2)}`;
}
