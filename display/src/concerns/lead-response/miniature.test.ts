import { describe, expect, test } from 'vitest';
import { openRow } from '../../testing/rows.ts';
import { miniRunway } from './miniature.ts';

const NOW = Date.UTC(2026, 2, 1, 9);

describe('the runway', () => {
  test('the line lies in the middle, twice the SLA is the width, and what is older stays at the edge', () => {
    const ages = [0, 45, 90, 180, 900].map((age, i) => openRow(`L-${i}`, NOW - age * 1_000));
    expect(miniRunway(ages, NOW, 90).map((mark) => mark.x)).toEqual([0, 25, 50, 98, 98]);
  });

  test('a lead keeps its height as it moves, and lies within the picture', () => {
    const row = openRow('L-17', NOW - 10_000);
    const [now] = miniRunway([row], NOW, 90);
    const [later] = miniRunway([row], NOW + 20_000, 90);
    expect(later?.y).toBe(now?.y);
    expect(now?.y).toBeGreaterThanOrEqual(10);
    expect(now?.y).toBeLessThanOrEqual(90);
  });
});
