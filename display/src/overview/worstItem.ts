/** The worst alert of a concern in a line: its shape, what is wrong, for how long, and who has it. */
import type { AlertRow } from '@warroom/protocol/alert';
import { ruleOf } from '@warroom/protocol/rules';
import type { Locale } from '../i18n/messages.ts';
import type { Say } from '../i18n/say.ts';
import { ageWord, shortWords } from '../pages/wall/alertWords.ts';

export interface WorstItem {
  shape: 'unknown' | 'handled' | 'violated' | 'at-risk';
  /** Whether it waits for somebody. */
  asks: boolean;
  words: [first: string, second: string];
  age: string;
  owner: string | null;
}

export function worstItem(row: AlertRow, nowMs: number, locale: Locale, say: Say): WorstItem {
  return {
    shape: shapeOf(row),
    asks: row.state === 'firing',
    words: shortWords(row, say),
    age: ageWord(row, nowMs, locale),
    owner: row.owner,
  };
}

function shapeOf({ state, severity, rule }: AlertRow): WorstItem['shape'] {
  if (state === 'indeterminate') return 'unknown';
  if (state === 'acknowledged') return 'handled';
  return severity === 'critical' || ruleOf(rule)?.takesOver ? 'violated' : 'at-risk';
}
