import { CONCERN_FRESHNESS, type ConcernFreshnessRow } from '@warroom/protocol/concerns/contracts';
import { SCENE_CONCERNS } from '@warroom/protocol/scenes';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { iso } from '../../testing/rows.ts';
import { concernAges } from './concernAges.ts';

const row = (over: Partial<ConcernFreshnessRow> = {}): ConcernFreshnessRow => ({
  state: 'fresh',
  newestAt: iso(40_000),
  feeds: [],
  sinceAt: null,
  watchedBy: ['learnt'],
  ...over,
});
const of = (over: Partial<ConcernFreshnessRow>) => concernAges(new Map([['lead-response', row(over)]]), 100_000)[0];

test('every concern has its own age, and one that the server says nothing of is not known', () => {
  expect(concernAges(new Map(), 0)).toEqual(SCENE_CONCERNS.map((concern) => ({ concern, state: 'unknown', ageMs: null, feeds: [] })));
  expect(of({})).toEqual({ concern: 'lead-response', state: 'fresh', ageMs: 60_000, feeds: [] });
});

test('of what is silent it is told how long it has been so, and which feed', () => {
  expect(of({ state: 'silent', feeds: ['crm|'], sinceAt: iso(10_000) })).toMatchObject({ state: 'silent', ageMs: 90_000, feeds: ['crm|'] });
  expect(of({ state: 'due', feeds: ['crm|'] })).toMatchObject({ ageMs: 60_000, feeds: [] });
});

test('facts that nothing is held against are not watched, whatever their age', () => {
  expect(of({ watchedBy: [] })).toMatchObject({ state: 'unwatched', ageMs: 60_000 });
  expect(of({ watchedBy: [], state: 'never', newestAt: null })).toMatchObject({ state: 'never', ageMs: null });
});

test('only what is fresh and watched is called fresh, and no age is below nought', () => {
  const rows = fc.record({
    state: fc.constantFrom(...CONCERN_FRESHNESS),
    newestAt: fc.option(fc.integer({ min: 0, max: 200_000 }).map(iso)),
    feeds: fc.array(fc.string()),
    sinceAt: fc.option(fc.integer({ min: 0, max: 200_000 }).map(iso)),
    watchedBy: fc.subarray(['contract', 'learnt'] as const),
  });
  fc.assert(
    fc.property(rows, (any) => {
      const told = of(any);
      expect(told?.state === 'fresh').toBe(any.state === 'fresh' && any.watchedBy.length > 0);
      expect(told?.ageMs ?? 0).toBeGreaterThanOrEqual(0);
    }),
  );
});
