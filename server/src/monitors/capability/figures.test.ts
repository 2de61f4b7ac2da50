/** The figures behind the rules, each by a worked example. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { trialFact } from '../trial.ts';
import { AcceptanceBook } from './acceptance.ts';
import type { Member } from './crew.ts';
import { medianOf } from './median.ts';
import { ObjectionBook } from './objections.ts';
import { RegionUses } from './regionUses.ts';
import type { Rep } from './rep.ts';
import { wallUnits } from './wallUnits.ts';

const HOUR = 3_600_000;
const DAY = 24;

describe('CAP-1: talk-track decay = 1 − acceptance in the last seven days ÷ in the first seven', () => {
  const use = (book: AcceptanceBook, track: string, hour: number, uses: number, accepted: number) => {
    for (let i = 0; i < uses; i += 1) book.count('team', 'T', track, hour, i < accepted);
  };

  test('worked example: 30 of 50 accepted at first, 12 of 40 now: 1 − 0.3 ÷ 0.6 = 0.5', () => {
    const book = new AcceptanceBook();
    use(book, 'opening', 0, 30, 20);
    use(book, 'opening', 3 * DAY, 20, 10);
    use(book, 'opening', 10 * DAY, 40, 12);
    expect(book.judge('team', 'T', 10 * DAY, 0.3, 20)).toEqual({
      value: 0.5,
      bad: true,
      samples: 40,
      baseline: 0.6,
      strategy: null,
      talkTrack: 'opening',
    });
    expect(book.judge('team', 'T', 10 * DAY, 0.51, 20)?.bad).toBe(false);
    expect(book.judge('team', 'T', 10 * DAY, 0.3, 41)).toBeNull();
    expect(book.judge('region', 'T', 10 * DAY, 0.3, 20)).toBeNull();
  });

  test('the last seven days are 168 whole hours, the first seven count from the first use; younger tracks are not judged', () => {
    const book = new AcceptanceBook();
    use(book, 'opening', 5, 20, 20);
    use(book, 'opening', 5 + 167, 20, 10);
    expect(book.judge('team', 'T', 5 + 167, 0.3, 20)).toBeNull();
    // At the end of hour 173 the week from hour 5 is over: 30 of 40 at first, 10 of 20 in the week before (hours 6 to 173).
    expect(book.judge('team', 'T', 5 + 168, 0.3, 20)).toMatchObject({ value: 0.333333333, baseline: 0.75, samples: 20 });
    // Hour 172 falls out of the last week with the end of hour 340.
    expect(book.judge('team', 'T', 5 + 167 + 167, 0.3, 20)?.samples).toBe(20);
    expect(book.judge('team', 'T', 5 + 167 + 168, 0.3, 20)).toBeNull();
  });

  test('of several tracks: accepted ÷ what each would have had at its own first rate, so a change of mix is no decay', () => {
    const book = new AcceptanceBook();
    use(book, 'easy', 0, 100, 80);
    use(book, 'hard', 0, 100, 20);
    use(book, 'easy', 20 * DAY, 20, 16);
    use(book, 'hard', 20 * DAY, 80, 16);
    // Pooled rates would say 1 − 0.32 ÷ 0.5 = 0.36 although neither track has lost anything.
    expect(book.judge('team', 'T', 20 * DAY, 0.3, 20)?.value).toBe(0);
    use(book, 'hard', 20 * DAY + 1, 40, 2);
    // Expected 20 × 0.8 + 120 × 0.2 = 40, accepted 34.
    expect(book.judge('team', 'T', 20 * DAY + 1, 0.3, 20)).toMatchObject({ value: 0.15, talkTrack: 'hard' });
  });

  test('property: the running week equals the week counted afresh, whatever comes late and whatever is pruned', () => {
    const rows = fc.array(fc.record({ hour: fc.integer({ min: 0, max: 500 }), late: fc.integer({ min: 0, max: 24 }), ok: fc.boolean() }), {
      maxLength: 120,
    });
    fc.assert(
      fc.property(rows, (facts) => {
        const live = new AcceptanceBook();
        for (let hour = 0; hour <= 530; hour += 1) {
          for (const f of facts) if (f.hour + f.late === hour) live.count('rep', 'R', 't', f.hour, f.ok);
          if (hour % 24 === 0) live.prune(hour - 34);
          const known = facts.filter((f) => f.hour + f.late <= hour).sort((a, b) => a.hour - b.hour);
          const fresh = new AcceptanceBook();
          for (const f of known) fresh.count('rep', 'R', 't', f.hour, f.ok);
          if (hour % 50 === 0 || hour === 530) expect(live.judge('rep', 'R', hour, 0.3, 1)).toEqual(fresh.judge('rep', 'R', hour, 0.3, 1));
          else live.judge('rep', 'R', hour, 0.3, 1);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('CAP-2: objection delay = median resolution time over 24 h ÷ 28-day baseline − 1', () => {
  const limits = { threshold: 0.5, minResolved: 3, minBaselineResolved: 4 };
  const here = { team: 'T', region: 'E' };
  const fact = (kind: 'objection.raised' | 'objection.resolved', key: string, hour: number) =>
    trialFact(kind, key, hour * HOUR, { repId: 'R', type: 'price' });
  const book = () => {
    const objections = new ObjectionBook();
    const touched: string[] = [];
    const take = (kind: 'objection.raised' | 'objection.resolved', key: string, hour: number) =>
      objections.take(fact(kind, key, hour), here, (scope, id, fromMs) => touched.push(`${scope} ${id} ${fromMs / HOUR}`));
    const resolve = (key: string, resolvedHour: number, hours: number) => {
      take('objection.raised', key, resolvedHour - hours);
      take('objection.resolved', key, resolvedHour);
    };
    return { objections, take, resolve, touched };
  };

  test('worked example: median 6 h today against 4 h in the four weeks before: 0.5', () => {
    const { objections, resolve } = book();
    for (const [i, hours] of [2, 3, 5, 9].entries()) resolve(`B${i}`, 100 + 24 * i, hours);
    for (const [i, hours] of [1, 6, 50].entries()) resolve(`N${i}`, 290 + i, hours);
    // Baseline of 2, 3, 5, 9: (3 + 5) ÷ 2 = 4 h.
    expect(objections.judge('team', 'T', 299, limits)).toEqual({
      value: 0.5,
      bad: true,
      samples: 3,
      baseline: 4 * 3_600,
      strategy: null,
      talkTrack: null,
    });
    expect(objections.judge('rep', 'R', 299, limits)?.value).toBe(0.5);
    expect(objections.judge('region', 'E', 299, { ...limits, threshold: 0.51 })?.bad).toBe(false);
    expect(objections.judge('team', 'T', 299, { ...limits, minResolved: 4 })).toBeNull();
    expect(objections.judge('team', 'T', 299, { ...limits, minBaselineResolved: 5 })).toBeNull();
    // 24 h later none of the three is recent; 28 days later the first of the four has left the baseline: 1, 3, 5, 6, 9, 50.
    expect(objections.judge('team', 'T', 315, limits)).toBeNull();
    for (const i of [0, 1, 2]) resolve(`L${i}`, 100 + 29 * DAY, 4);
    expect(objections.judge('team', 'T', 100 + 29 * DAY, limits)).toMatchObject({ samples: 3, baseline: 5.5 * 3_600 });
  });

  test('raised again after it was resolved: open again, and whole from the first raising when it is resolved at last', () => {
    const { objections, take, resolve, touched } = book();
    for (let i = 0; i < 4; i += 1) resolve(`B${i}`, 100, 5);
    resolve('O1', 290, 5);
    resolve('O2', 290, 5);
    resolve('O3', 290, 5);
    expect(objections.judge('team', 'T', 299, limits)?.value).toBe(0);
    touched.length = 0;
    take('objection.raised', 'O3', 295);
    expect(touched).toEqual(['rep R 290', 'team T 290', 'region E 290']);
    expect(objections.judge('team', 'T', 299, limits)).toBeNull();
    take('objection.resolved', 'O3', 297);
    take('objection.resolved', 'O2', 295);
    // Durations 5, 10 and 12 h.
    expect(objections.judge('team', 'T', 299, limits)?.value).toBe(1);
  });

  test('a resolution that comes before its raising waits for it', () => {
    const { objections, take, resolve } = book();
    for (let i = 0; i < 4; i += 1) resolve(`B${i}`, 100, 5);
    for (const key of ['O1', 'O2', 'O3']) take('objection.resolved', key, 290);
    expect(objections.judge('team', 'T', 299, limits)).toBeNull();
    for (const key of ['O3', 'O2', 'O1']) take('objection.raised', key, 280);
    expect(objections.judge('team', 'T', 299, limits)?.value).toBe(1);
  });

  test('property: the median equals that of the sorted values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ min: 0, max: 1e6, noNaN: true })), { minLength: 1 }),
        (values) => {
          const sorted = [...values].sort((a, b) => a - b);
          const half = values.length >> 1;
          const expected = values.length % 2 ? sorted[half] : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
          expect(medianOf(Float64Array.from(values))).toBe(expected);
        },
      ),
    );
    expect(medianOf(new Float64Array(0))).toBeNaN();
  });
});

describe('CAP-3: usage drop = 1 − uses ÷ mean of the same hour in the four weeks before', () => {
  const limits = { threshold: 0.15, minBaselineWeeks: 2, minBaselineUses: 20 };
  const always = () => true;
  const hours = [4, 172, 340, 508, 676] as const;
  const region = (...uses: number[]) => {
    const book = new RegionUses();
    for (const [i, n] of uses.entries()) for (let k = 0; k < n; k += 1) book.count('E', hours[i] as number);
    return book;
  };

  test('worked example: 90, 110, 100 and 100 uses, now 85: exactly 15 % below, which is enough', () => {
    expect(region(90, 110, 100, 100, 85).judge('E', 676, always, limits)).toEqual({
      value: 0.15,
      bad: true,
      samples: 85,
      baseline: 100,
      strategy: null,
      talkTrack: null,
    });
    expect(region(90, 110, 100, 100, 86).judge('E', 676, always, limits)).toMatchObject({ value: 0.14, bad: false });
    expect(region(90, 110, 100, 100, 0).judge('E', 676, always, limits)?.value).toBe(1);
  });

  test('hours before the first use ever known and hours that were not worked are no baseline', () => {
    expect(region(0, 0, 100, 100, 50).judge('E', 676, always, limits)).toMatchObject({ value: 0.5, baseline: 100 });
    expect(region(0, 0, 0, 100, 50).judge('E', 676, always, limits)).toBeNull();
    const holiday = (hour: number) => hour !== 340;
    expect(region(60, 100, 5, 80, 40).judge('E', 676, holiday, limits)).toMatchObject({ value: 0.5, baseline: 80 });
    expect(region(10, 10, 10, 10, 1).judge('E', 676, always, limits)).toBeNull();
  });
});

describe('CAP-4: nothing on a wall speaks of fewer than five', () => {
  const people = (n: number, team: string | null, region: string | null): Member[] =>
    Array.from({ length: n }, (_, i) => ({ rep: { name: `${team}-${region}-${i}` } as Rep, team, region }));
  const pooled = (members: Member[]) => [...wallUnits(members, 5)].map(([key, u]) => [key, u.members.length, u.pooledTeams]);

  test('teams of five stand alone; smaller ones go into their region, and what is left there into all', () => {
    expect(
      pooled([
        ...people(5, 'big', 'east'),
        ...people(4, 'small-1', 'east'),
        ...people(1, 'small-2', 'east'),
        ...people(3, 'tiny', 'west'),
        ...people(2, null, 'north'),
      ]),
    ).toEqual([
      ['team|big', 5, 0],
      ['region|east', 5, 2],
      ['all|', 5, 1],
    ]);
  });

  test('where fewer than five are left, nobody is spoken of', () => {
    expect(pooled([...people(5, 'big', 'east'), ...people(4, 'small', 'east')])).toEqual([['team|big', 5, 0]]);
    expect(pooled(people(4, 'small', 'east'))).toEqual([]);
  });
});
