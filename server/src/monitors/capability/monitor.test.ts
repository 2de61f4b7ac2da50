import { TOPIC_DEFINITIONS, TOPIC_NAMES, type Topic } from '@warroom/protocol/board';
import type { Fact } from '@warroom/protocol/events';
import { isPrivateTopic } from '@warroom/protocol/privacy';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../config/config.ts';
import { AROUND_THE_CLOCK, type Calendar, createCalendar } from '../calendar.ts';
import { MonitorRun, makeFact } from '../monitorRun.fixture.ts';
import { createCapabilityMonitor } from './monitor.ts';
import type { CapabilitySettings } from './settings.ts';

/** A Monday. */
const T0 = Date.parse('2026-03-02T00:00:00Z');
const HOUR = 3_600_000;
const at = (hours: number) => T0 + hours * HOUR;
const iso = (hours: number) => new Date(at(hours)).toISOString();

function run(settings: Partial<CapabilitySettings> = {}, calendar: Calendar = AROUND_THE_CLOCK) {
  const t = new MonitorRun((signal) => createCapabilityMonitor({ ...loadConfig().capability, ...settings }, signal, calendar));
  return t.at(at(-30));
}

const published = (hours: number, audience: string[], name = 'S1', more: Record<string, unknown> = {}) =>
  makeFact('strategy.published', name, at(hours), { audience, title: `${name} title`, ...more });
const understood = (rep: string, hours: number, score: number, more: Record<string, unknown> = {}) =>
  makeFact('strategy.understood', 'S1', at(hours), { repId: rep, team: 'alpha', region: 'east', score, ...more });
const used = (rep: string, hours: number, more: Record<string, unknown> = {}) =>
  makeFact('talktrack.used', 'opening', at(hours), { repId: rep, team: 'alpha', region: 'east', strategy: 'S1', source: 'call', ...more });
const REPS = ['R1', 'R2', 'R3', 'R4', 'R5'];
const named = (reps: readonly string[], hours = -1, more: Record<string, unknown> = {}) =>
  reps.map((rep) => makeFact('report.filed', rep, at(hours), { repId: rep, team: 'alpha', region: 'east', text: 'x', ...more }));
/** Uses by each rep in one hour. */
const uses = (hour: number, counts: Record<string, number>, more: Record<string, unknown> = {}): Fact[] =>
  Object.entries(counts).flatMap(([rep, n]) => Array.from({ length: n }, (_, i) => used(rep, hour + i / 100, more)));
const lagging = { R1: 10, R2: 10, R3: 10, R4: 10, R5: 7 };
const even = { R1: 10, R2: 10, R3: 10, R4: 10, R5: 10 };

