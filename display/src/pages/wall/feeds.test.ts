import type { RowOf } from '@warroom/protocol/board';
import { expect, test } from 'vitest';
import { feedsState } from './feeds.ts';
import { systemRow } from './rows.fixture.ts';

const contract = (state: 'fresh' | 'due' | 'broken') => ({ state }) as RowOf<'contracts'>;

test('the worst feed speaks for all, and says how many are like it', () => {
  expect(feedsState([systemRow()], [])).toEqual({ state: 'up' });
  expect(
    feedsState(
      [systemRow()],
      ['fresh', 'due', 'due'].map((s) => contract(s as 'fresh')),
    ),
  ).toEqual({ state: 'due', count: 2 });
  expect(
    feedsState(
      [systemRow()],
      ['due', 'broken', 'due'].map((s) => contract(s as 'fresh')),
    ),
  ).toEqual({ state: 'broken', count: 1 });
});

test('a store that is not up outweighs every feed', () => {
  expect(feedsState([systemRow({ storeState: 'down' })], [contract('broken')])).toEqual({ state: 'down' });
});
