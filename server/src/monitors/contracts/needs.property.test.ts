/** A start from nothing, with the facts and arrivals that the monitor needs and no others. */
import type { EventKind, Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MonitorRun, makeFact, savedText, stateReader } from '../monitorRun.fixture.ts';
import { feedAsNeeded, openConditions } from '../needs.fixture.ts';
import { DAY_MS, HOUR_MS, seeded } from './learnt/arrivals.fixture.ts';
import { createContractsMonitor } from './monitor.ts';
import type { Contract } from './settings.ts';

const MINUTE_MS = 60_000;
const START_MS = Date.parse('2026-01-05T00:00:00Z');
const bare = { field: '', meaning: '', formula: '', owner: '', graceSeconds: 300, workingTime: false, severity: 'warning' } as const;
const CONTRACTS: readonly Contract[] = [
  { ...bare, feed: 'wms-stock', source: 'wms', kinds: ['stock.counted'], intervalSeconds: 3_600 },
  { ...bare, feed: 'erp', source: '', kinds: [], intervalSeconds: 7_200 },
  { ...bare, feed: 'never', source: 'nobody', kinds: [], intervalSeconds: 86_400 },
];

/** One stream of the history. */
interface Told {
  source: string;
  kind: EventKind;
  /** Arrivals an hour by day; a tenth by night. */
  rate: number;
  /** Spans of days in which nothing comes. */
  gaps: readonly (readonly [fromDay: number, days: number])[];
  untilDay: number;
  /** Share of facts that come hours late, days late, and as old as history. */
  late: number;
}

const told = (days: number): fc.Arbitrary<Told> =>
  fc.record({
    source: fc.constantFrom('crm', 'wms', 'erp', 'im'),
    kind: fc.constantFrom<EventKind>('lead.created', 'lead.closed', 'stock.counted', 'order.placed', 'touchpoint.seen', 'feed.synced'),
    rate: fc.constantFrom(0.1, 0.5, 2, 4),
    gaps: fc.array(fc.tuple(fc.nat(days), fc.constantFrom(0.2, 1, 5, 20, 33, 50)), { maxLength: 3 }),
    untilDay: fc.oneof(fc.constant(days), fc.integer({ min: 1, max: days })),
    late: fc.constantFrom(0, 0, 0.1),
  });

/** No delivery comes within the very minute that follows its own deadline: which of two that do named the break is not told by the minute. */
const LATE_MS = [2.5 * HOUR_MS + 17_000, 20 * HOUR_MS, 2.9 * DAY_MS, 3.2 * DAY_MS, 40 * DAY_MS];

function history(streams: readonly Told[], seed: number): Fact[] {
  const random = seeded(seed);
  const facts: Fact[] = [];
  for (const { source, kind, rate, gaps, untilDay, late } of streams) {
    for (let hour = 0; hour < untilDay * 24; hour += 1) {
      const day = hour / 24;
      if (gaps.some(([from, days]) => day >= from && day < from + days)) continue;
      const expected = hour % 24 >= 8 && hour % 24 < 20 ? rate : rate / 10;
      const count = Math.floor(expected + random());
      for (let i = 0; i < count; i += 1) {
        const ingestedAtMs = START_MS + hour * HOUR_MS + Math.floor(random() * HOUR_MS);
        const lateMs =
          random() < late ? (LATE_MS[Math.floor(random() * LATE_MS.length)] as number) : Math.floor(random() * 4 * MINUTE_MS) - 5_000;
        const key = kind === 'feed.synced' ? (['erp', 'wms-stock', 'none'][Math.floor(random() * 3)] as string) : 'K';
        const data = kind === 'feed.synced' && random() < 0.5 ? { newest_at: ingestedAtMs - lateMs - Math.floor(random() * HOUR_MS) } : {};
        facts.push(makeFact(kind, key, ingestedAtMs - lateMs, { source, ingestedAtMs, ...data }));
      }
    }
  }
  return facts.sort((a, b) => a.ingestedAtMs - b.ingestedAtMs);
}

const run = () => new MonitorRun((signal) => createContractsMonitor(CONTRACTS, signal));

const DAYS = 130;
const scene = fc.record({ streams: fc.array(told(DAYS), { minLength: 1, maxLength: 6 }), seed: fc.nat(), backHours: fc.nat(30 * 24) });

test('CONTRACT-21: rows and open conditions come out of what is needed as out of the whole history', () => {
  fc.assert(
    fc.property(scene, ({ streams, seed, backHours }) => {
      const nowMs = START_MS + DAYS * DAY_MS - backHours * HOUR_MS;
      const facts = history(streams, seed).filter(({ ingestedAtMs }) => ingestedAtMs <= nowMs);
      const whole = run().take(facts).at(nowMs);
      const needed = run();
      feedAsNeeded(needed, facts, nowMs);
      expect(needed.board().all()).toEqual(whole.board().all());
      expect(openConditions(needed.signals)).toEqual(openConditions(whole.signals));
      expect(needed.monitor.brokenFeeds()).toEqual(whole.monitor.brokenFeeds());
    }),
    { numRuns: 20 },
  );
}, 60_000);

test('CONTRACT-13: a state drawn in slices, while facts go on coming, is that of the call', () => {
  fc.assert(
    fc.property(scene, fc.infiniteStream(fc.nat(6)), ({ streams, seed, backHours }, slices) => {
      const cutMs = START_MS + DAYS * DAY_MS - backHours * HOUR_MS;
      const facts = history(streams, seed);
      const first = run()
        .take(facts.filter(({ ingestedAtMs }) => ingestedAtMs <= cutMs))
        .at(cutMs);
      const atOnce = savedText(first.engine);
      const drawn: unknown[] = [];
      const save = first.engine.save()[Symbol.iterator]();
      let done = false;
      const draw = (count: number) => {
        for (let i = 0; i < count && !done; i += 1) {
          const next = save.next();
          done = next.done === true;
          // As text at once: what it shares with the monitor changes later.
          if (!next.done) drawn.push(JSON.stringify(next.value));
        }
      };
      for (const fact of facts) {
        if (fact.ingestedAtMs <= cutMs) continue;
        draw(slices.next().value as number);
        first.engine.arrive(fact);
        if (done) break;
      }
      // A month without anything, after which all is forgotten.
      draw(1);
      first.at(cutMs + 70 * DAY_MS);
      draw(Infinity);
      expect([...drawn].sort()).toEqual((JSON.parse(atOnce) as unknown[]).map((record) => JSON.stringify(record)).sort());
      const again = run();
      const [head, ...records] = drawn;
      // In no order but for the engine's own.
      expect(again.engine.restore(stateReader(`[${[head, ...records.reverse()].join(',')}]`))).toBe(true);
      const straight = run()
        .take(facts.filter(({ ingestedAtMs }) => ingestedAtMs <= cutMs))
        .at(cutMs);
      const rest = facts.filter(({ ingestedAtMs }) => ingestedAtMs > cutMs);
      straight.signals.length = 0;
      const endMs = START_MS + (DAYS + 3) * DAY_MS;
      expect(again.take(rest).at(endMs).board().all()).toEqual(straight.take(rest).at(endMs).board().all());
      expect(again.signals).toEqual(straight.signals);
    }),
    { numRuns: 8 },
  );
}, 60_000);
