import type { Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadConfig } from '../../config/config.ts';
import { createCalendar } from '../calendar.ts';
import { MonitorRun, makeFact, savedText, stateReader } from '../monitorRun.fixture.ts';
import { createCapabilityMonitor } from './monitor.ts';
import type { CapabilitySettings } from './settings.ts';

/** A Friday, so that the weekend lies within. */
const T0 = Date.parse('2026-03-06T00:00:00Z');
const HOUR = 3_600_000;
const DAYS = 9;
const RUNS = 60;
/** Hundreds of simulated weeks, on a machine that may be busy with others. */
const TIMEOUT_MS = 60_000;

/** Small samples and quick breakers, so that thirty facts make a story. */
const defaults = loadConfig().capability;
const settings: CapabilitySettings = {
  ...defaults,
  minWallPeople: 2,
  expireHours: 40,
  repActiveDays: 3,
  usageLag: { ...defaults.usageLag, minReps: 2, minUses: 2 },
  usageDrop: { ...defaults.usageDrop, windows: 1, minBaselineWeeks: 1, minBaselineUses: 1 },
  transmissionLow: { ...defaults.transmissionLow, minAudience: 1 },
  decayHigh: { ...defaults.decayHigh, minUses: 1, windows: 1 },
  objectionSlow: { ...defaults.objectionSlow, minResolved: 1, minBaselineResolved: 1 },
};
const hours = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat'].map((day) => [day, ['06:00-22:00']]));
const calendar = createCalendar({ timeZone: 'UTC', hours, holidays: [], workdays: [], workdayHours: [] });
const run = () => new MonitorRun((signal) => createCapabilityMonitor(settings, signal, calendar)).at(T0 - 48 * HOUR);

const story = fc.array(
  fc.record({
    what: fc.integer({ min: 0, max: 11 }),
    day: fc.integer({ min: 0, max: DAYS - 1 }),
    minute: fc.integer({ min: 8 * 60, max: 12 * 60 }),
    lateMinutes: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 24 * 60 })),
    rep: fc.integer({ min: 0, max: 4 }),
    team: fc.integer({ min: 0, max: 1 }),
    which: fc.integer({ min: 0, max: 2 }),
    flag: fc.boolean(),
    burst: fc.integer({ min: 1, max: 5 }),
  }),
  { minLength: 5, maxLength: 50 },
);
type Row = typeof story extends fc.Arbitrary<(infer R)[]> ? R : never;

const row = (what: number, day: number, minute: number, more: Partial<Row> = {}): Row => ({
  ...{ what, day, minute, lateMinutes: 0, rep: 0, team: 0, which: 0, flag: false, burst: 1 },
  ...more,
});
/** What went wrong once. */
const MOVED_WITHIN_AN_HOUR = [row(1, 8, 660, { team: 1 }), row(0, 0, 480), row(1, 8, 708, { lateMinutes: 13 })];
const IDLE_BREAKER = [row(1, 6, 480, { lateMinutes: 1_141 }), row(1, 1, 480), row(2, 0, 480), row(0, 0, 480)];
const BACK_WITHOUT_A_TEAM = [row(1, 3, 480, { rep: 1 }), row(0, 0, 480), row(9, 7, 625, { lateMinutes: 576, rep: 1, flag: true })];
const FORGOTTEN_AND_BACK = [
  row(1, 5, 600, { rep: 4 }),
  row(1, 7, 480),
  row(1, 6, 480, { rep: 1 }),
  row(0, 0, 480),
  row(1, 8, 631, { lateMinutes: 690, rep: 4, burst: 4 }),
];
const FORGOTTEN_AT_THE_HOUR = [
  row(1, 5, 480, { lateMinutes: 61, rep: 3, which: 2 }),
  row(1, 5, 540, { rep: 3 }),
  row(0, 0, 480),
  row(1, 2, 480, { rep: 3 }),
  row(1, 6, 480),
];
const MOVED_AND_BACK = [row(1, 8, 480, { lateMinutes: 61 }), row(1, 6, 480, { team: 1 }), row(0, 0, 480), row(1, 8, 540, { team: 1 })];
const LATE = [MOVED_WITHIN_AN_HOUR, IDLE_BREAKER, BACK_WITHOUT_A_TEAM, FORGOTTEN_AND_BACK, FORGOTTEN_AT_THE_HOUR, MOVED_AND_BACK];
const KNOWN_SINCE_THIS_HOUR = [row(0, 3, 480, { lateMinutes: 121 }), row(1, 3, 540), row(0, 0, 480)];

