/** What is said in the place of calm where nothing comes in. */
import { formatLasting } from '../i18n/ages.ts';
import { UNKNOWN } from '../i18n/format.ts';
import type { Locale } from '../i18n/messages.ts';
import type { Say } from '../i18n/say.ts';
import type { Unheard } from './freshness.ts';
import type { Headline, HeadlinePart, KeyFigure } from './scene.ts';

export function unheardWords(unheard: Unheard, nowMs: number, say: Say, locale: Locale): string {
  if (unheard.kind === 'never') return say('wall.headline.never');
  const age = formatLasting(Math.max(0, nowMs - unheard.sinceMs), locale);
  return say('wall.headline.stalled', { feeds: unheard.feeds.join(locale === 'en' ? ', ' : '、'), age });
}

/** The scene's own sentence without what it says of calm: what is known to be wrong stays. */
export function headlineUnheard(headline: Headline, words: string, say: Say): Headline {
  const wrong = headline
    .map((clause) => clause.filter(({ tone }) => tone !== 'plain'))
    .filter((clause) => clause.length > 0)
    // What it was joined to is gone.
    .map(([first, ...rest]) => [
      { ...(first as HeadlinePart), text: (first as HeadlinePart).text.replace(/^[\s,，、;；]+/u, '') },
      ...rest,
    ]);
  return [[{ text: words + (wrong.length > 0 ? say('wall.headline.next') : ''), tone: 'risk' }], ...wrong];
}

/** Figures of which only what is wrong is said: a nought of old data is no nought now. */
export const figuresUnheard = (figures: readonly KeyFigure[]): KeyFigure[] =>
  figures.map((figure) => (figure.tone === 'plain' ? { ...figure, value: UNKNOWN, note: null } : figure));
