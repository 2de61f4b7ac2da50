import type { Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { savedText, stateReader } from '../monitorRun.fixture.ts';
import type { TouchpointsSettings } from './settings.ts';
import { fact, found, HOUR_MS, moved, Rig, START_MS, seen, settingsWith } from './touchpoints.fixture.ts';

/** Rows come up to a day late. */
const withoutUndefined = <T extends object>(said: T) =>
  Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as { [P in keyof T]?: Exclude<T[P], undefined> };
const LATE_HOURS = 24;
/** The long world is six weeks of full minutes a run. */
const TIMEOUT_MS = 120_000;
const CUSTOMERS = ['C-1', 'C-2', 'C-3'];

interface World {
  spanHours: number;
  settings: TouchpointsSettings;
  runs: number;
}
/** Everything at its default, over more than the window. */
const LONG: World = { spanHours: 45 * 24, settings: settingsWith({ coverage: { minKnown: 4, minOverlap: 0 } }), runs: 25 };
/** Short windows and limits, so that facts meet: links, resonances answered late, silences disproved. */
const DENSE: World = {
  spanHours: 6 * 24,
  settings: settingsWith({
    windowDays: 2,
    coverage: { minKnown: 4, minOverlap: 0 },
    silence: { days: 1.5, lastStageDays: 0.5 },
    resonance: { withinHours: 12, answerHours: 6, showHours: 48 },
  }),
  runs: 150,
};
const endHours = ({ spanHours }: World) => spanHours + LATE_HOURS + 1;

/** Crowded on purpose: many facts at the same minutes and hours, so that ties, links and windows' edges are met. */
const hoursIn = (spanHours: number) =>
  fc.oneof(
    fc.integer({ min: 0, max: spanHours }),
    fc.integer({ min: 0, max: 60 * 20 }).map((minutes) => spanHours / 2 + minutes / 60),
    fc.integer({ min: 0, max: 200 }).map((tenth) => spanHours - tenth / 10),
  );

function factsIn({ spanHours }: World): fc.Arbitrary<Fact[]> {
  const customer = fc.constantFrom(...CUSTOMERS);
  const hours = hoursIn(spanHours);
  const report = fc
    .record({
      customer,
      hours,
      channel: fc.constantFrom('call', 'mail', 'newsletter', null),
      region: fc.constantFrom('east', 'west', null),
      topic: fc.constantFrom('price', 'technical', 'expert content', undefined),
      direction: fc.constantFrom('inbound', 'outbound', 'competitor', undefined),
      sentiment: fc.constantFrom(-0.8, 0.4, undefined),
      roads: fc.constantFrom(
        { captured_by: 'crm' },
        { found_later: true, found_by: 'audit' },
        { found_later: true, found_by: 'survey' },
        { captured_by: 'crm', found_by: 'audit' },
      ),
      match: fc.constantFrom(0.2, 0.9, undefined),
    })
    .map(({ customer: key, hours: when, channel, region, topic, direction, sentiment, roads, match }) => {
      const said = withoutUndefined({ topic, direction, sentiment, match });
      return fact('touchpoint.seen', key, when, { ...roads, ...said }, { channel, region });
    });
  const move = fc
    .record({
      opportunity: fc.constantFrom('O-1', 'O-2', 'O-3', 'O-4'),
      customer: fc.constantFrom(...CUSTOMERS, null),
      hours,
      stage: fc.constantFrom('discovery', 'discovery', 'negotiation', 'won', 'lost'),
      amount: fc.constantFrom(10, 2_000_000, undefined),
    })
    .map(({ opportunity, customer: customerId, hours: when, stage, amount }) =>
      fact('opportunity.moved', opportunity, when, { stage, ...(amount === undefined ? {} : { amount }) }, { customerId }),
    );
  const visit = fc
    .record({ customer, hours })
    .map(({ customer: key, hours: when }) => fact('signal.seen', key, when, { type: 'competitor_visit' }));
  const any = fc.oneof({ weight: 8, arbitrary: report }, { weight: 2, arbitrary: move }, { weight: 1, arbitrary: visit });
  // At fast-check's own size there would be a dozen facts, too few to meet.
  return fc.array(any, { minLength: 5, maxLength: 80, size: 'max' });
}

const delays = fc.array(
  fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: LATE_HOURS * 60 }).map((minutes) => minutes / 60),
  ),
  {
    minLength: 80,
    maxLength: 80,
  },
);

const arriving = (list: readonly Fact[], lateHours: readonly number[]): Fact[] =>
  list.map((one, i) => ({ ...one, ingestedAtMs: one.atMs + Math.round((lateHours[i] ?? 0) * HOUR_MS) })) as Fact[];

/** Live as well as exact: the live rows are a function of the facts and the instant too. */
function rowsAtEnd(rig: Rig, world: World) {
  const live = structuredClone(rig.until(endHours(world)).collect().board.rows());
  return { live, exact: rig.collect(true).board.rows() };
}

const WORLDS: [string, World][] = [
  ['dense', DENSE],
  ['long', LONG],
];

test.each(WORLDS)(
  'TOUCH-32: any order of the same rows, up to a day late, ends in the same rows: %s',
  (_, world) => {
    fc.assert(
      fc.property(factsIn(world), delays, delays, (list, one, other) => {
        const first = rowsAtEnd(new Rig(world.settings).feed(...arriving(list, one)), world);
        const second = rowsAtEnd(new Rig(world.settings).feed(...arriving([...list].reverse(), [...other].reverse())), world);
        expect(second).toEqual(first);
      }),
      { numRuns: world.runs, seed: 20_260_302, endOnFailure: true },
    );
  },
  TIMEOUT_MS,
);

