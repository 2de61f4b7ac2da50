/** The worst alert of a concern in a line: its shape, what is wrong, for how long, and who has it. */
import type { AlertRow } from '@warroom/protocol/alert';
import { type AlertShape, shapeOf } from '../alerts/shape.ts';
import { ageWord, shortWords } from '../alerts/shortWords.ts';
import type { Locale } from '../i18n/messages.ts';

export interface WorstItem {
  shape: AlertShape;
  /** Whether it waits for somebody. */
  asks: boolean;
  words: [first: string, second: string];
  age: string;
  owner: string | null;
}

export function worstItem(row: AlertRow, nowMs: number, locale: Locale): WorstItem {
  return {
    shape: shapeOf(row),
    asks: row.state === 'firing',
    words: shortWords(row, locale),
    age: ageWord(row, nowMs, locale),
    owner: row.owner,
  };
}