describe('strategy transmission', () => {
  test('CAP-6, CAP-7: worked example: of an audience of five, three understood, three used (two in 48 h), one had it accepted', () => {
    const t = run().take([
      ...named(REPS),
      ...named(['X1'], -1, { team: 'beta', region: 'west' }),
      published(0, ['alpha']),
      understood('R1', 1, 0.8),
      understood('R2', 2, 0.79),
      understood('R3', 3, 0.9),
      understood('R4', 1.5, 1),
      used('R1', 3, { accepted: false }),
      used('R1', 5, { accepted: true }),
      used('R2', 48, { accepted: false }),
      used('R5', 48.001),
      used('X1', 4, { team: 'beta', region: 'west', accepted: true }),
    ]);
    const row = t.at(at(49)).board().get('capability.strategies', 'S1|alpha');
    expect(row).toMatchObject({
      audience: 5,
      understood: 3,
      used: 3,
      accepted: 1,
      usedWithin48h: 2,
      efficiency: 0.4,
      unit: 'team',
      unitId: 'alpha',
      publishedAt: iso(0),
      headlineAt: iso(48),
      title: 'S1 title',
    });
    expect(row?.series).toEqual({
      hours: [1, 2, 4, 6, 8, 12, 16, 20, 24, 30, 36, 42, 48],
      understood: [1, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3],
      used: [0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2],
      accepted: [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
    });
    expect(t.board().keys('capability.strategies')).toEqual(['S1|alpha']);
  });

  test('CAP-8: the series goes on by the clock alone, for a week; after sixty days the strategy leaves the board', () => {
    const t = run().take([...named(REPS), published(0, ['east'])]);
    const points = (hours: number) => t.at(at(hours)).board().get('capability.strategies', 'S1|alpha')?.series.hours.length;
    expect([0.99, 1, 2, 48, 168, 400].map(points)).toEqual([0, 1, 2, 13, 22, 22]);
    t.take(named(REPS, 59 * 24));
    expect(points(60 * 24 - 0.001)).toBe(22);
    expect(points(60 * 24)).toBeUndefined();
  });

  test('CAP-6: a later score corrects an earlier one', () => {
    const t = run().take([...named(REPS), published(0, ['alpha']), understood('R1', 1, 0.9), understood('R1', 2, 0.3)]);
    const row = () => t.board().get('capability.strategies', 'S1|alpha');
    expect(row()?.understood).toBe(0);
    t.take([understood('R1', 3, 0.85), understood('R1', 4, 0.95)]).at(at(4));
    expect(row()).toMatchObject({ understood: 1, series: { hours: [1, 2, 4], understood: [0, 0, 1] } });
  });

  test('CAP-1, CAP-7: the audience is who the events name in its teams and regions, in the place named last, within four weeks', () => {
    const t = run().take([...named([...REPS, 'R6', 'R7'], 0), published(0, ['alpha'])]);
    const audience = () => t.board().get('capability.strategies', 'S1|alpha')?.audience;
    expect(audience()).toBe(7);
    t.take(named(['R7'], 1, { team: 'beta' }));
    expect(audience()).toBe(6);
    t.take(named(REPS, 24 * 20)).at(at(24 * 28));
    expect(audience()).toBe(6);
    t.at(at(24 * 28 + 1));
    expect(audience()).toBe(5);
    t.take(named(['R6'], 24 * 28 + 1.5));
    expect(audience()).toBe(6);
  });

  test('CAP-2: with a roster, it alone says who is there; a fact without a team counts where it places the rep', () => {
    const roster = ['A', 'B', 'C', 'D', 'E'].map((repId) => ({ repId, team: 'alpha', region: 'east' }));
    const t = run({ roster }).take([...named(REPS), published(0, ['alpha']), used('A', 1, { team: null, region: null }), used('R1', 1)]);
    expect(t.board().get('capability.strategies', 'S1|alpha')).toMatchObject({ audience: 5, used: 1 });
  });

  test('CAP-5: an empty audience means everybody, and the earliest publication counts', () => {
    const t = run().take([...named(REPS), ...named(['X1'], -1, { team: null, region: 'west' })]);
    t.take([published(5, []), { ...published(2, []), ingestedAtMs: at(6) }]).at(at(6));
    expect(t.board().get('capability.strategies', 'S1|alpha')).toMatchObject({ audience: 5, publishedAt: iso(2) });
    t.take(named(['X2', 'X3', 'X4', 'X5'], 7, { team: null, region: 'west' }));
    expect(t.board().get('capability.strategies', 'S1|region:west')).toMatchObject({ audience: 5, pooledTeams: 0 });
  });

  test('CAP-5: a window that is over is judged by the edition that held then', () => {
    const t = run().take([...named(REPS), published(0, ['alpha']), used('R1', 1), published(48.5, ['beta'])]);
    const windows = (hours: number) => t.at(at(hours)).board().get('capability.breakers', 'transmission-low|team|alpha')?.windows;
    expect([48, 49].map(windows)).toEqual([1, 0]);
    // A late row has the window before the second edition judged again: R1 was among its audience.
    t.take([{ ...used('R2', 10), ingestedAtMs: at(49) }]).at(at(49.1));
    expect(t.board().get('capability.breakers', 'transmission-low|team|alpha')).toMatchObject({ value: 0.4, judgedAt: iso(48) });
  });

  test('CAP-7: the headline follows the setting of its hours', () => {
    const t = run({ headlineHours: 10 }).take([...named(REPS), published(0, ['alpha']), used('R1', 10), used('R2', 10.1)]);
    expect(t.board().get('capability.strategies', 'S1|alpha')).toMatchObject({ used: 2, usedWithin48h: 1, headlineAt: iso(10) });
  });

  test('CAP-5: a further edition changes audience and title, not the time of publication', () => {
    const t = run().take([...named(REPS), published(0, ['beta']), published(5, ['alpha'], 'S1', { title: 'second' })]);
    expect(t.board().get('capability.strategies', 'S1|alpha')).toMatchObject({ title: 'second', publishedAt: iso(0) });
  });
});

describe('who the reps are', () => {
  const place = (t: ReturnType<typeof run>, rep: string) => {
    const { team, region } = t.board().get('capability.breakers', `decay-high|rep|${rep}`) ?? {};
    return { team, region };
  };
  /** A breaker of the rep, so that its row says where the rep belongs. */
  const watched = (rep: string) => [
    ...Array.from({ length: 20 }, (_, i) => used(rep, i / 100, { accepted: true })),
    ...Array.from({ length: 20 }, (_, i) => used(rep, 190 + i / 100, { accepted: true })),
  ];

  test('CAP-1: team and region count each as named last; of two facts of one instant the greater id', () => {
    const t = run().take(watched('R1')).at(at(192));
    expect(place(t, 'R1')).toEqual({ team: 'alpha', region: 'east' });
    t.take(named(['R1'], 193, { team: 'beta', region: null }));
    expect(place(t, 'R1')).toEqual({ team: 'beta', region: 'east' });
    t.take([...named(['R1'], 194, { team: 'zeta', id: 'b' }), ...named(['R1'], 194, { team: 'eta', region: 'west', id: 'a' })]);
    expect(place(t, 'R1')).toEqual({ team: 'zeta', region: 'east' });
  });

  test('CAP-1: what was said before a gap of more than 28 days does not come back with the rep', () => {
    const t = run({ expireHours: 10_000 }).take(watched('R1'));
    const before = 190 + 24 * 28;
    t.take(named(['R1'], before, { team: null, region: null })).at(at(before + 1));
    expect(place(t, 'R1')).toEqual({ team: 'alpha', region: 'east' });
    const after = before + 24 * 28 + 1;
    t.take(named(['R1'], after, { team: null, region: 'west' })).at(at(after));
    expect(place(t, 'R1')).toEqual({ team: null, region: 'west' });
    // Also where both facts are of hours that windows still read.
    const soon = run({ repActiveDays: 1 }).take(watched('R1'));
    soon.take(named(['R1'], 216, { team: null, region: 'west' })).at(at(216.5));
    expect(place(soon, 'R1')).toEqual({ team: null, region: 'west' });
  });

  test('CAP-2: with a roster a use that names no team counts where the roster places its rep', () => {
    const roster = [{ repId: 'A', team: 'alpha', region: 'east' }];
    const t = run({ roster }).take(watched('A').map((fact) => ({ ...fact, team: null, region: null })));
    const board = t.at(at(192)).board();
    for (const unit of ['rep|A', 'team|alpha', 'region|east']) expect(board.get('capability.breakers', `decay-high|${unit}`)).toBeDefined();
  });

  test('CAP-3: what a machine does in the name of a rep, and being assigned a lead, do not show the rep at work', () => {
    const judged = (...facts: Fact[]) => {
      const t = run().take([...named(REPS.slice(0, 4), 0.5), ...named(['R5'], -20), published(0, ['alpha']), ...facts]);
      t.take(uses(7, { R1: 10, R2: 10, R3: 10, R4: 10 }));
      return t.at(at(8)).board().get('capability.breakers', 'usage-lag|rep|R5') !== undefined;
    };
    const about = { repId: 'R5', team: 'alpha', region: 'east' };
    expect(judged()).toBe(false);
    expect(judged(makeFact('lead.assigned', 'L1', at(1), about))).toBe(false);
    expect(judged(makeFact('opportunity.moved', 'O1', at(1), { ...about, stage: 'won' }))).toBe(false);
    expect(judged(makeFact('lead.responded', 'L1', at(1), { ...about, automated: true }))).toBe(false);
    expect(judged(makeFact('touchpoint.seen', 'C1', at(1), { ...about, found_later: true }))).toBe(false);
    expect(judged(makeFact('touchpoint.seen', 'C1', at(1), about))).toBe(true);
    expect(judged(makeFact('lead.responded', 'L1', at(1), about))).toBe(true);
    // Hours 0 to 7 are eight.
    expect(judged(...named(['R5'], 0.5))).toBe(true);
    expect(judged(...named(['R5'], -0.5))).toBe(false);
  });
});

describe('usage-lag', () => {
  test('CAP-10, CAP-13, CAP-20: worked example: 7 uses against a mean of 9.4 are 25.5 % below; open, half-open, closed', () => {
    const t = run({ supervisors: { alpha: 'Li' } }).take([...named(REPS, 8), published(0, ['alpha'])]);
    const key = 'usage-lag|rep|R5';
    const row = (hours: number) => t.at(at(hours)).board().get('capability.breakers', key);
    t.take(uses(9, lagging));
    expect(row(9.99)).toBeUndefined();
    expect(row(10)).toMatchObject({ state: 'closed', since: iso(10), value: 0.255319149, threshold: 0.2, windows: 1, baseline: 9.4 });
    t.take(uses(10, lagging));
    expect(row(11)).toMatchObject({ state: 'open', since: iso(11), windows: 2, openedAt: iso(11), strategy: 'S1', team: 'alpha' });
    t.take(uses(11, even));
    expect(row(12)).toMatchObject({ state: 'half-open', since: iso(12), value: 0, windows: 0, openedAt: iso(11) });
    t.take(uses(12, even));
    expect(row(13)).toMatchObject({ state: 'closed', since: iso(13), openedAt: null, goodWindows: 2 });
    expect(t.signalLines()).toEqual(['raise breaker-usage-lag rep:R5 info', 'clear breaker-usage-lag rep:R5 recovered']);
    expect(t.signals[0]).toMatchObject({ atMs: at(11), sinceMs: at(9), episode: iso(11), feeds: ['call', 'crm'] });
    expect(t.signals[0]).toMatchObject({ facts: { scope: 'rep', id: 'R5', team: 'alpha', wallUnit: 'team', wallUnitId: 'alpha' } });
  });

  test('CAP-28: the alert of an open breaker follows its rep to another team, at the full hour and once', () => {
    const t = run().take([
      ...named(REPS, 8),
      ...named(['B1', 'B2', 'B3', 'B4', 'B5'], 8, { team: 'beta', region: 'west' }),
      published(0, ['alpha']),
    ]);
    t.take([...uses(9, lagging), ...uses(10, lagging)]).at(at(11));
    t.take([makeFact('report.filed', 'R5', at(11.5), { repId: 'R5', team: 'beta', region: 'west', text: 'x' })]).at(at(15));
    const updates = t.signals.filter(({ type, subject }) => type === 'update' && subject === 'rep:R5');
    expect(updates).toMatchObject([
      { atMs: at(12), episode: iso(11), facts: { team: 'beta', region: 'west', wallUnit: 'team', wallUnitId: 'beta' } },
    ]);
  });

  test('CAP-13: exactly 20 % below is enough; less is not', () => {
    const exact = { R1: 11, R2: 11, R3: 10, R4: 10, R5: 8 };
    const t = run()
      .take([...named(REPS, 8), published(0, ['alpha']), ...uses(9, exact), ...uses(10, exact)])
      .at(at(11));
    expect(t.board().get('capability.breakers', 'usage-lag|rep|R5')).toMatchObject({ state: 'open', value: 0.2 });
    expect(t.board().get('capability.breakers', 'usage-lag|rep|R4')).toMatchObject({ state: 'closed', value: 0 });
  });

  test('CAP-13: only uses of the newest strategy that was out when the hour began count', () => {
    const t = run().take([...named(REPS, 8), published(0, ['alpha']), published(9.5, ['east'], 'S2')]);
    t.take([...uses(9, lagging), ...uses(10, { ...even, R5: 0 }, { strategy: 'S2' }), ...uses(10, { R5: 30 })]).at(at(11));
    expect(t.board().get('capability.breakers', 'usage-lag|rep|R5')).toMatchObject({ strategy: 'S2', value: 1, state: 'open' });
  });

  test('CAP-3, CAP-13: too few uses or too few people at work are not judged; who is not at work is neither judged nor counted', () => {
    const t = run()
      .take([...named(REPS, 8), published(0, ['alpha']), ...uses(9, { R1: 3, R2: 3, R3: 3 })])
      .at(at(10));
    expect(t.board().keys('capability.breakers')).toEqual([]);
    // Eight hours on, only R1 to R3 have been heard of: the mean is theirs.
    t.take([...uses(16.5, { R1: 1, R2: 1, R3: 1 }), ...uses(17, { R1: 10, R2: 10, R3: 4 })]).at(at(18));
    expect(t.board().get('capability.breakers', 'usage-lag|rep|R3')).toMatchObject({ value: 0.5, baseline: 8 });
    expect(
      t
        .board()
        .keys('capability.breakers')
        .filter((k) => k.startsWith('usage-lag')),
    ).toEqual(['usage-lag|rep|R1', 'usage-lag|rep|R2', 'usage-lag|rep|R3']);
  });

  test('CAP-9: hours outside working time are no windows: Friday 17 h and Monday 9 h are in a row', () => {
    const hours = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((d) => [d, ['09:00-12:30', '13:30-18:00']]));
    const calendar = createCalendar({ timeZone: 'UTC', hours, holidays: [], workdays: [], workdayHours: [] });
    const friday = 4 * 24;
    const monday = 7 * 24;
    const t = run({}, calendar).take([...named(REPS, friday + 10), published(friday, ['alpha'])]);
    t.take([...uses(friday + 17, lagging), ...uses(friday + 18, even), ...uses(friday + 30, even), ...uses(monday + 9, lagging)]);
    t.at(at(monday + 10));
    expect(t.signals[0]).toMatchObject({ type: 'raise', atMs: at(monday + 10), sinceMs: at(friday + 17) });
    // 12:30 to 13:00 is half an hour of work and a window; 18:00 was none.
    expect(t.board().get('capability.breakers', 'usage-lag|rep|R5')).toMatchObject({ state: 'open', windows: 2 });
  });
});

