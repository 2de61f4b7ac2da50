import { expect, test } from 'vitest';
import { alertRow } from '../../../../../../testing/alertRow.ts';
import { iso, openRow } from '../../../../testing/rows.ts';
import { heldLeads } from '../../leadsNow.ts';
import { planLanes } from './lanes.ts';
import { countLanes, drawnMarks, MOST_MARKS, placeMarks, seeAnswers } from './scene.ts';

const LINE = 90;
const plan = planLanes(new Map(), ['A', 'B'], 8);
const answered = (leadId: string, latencySeconds: number) => ({
  leadId,
  createdAt: iso(0),
  respondedAt: iso(latencySeconds * 1_000),
  latencySeconds,
  violated: latencySeconds >= LINE,
  region: null,
  team: 'A',
  channel: null,
});

test('counts by lane: open, at risk, violated, and past the end of the scale', () => {
  const now = 1_000_000;
  const rows = [5, 60, 90, 181].map((age, i) => openRow(`L-${i}`, now - age * 1_000, { team: 'A' }));
  const marks = placeMarks([...rows, openRow('L-9', now, { team: null })], plan, new Set());
  const counts = countLanes(marks, plan.lanes.length, now, LINE);
  expect(counts[plan.indexOf('A')]).toEqual({ open: 4, atRisk: 1, violated: 2, piled: 1 });
  expect(counts[0]).toEqual({ open: 1, atRisk: 0, violated: 0, piled: 0 });
});

test('who is at the pile is not drawn as well', () => {
  const marks = placeMarks([openRow('on', 0), openRow('off', -100_000)], plan, new Set());
  expect(drawnMarks(marks, 180_000, LINE).map((m) => m.leadId)).toEqual(['on']);
});

test('the number of marks is bounded, and the oldest are kept', () => {
  const rows = Array.from({ length: MOST_MARKS + 50 }, (_, i) => openRow(`L-${i}`, -i));
  const drawn = drawnMarks(placeMarks(rows, plan, new Set()), 1_000, LINE);
  expect(drawn).toHaveLength(MOST_MARKS);
  expect(drawn[0]?.leadId).toBe(`L-${MOST_MARKS + 49}`);
});

test('a violation somebody has taken is known by its lead', () => {
  const alerts = new Map([
    ['1', alertRow({ subject: 'lead:taken', state: 'acknowledged', owner: '甲' })],
    ['2', alertRow({ subject: 'lead:open' })],
    ['3', alertRow({ subject: 'team:A', rule: 'lead-service-level', state: 'acknowledged' })],
  ]);
  const open = ['taken', 'open'].map((id) => openRow(id, 0, { state: 'violated' }));
  expect([...heldLeads(open, alerts)]).toEqual(['taken']);
});

test('answers that stood there when the screen came up are no news; later ones are, once', () => {
  const first = seeAnswers(new Map(), new Map([['a', answered('a', 40)]]), plan, 100, true);
  expect(first.get('a')?.seenMs).toBeNull();
  const rows = new Map([
    ['a', answered('a', 40)],
    ['b', answered('b', 95)],
  ]);
  const second = seeAnswers(first, rows, plan, 200, false);
  expect([second.get('a')?.seenMs, second.get('b')?.seenMs]).toEqual([null, 200]);
  expect(seeAnswers(second, rows, plan, 900, false).get('b')?.seenMs).toBe(200);
  expect(seeAnswers(second, new Map(), plan, 900, false).size).toBe(0);
});
