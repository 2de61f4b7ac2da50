import type { Topic } from '@warroom/protocol/board';
import { expect, test } from 'vitest';
import { Story, T0 } from './deliveryRisk.fixture.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './instants.ts';

test('DELIVERY-26: without a fact a row stays as it is until the next instant of its grid, and is 1 at the promise sharp', () => {
  const story = new Story();
  const { monitor } = story;
  const promisedMs = T0 + 20 * DAY_MS;
  monitor.feed(story.placed('O-1', T0, promisedMs));
  const p = (atMs: number) => {
    monitor.advanceTo(atMs);
    return monitor.rows('delivery-risk.orders', false)['O-1']?.pLate;
  };
  // 16 h before the promise the grid is 64 minutes wide.
  const changes = Array.from({ length: 128 }, (_, i) => p(promisedMs - 16 * HOUR_MS + i * MINUTE_MS));
  expect(new Set(changes).size).toBeLessThanOrEqual(4);
  expect(new Set(changes).size).toBeGreaterThan(1);
  expect(p(promisedMs - 1)).toBeLessThanOrEqual(1);
  expect(p(promisedMs)).toBe(1);
});

test('DELIVERY-27: while live at most 250 rows are handed over at once, and the others with the next', () => {
  const story = new Story();
  const { monitor } = story.monitor;
  for (let i = 0; i < 600; i += 1) monitor.apply(story.placed(`O-${i}`, T0, T0 + 40 * DAY_MS), T0);
  const handed = () => {
    let rows = 0;
    const count = (topic: Topic) => void (topic === 'delivery-risk.orders' && rows++);
    monitor.collect({ set: count, delete: count }, T0, false);
    return rows;
  };
  expect([handed(), handed(), handed()]).toEqual([250, 250, 100]);
});

test('DELIVERY-28: where an order stands, what its steps show, and how figures are rounded', () => {
  const story = new Story();
  const { monitor } = story;
  const route = ['a', 'b', 'c'];
  monitor.feed(
    story.placed('O-1', T0, T0 + 20 * DAY_MS, { route }),
    story.step('O-1', T0 + HOUR_MS, 'a', 'completed'),
    story.step('O-1', T0 + 2 * HOUR_MS, 'b', 'started', { site: 'S1' }),
    story.step('O-1', T0 + 3 * HOUR_MS, 'b', 'progressed', { progress: 0.4 }),
    story.placed('O-2', T0, T0 + 20 * DAY_MS, { route: ['a', 'b'] }),
    story.step('O-2', T0 + HOUR_MS, 'b', 'completed'),
  );
  monitor.advanceTo(T0 + 5 * HOUR_MS + 12_345);
  const { 'O-1': one, 'O-2': two } = monitor.rows('delivery-risk.orders');
  expect(one).toMatchObject({ standsAt: 'b', site: 'S1' });
  expect(one?.steps.map(({ progress, pLate }) => [progress, pLate === null])).toEqual([
    [1, true],
    [0.4, false],
    [null, false],
  ]);
  expect((one?.pLate ?? 0) * 1e4).toBeCloseTo(Math.round((one?.pLate ?? 0) * 1e4), 9);
  expect(Date.parse(one?.expectedAt ?? '') % MINUTE_MS).toBe(0);
  // Nothing is left but what a later step has overtaken.
  expect(two?.standsAt).toBe('a');
});
