import type { RowOf } from '@warroom/protocol/board';
import { expect, test } from 'vitest';
import { feedsState } from './feeds.ts';

const contract = (state: 'fresh' | 'due' | 'broken') => ({ state }) as RowOf<'contracts'>;

test('the worst feed speaks for all, and says how many are like it', () => {
  expect(feedsState(true, [])).toEqual({ state: 'up' });
  expect(
    feedsState(
      true,
      ['fresh', 'due', 'due'].map((s) => contract(s as 'fresh')),
    ),
  ).toEqual({ state: 'due', count: 2 });
  expect(
    feedsState(
      true,
      ['due', 'broken', 'due'].map((s) => contract(s as 'fresh')),
    ),
  ).toEqual({ state: 'broken', count: 1 });
});

test('while the picture is not live nothing is said of the feeds', () => {
  expect(feedsState(false, [contract('broken')])).toEqual({ state: 'unknown' });
});
