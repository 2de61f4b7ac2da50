import type { Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { at, fact, HOUR_MS, Rig, settingsWith } from './touchpoints.fixture.ts';

const MINUTE_MS = 60_000;
const WITHIN_MS = 5 * MINUTE_MS;
const WINDOW_MS = 48 * HOUR_MS;
const SETTINGS = settingsWith({ windowDays: 2, coverage: { minKnown: 1_000, minOverlap: 0 } });

type Seen = Fact<'touchpoint.seen'>;

/** The definition, worked out slowly over all reports at once: pairs first, nearest for each other report in turn, then the window. */
function slowCounts(reports: readonly Seen[], nowMs: number): { captured: number; foundLater: number } {
  const groups = Map.groupBy(reports, (report) => `${report.key} ${report.data.topic}`);
  const counts = { captured: 0, foundLater: 0 };
  for (const group of groups.values()) {
    const bySystem = (report: Seen) => report.data.captured_by !== undefined;
    const touchpoints = group.filter(bySystem).map(({ atMs }) => ({ atMs, captured: true, roads: new Set<string>() }));
    for (const report of group.filter((one) => !bySystem(one)).sort((a, b) => a.atMs - b.atMs)) {
      const road = report.data.found_by ?? '';
      const away = ({ atMs }: { atMs: number }) => Math.abs(atMs - report.atMs);
      const nearest = touchpoints
        .filter((one) => !one.roads.has(road) && away(one) <= WITHIN_MS)
        .sort((a, b) => away(a) - away(b) || Number(b.captured) - Number(a.captured) || a.atMs - b.atMs)[0];
      if (nearest) nearest.roads.add(road);
      else touchpoints.push({ atMs: report.atMs, captured: false, roads: new Set([road]) });
    }
    for (const { atMs, captured } of touchpoints) {
      if (atMs <= nowMs - WINDOW_MS || atMs > nowMs) continue;
      counts[captured ? 'captured' : 'foundLater'] += 1;
    }
  }
  return counts;
}

/** Reports crowded around one instant, some late, so that pairs lie across every edge of the window. */
const reports = fc
  .array(
    fc.record({
      customer: fc.constantFrom('C-1', 'C-2'),
      topic: fc.constantFrom('price', 'service'),
      halfMinutes: fc.integer({ min: 0, max: 60 }),
      lateMinutes: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 23 * 60 }), fc.integer({ min: 48 * 60, max: 49 * 60 })),
      road: fc.constantFrom('system', 'audit', 'survey'),
    }),
    { minLength: 2, maxLength: 14, size: 'max' },
  )
  .map((list) =>
    list.map(({ customer, topic, halfMinutes, lateMinutes, road }) => {
      const roads = road === 'system' ? { captured_by: 'crm' } : { found_later: true, found_by: road };
      const hours = halfMinutes / 120;
      return fact('touchpoint.seen', customer, hours, { ...roads, topic }, { channel: 'call', arrivesHours: hours + lateMinutes / 60 });
    }),
  );

test('TOUCH-4, TOUCH-5: at every instant the window holds the touchpoints whose own time lies in it, each as one', () => {
  fc.assert(
    fc.property(reports, fc.array(fc.integer({ min: 0, max: 130 }), { minLength: 1, maxLength: 8 }), (list, instants) => {
      const rig = new Rig(SETTINGS);
      let fedUntilMs = -Infinity;
      // Rows go on coming in while the window's older edge passes over their like.
      for (const halfMinute of [...new Set(instants)].sort((a, b) => a - b)) {
        const hours = 48 + halfMinute / 120;
        const known = list.filter(({ ingestedAtMs }) => ingestedAtMs <= at(hours));
        rig.feed(...known.filter(({ ingestedAtMs }) => ingestedAtMs > fedUntilMs));
        fedUntilMs = at(hours);
        const row = rig.until(hours).exactRow('touchpoints.channels', 'call|');
        const expected = slowCounts(known, at(hours));
        expect({ captured: row?.captured ?? 0, foundLater: row?.foundLater ?? 0 }).toEqual(expected);
      }
    }),
    { numRuns: 400, seed: 20_261_126 },
  );
});
