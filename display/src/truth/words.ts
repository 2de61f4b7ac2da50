/** What a page says of a picture that is not true now: the same words on every page. */
import { formatStanding } from '../i18n/ages.ts';
import { formatClock, formatMoment } from '../i18n/format.ts';
import type { Locale } from '../i18n/messages.ts';
import type { Say } from '../i18n/say.ts';
import type { Lost } from './truth.ts';

const DAY_MS = 86_400_000;

export interface LostWords {
  what: string;
  /** Where the picture stands, what happens next, or what to do. */
  how: string;
  /** For how long it has stood; empty when nothing was ever shown. */
  age: string;
}

/** @param page address of the page as the browser has it, as https://wall.example.com */
export function lostWords(lost: Lost, nowMs: number, say: Say, locale: Locale, page: string): LostWords {
  const { kind, sinceMs } = lost;
  const what = say(`common.truth.${kind}`);
  if (kind === 'unreached') return { what, how: say(`common.unheard.${lost.why}`, { page }), age: '' };
  if (sinceMs === null) return { what, how: say(`common.lost.${kind === 'refused' || kind === 'no-data' ? kind : 'never'}`), age: '' };
  const time = nowMs - sinceMs < DAY_MS ? formatClock(sinceMs, locale) : formatMoment(sinceMs, locale);
  return { what, how: say(`common.lost.${kind}`, { time }), age: formatStanding(Math.max(0, nowMs - sinceMs), locale) };
}
