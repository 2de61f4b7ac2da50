import type { EventKind, Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadConfig } from '../../config/config.ts';
import type { Signal } from '../monitor.ts';
import { MonitorRun, makeFact } from '../monitorRun.fixture.ts';
import { createLeadResponseMonitor } from './monitor.ts';
import type { LeadResponseSettings } from './settings.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOW = Date.parse('2026-03-20T09:20:00Z');
const TIMEOUT_MS = 60_000;

const start = (settings: LeadResponseSettings) => new MonitorRun((signal) => createLeadResponseMonitor(settings, signal));

/** Conditions that stand at the end, with what is told of them. */
function openConditions(signals: readonly Signal[]): Map<string, unknown> {
  const open = new Map<string, Record<string, unknown>>();
  for (const signal of signals) {
    const key = `${signal.rule} ${signal.subject} ${signal.episode}`;
    switch (signal.type) {
      case 'raise':
        open.set(key, { severity: signal.severity, facts: signal.facts, feeds: signal.feeds });
        break;
      case 'escalate':
        open.set(key, { ...open.get(key), severity: signal.severity });
        break;
      case 'update':
        // Those of a service level are as of its beginning.
        open.set(key, { ...open.get(key), facts: signal.facts });
        break;
      case 'clear':
        open.delete(key);
        break;
      default:
        signal satisfies never;
    }
  }
  return open;
}

/** Hours before the present: of today, of the last days, at the edges of what counts, and of long ago. */
const hoursAgo = (needHours: number, expireHours: number) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 12 }).map((n) => n / 4) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 48 }) },
    { weight: 3, arbitrary: fc.integer({ min: -6, max: 30 }).map((n) => expireHours + n) },
    { weight: 3, arbitrary: fc.integer({ min: -8, max: 8 }).map((n) => needHours + n) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: Math.ceil(needHours * 2.2) }) },
  );
const minutes = fc.constantFrom(0, 0, 1, 2, 5, 14, 30, 59);

const historyOf = (needHours: number, expireHours: number) =>
  fc
    .array(
      fc.record({
        kind: fc.constantFrom<EventKind[]>('lead.created', 'lead.created', 'lead.responded', 'lead.closed', 'lead.assigned'),
        key: fc.constantFrom('L1', 'L2', 'L3', 'L4'),
        hours: hoursAgo(needHours, expireHours),
        minutes,
        lagHours: fc.oneof(
          { weight: 8, arbitrary: fc.constant(0) },
          { weight: 2, arbitrary: fc.integer({ min: 0, max: 24 }) },
          { weight: 2, arbitrary: fc.integer({ min: 0, max: 300 }) },
        ),
        automated: fc.boolean(),
        team: fc.constantFrom('east-1', 'west-1', null),
        tier: fc.constantFrom('A', undefined),
        value: fc.constantFrom(5, 200_000),
      }),
      { minLength: 1, maxLength: 40 },
    )
    .map((drawn): Fact[] =>
      drawn
        .map(({ kind, key, hours, minutes: past, lagHours, automated, team, tier, value }, n) => {
          const atMs = NOW - hours * HOUR_MS - past * MINUTE_MS;
          const data = kind === 'lead.responded' ? { automated } : kind === 'lead.created' ? { tier, value } : {};
          const ingestedAtMs = Math.min(NOW, atMs + lagHours * HOUR_MS);
          return makeFact(kind, key, atMs, { id: `f${n}`, ingestedAtMs, team, repId: team && `${team}-r`, region: team, ...data });
        })
        .sort((a, b) => a.ingestedAtMs - b.ingestedAtMs),
    );

test.each([168, 30, 6])(
  'LEAD-27 from the facts that it needs alone the board and the open alerts come out as from all there are: leads expire after %i h',
  (expireAfterHours) => {
    const defaults = loadConfig()['lead-response'];
    const settings = { ...defaults, expireAfterHours, serviceLevel: { ...defaults.serviceLevel, minDecided: 1 } };
    const [need] = start(settings).monitor.needs;
    const backMs = need?.backMs ?? Number.NaN;
    expect(backMs).toBeLessThan((expireAfterHours + 100) * HOUR_MS);
    fc.assert(
      fc.property(historyOf(backMs / HOUR_MS, expireAfterHours), fc.array(fc.nat(40), { maxLength: 2 }), (facts, later) => {
        const known = facts.filter(({ ingestedAtMs }) => ingestedAtMs <= NOW);
        const whole = start(settings).take(known).at(NOW);
        const needed = start(settings)
          .take(known.filter(({ ingestedAtMs }) => ingestedAtMs > NOW - backMs))
          .at(NOW);
        const compare = () => {
          expect(needed.board().all()).toEqual(whole.board().all());
          expect(openConditions(needed.signals)).toEqual(openConditions(whole.signals));
        };
        compare();
        for (const hours of later.sort((a, b) => a - b)) {
          for (const run of [whole, needed]) run.at(NOW + hours * HOUR_MS);
          compare();
        }
      }),
      { numRuns: 400 },
    );
  },
  TIMEOUT_MS,
);
