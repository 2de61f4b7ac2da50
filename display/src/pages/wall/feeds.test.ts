import type { RowOf } from '@warroom/protocol/board';
import { expect, test } from 'vitest';
import { iso } from '../../testing/rows.ts';
import { feedList, feedsState, newestFactMs } from './feeds.ts';

type ConcernRow = RowOf<'contracts.concerns'>;
const contract = (state: 'fresh' | 'due' | 'broken') => ({ state }) as RowOf<'contracts'>;
const concern = (state: ConcernRow['state'], more: Partial<ConcernRow> = {}): ConcernRow => ({
  state,
  newestAt: iso(1_000),
  feeds: [],
  sinceAt: null,
  watchedBy: ['learnt'],
  ...more,
});
const of = (...rows: ConcernRow[]) => ({ rows: new Map(rows.map((row, i) => [`c${i}`, row])), shown: rows.map((_, i) => `c${i}`) });
const stateOf = (...rows: ConcernRow[]) => {
  const { rows: concerns, shown } = of(...rows);
  return feedsState(true, [], concerns, shown);
};

test('all is well only where every concern shown is watched and hears what it usually hears', () => {
  expect(stateOf(concern('fresh'), concern('fresh', { watchedBy: ['contract'] }))).toEqual({ state: 'up' });
  expect(stateOf(concern('fresh'), concern('learning'))).toEqual({ state: 'learning' });
  expect(stateOf(concern('fresh'), concern('never', { newestAt: null, watchedBy: [] }))).toEqual({ state: 'never' });
  expect(stateOf(concern('fresh'), concern('fresh', { watchedBy: [] }))).toEqual({ state: 'unwatched' });
});

test('the worst speaks for all, and says how many are like it', () => {
  expect(stateOf(concern('due', { feeds: ['a', 'b'] }), concern('learning'))).toEqual({ state: 'due', count: 2 });
  expect(stateOf(concern('due'), concern('silent', { feeds: ['crm'] }), concern('silent', { feeds: ['crm'] }))).toEqual({
    state: 'silent',
    count: 1,
  });
  const { rows, shown } = of(concern('fresh'));
  expect(feedsState(true, [contract('broken'), contract('due')], rows, shown)).toEqual({ state: 'broken', count: 1 });
});

test('nothing is said of the feeds while the picture is not live, nor before the server has said how each concern stands', () => {
  const { rows, shown } = of(concern('fresh'));
  expect(feedsState(false, [contract('broken')], rows, shown)).toEqual({ state: 'unknown' });
  expect(feedsState(true, [], new Map(), ['c0'])).toEqual({ state: 'unknown' });
  expect(feedsState(true, [], rows, ['c0', 'c1'])).toEqual({ state: 'unknown' });
});

test('the newest fact of several concerns is that of the one that has waited longest', () => {
  const { rows, shown } = of(concern('fresh', { newestAt: iso(9_000) }), concern('fresh', { newestAt: iso(4_000) }));
  expect(newestFactMs(rows, shown)).toBe(4_000);
  expect(newestFactMs(rows, ['c0'])).toBe(9_000);
  expect(newestFactMs(of(concern('fresh'), concern('never', { newestAt: null })).rows, ['c0', 'c1'])).toBeNull();
});

test('silent feeds stand by name between what is broken and what is due', () => {
  const promised = new Map([
    ['erp', { ...contract('due'), dueAt: iso(5_000) }],
    ['mes', { ...contract('broken'), brokenAt: iso(4_000) }],
  ]) as ReadonlyMap<string, RowOf<'contracts'>>;
  const learnt = new Map([['crm|lead.created', { source: 'crm', kind: 'lead.created', state: 'silent', heardAt: iso(3_000) }]]);
  expect(feedList(promised, learnt as unknown as ReadonlyMap<string, RowOf<'contracts.learnt'>>)).toEqual([
    { feed: 'mes', state: 'broken', sinceMs: 4_000 },
    { feed: 'crm · lead.created', state: 'silent', sinceMs: 3_000 },
    { feed: 'erp', state: 'due', sinceMs: 5_000 },
  ]);
});
