import { expect, test } from 'vitest';
import { named, summaryRow } from '../../../../testing/rows.ts';
import { lanesIn, planLanes } from './lanes.ts';

const summary = new Map(
  named([
    ['1h|team|quiet', summaryRow({ leads: 9 })],
    ['1h|team|busy', summaryRow({ leads: 30 })],
    ['1h|team|late', summaryRow({ leads: 9, violated: 4 })],
    ['1h|team|bleeding', summaryRow({ leads: 2, violated: 1, openViolated: 1 })],
    ['15m|team|other-window', summaryRow({ leads: 99 })],
    ['1h|region|other-dimension', summaryRow({ leads: 99 })],
  ]),
);

test('unassigned on top, then the worst, then the busiest', () => {
  expect(planLanes(summary, [], 8).lanes.map((l) => l.team || l.id)).toEqual(['unassigned', 'bleeding', 'late', 'busy', 'quiet']);
});

test('as many lanes as there is room for their names', () => {
  expect([0, 150, 384, 404, 4_000].map(lanesIn)).toEqual([4, 4, 8, 8, 12]);
});

test('what does not fit is pooled in the last lane', () => {
  const plan = planLanes(summary, [], 4);
  expect(plan.lanes.map((l) => l.id)).toEqual(['unassigned', 'team:bleeding', 'team:late', 'rest']);
  expect(plan.lanes.at(-1)?.teams).toBe(2);
  expect([null, 'late', 'busy', 'quiet', 'never heard of'].map(plan.indexOf)).toEqual([0, 2, 3, 3, 3]);
});

test('never more lanes than asked for, whatever the number of teams', () => {
  for (let teams = 0; teams < 40; teams += 1) {
    const many = Array.from({ length: teams }, (_, i) => `t${i}`);
    const plan = planLanes(new Map(), many, 8);
    expect(plan.lanes.length).toBeLessThanOrEqual(8);
    for (const team of many) expect(plan.indexOf(team)).toBeLessThan(plan.lanes.length);
  }
});

test('a team with an open lead has a lane before it has any figures', () => {
  expect(planLanes(new Map(), ['new'], 8).lanes.map((l) => l.id)).toEqual(['unassigned', 'team:new']);
});
