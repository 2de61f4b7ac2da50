import type { ContractRow, LearntFeedRow } from '@warroom/protocol/concerns/contracts';
import { expect, test } from 'vitest';
import { brokenUnder } from './standing.ts';

const row = (state: ContractRow['state'], topics: string[], brokenAt = '2026-03-01T09:00:00.000Z') =>
  ({ state, topics, brokenAt }) as ContractRow;

test('a panel stands on a feed that shares a topic with it, and only a broken one is told', () => {
  const contracts = new Map([
    ['wms', row('broken', ['delivery-risk.orders', 'delivery-risk.heat'])],
    ['mes', row('due', ['delivery-risk.heat'])],
    ['crm', row('broken', ['lead-response.open'])],
  ]);
  expect(brokenUnder(contracts, new Map(), ['delivery-risk.heat'])).toEqual([{ feed: 'wms', sinceMs: Date.UTC(2026, 2, 1, 9) }]);
  expect(brokenUnder(contracts, new Map(), ['touchpoints.channels'])).toEqual([]);
});

test('the feed that has been broken longest comes first', () => {
  const contracts = new Map([
    ['b', row('broken', ['alerts'], '2026-03-01T09:05:00.000Z')],
    ['a', row('broken', ['alerts'], '2026-03-01T09:01:00.000Z')],
  ]);
  expect(brokenUnder(contracts, new Map(), ['alerts']).map(({ feed }) => feed)).toEqual(['a', 'b']);
});

test('a feed without a contract that is silent as it never is hatches what stands on it, since it was heard last', () => {
  const learnt = (source: string, state: LearntFeedRow['state'], heardAt: string) =>
    ({ source, kind: null, state, topics: ['lead-response.open'], heardAt }) as LearntFeedRow;
  const rows = new Map([
    ['crm|', learnt('crm', 'silent', '2026-03-01T09:05:00.000Z')],
    ['crm|lead.created', learnt('crm', 'silent', '2026-03-01T09:01:00.000Z')],
    ['form|', learnt('form', 'learning', '2026-03-01T08:00:00.000Z')],
  ]);
  expect(brokenUnder(new Map(), rows, ['lead-response.open'])).toEqual([{ feed: 'crm', sinceMs: Date.UTC(2026, 2, 1, 9, 1) }]);
  expect(brokenUnder(new Map(), rows, ['delivery-risk.heat'])).toEqual([]);
});
