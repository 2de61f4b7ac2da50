import { describe, expect, test } from 'vitest';
import { iso, openRow } from '../../../../testing/rows.ts';
import { markOf, markState, runwaySeconds } from './geometry.ts';

const LINE = 90;
const at = (mark: { createdMs: number; deadlineMs: number }, seconds: number) =>
  runwaySeconds(mark, mark.createdMs + seconds * 1_000, LINE);

describe('position', () => {
  const usual = { createdMs: 1_000_000, deadlineMs: 1_090_000 };

  test.each([0, 0.25, 30, 59.9, 89.999, 90, 90.5, 180, 400])('under the usual promise a lead of %d s stands at %d s', (seconds) => {
    expect(at(usual, seconds)).toBeCloseTo(seconds, 9);
  });

  test('a lead of the future waits at the start', () => {
    expect(at(usual, -5)).toBe(0);
  });

  test('another promise meets the line at its own deadline and goes on in seconds', () => {
    const longer = { createdMs: 0, deadlineMs: 300_000 };
    expect(at(longer, 150)).toBeCloseTo(45, 9);
    expect(at(longer, 300)).toBe(90);
    expect(at(longer, 330)).toBe(120);
  });

  test('it never moves backwards, and is continuous at the line', () => {
    const mark = { createdMs: 0, deadlineMs: 45_000 };
    let before = -1;
    for (let s = 0; s <= 200; s += 0.5) {
      const here = at(mark, s);
      expect(here).toBeGreaterThanOrEqual(before);
      before = here;
    }
    expect(at(mark, 45.001) - at(mark, 44.999)).toBeLessThan(0.01);
  });
});

test('state turns by the clock alone, at the instant itself', () => {
  const mark = markOf(openRow('L-1', 0, { state: 'waiting' }));
  expect([59_999, 60_000, 89_999, 90_000].map((ms) => markState(mark, ms))).toEqual(['waiting', 'at-risk', 'at-risk', 'violated']);
});

test('a row is parsed to what is drawn; a lead keeps its place within the lane', () => {
  const row = openRow('L-1', 5_000, { deadlineAt: iso(12_000) });
  expect(markOf(row)).toMatchObject({ leadId: 'L-1', createdMs: 5_000, atRiskMs: 65_000, deadlineMs: 12_000, team: '华东一组' });
  expect(markOf(row).row).toBe(markOf({ ...row, state: 'violated' }).row);
  expect(new Set(Array.from({ length: 50 }, (_, i) => markOf(openRow(`L-${i}`, 0)).row))).toEqual(new Set([-1, 0, 1]));
});
