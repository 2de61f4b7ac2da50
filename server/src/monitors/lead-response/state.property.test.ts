import type { EventKind, Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadConfig } from '../../config/config.ts';
import { MonitorRun, makeFact, savedText, stateReader } from '../monitorRun.fixture.ts';
import { createLeadResponseMonitor } from './monitor.ts';

const T0 = Date.parse('2026-03-02T02:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const settings = { ...loadConfig()['lead-response'], expireAfterHours: 60 };
const start = () => new MonitorRun((signal) => createLeadResponseMonitor(settings, signal));

/** Over hundred leads, so that a save has several records, on a grid of hours: some are long forgotten when the others begin. */
const history = fc
  .array(
    fc.record({
      kind: fc.constantFrom<EventKind[]>('lead.created', 'lead.created', 'lead.responded', 'lead.closed', 'lead.assigned'),
      key: fc.nat(140),
      hours: fc.nat(160),
      minutes: fc.constantFrom(0, 0, 1, 2, 7),
      lagHours: fc.constantFrom(0, 0, 0, 1, 30),
      team: fc.constantFrom('east-1', 'west-1', null),
    }),
    { minLength: 40, maxLength: 400 },
  )
  .map((drawn): Fact[] =>
    drawn
      .map(({ kind, key, hours, minutes, lagHours, team }, n) => {
        const atMs = T0 + hours * HOUR_MS + minutes * MINUTE_MS;
        return makeFact(kind, `L${key}`, atMs, { id: `f${n}`, ingestedAtMs: atMs + lagHours * HOUR_MS, team, region: team });
      })
      .sort((a, b) => a.ingestedAtMs - b.ingestedAtMs),
  );

/** What a state says, whatever order it says it in. */
function content(records: readonly unknown[]): unknown[] {
  const parts = (records as Record<string, unknown>[]).flatMap((record) =>
    'nowMs' in record
      ? [JSON.stringify(record)]
      : Object.entries(record).flatMap(([name, all]) => (all as unknown[]).map((one) => `${name} ${JSON.stringify(one)}`)),
  );
  return parts.sort();
}

test('LEAD-17 a state that is drawn in slices while facts go on arriving is that of the call, and goes on alike', () => {
  fc.assert(
    fc.property(history, fc.double({ min: 0, max: 1, noNaN: true }), fc.array(fc.nat(12), { minLength: 1 }), (facts, share, strides) => {
      const cut = Math.floor(facts.length * share);
      const run = start();
      for (const fact of facts.slice(0, cut)) run.engine.arrive(fact);
      const expected = content([...start().take(facts.slice(0, cut)).monitor.save()]);
      const records = run.monitor.save()[Symbol.iterator]();
      const drawn: unknown[] = [];
      let next = cut;
      for (let i = 0; ; i += 1) {
        const stride = strides[i % strides.length] as number;
        for (const fact of facts.slice(next, next + stride)) run.engine.arrive(fact);
        next += stride;
        const record = records.next();
        if (record.done) break;
        // As text, at once: what a record holds must not change any more, though.
        drawn.push(record.value);
      }
      for (const fact of facts.slice(next)) run.engine.arrive(fact);
      expect(content(drawn)).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});

test('LEAD-17 restored, it saves the same again and comes to the same rows and alerts', () => {
  fc.assert(
    fc.property(history, fc.double({ min: 0, max: 1, noNaN: true }), (facts, share) => {
      const cut = Math.floor(facts.length * share);
      const run = start().take(facts.slice(0, cut));
      const said = run.signals.length;
      const restored = start();
      expect(restored.engine.restore(stateReader(savedText(run.engine)))).toBe(true);
      expect(content([...restored.monitor.save()])).toEqual(content([...run.monitor.save()]));
      for (const one of [run, restored]) one.take(facts.slice(cut)).at(T0 + 300 * HOUR_MS);
      expect(restored.board().all()).toEqual(run.board().all());
      expect(restored.signals).toEqual(run.signals.slice(said));
    }),
    { numRuns: 150 },
  );
});
