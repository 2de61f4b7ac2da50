/** How the screens' sentences write numbers and instants: as everywhere on them, in the viewer's language and time zone. */
import type { Figures } from '@warroom/protocol/words/tell';
import { formatCount, formatDuration, formatFigure, formatMoment, formatMoney, formatRate, formatSeconds } from './format.ts';
import type { Locale } from './messages.ts';

/** From here on a duration is easier read in minutes, hours and days. */
const LONG_SECONDS = 300;

export function screenFigures(locale: Locale): Figures {
  return {
    count: (value) => formatCount(value, locale),
    figure: (value) => formatFigure(value, locale),
    rate: (value) => formatRate(value, locale),
    money: (value) => formatMoney(value, locale),
    seconds: (value) => (value < LONG_SECONDS ? formatSeconds(value, locale) : formatDuration(value, locale)),
    instant: (iso) => formatMoment(Date.parse(iso), locale),
  };
}
