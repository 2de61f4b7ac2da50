/** Who the reps are, where they belong and whether they are at work is counted by the hour: of each hour the newest facts say it all. */
import type { EventKind, Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadConfig } from '../../config/config.ts';
import { MonitorRun, makeFact } from '../monitorRun.fixture.ts';
import { feedAsNeeded, openConditions } from '../needs.fixture.ts';
import { PRESENCE_KINDS } from './intake.ts';
import { createCapabilityMonitor } from './monitor.ts';
import type { CapabilitySettings } from './settings.ts';

const T0 = Date.parse('2026-03-06T00:00:00Z');
const HOUR = 3_600_000;
const END = T0 + 60 * HOUR;
const TIMEOUT_MS = 60_000;

const defaults = loadConfig().capability;
const settings: CapabilitySettings = {
  ...defaults,
  minWallPeople: 2,
  usageLag: { ...defaults.usageLag, minReps: 2, minUses: 2 },
  transmissionLow: { ...defaults.transmissionLow, minAudience: 1 },
  decayHigh: { ...defaults.decayHigh, minUses: 1, windows: 1 },
};
const JUDGED: readonly EventKind[] = ['strategy.published', 'strategy.understood', 'talktrack.used'];

const told = fc.record({
  kind: fc.constantFrom(...JUDGED, ...PRESENCE_KINDS, ...PRESENCE_KINDS),
  minute: fc.integer({ min: 0, max: 36 * 60 }),
  lateMinutes: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 20 * 60 })),
  rep: fc.constantFrom('R0', 'R1', 'R2', null),
  team: fc.constantFrom('alpha', 'beta', null),
  region: fc.constantFrom('east', 'west', null),
  flag: fc.boolean(),
});

test(
  'CAP-26: the rows and the open conditions stand on the newest presence of each hour alone',
  () => {
    let left = 0;
    let all = 0;
    let raised = 0;
    fc.assert(
      fc.property(fc.array(told, { minLength: 20, maxLength: 120 }), (list) => {
        const facts: Fact[] = list.map(({ kind, minute, lateMinutes, rep, team, region, flag }, i) => {
          const atMs = T0 + minute * 60_000;
          const data = {
            ...(kind === 'strategy.published' ? { audience: ['alpha', 'beta'], title: 't' } : {}),
            ...(kind === 'strategy.understood' ? { score: 1 } : {}),
            ...(kind === 'talktrack.used' ? { strategy: 'S', accepted: flag } : {}),
            ...(kind === 'lead.responded' && flag ? { automated: true } : {}),
            ...(kind === 'touchpoint.seen' && flag ? { found_later: true } : {}),
          };
          const more = { repId: rep, team, region, ingestedAtMs: atMs + lateMinutes * 60_000, ...data };
          return makeFact(kind, kind.startsWith('strategy') ? 'S' : `K${i}`, atMs, { id: `f${String(i).padStart(4, '0')}`, ...more });
        });
        const whole = new MonitorRun((signal) => createCapabilityMonitor(settings, signal)).at(T0 - HOUR);
        whole.take(facts).at(END);
        const needed = new MonitorRun((signal) => createCapabilityMonitor(settings, signal));
        left += feedAsNeeded(needed, facts, END);
        all += facts.length;
        raised += whole.signals.length;
        expect(needed.board().all()).toEqual(whole.board().all());
        expect(openConditions(needed.signals)).toEqual(openConditions(whole.signals));
      }),
      { numRuns: 150 },
    );
    expect(left).toBeLessThan(all * 0.95);
    expect(raised).toBeGreaterThan(20);
  },
  TIMEOUT_MS,
);