describe('the other rules', () => {
  test('CAP-14: usage-drop: 15 % below the usual hour for three hours in a row', () => {
    const t = run();
    const week = 168;
    for (const w of [0, 1, 2, 3]) for (const h of [9, 10, 11, 12]) t.take(uses(w * week + h, { R1: 25, R2: 25 }));
    for (const h of [9, 10, 11]) t.take(uses(4 * week + h, { R1: 21, R2: 21 }));
    const row = (hours: number) =>
      t
        .at(at(4 * week + hours))
        .board()
        .get('capability.breakers', 'usage-drop|region|east');
    expect(row(11)).toMatchObject({ state: 'closed', windows: 2, value: 0.16, baseline: 50 });
    expect(row(12)).toMatchObject({ state: 'open', windows: 3, threshold: 0.15 });
    t.take(uses(4 * week + 12, { R1: 25, R2: 18 }));
    expect(row(13)).toMatchObject({ state: 'half-open', value: 0.14 });
    expect(t.signalLines()).toEqual(['raise breaker-usage-drop region:east warning']);
  });

  test('CAP-15: transmission-low: judged from 48 h after publication, and mended by those who come late', () => {
    const t = run().take([...named(REPS), published(0, ['alpha']), used('R1', 10), used('R2', 20)]);
    const row = (hours: number, key = 'transmission-low|team|alpha') => t.at(at(hours)).board().get('capability.breakers', key);
    expect(row(47.99)).toBeUndefined();
    expect(row(48)).toMatchObject({ state: 'closed', value: 0.4, threshold: 0.5, samples: 5, windows: 1, strategy: 'S1' });
    expect(row(49)).toMatchObject({ state: 'open' });
    expect(row(49, 'transmission-low|region|east')).toMatchObject({ state: 'open' });
    t.take([used('R3', 50.5)]);
    expect(row(51)).toMatchObject({ state: 'half-open', value: 0.6 });
    expect(row(52)).toMatchObject({ state: 'closed' });
    expect(t.signalLines().sort()).toEqual([
      'clear breaker-transmission-low region:east recovered',
      'clear breaker-transmission-low team:alpha recovered',
      'raise breaker-transmission-low region:east warning',
      'raise breaker-transmission-low team:alpha warning',
    ]);
  });

  test('CAP-15: a strategy with too small an audience gives way to the next older one; none is judged after sixty days', () => {
    const t = run().take([...named(REPS), published(-10, ['alpha']), published(0, ['gamma'], 'S2'), used('R1', 1)]);
    const row = (hours: number) => t.at(at(hours)).board().get('capability.breakers', 'transmission-low|team|alpha');
    expect(row(50)).toMatchObject({ strategy: 'S1', value: 0.2 });
    t.take(named(REPS, 24 * 59 - 20));
    expect(row(24 * 60 - 10)?.judgedAt).toBe(iso(24 * 60 - 10));
    expect(row(24 * 60)?.judgedAt).toBe(iso(24 * 60 - 10));
    expect(
      run({ transmissionLow: { threshold: 0.5, windows: 2, minAudience: 6 } })
        .take([...named(REPS), published(0, ['alpha'])])
        .at(at(60))
        .board()
        .keys('capability.breakers'),
    ).toEqual([]);
  });

  test('CAP-17: a use whose outcome is not known does not count for decay', () => {
    const t = run().take(Array.from({ length: 20 }, (_, i) => used('R1', i / 100, { accepted: true })));
    t.take(Array.from({ length: 40 }, (_, i) => used('R1', 200 + i / 100, i < 20 ? { accepted: true } : {})));
    expect(t.at(at(202)).board().get('capability.breakers', 'decay-high|rep|R1')).toMatchObject({ samples: 20, value: 0 });
  });

  test('CAP-16, CAP-19: decay-high and objection-slow stand for rep, team and region', () => {
    const t = run().take(named(REPS));
    for (let i = 0; i < 25; i += 1) t.take([used('R1', i, { accepted: i % 5 !== 0 })]);
    for (let i = 0; i < 25; i += 1) t.take([used('R1', 200 + i, { accepted: i % 5 === 0 })]);
    const objection = (key: string, from: number, to: number) =>
      (['objection.raised', 'objection.resolved'] as const).map((kind, i) =>
        makeFact(kind, key, at(i === 0 ? from : to), { repId: 'R1', team: 'alpha', region: 'east', type: 'price' }),
      );
    for (let i = 0; i < 20; i += 1) t.take(objection(`B${i}`, 230 + i, 232 + i));
    for (let i = 0; i < 5; i += 1) t.take(objection(`N${i}`, 277, 280));
    const board = t.at(at(282)).board();
    for (const unit of ['rep|R1', 'team|alpha', 'region|east']) {
      // 20 of 25 at first, 5 of 25 now; 3 h against 2 h.
      expect(board.get('capability.breakers', `decay-high|${unit}`)).toMatchObject({ state: 'open', value: 0.75, talkTrack: 'opening' });
      expect(board.get('capability.breakers', `objection-slow|${unit}`)).toMatchObject({ state: 'open', value: 0.5, baseline: 7_200 });
    }
  });
});

