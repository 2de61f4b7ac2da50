/**
 * Business calendar: working time as a function of clock time. `elapsed` is how long the clock of a promise ran between two
 * instants; `add` is when a promise of so much working time falls due. Without a calendar both are plain arithmetic.
 *
 * Working time is made of shifts laid on local dates; a shift given as 09:00-12:00 is two wall-clock times of the calendar's
 * zone, so a day on which the clocks change is as long as it really is, and a shift that begins in the hour they pass over begins at its
 * end. Where a night shift and one of the next day overlap, the time counts once. Milliseconds throughout.
 */
import { timeZoneNamed } from '@warroom/protocol/timeZone';
import { DateTime } from 'luxon';
import { wallTimeIn } from './wallTime.ts';

export interface CalendarSettings {
  timeZone: string;
  /** By weekday, `mon` … `sun`. */
  hours: Record<string, readonly string[]>;
  holidays: readonly string[];
  workdays: readonly string[];
  workdayHours: readonly string[];
}

export interface Calendar {
  /** Working milliseconds in [fromMs, toMs); 0 when toMs ≤ fromMs. */
  elapsed(fromMs: number, toMs: number): number;
  /** The earliest instant at which `workMs` of working time have passed since `fromMs`. */
  add(fromMs: number, workMs: number): number;
  /** Whether working time runs at this instant. */
  open(atMs: number): boolean;
  /** What a clock on the wall shows at an instant, as if it were UTC. */
  localMs(atMs: number): number;
  /** A local date, as days since 1970-01-01, held against its weekday: worked or free as that is, or the other way round. */
  dayKind(day: number): DayKind;
}

export type DayKind = 'usual' | 'holiday' | 'make-up';

export const AROUND_THE_CLOCK: Calendar = {
  elapsed: (fromMs, toMs) => Math.max(0, toMs - fromMs),
  add: (fromMs, workMs) => fromMs + workMs,
  open: () => true,
  localMs: (atMs) => atMs,
  dayKind: () => 'usual',
};

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const DAY_MS = 86_400_000;
/** A promise that does not fall due within this many days means a calendar without working hours. */
const SEARCH_DAYS = 800;

interface Shift {
  startMinute: number;
  endMinute: number;
}

/** Two instants, the end not part of it. */
type Range = readonly [startMs: number, endMs: number];