let serial = 0;
function factsOf(row: Row): Fact[] {
  const atMs = T0 + row.day * 24 * HOUR + row.minute * 60_000;
  serial += 1;
  const team = row.flag && row.what > 8 ? null : row.team === 0 ? 'alpha' : 'beta';
  const more = {
    repId: `R${row.rep}`,
    team,
    region: row.which === 2 ? 'west' : 'east',
    ingestedAtMs: atMs + row.lateMinutes * 60_000,
    source: `s${row.which}`,
  };
  const id = (i: number) => `f${String(serial).padStart(6, '0')}-${i}`;
  if (row.what === 0) {
    const audience = [['alpha'], ['east', 'beta'], []][row.which] as string[];
    return [makeFact('strategy.published', `S${row.team}`, atMs, { ...more, id: id(0), repId: null, audience, title: `${row.rep}` })];
  }
  if (row.what === 1) return [makeFact('strategy.understood', `S${row.which % 2}`, atMs, { ...more, id: id(0), score: row.burst / 5 })];
  if (row.what <= 6) {
    return Array.from({ length: row.burst }, (_, i) =>
      makeFact('talktrack.used', `t${row.which}`, atMs + i, { ...more, id: id(i), strategy: `S${row.which % 2}`, accepted: row.flag }),
    );
  }
  if (row.what === 7) return [makeFact('objection.raised', `O${row.burst}`, atMs, { ...more, id: id(0), type: 'price' })];
  if (row.what === 8) return [makeFact('objection.resolved', `O${row.burst}`, atMs, { ...more, id: id(0) })];
  if (row.what === 9) return [makeFact('lead.assigned', `L${row.burst}`, atMs, { ...more, id: id(0) })];
  return [makeFact('report.filed', `R${row.rep}`, atMs, { ...more, id: id(0), text: 'x' })];
}
const END = T0 + DAYS * 24 * HOUR + 26 * HOUR;

test(
  'CAP-26: rows up to a day late, in any order, end in the rows that they would have made in time',
  () => {
    let opened = 0;
    fc.assert(
      fc.property(story, fc.integer({ min: 0, max: 30 * 60 }), (rows, extraMinutes) => {
        const facts = rows.flatMap(factsOf);
        const inTime = run()
          .take(facts.map((fact) => ({ ...fact, ingestedAtMs: fact.atMs })))
          .at(END + extraMinutes * 60_000);
        const late = run()
          .take(facts)
          .at(END + extraMinutes * 60_000);
        expect(late.board().all()).toEqual(inTime.board().all());
        opened += inTime.signals.length;
      }),
      { numRuns: RUNS, examples: LATE.map((rows): [Row[], number] => [rows, 0]) },
    );
    expect(opened).toBeGreaterThan(RUNS);
  },
  TIMEOUT_MS,
);

