import type { ContractRow } from '@warroom/protocol/concerns/contracts';
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
  expect(brokenUnder(contracts, ['delivery-risk.heat'])).toEqual([{ feed: 'wms', sinceMs: Date.UTC(2026, 2, 1, 9) }]);
  expect(brokenUnder(contracts, ['touchpoints.channels'])).toEqual([]);
});

test('the feed that has been broken longest comes first', () => {
  const contracts = new Map([
    ['b', row('broken', ['alerts'], '2026-03-01T09:05:00.000Z')],
    ['a', row('broken', ['alerts'], '2026-03-01T09:01:00.000Z')],
  ]);
  expect(brokenUnder(contracts, ['alerts']).map(({ feed }) => feed)).toEqual(['a', 'b']);
});
