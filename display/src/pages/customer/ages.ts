/** How long something has lasted: by the second while it is fresh, in days and hours once it is not. Pure. */
import { formatAge, formatDuration } from '../../i18n/format.ts';
import type { Locale } from '../../i18n/messages.ts';

const HOUR_MS = 3_600_000;

export const formatLasting = (ms: number, locale: Locale): string =>
  Math.abs(ms) < HOUR_MS ? formatAge(ms) : formatDuration(Math.floor(ms / 60_000) * 60, locale);
