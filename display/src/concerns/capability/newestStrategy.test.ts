import type { RowOf } from '@warroom/protocol/board';
import { expect, test } from 'vitest';
import { newestStrategy } from './newestStrategy.ts';

test('the strategy published last, with all its units', () => {
  const row = (strategy: string, publishedAt: string, unitId: string) =>
    ({ strategy, publishedAt, unitId }) as RowOf<'capability.strategies'>;
  const rows = new Map([
    ['a|1', row('a', '2026-03-01T00:00:00Z', '1')],
    ['b|1', row('b', '2026-03-02T00:00:00Z', '1')],
    ['b|2', row('b', '2026-03-02T00:00:00Z', '2')],
  ]);
  expect(newestStrategy(rows.values()).map(({ strategy, unitId }) => strategy + unitId)).toEqual(['b1', 'b2']);
  expect(newestStrategy([])).toEqual([]);
});