/** @throws RangeError naming the setting that cannot be used. */
export function createCalendar(settings: CalendarSettings): Calendar {
  if (timeZoneNamed(settings.timeZone) === null)
    throw new RangeError(`lead-response.calendar.timeZone: no such time zone: ${settings.timeZone}`);
  for (const day of Object.keys(settings.hours)) {
    if (!WEEKDAYS.includes(day)) throw new RangeError(`lead-response.calendar.hours: no such weekday: ${day} (mon … sun)`);
  }
  const week = WEEKDAYS.map((day) => parseShifts(settings.hours[day] ?? [], `lead-response.calendar.hours.${day}`));
  const makeUp =
    settings.workdayHours.length > 0 ? parseShifts(settings.workdayHours, 'lead-response.calendar.workdayHours') : (week[0] as Shift[]);
  const holidays = new Set(settings.holidays.map((d) => checkDate(d, 'lead-response.calendar.holidays')));
  const workdays = new Set(settings.workdays.map((d) => checkDate(d, 'lead-response.calendar.workdays')));
  if (week.every((shifts) => shifts.length === 0)) throw new RangeError('lead-response.calendar.hours: no working hours on any weekday');

  const wallTime = wallTimeIn(settings.timeZone);
  const dayNumber = wallTime.dayAt;
  const shiftsOf = (day: number): readonly Shift[] => {
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    const regular = week[(new Date(day * DAY_MS).getUTCDay() + 6) % 7] as Shift[];
    // A make-up day that someone also lists as a holiday is worked: the State Council's notices name both together.
    if (workdays.has(date)) return regular.length > 0 ? regular : makeUp;
    return holidays.has(date) ? [] : regular;
  };
  const rangesOf = (day: number): Range[] =>
    shiftsOf(day).map(({ startMinute, endMinute }) => [
      wallTime.begins(day * DAY_MS + startMinute * 60_000),
      wallTime.ends(day * DAY_MS + endMinute * 60_000),
    ]);

  /** Shifts that begin on a local date, as instants, by the date's day number; cached since every lead asks for the same days. */
  const cache = new Map<number, readonly Range[]>();
  const spans = (day: number): readonly Range[] => {
    let found = cache.get(day);
    if (!found) {
      if (cache.size > 4_000) cache.clear();
      // What yesterday's night shift works already does not count again.
      let workedUntilMs = rangesOf(day - 1).reduce((until, [, end]) => Math.max(until, end), -Infinity);
      const own: Range[] = [];
      for (const [start, end] of rangesOf(day)) {
        if (end > Math.max(start, workedUntilMs)) own.push([Math.max(start, workedUntilMs), end]);
        workedUntilMs = Math.max(workedUntilMs, end);
      }
      found = own;
      cache.set(day, found);
    }
    return found;
  };
  /** Cumulative working time up to an instant would need an origin; instead whole days in between are summed from the cache. */
  const elapsed = (fromMs: number, toMs: number) => {
    if (toMs <= fromMs) return 0;
    let sum = 0;
    // From the day before: its night shift may reach into this one.
    for (let day = dayNumber(fromMs) - 1, last = dayNumber(toMs); day <= last; day += 1) {
      for (const [start, end] of spans(day)) sum += Math.max(0, Math.min(end, toMs) - Math.max(start, fromMs));
    }
    return sum;
  };
  const add = (fromMs: number, workMs: number) => {
    let left = workMs;
    const first = dayNumber(fromMs) - 1;
    for (let day = first; day < first + SEARCH_DAYS; day += 1) {
      for (const [start, end] of spans(day)) {
        const begin = Math.max(start, fromMs);
        if (end <= begin) continue;
        if (end - begin >= left) return begin + left;
        left -= end - begin;
      }
    }
    throw new RangeError(`lead-response.calendar: ${workMs} ms of working time do not fit into ${SEARCH_DAYS} days`);
  };
  const open = (atMs: number) => {
    const day = dayNumber(atMs);
    return [day - 1, day].some((d) => spans(d).some(([start, end]) => start <= atMs && atMs < end));
  };
  const dayKind = (day: number): DayKind => {
    const regular = week[(new Date(day * DAY_MS).getUTCDay() + 6) % 7] as Shift[];
    const isWorked = shiftsOf(day).length > 0;
    return isWorked === regular.length > 0 ? 'usual' : isWorked ? 'make-up' : 'holiday';
  };
  return { elapsed, add, open, localMs: wallTime.localMs, dayKind };
}

function parseShifts(texts: readonly string[], setting: string): Shift[] {
  const shifts = texts.map((text) => {
    const match = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(text);
    const [startHour, startMin, endHour, endMin] = (match?.slice(1).map(Number) ?? []) as [number, number, number, number];
    if (!match || startHour > 23 || startMin > 59 || endHour > 24 || endMin > 59 || (endHour === 24 && endMin > 0)) {
      throw new RangeError(`${setting}: not a shift: ${text} (as 09:00-12:00)`);
    }
    const startMinute = startHour * 60 + startMin;
    const endOnClock = endHour * 60 + endMin;
    // 22:00-06:00 ends on the next day; 00:00-00:00 is no shift but a slip.
    if (endOnClock === startMinute) throw new RangeError(`${setting}: a shift without length: ${text}`);
    return { startMinute, endMinute: endOnClock > startMinute ? endOnClock : endOnClock + 1_440 };
  });
  shifts.sort((a, b) => a.startMinute - b.startMinute);
  for (let i = 1; i < shifts.length; i += 1) {
    if ((shifts[i] as Shift).startMinute < (shifts[i - 1] as Shift).endMinute)
      throw new RangeError(`${setting}: shifts overlap: ${texts.join(', ')}`);
  }
  return shifts;
}

function checkDate(date: string, setting: string): string {
  if (!DateTime.fromISO(date, { zone: 'utc' }).isValid || !/^\d{4}-\d\d-\d\d$/.test(date))
    throw new RangeError(`${setting}: not a date: ${date} (as 2026-10-01)`);
  return date;
}