test(
  'CAP-26: the same at any instant at which all rows have arrived, also while rows and alerts are still settling',
  () => {
    fc.assert(
      fc.property(story, fc.integer({ min: 0, max: DAYS * 24 * 60 }), (rows, untilMinutes) => {
        const untilMs = T0 + untilMinutes * 60_000;
        const facts = rows.flatMap(factsOf).filter((fact) => fact.ingestedAtMs <= untilMs);
        const inTime = run()
          .take(facts.map((fact) => ({ ...fact, ingestedAtMs: fact.atMs })))
          .at(untilMs);
        const late = run().take(facts).at(untilMs);
        expect(late.board().all()).toEqual(inTime.board().all());
      }),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);

test(
  'CAP-26: checkpoint and tail give what a full run gives, rows and signals',
  () => {
    fc.assert(
      fc.property(story, fc.integer({ min: 0, max: 10 * 24 * 60 }), fc.boolean(), (rows, cutMinutes, looked) => {
        const facts = rows.flatMap(factsOf);
        const cutMs = T0 + cutMinutes * 60_000;
        const early = facts.filter((fact) => fact.ingestedAtMs <= cutMs);
        const rest = facts.filter((fact) => fact.ingestedAtMs > cutMs);
        const full = run().take(early).at(cutMs);
        const first = run().take(early).at(cutMs);
        // Whether anybody has looked at the rows must make no difference.
        if (looked) first.board();
        const saved = savedText(first.engine);
        const second = new MonitorRun((signal) => createCapabilityMonitor(settings, signal, calendar));
        expect(second.engine.restore(stateReader(saved))).toBe(true);
        expect(second.board().all()).toEqual(full.board().all());
        full.take(rest).at(END);
        second.take(rest).at(END);
        expect(second.board().all()).toEqual(full.board().all());
        expect([...first.signals, ...second.signals]).toEqual(full.signals);
      }),
      { numRuns: RUNS, examples: [[KNOWN_SINCE_THIS_HOUR, 4_920, false]] },
    );
  },
  TIMEOUT_MS,
);

/** Everything that records say, each thing by itself, in a fixed order. */
const thingsIn = (records: readonly unknown[]): string[] =>
  (records as [part: string, record: [sort: string, things: unknown]][])
    .flatMap(([part, record]) => (part === 'capability' && Array.isArray(record[1]) ? record[1].map((one) => [record[0], one]) : [record]))
    .map((one) => JSON.stringify(one))
    .sort();

test(
  'CAP-26: a checkpoint drawn in slices while facts go on coming, and restored in another order, is that of the call',
  () => {
    fc.assert(
      fc.property(story, fc.integer({ min: 0, max: 10 * 24 * 60 }), fc.infiniteStream(fc.nat(2)), (rows, cutMinutes, slices) => {
        const facts = rows.flatMap(factsOf).sort((a, b) => a.ingestedAtMs - b.ingestedAtMs);
        const cutMs = T0 + cutMinutes * 60_000;
        const rest = facts.filter((fact) => fact.ingestedAtMs > cutMs);
        const full = run()
          .take(facts.filter((fact) => fact.ingestedAtMs <= cutMs))
          .at(cutMs);
        const saying = full.signals.length;
        const atOnce = thingsIn(JSON.parse(savedText(full.engine)));
        const texts: string[] = [];
        const records = full.engine.save()[Symbol.iterator]();
        const draw = (count: number) => {
          for (let i = 0; i < count; i += 1) {
            const next = records.next();
            if (next.done) return;
            texts.push(JSON.stringify(next.value));
          }
        };
        draw(1);
        for (const fact of rest) {
          draw(slices.next().value as number);
          full.take([fact]);
        }
        full.at(END);
        draw(Infinity);
        expect(thingsIn(texts.map((text) => JSON.parse(text)))).toEqual(atOnce);
        const [head, ...others] = texts;
        const second = new MonitorRun((signal) => createCapabilityMonitor(settings, signal, calendar));
        expect(second.engine.restore(stateReader(`[${[head, ...others.reverse()].join(',')}]`))).toBe(true);
        second.take(rest).at(END);
        expect(second.board().all()).toEqual(full.board().all());
        expect(second.signals).toEqual(full.signals.slice(saying));
      }),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);

test(
  'CAP-20, CAP-21: every raise is followed by one clear at most before the next, and what is up at the end is what stands open',
  () => {
    fc.assert(
      fc.property(story, (rows) => {
        const t = run().take(rows.flatMap(factsOf)).at(END);
        const up = new Map<string, string>();
        for (const s of t.signals) {
          const name = `${s.rule.slice('breaker-'.length)}|${s.subject.replace(':', '|')}`;
          if (s.type === 'raise') {
            expect(up.has(name)).toBe(false);
            up.set(name, s.episode);
          } else {
            expect(up.get(name)).toBe(s.episode);
            if (s.type === 'clear') up.delete(name);
          }
        }
        const board = t.board();
        const open = board.keys('capability.breakers').flatMap((key) => {
          const openedAt = board.get('capability.breakers', key)?.openedAt;
          return openedAt ? [[key, openedAt]] : [];
        });
        expect([...up].sort()).toEqual(open.sort());
      }),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);
