import { expect, test } from 'vitest';
import { FakeClock } from '../../../testing/fakeClock.ts';
import { watchHolidayList } from './holidayListWatch.ts';

const DAY_MS = 86_400_000;
const calendar = (holidays: string[], workdays: string[] = []) => ({
  timeZone: 'Asia/Shanghai',
  hours: { mon: ['09:00-18:00'] },
  holidays,
  workdays,
  workdayHours: [],
});

function warnings(list: ReturnType<typeof calendar> | undefined, from: string, days: number): string[] {
  const clock = new FakeClock(Date.parse(from));
  const said: string[] = [];
  const end = watchHolidayList(list, clock, { warn: (_: unknown, text?: string) => void said.push(String(text)) });
  for (let day = 0; day < days; day += 1) clock.advance(DAY_MS);
  end();
  clock.advance(10 * DAY_MS);
  return said;
}

test('a list of holidays that ends within sixty days is warned of at the start and every day', () => {
  expect(warnings(calendar(['2026-10-01', '2026-05-01'], ['2026-09-27']), '2026-08-02T12:00:00Z', 2)).toEqual([
    expect.stringContaining('the list of holidays ends on 2026-10-01 (lead-response.calendar.holidays)'),
    expect.anything(),
    expect.anything(),
  ]);
  expect(warnings(calendar(['2026-10-01']), '2026-11-26T00:00:00Z', 0)).toEqual([expect.stringContaining('ended on 2026-10-01')]);
});

test('not while it reaches further, and not where there is none', () => {
  expect(warnings(calendar(['2026-10-01']), '2026-07-01T00:00:00Z', 3)).toEqual([]);
  expect(warnings(calendar(['2026-10-01']), '2026-07-31T00:00:00Z', 5)).toHaveLength(4);
  expect(warnings(calendar([]), '2026-11-26T00:00:00Z', 3)).toEqual([]);
  expect(warnings(undefined, '2026-11-26T00:00:00Z', 3)).toEqual([]);
});
