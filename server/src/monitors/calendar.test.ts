import fc from 'fast-check';
import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import { AROUND_THE_CLOCK, createCalendar } from './calendar.ts';

const office = ['09:00-12:00', '13:30-18:00'];
const settings = {
  timeZone: 'Asia/Shanghai',
  hours: { mon: office, tue: office, wed: office, thu: office, fri: office },
  holidays: ['2025-10-01', '2025-10-02', '2025-10-03', '2025-10-06', '2025-10-07', '2025-10-08'],
  workdays: ['2025-09-28', '2025-10-11'],
  workdayHours: [],
};
const calendar = createCalendar(settings);
const shanghai = (text: string) => DateTime.fromISO(text, { zone: 'Asia/Shanghai' }).toMillis();
const minutes = (n: number) => n * 60_000;

test('the clock stops over lunch', () => {
  expect(calendar.elapsed(shanghai('2025-09-24T11:59:30'), shanghai('2025-09-24T13:30:30'))).toBe(60_000);
  expect(calendar.add(shanghai('2025-09-24T11:59:30'), 90_000)).toBe(shanghai('2025-09-24T13:31:00'));
});

test('a lead of Tuesday night is due on Wednesday morning', () => {
  expect(calendar.add(shanghai('2025-09-23T22:00:00'), 90_000)).toBe(shanghai('2025-09-24T09:01:30'));
  expect(calendar.open(shanghai('2025-09-23T22:00:00'))).toBe(false);
  expect(calendar.open(shanghai('2025-09-24T09:00:00'))).toBe(true);
});

test('a make-up Sunday is worked and National Day is not', () => {
  expect(calendar.elapsed(shanghai('2025-09-28T00:00:00'), shanghai('2025-09-29T00:00:00'))).toBe(minutes(450));
  expect(calendar.elapsed(shanghai('2025-10-01T00:00:00'), shanghai('2025-10-09T00:00:00'))).toBe(0);
  // Last working minute of September 30 falls due on October 9.
  expect(calendar.add(shanghai('2025-09-30T17:59:30'), 90_000)).toBe(shanghai('2025-10-09T09:01:00'));
});

test('a deadline that falls on the end of a shift falls on it, not on the start of the next', () => {
  expect(calendar.add(shanghai('2025-09-24T11:58:30'), 90_000)).toBe(shanghai('2025-09-24T12:00:00'));
});

test('a night shift runs into the next day', () => {
  const night = createCalendar({ ...settings, hours: { fri: ['22:00-06:00'] }, holidays: [], workdays: [] });
  expect(night.elapsed(shanghai('2025-09-26T23:00:00'), shanghai('2025-09-27T12:00:00'))).toBe(minutes(420));
  expect(night.open(shanghai('2025-09-27T03:00:00'))).toBe(true);
});

test('a day on which the clocks change is as long as it is', () => {
  const berlin = createCalendar({
    timeZone: 'Europe/Berlin',
    hours: { sun: ['00:00-24:00'] },
    holidays: [],
    workdays: [],
    workdayHours: [],
  });
  const day = (text: string) => DateTime.fromISO(text, { zone: 'Europe/Berlin' }).toMillis();
  expect(berlin.elapsed(day('2025-03-30T00:00:00'), day('2025-03-31T00:00:00'))).toBe(minutes(23 * 60));
});

test('a shift that begins in the hour that the clocks pass over begins at its end', () => {
  const berlin = createCalendar({
    timeZone: 'Europe/Berlin',
    hours: { sun: ['02:30-06:00'] },
    holidays: [],
    workdays: [],
    workdayHours: [],
  });
  const day = (text: string) => DateTime.fromISO(text, { zone: 'Europe/Berlin' }).toMillis();
  expect(berlin.open(day('2025-03-30T03:00:00'))).toBe(true);
  expect(berlin.elapsed(day('2025-03-30T00:00:00'), day('2025-03-31T00:00:00'))).toBe(minutes(180));
  // Where the hour is there twice, the shift begins with the first.
  expect(berlin.elapsed(day('2025-10-26T00:00:00'), day('2025-10-27T00:00:00'))).toBe(minutes(270));
});

test('a night shift and an early shift of the next day that overlap count once', () => {
  const both = createCalendar({ ...settings, hours: { mon: ['22:00-06:00'], tue: ['05:00-09:00'] }, holidays: [], workdays: [] });
  expect(both.elapsed(shanghai('2025-09-22T12:00:00'), shanghai('2025-09-23T12:00:00'))).toBe(minutes(11 * 60));
  expect(both.add(shanghai('2025-09-23T05:30:00'), minutes(60))).toBe(shanghai('2025-09-23T06:30:00'));
  // Into a free day as well, and over a make-up day's hours.
  const makeUp = { ...settings, holidays: ['2025-09-23'], workdays: ['2025-09-28'], workdayHours: ['03:00-07:00'] };
  const holiday = createCalendar({ ...makeUp, hours: { mon: ['22:00-06:00'], sat: ['22:00-06:00'] } });
  expect(holiday.elapsed(shanghai('2025-09-22T12:00:00'), shanghai('2025-09-23T12:00:00'))).toBe(minutes(8 * 60));
  expect(holiday.elapsed(shanghai('2025-09-27T12:00:00'), shanghai('2025-09-28T12:00:00'))).toBe(minutes(9 * 60));
});

test('elapsed undoes add, and working time is additive', () => {
  const start = shanghai('2025-09-20T00:00:00');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20 * 86_400_000 }), fc.integer({ min: 1, max: 40 * 3_600_000 }), (offset, workMs) => {
      const from = start + offset;
      const due = calendar.add(from, workMs);
      expect(calendar.elapsed(from, due)).toBe(workMs);
      const middle = from + Math.floor((due - from) / 3);
      expect(calendar.elapsed(from, middle) + calendar.elapsed(middle, due)).toBe(workMs);
    }),
  );
});

test('without a calendar the clock never stops', () => {
  expect(AROUND_THE_CLOCK.add(5, 90_000)).toBe(90_005);
  expect(AROUND_THE_CLOCK.elapsed(9, 5)).toBe(0);
});

test('settings that make no sense are refused by name', () => {
  expect(() => createCalendar({ ...settings, timeZone: 'Mars/Olympus' })).toThrow(/timeZone: no such time zone: Mars\/Olympus/);
  expect(() => createCalendar({ ...settings, hours: { monday: office } })).toThrow(/no such weekday: monday/);
  expect(() => createCalendar({ ...settings, hours: { mon: ['25:00-26:00'] } })).toThrow(/hours\.mon: not a shift/);
  expect(() => createCalendar({ ...settings, hours: { mon: ['09:00-12:00', '11:00-13:00'] } })).toThrow(/overlap/);
  expect(() => createCalendar({ ...settings, hours: {} })).toThrow(/no working hours/);
  expect(() => createCalendar({ ...settings, holidays: ['2025-02-30'] })).toThrow(/not a date/);
});
