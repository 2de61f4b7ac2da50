/** How long an alert has stood, as its row shows it: by the second at first, in days once hours run on. Pure. */
import { formatAge, formatDuration } from '../../i18n/format.ts';
import type { Locale } from '../../i18n/messages.ts';

const DAY_MS = 86_400_000;

export function formatStanding(ms: number, locale: Locale): string {
  if (ms < 2 * DAY_MS) return formatAge(ms);
  return formatDuration(Math.floor(ms / DAY_MS) * 86_400, locale);
}
