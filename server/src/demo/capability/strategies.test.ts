import { expect, test } from 'vitest';
import { AUDIENCES, CREWS } from './crews.ts';
import { adoptionOf, crewsOf, STRATEGY_EVERY_MS, strategyAt, strategyOf } from './strategies.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.parse('2026-11-23T10:00:00+08:00');

test('everybody belongs to one audience, and most teams may be named on a wall', () => {
  const all = Object.values(AUDIENCES).flat();
  expect(new Set(all)).toEqual(new Set(CREWS));
  expect(all).toHaveLength(CREWS.length);
  expect(CREWS.filter(({ repIds }) => repIds.length < 5)).toHaveLength(2);
  const reps = CREWS.flatMap(({ repIds }) => repIds);
  expect(new Set(reps).size).toBe(reps.length);
});

test('at any time the newest strategy that has had two days does not land in one place, and lands in the others', () => {
  for (let atMs = START_MS; atMs < START_MS + 4 * STRATEGY_EVERY_MS; atMs += HOUR_MS) {
    const lands = (['wide', 'north', 'centre'] as const).map((audience) => strategyAt(audience, atMs - 48 * HOUR_MS).lands);
    expect(lands[0]).toBe(true);
    expect(lands.filter((landed) => !landed)).toHaveLength(1);
  }
});

test('the newest strategy is the last one published, and each has a name of its own', () => {
  const newest = strategyAt('north', START_MS);
  expect(newest.publishedMs).toBeLessThanOrEqual(START_MS);
  expect(newest.publishedMs).toBeGreaterThan(START_MS - STRATEGY_EVERY_MS);
  const names = (['wide', 'north', 'centre'] as const).flatMap((audience) =>
    Array.from({ length: 40 }, (_, i) => strategyOf(audience, 2_070 + i).id),
  );
  expect(new Set(names).size).toBe(names.length);
});

test.each([1, 7, 20_261_122])('more than half of every team use what lands, less than half what does not (seed %i)', (seed) => {
  for (const audience of ['wide', 'north', 'centre'] as const)
    for (let nth = 2_070; nth < 2_090; nth += 1) {
      const strategy = strategyOf(audience, nth);
      for (const crew of crewsOf(strategy)) {
        const users = crew.repIds.filter((repId) => adoptionOf(strategy, crew, repId, `${seed}`).usedMs !== null).length;
        if (strategy.lands) expect(users / crew.repIds.length).toBeGreaterThan(0.5);
        else expect(users / crew.repIds.length).toBeLessThan(0.5);
      }
    }
});
