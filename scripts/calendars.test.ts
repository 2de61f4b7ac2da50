import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadConfig } from '../server/src/config/config.ts';

const calendarFile = fileURLToPath(new URL('../deploy/calendars/cn.yaml', import.meta.url));

/** 0 is Sunday. The noon of UTC, so that no zone moves the date. */
const weekday = (date: string) => new Date(`${date}T12:00:00Z`).getUTCDay();
const isDate = (date: string) => /^\d{4}-\d{2}-\d{2}$/.test(date) && new Date(`${date}T12:00:00Z`).toISOString().slice(0, 10) === date;

function shippedCalendar() {
  const dir = mkdtempSync(path.join(tmpdir(), 'warroom-calendar-'));
  try {
    const file = path.join(dir, 'warroom.yaml');
    writeFileSync(
      file,
      `lead:\n  calendar:\n    file: ${JSON.stringify(calendarFile)}\n    hours: { mon: ['09:00-12:00', '13:30-18:00'] }\n`,
    );
    const { calendar } = loadConfig({ file })['lead-response'];
    if (!calendar) throw new Error('the configuration has no calendar');
    return calendar;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

test('the shipped Chinese calendar loads as `lead-response.calendar.file` and holds as many days as the notices name', () => {
  const { holidays, workdays } = shippedCalendar();
  for (const date of [...holidays, ...workdays]) expect(isDate(date), date).toBe(true);
  const inYear = (dates: readonly string[], year: number) => dates.filter((d) => d.startsWith(`${year}-`)).length;
  // 2025: 1 + 8 + 3 + 5 + 3 + 8 (国庆 and 中秋 together); 2026: 3 + 9 + 3 + 5 + 3 + 3 + 7.
  expect([inYear(holidays, 2025), inYear(workdays, 2025)]).toEqual([28, 5]);
  expect([inYear(holidays, 2026), inYear(workdays, 2026)]).toEqual([33, 6]);
});

test('a make-up day is a weekend day, and no day is both free and worked', () => {
  const { holidays, workdays } = shippedCalendar();
  expect(workdays.filter((d) => ![0, 6].includes(weekday(d)))).toEqual([]);
  const all = [...holidays, ...workdays];
  expect(all.filter((d, i) => all.indexOf(d) !== i)).toEqual([]);
});