describe('the threefold answer', () => {
  const open = (more: Partial<CapabilitySettings> = {}, reps = REPS) =>
    run({ supervisors: { alpha: 'Li', east: 'Wang' }, ...more }).take([
      ...named(reps, 8),
      published(0, ['alpha']),
      ...uses(9, Object.fromEntries(reps.map((r) => [r, r === 'R5' ? 5 : 10]))),
      ...uses(10, Object.fromEntries(reps.map((r) => [r, r === 'R5' ? 5 : 10]))),
    ]);

  test('CAP-22, CAP-23, CAP-24: a learning card to the rep, a hint to the supervisor due in 15 minutes, an entry without a name', () => {
    const board = open().at(at(11)).board();
    const key = 'usage-lag|rep|R5';
    expect(board.get('capability.cards', key)).toMatchObject({ repId: 'R5', issuedAt: iso(11), strategy: 'S1', state: 'open' });
    expect(board.get('capability.hints', key)).toMatchObject({ repId: 'R5', supervisor: 'Li', dueAt: iso(11.25) });
    expect(board.keys('capability.team-board')).toEqual([`usage-lag|team|alpha|${iso(11)}`]);
    expect(board.get('capability.team-board', `usage-lag|team|alpha|${iso(11)}`)).toMatchObject({ reps: 1, halfOpen: 0, own: false });
    expect(board.get('capability.breaker-board', 'usage-lag|team|alpha')).toMatchObject({ repsWatched: 5, repsOpen: 1, state: null });
  });

  test('CAP-22: the answers stand until the breaker is closed', () => {
    const t = open().take(uses(11, even)).at(at(12));
    expect(t.board().get('capability.cards', 'usage-lag|rep|R5')?.state).toBe('half-open');
    t.take(uses(12, even)).at(at(13));
    for (const topic of ['capability.cards', 'capability.hints', 'capability.team-board'] as const)
      expect(t.board().keys(topic)).toEqual([]);
  });

  test('CAP-22: the hint is for the supervisor of the team, else of the region, else for nobody', () => {
    const supervisor = (supervisors: Record<string, string>) =>
      open({ supervisors }).at(at(11)).board().get('capability.hints', 'usage-lag|rep|R5')?.supervisor;
    expect([{ alpha: 'Li', east: 'Wang' }, { east: 'Wang' }, { west: 'Zhao' }].map(supervisor)).toEqual(['Li', 'Wang', null]);
  });

  test('CAP-23, CAP-24: entries count the reps of one hour, and name no talk-track where they are of different ones', () => {
    const t = run().take(named(REPS));
    for (const [rep, track] of [
      ['R1', 'a'],
      ['R2', 'b'],
    ] as const) {
      for (let i = 0; i < 25; i += 1)
        t.take([
          makeFact('talktrack.used', track, at(i / 100), { repId: rep, team: 'alpha', region: 'east', strategy: 'S1', accepted: true }),
        ]);
      for (let i = 0; i < 25; i += 1)
        t.take([
          makeFact('talktrack.used', track, at(200 + i / 100), {
            repId: rep,
            team: 'alpha',
            region: 'east',
            strategy: 'S1',
            accepted: false,
          }),
        ]);
    }
    const board = t.at(at(203)).board();
    const openedAt = board.get('capability.breakers', 'decay-high|rep|R1')?.openedAt;
    expect(openedAt).toBe(iso(202));
    expect(board.get('capability.team-board', `decay-high|team|alpha|${openedAt}`)).toEqual({
      ...{ rule: 'decay-high', unit: 'team', unitId: 'alpha', openedAt, own: true },
      ...{ reps: 2, halfOpen: 0, strategy: null, talkTrack: null },
    });
    expect(board.get('capability.breaker-board', 'decay-high|team|alpha')).toMatchObject({
      ...{ state: 'open', value: 1, windows: 3 },
      ...{ repsWatched: 2, repsOpen: 2, repsHalfOpen: 0 },
    });
  });

  test('CAP-24: a breaker that is half-open is counted as such', () => {
    const board = open().take(uses(11, even)).at(at(12)).board();
    expect(board.get('capability.breaker-board', 'usage-lag|team|alpha')).toMatchObject({ repsWatched: 5, repsOpen: 0, repsHalfOpen: 1 });
    expect(board.get('capability.team-board', `usage-lag|team|alpha|${iso(11)}`)).toMatchObject({ reps: 1, halfOpen: 1 });
  });

  test("CAP-4: a region's own breaker is shown unless the region has members, but fewer than five", () => {
    const dropped = (...members: string[]) => {
      const t = run().take(named(members, 4 * 168, { team: null }));
      for (const week of [0, 1, 2, 3]) t.take(uses(week * 168 + 9, { Q: 50 }, { repId: null, team: null }));
      return t
        .at(at(4 * 168 + 10))
        .board()
        .keys('capability.breaker-board');
    };
    expect(dropped()).toEqual(['usage-drop|region|east']);
    expect(dropped('R1')).toEqual([]);
    expect(dropped(...REPS)).toEqual(['usage-drop|region|east']);
  });

  test('CAP-25: no public row, key or field, names a rep; every row fits its schema', () => {
    const t = open();
    const rows = t.at(at(60)).board().all() as [Topic, [string, unknown][]][];
    const topics = rows.map(([topic]) => topic);
    expect(topics).toEqual(expect.arrayContaining(['capability.breaker-board', 'capability.strategies', 'capability.cards']));
    for (const [topic, entries] of rows) {
      for (const [key, row] of entries) {
        expect(Value.Check(TOPIC_DEFINITIONS[topic].row, row), `${topic} ${key}`).toBe(true);
        if (!isPrivateTopic(topic)) expect(JSON.stringify([key, row])).not.toMatch(/"R\d"|\|R\d/);
      }
    }
    expect(TOPIC_NAMES).toEqual(expect.arrayContaining(topics));
  });

  test('CAP-4: a team of four is not spoken of: pooled into its region where there are more, else not at all', () => {
    const four = ['R1', 'R2', 'R3', 'R5'];
    const alone = open({}, four).at(at(60)).board();
    expect(alone.get('capability.breakers', 'usage-lag|rep|R5')?.openedAt).toBe(iso(11));
    expect(alone.keys('capability.strategies')).toEqual([]);
    expect(alone.keys('capability.breaker-board')).toEqual([]);
    expect(alone.keys('capability.team-board')).toEqual([]);
    const decay = open({}, four);
    for (const hour of [0, 200]) for (let i = 0; i < 25; i += 1) decay.take([used('R1', hour + i, { accepted: hour === 0 })]);
    decay.at(at(228));
    expect(decay.board().get('capability.breakers', 'decay-high|team|alpha')?.state).toBe('open');
    expect(decay.board().keys('capability.breaker-board')).toEqual([]);
    expect(decay.signals.filter((s) => s.subject === 'team:alpha')).toMatchObject([{ facts: { wallUnit: null, wallUnitId: null } }]);
    const t = open({}, four);
    t.take([...named(['X1', 'X2'], 8, { team: 'gamma' }), published(10.5, ['east'], 'S3')]).at(at(11));
    expect(t.board().keys('capability.strategies')).toEqual(['S3|region:east']);
    expect(t.board().get('capability.strategies', 'S3|region:east')).toMatchObject({ audience: 6, pooledTeams: 2, unit: 'region' });
    expect(t.board().keys('capability.team-board')).toEqual([`usage-lag|region|east|${iso(11)}`]);
    expect(t.signals.find((s) => s.type === 'raise')).toMatchObject({ facts: { wallUnit: 'region', wallUnitId: 'east' } });
  });
});

