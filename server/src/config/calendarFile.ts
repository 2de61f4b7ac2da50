/** The business calendar's file of holidays, and what the schema cannot say of a calendar. */
import path from 'node:path';
import { parse as parseYaml } from 'yaml';
import { WarroomError } from '../errors.ts';
import { createCalendar } from '../monitors/calendar.ts';
import type { CalendarSettings } from '../monitors/calendarSettings.ts';
import { readConfigText } from './configText.ts';

/**
 * The calendar with the days of its file.
 * @throws WarroomError CONFIG_INVALID for a file that cannot be read and for zones, weekdays, shifts or dates that make no sense
 */
export function completeCalendar(calendar: CalendarSettings, baseDir: string): CalendarSettings {
  const complete = calendar.file === undefined ? calendar : withFile(calendar, path.resolve(baseDir, calendar.file));
  try {
    createCalendar(complete);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new WarroomError('CONFIG_INVALID', `configuration: ${cause.message}`, { cause });
  }
  return complete;
}

function withFile(calendar: CalendarSettings, file: string): CalendarSettings {
  let days: { holidays?: string[]; workdays?: string[] };
  try {
    days = parseYaml(readConfigText(file)) as typeof days;
  } catch (cause) {
    throw new WarroomError('CONFIG_INVALID', `lead-response.calendar.file ${file}: ${(cause as Error).message}`, { cause });
  }
  return {
    ...calendar,
    holidays: [...calendar.holidays, ...(days.holidays ?? [])],
    workdays: [...calendar.workdays, ...(days.workdays ?? [])],
  };
}
