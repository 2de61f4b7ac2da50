import type { Topic } from '@warroom/protocol/board';
import type { EventKind, Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../config/config.ts';
import { MonitorRun, makeFact, savedText, stateReader } from '../monitorRun.fixture.ts';
import { createLeadResponseMonitor } from './monitor.ts';
import { SlowModel } from './slowModel.fixture.ts';

const T0 = Date.parse('2026-03-02T02:00:00Z');
const STEP_MS = 15_000;
/** Hundreds of histories, on a machine that does other work as well. */
const TIMEOUT_MS = 60_000;

const settings = { ...loadConfig()['lead-response'], overrides: [{ match: { tier: 'A' }, slaSeconds: 30 }] };
const model = (facts: readonly Fact[]) =>
  new SlowModel({ slaMs: 90_000, slaMsByTier: { A: 30_000 }, escalateAfterMs: 300_000, criticalValue: 100_000 }, facts);
const start = () => new MonitorRun((signal) => createLeadResponseMonitor(settings, signal)).at(T0 - 60_000);

/** A coarse grid of instants: creations, answers and closings of one lead fall on the same instant as often as not. */
const instant = fc.oneof(
  { weight: 5, arbitrary: fc.nat(16) },
  { weight: 1, arbitrary: fc.nat(400) },
  { weight: 1, arbitrary: fc.nat(6_000) },
);
const drawnFact = fc.record({
  kind: fc.constantFrom<EventKind[]>('lead.created', 'lead.created', 'lead.responded', 'lead.closed', 'lead.assigned'),
  key: fc.constantFrom('L1', 'L2', 'L3'),
  at: instant,
  lag: fc.oneof(
    { weight: 2, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: instant },
    { weight: 1, arbitrary: fc.integer({ min: -9, max: 0 }) },
  ),
  id: fc.stringMatching(/^[a-z]{3}$/),
  automated: fc.boolean(),
  region: fc.constantFrom('华东', '华南', null),
  channel: fc.constantFrom('官网', null),
  team: fc.constantFrom('east-1', 'west-1', null),
  tier: fc.constantFrom('A', 'B', undefined),
  value: fc.constantFrom(5, 200_000, undefined),
});
const history = fc.uniqueArray(drawnFact, { minLength: 1, maxLength: 24, selector: ({ id }) => id }).map((drawn): Fact[] =>
  drawn.map(({ kind, key, at, lag, id, automated, region, channel, team, tier, value }) => {
    const atMs = T0 + at * STEP_MS;
    const data = kind === 'lead.responded' ? { automated } : kind === 'lead.created' ? { tier, value } : {};
    const whose = kind === 'lead.assigned' ? { team, repId: team && `${team}-r` } : { region, channel };
    return makeFact(kind, key, atMs, { id, ingestedAtMs: Math.max(T0, atMs + lag * STEP_MS), ...whose, ...data });
  }),
);
const probes = fc
  .array(instant, { minLength: 1, maxLength: 4 })
  .map((steps) => [...new Set(steps)].sort((a, b) => a - b).map((n) => T0 + n * STEP_MS));

type Run = ReturnType<typeof start>;

/** Of each row of a topic the fields that the model speaks of. */
function rowsOf(run: Run, topic: Topic, like: Map<string, unknown>): Map<string, unknown> {
  const board = run.board();
  const rows = new Map<string, unknown>();
  for (const key of board.keys(topic)) {
    const row = board.get(topic, key) as Record<string, unknown>;
    const fields = Object.keys((like.get(key) ?? row) as object);
    rows.set(key, Object.fromEntries(fields.map((field) => [field, row[field]])));
  }
  return rows;
}

const answeredOf = (run: Run) =>
  new Map(
    run
      .board()
      .keys('lead-response.answered')
      .map((key) => {
        const row = run.board().get('lead-response.answered', key);
        return [key, `${row?.createdAt} → ${row?.respondedAt}`];
      }),
  );
const signalsOf = (run: Run) =>
  run.signals
    .filter(({ rule }) => rule === 'lead-violation')
    .map((s) => {
      const what = s.type === 'clear' ? s.reason : s.type === 'update' ? s.which : s.severity;
      return `${s.atMs} ${s.type} ${s.subject.slice('lead:'.length)} ${s.episode} ${what}`;
    })
    .sort();

function compare(run: Run, slow: SlowModel, nowMs: number): void {
  const [summary, open, trend] = [slow.summary(nowMs), slow.open(nowMs), slow.trend(nowMs)];
  expect(rowsOf(run, 'lead-response.summary', summary)).toEqual(summary);
  expect(rowsOf(run, 'lead-response.open', open)).toEqual(open);
  expect(rowsOf(run, 'lead-response.trend', trend)).toEqual(trend);
  expect(answeredOf(run)).toEqual(slow.answered(nowMs));
}

/** Facts in order of arrival; of one instant as they were drawn, which is in any order. */
const inOrder = (facts: readonly Fact[]) => [...facts].sort((a, b) => a.ingestedAtMs - b.ingestedAtMs);

describe('untidy histories against a model worked out from the rules', () => {
  test(
    'LEAD-1, LEAD-2, LEAD-3, LEAD-4, LEAD-10: every figure and every open lead at any instant',
    () => {
      fc.assert(
        fc.property(history, probes, (facts, instants) => {
          const slow = model(facts);
          const run = start();
          const waiting = inOrder(facts);
          for (const nowMs of instants) {
            while ((waiting[0]?.ingestedAtMs ?? Infinity) <= nowMs) run.engine.arrive(waiting.shift() as Fact);
            run.at(nowMs);
            compare(run, slow, nowMs);
          }
        }),
        { numRuns: 300 },
      );
    },
    TIMEOUT_MS,
  );

  test(
    'LEAD-20, LEAD-21, LEAD-22, LEAD-25, LEAD-26: every alert, its ends, its facts and its severity',
    () => {
      fc.assert(
        fc.property(history, (facts) => {
          const run = start();
          const untilMs = T0 + 13_000 * STEP_MS;
          run.take(facts).at(untilMs);
          expect(signalsOf(run)).toEqual(model(facts).signals(untilMs));
        }),
        { numRuns: 300 },
      );
    },
    TIMEOUT_MS,
  );

  test(
    'LEAD-17: from a checkpoint taken anywhere, between two facts of one instant as well, it goes on alike',
    () => {
      fc.assert(
        fc.property(history, fc.nat(), (facts, cutAt) => {
          const sequence = inOrder(facts);
          const cut = cutAt % (sequence.length + 1);
          const first = start();
          for (const fact of sequence.slice(0, cut)) first.engine.arrive(fact);
          const second = new MonitorRun((signal) => createLeadResponseMonitor(settings, signal));
          expect(second.engine.restore(stateReader(savedText(first.engine)))).toBe(true);
          for (const fact of sequence.slice(cut)) second.engine.arrive(fact);
          const untilMs = T0 + 13_000 * STEP_MS;
          second.at(untilMs);
          expect([...signalsOf(first), ...signalsOf(second)].sort()).toEqual(model(facts).signals(untilMs));
          compare(second, model(facts), untilMs);
        }),
        { numRuns: 200 },
      );
    },
    TIMEOUT_MS,
  );
});