test.each(WORLDS)(
  'TOUCH-32: a checkpoint and what comes after it end in the same rows and say the same as the full run: %s',
  (_, world) => {
    fc.assert(
      fc.property(factsIn(world), delays, fc.double({ min: 0, max: 1, noNaN: true }), (list, late, share) => {
        const all = arriving(list, late).sort((a, b) => a.ingestedAtMs - b.ingestedAtMs);
        const cut = Math.floor(share * all.length);
        const full = new Rig(world.settings).feed(...all.slice(0, cut));
        const checkpoint = savedText(full.engine);
        const said = full.signals.length;
        const resumed = new Rig(world.settings);
        expect(resumed.engine.restore(stateReader(checkpoint))).toBe(true);
        expect(savedText(resumed.engine)).toBe(checkpoint);
        full.feed(...all.slice(cut));
        resumed.feed(...all.slice(cut));
        expect(rowsAtEnd(resumed, world)).toEqual(rowsAtEnd(full, world));
        expect(resumed.signals).toEqual(full.signals.slice(said));
      }),
      { numRuns: world.runs, seed: 20_260_303, endOnFailure: true },
    );
  },
  TIMEOUT_MS,
);

test.each(WORLDS)(
  'TOUCH-32: a checkpoint drawn in slices while facts go on coming is that of the call: %s',
  (_, world) => {
    fc.assert(
      fc.property(
        factsIn(world),
        delays,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.infiniteStream(fc.nat(2)),
        (list, late, share, slices) => {
          const all = arriving(list, late).sort((a, b) => a.ingestedAtMs - b.ingestedAtMs);
          const cut = Math.floor(share * all.length);
          const full = new Rig(world.settings).feed(...all.slice(0, cut));
          const texts: string[] = [];
          const records = full.engine.save()[Symbol.iterator]();
          const draw = (count: number) => {
            for (let i = 0; i < count; i += 1) {
              const next = records.next();
              if (next.done) return;
              texts.push(JSON.stringify(next.value));
            }
          };
          const said = full.signals.length;
          // The head first: everything else may have changed by the time that it is drawn.
          draw(2);
          for (const one of all.slice(cut)) {
            draw(slices.next().value as number);
            full.feed(one);
          }
          const rows = rowsAtEnd(full, world);
          draw(Infinity);
          const resumed = new Rig(world.settings);
          expect(resumed.engine.restore(stateReader(`[${texts.join(',')}]`))).toBe(true);
          resumed.feed(...all.slice(cut));
          expect(rowsAtEnd(resumed, world)).toEqual(rows);
          expect(resumed.signals).toEqual(full.signals.slice(said));
        },
      ),
      { numRuns: Math.ceil(world.runs / 3), seed: 20_260_306, endOnFailure: true },
    );
  },
  TIMEOUT_MS,
);

test('TOUCH-32: somebody with more reports than one record takes is saved in several, and so is an audit', () => {
  const reports = Array.from({ length: 2_500 }, (_, i) =>
    i % 3 === 0 ? found('C-1', 'call', i / 10, { topic: `t${i % 7}` }) : seen('C-1', 'call', i / 10 + 0.01, { topic: `t${i % 7}` }),
  );
  const full = new Rig().feed(...reports, moved('O-1', 'C-1', 251, 'lost'), moved('O-2', 'C-2', 251, 'lost')).until(30 * 24 + 200);
  const records = [...full.monitor.save()];
  expect(records.length).toBeGreaterThan(4);
  const resumed = new Rig();
  expect(resumed.engine.restore(stateReader(savedText(full.engine)))).toBe(true);
  expect(savedText(resumed.engine)).toBe(savedText(full.engine));
  expect(resumed.collect(true).board.rows()).toEqual(full.collect(true).board.rows());
  // The ledger lets go of some, which are then in the audit alone.
  full.until(33 * 24 + 200);
  const later = new Rig();
  expect(later.engine.restore(stateReader(savedText(full.engine)))).toBe(true);
  expect(later.collect(true).board.rows()).toEqual(full.collect(true).board.rows());
});

test(
  'TOUCH-16, TOUCH-29: every alert raised ends at most once, and a subject holds one at a time',
  () => {
    fc.assert(
      fc.property(factsIn(DENSE), delays, (list, late) => {
        const rig = new Rig(DENSE.settings).feed(...arriving(list, late)).until(endHours(DENSE));
        const open = new Map<string, string>();
        for (const signal of rig.signals) {
          const key = `${signal.rule} ${signal.subject}`;
          expect(signal.atMs).toBeGreaterThanOrEqual(START_MS);
          if (signal.type === 'raise') {
            expect(open.has(key)).toBe(false);
            open.set(key, signal.episode);
          } else {
            expect(open.get(key)).toBe(signal.episode);
            if (signal.type === 'clear') open.delete(key);
          }
        }
      }),
      { numRuns: 150, seed: 20_260_304 },
    );
  },
  TIMEOUT_MS,
);

test(
  'TOUCH-33: nothing is held for ever: two years after the last fact all is forgotten',
  () => {
    fc.assert(
      fc.property(factsIn(LONG), (list) => {
        const rig = new Rig(LONG.settings)
          .feed(...list)
          .until(endHours(LONG) + 2 * 365 * 24)
          .collect();
        expect(rig.monitor.size()).toEqual({ reports: 0, customers: 0, opportunities: 0 });
        expect(rig.board.rows()).toEqual({});
        expect(rig.engine.nextWakeMs()).toBe(Infinity);
      }),
      { numRuns: 3, seed: 20_260_305 },
    );
  },
  TIMEOUT_MS,
);