describe('CAP-11: a breaker that can no longer be judged', () => {
  test('closes after a week, its alert ends as expired; 26 hours later it is forgotten', () => {
    const t = run().take([...named(REPS, 8), published(0, ['alpha']), ...uses(9, lagging), ...uses(10, lagging)]);
    const state = (hours: number) => t.at(at(hours)).board().get('capability.breakers', 'usage-lag|rep|R5')?.state;
    expect([11, 11 + 167, 11 + 168].map(state)).toEqual(['open', 'open', 'closed']);
    expect(t.signalLines().filter((line) => line.includes('rep:R5'))).toEqual([
      'raise breaker-usage-lag rep:R5 info',
      'clear breaker-usage-lag rep:R5 expired',
    ]);
    expect([11 + 168 + 25, 11 + 168 + 26].map(state)).toEqual(['closed', undefined]);
  });
});

describe('late rows', () => {
  const late = (hours: number, n: number, arrival: number) =>
    uses(hours, { R5: n }).map((fact) => ({ ...fact, ingestedAtMs: at(arrival) }));
  const opened = () =>
    run()
      .take([...named(REPS, 8), published(0, ['alpha']), ...uses(9, lagging), ...uses(10, lagging)])
      .at(at(12));

  test('CAP-12, CAP-21: uses that arrive late take back what their lack has opened: disproved, within five seconds', () => {
    const t = opened();
    expect(t.board().get('capability.breakers', 'usage-lag|rep|R5')?.state).toBe('open');
    t.take(late(10, 3, 12.5)).at(at(12.5));
    expect(t.board().get('capability.breakers', 'usage-lag|rep|R5')).toMatchObject({ state: 'closed', windows: 0 });
    expect(t.signalLines()).toEqual(['raise breaker-usage-lag rep:R5 info']);
    t.at(at(12.5) + 5_000);
    expect(t.signalLines()).toEqual(['raise breaker-usage-lag rep:R5 info', 'clear breaker-usage-lag rep:R5 disproved']);
  });

  test('CAP-12: of windows that are over those of the last 26 hours are judged again', () => {
    const value = (arrival: number) => {
      const t = opened().at(at(arrival));
      return t
        .take(late(10, 3, arrival))
        .board()
        .get('capability.breakers', 'usage-lag|rep|R5')?.value;
    };
    // At the end of hour 35 the window of hour 10 is the 26th back.
    expect([36.5, 37.5].map(value)).toEqual([0, 0.255319149].map((v) => expect.closeTo(v)));
  });

  test('CAP-12: a window older than 26 hours is final', () => {
    const t = opened().at(at(40));
    const before = t.board().get('capability.breakers', 'usage-lag|rep|R5');
    t.take(late(10, 3, 40)).at(at(41));
    expect(t.board().get('capability.breakers', 'usage-lag|rep|R5')).toEqual(before);
  });

  test('CAP-27: a quiet board writes nothing', () => {
    const t = opened();
    t.board(false);
    const { writes } = t.board(false);
    t.at(at(12.2));
    expect(t.board(false).writes).toBe(writes);
  });

  test('CAP-27: rows of one strategy change at most once a second while live', () => {
    const reps = Array.from({ length: 60 }, (_, i) => `N${i}`);
    const t = run().take([...named(reps), published(0, ['alpha'])]);
    let writes = t.board(false).writes;
    const start = writes;
    // Sixty reps use it within six seconds.
    for (const [i, rep] of reps.entries()) {
      t.take([used(rep, 0.5 + i / 36_000)]);
      writes = t.board(false).writes;
    }
    expect(writes - start).toBeLessThanOrEqual(7);
    expect(t.board(true).get('capability.strategies', 'S1|alpha')?.used).toBe(60);
  });

  test('CAP-27: five hundred breakers at most change their rows with one collect', () => {
    const reps = Array.from({ length: 620 }, (_, i) => `N${i}`);
    const t = run()
      .take([...named(reps, 8), published(0, ['alpha']), ...uses(9, Object.fromEntries(reps.map((r) => [r, 1])))])
      .at(at(10));
    expect([1, 2].map(() => t.board(false).keys('capability.breakers').length)).toEqual([500, 620]);
  });
});
