/** What a page says of a picture that is not true now: the same words on every page. */
import { formatStanding } from '../i18n/ages.ts';
import { formatClock, formatDuration, formatMoment } from '../i18n/format.ts';
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
  const timeOf = (ms: number) => (nowMs - ms < DAY_MS ? formatClock(ms, locale) : formatMoment(ms, locale));
  const ageOf = (ms: number) => formatStanding(Math.max(0, nowMs - ms), locale);
  if (kind === 'unreached') {
    const how = say('common.unheard.since', { time: timeOf(lost.fromMs), why: say(`common.unheard.${lost.why}`, { page }) });
    return { what, how, age: ageOf(lost.fromMs) };
  }
  if (sinceMs === null) return { what, how: say(`common.lost.${kind === 'refused' || kind === 'no-data' ? kind : 'never'}`), age: '' };
  return { what, how: say(`common.lost.${kind}`, { time: timeOf(sinceMs) }), age: ageOf(sinceMs) };
}

/** @param seconds how far the clocks of server and store lie apart */
export const skewWords = (seconds: number, say: Say, locale: Locale): string =>
  say('common.clockSkew', { by: formatDuration(Math.round(seconds), locale) });
