import type { Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { Engine } from '../monitors/engine.ts';
import { makeFact, savedText, stateReader } from '../monitors/monitorRun.fixture.ts';
import { createMonitors } from '../monitors.ts';
import { AlertBook } from './alertBook.ts';
import { SETTLE_MS } from './settling.ts';

const T0 = Date.parse('2026-03-02T02:00:00Z');

function room() {
  const { monitors } = createMonitors(loadConfig(), (signal) => alerts.signal(signal));
  const alerts: AlertBook = new AlertBook({ server: 's', newId: () => 'x', leaseMs: 1_800_000, resolvedOnBoardMs: 3_600_000 });
  const engine = new Engine({ monitors, alerts });
  engine.advanceTo(T0);
  return { alerts, engine, log: () => alerts.takeLogRows().map(({ subject, state, reason, atMs }) => [subject, state, reason, atMs - T0]) };
}
const lead = (key: string, atMs: number, ingestedAtMs: number) => makeFact('lead.created', key, atMs, { ingestedAtMs });
const answer = (key: string, atMs: number, ingestedAtMs: number) =>
  makeFact('lead.responded', key, atMs, { automated: false, ingestedAtMs });

test('ALERT-27: an overdue lead and its answer that arrive together are no violation that was disproved at once', () => {
  const { engine, log } = room();
  const arriveMs = T0 + 300_000;
  engine.advanceTo(arriveMs - 50);
  engine.arrive(lead('L1', T0, arriveMs));
  engine.arrive(answer('L1', T0 + 60_000, arriveMs + 5));
  engine.advanceTo(arriveMs + 60_000);
  expect(log()).toEqual([]);
});

test('ALERT-27: one whose answer does not come fires half a second later, with the instant of its arrival; one that falls due in time at once', () => {
  const { engine, log } = room();
  engine.arrive(lead('late', T0, T0 + 300_000));
  engine.arrive(lead('prompt', T0 + 300_000, T0 + 300_001));
  engine.advanceTo(T0 + 300_000 + SETTLE_MS - 1);
  expect(log()).toEqual([]);
  engine.advanceTo(T0 + 300_000 + SETTLE_MS);
  expect(log()).toEqual([['lead:late', 'firing', null, 300_000]]);
  engine.advanceTo(T0 + 390_000);
  expect(log()).toEqual([['lead:prompt', 'firing', null, 390_000]]);
  // What comes after it has fired disproves it, as ever.
  engine.arrive(answer('late', T0 + 1_000, T0 + 390_100));
  engine.advanceTo(T0 + 390_100);
  expect(log()).toEqual([['lead:late', 'resolved', 'disproved', 390_100]]);
});

test('ALERT-27: what waits is in the checkpoint: signalled again, it fires as it would have', () => {
  const { alerts, engine, log } = room();
  engine.arrive(lead('late', T0, T0 + 300_000));
  engine.advanceTo(T0 + 300_100);
  const state = savedText(engine);
  const settling = JSON.parse(JSON.stringify(alerts.settling));
  const again = room();
  again.engine.restore(stateReader(state));
  again.alerts.beginCatchUp(again.engine.nowMs);
  for (const raise of settling) again.alerts.signal(raise);
  for (const one of [{ engine, log }, again]) {
    one.engine.advanceTo(T0 + 301_000);
    expect(one.log()).toEqual([['lead:late', 'firing', null, 300_000]]);
  }
});

test('ALERT-27: the log of live and of replay is the same however the backlog is cut into pages, and has no violation whose answer came with it', () => {
  const backlog = fc.array(
    fc.record({
      createdMs: fc.integer({ min: 0, max: 200_000 }),
      answerMs: fc.option(fc.integer({ min: 1, max: 80_000 })),
      offsetMs: fc.integer({ min: 0, max: 100 }),
      answerOffsetMs: fc.integer({ min: 0, max: 100 }),
    }),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(
      backlog,
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }),
      fc.integer({ min: 0, max: 200 }),
      (list, cuts, pollMs) => {
        // All of it has been overdue for long when it arrives, within a tenth of a second.
        const arriveMs = T0 + 400_000;
        const facts: Fact[] = list
          .flatMap(({ createdMs, answerMs, offsetMs, answerOffsetMs }, i) => [
            lead(`L${i}`, T0 + createdMs, arriveMs + offsetMs),
            ...(answerMs === null ? [] : [answer(`L${i}`, T0 + createdMs + answerMs, arriveMs + answerOffsetMs)]),
          ])
          .sort((a, b) => a.ingestedAtMs - b.ingestedAtMs);

        const replay = room();
        for (const fact of facts) replay.engine.arrive(fact);
        replay.engine.advanceTo(arriveMs + 10_000);

        // Live, the clock has passed the arrivals when the tail brings them, a page at a time; ticks fall in between.
        const live = room();
        live.engine.advanceTo(arriveMs + 100 + pollMs);
        for (let at = 0, page = 0; at < facts.length; page++) {
          const size = cuts[page % cuts.length] as number;
          for (const fact of facts.slice(at, at + size)) live.engine.arrive(fact);
          live.engine.advanceTo(arriveMs + 100 + pollMs + page);
          at += size;
        }
        live.engine.advanceTo(arriveMs + 10_000);

        const told = (log: unknown[][]) => log.map(([subject, state]) => `${subject} ${state}`).sort();
        const open = list.flatMap(({ answerMs }, i) => (answerMs === null ? [`lead:L${i} firing`] : [])).sort();
        const own = (log: unknown[][]) => told(log).filter((line) => line.startsWith('lead:') && !line.endsWith(' escalated'));
        expect(own(replay.log())).toEqual(open);
        expect(own(live.log())).toEqual(open);
      },
    ),
    { numRuns: 60 },
  );
});
