/** Warns while the business calendar's list of holidays is about to end: from then on every holiday would count as a working day. */
import type { Clock } from '../clock.ts';
import { every } from '../clock.ts';
import type { Log } from '../log.ts';
import type { CalendarSettings } from '../monitors/calendarSettings.ts';

const DAY_MS = 86_400_000;
const WARN_BEFORE_MS = 60 * DAY_MS;

/** The last day that the list knows, YYYY-MM-DD; null where it has none. */
export const lastListedDay = ({ holidays, workdays }: Pick<CalendarSettings, 'holidays' | 'workdays'>): string | null =>
  [...holidays, ...workdays].sort().at(-1) ?? null;

/**
 * Warns at once and every day from 60 days before the last listed day on. A calendar without any holidays is taken to mean that.
 * @returns ends it
 */
export function watchHolidayList(calendar: CalendarSettings | undefined, clock: Clock, log: Pick<Log, 'warn'>): () => void {
  const last = calendar && lastListedDay(calendar);
  if (!last) return () => {};
  const look = () => {
    if (clock.now() < Date.parse(last) - WARN_BEFORE_MS) return;
    const setting = calendar.file === undefined ? 'lead-response.calendar.holidays' : `lead-response.calendar.file ${calendar.file}`;
    const ends = clock.now() < Date.parse(last) + DAY_MS ? 'ends' : 'ended';
    log.warn(
      { setting, last },
      `the list of holidays ${ends} on ${last} (${setting}): later ones count as working days until they are added`,
    );
  };
  look();
  return every(clock, DAY_MS, look);
}
