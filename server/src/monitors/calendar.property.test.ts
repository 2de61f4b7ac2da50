import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCalendar } from './calendar.ts';

const MINUTE_MS = 60_000;
const DAY_MIN = 1_440;
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Dates on which clocks change: at night, at midnight itself, by half an hour, by a whole day; and one on which none does. */
const CHANGES: [zone: string, date: string][] = [
  ['Europe/Berlin', '2025-03-30'],
  ['Europe/Berlin', '2025-10-26'],
  ['America/New_York', '2025-03-09'],
  ['America/New_York', '2025-11-02'],
  ['Australia/Lord_Howe', '2025-04-06'],
  ['Australia/Lord_Howe', '2025-10-05'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Sao_Paulo', '2018-02-18'],
  ['Africa/Cairo', '2024-04-26'],
  ['America/Havana', '2025-11-02'],
  ['Asia/Tehran', '2022-03-22'],
  ['Pacific/Apia', '2011-12-30'],
  ['Asia/Shanghai', '2026-02-17'],
];
const anyDate = fc
  .tuple(fc.constantFrom(...Intl.supportedValuesOf('timeZone')), fc.integer({ min: 0, max: 365 * 20 }))
  .map(([zone, day]): [string, string] => [zone, new Date(Date.UTC(2007, 0, 1 + day)).toISOString().slice(0, 10)]);

/** Minutes since 1970 that the zone's clock shows at each minute of five days, by Intl alone. */
function shownMinutes(zone: string, fromMs: number): number[] {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  return Array.from({ length: 5 * DAY_MIN }, (_, i) => {
    const parts = Object.fromEntries(format.formatToParts(fromMs + i * MINUTE_MS).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(parts.year as number, (parts.month as number) - 1, parts.day, parts.hour, parts.minute) / MINUTE_MS;
  });
}

/** Up to three shifts that do not overlap within their day; the last may run into the next one. */
const shifts = fc.uniqueArray(fc.integer({ min: 0, max: 95 }), { minLength: 0, maxLength: 6 }).map((quarters) => {
  const bounds = quarters.sort((a, b) => a - b).map((quarter) => quarter * 15);
  const list: [number, number][] = [];
  for (let i = 0; i + 1 < bounds.length; i += 2) list.push([bounds[i] as number, bounds[i + 1] as number]);
  return list;
});
const night = fc.option(fc.tuple(fc.integer({ min: 80, max: 95 }), fc.integer({ min: 1, max: 60 })), { nil: null });

const clock = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

test('working time is what the shifts of each local date say by the clock on the wall, each minute once, in any zone on any date', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.constantFrom(...CHANGES), anyDate),
      fc.array(fc.tuple(shifts, night), { minLength: 7, maxLength: 7 }),
      ([zone, date], week) => {
        const lists = week.map(([day, late]) => {
          if (late === null || day.some(([, end]) => end > late[0] * 15)) return day;
          return [...day, [late[0] * 15, late[1] * 15] as [number, number]];
        });
        if (lists.every((list) => list.length === 0)) return;
        const hours = Object.fromEntries(DAYS.map((name, i) => [name, (lists[i] ?? []).map(([a, b]) => `${clock(a)}-${clock(b)}`)]));
        const calendar = createCalendar({ timeZone: zone, hours, holidays: [], workdays: [], workdayHours: [] });
        const fromMs = Date.parse(`${date}T00:00:00Z`) - 2 * DAY_MIN * MINUTE_MS;
        const shown = shownMinutes(zone, fromMs);
        const worked = new Uint8Array(shown.length);
        const firstDay = Math.floor((shown[0] as number) / DAY_MIN);
        for (let day = firstDay - 1; day <= firstDay + 6; day += 1) {
          for (const [start, end] of lists[new Date(day * DAY_MIN * MINUTE_MS).getUTCDay()] ?? []) {
            const until = day * DAY_MIN + (end > start ? end : end + DAY_MIN);
            const first = shown.findIndex((minute) => minute >= day * DAY_MIN + start);
            const last = shown.findLastIndex((minute) => minute < until);
            if (first >= 0 && last >= 0) worked.fill(1, first, last + 1);
          }
        }
        // Away from the ends of what was looked at.
        const [a, b] = [DAY_MIN + 3, 4 * DAY_MIN - 7];
        for (let i = a; i < b; i += 7) expect(calendar.open(fromMs + i * MINUTE_MS), `${zone} ${shown[i]}`).toBe(worked[i] === 1);
        const total = worked.subarray(a, b).reduce((sum, one) => sum + one, 0);
        expect(calendar.elapsed(fromMs + a * MINUTE_MS, fromMs + b * MINUTE_MS)).toBe(total * MINUTE_MS);
        if (total > 1) expect(calendar.elapsed(fromMs + a * MINUTE_MS, calendar.add(fromMs + a * MINUTE_MS, MINUTE_MS))).toBe(MINUTE_MS);
      },
    ),
    { numRuns: 60, seed: 20_261_126 },
  );
}, 60_000);
