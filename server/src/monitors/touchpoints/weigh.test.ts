import type { CustomerTouchpoint } from '@warroom/protocol/api/customer';
import { expect, test } from 'vitest';
import { settingsWith } from './touchpoints.fixture.ts';
import { Vocabulary } from './vocabulary.ts';
import { weighReports } from './weigh.ts';

const NOW_MS = Date.parse('2026-03-20T12:00:00Z');
const HOUR_MS = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();

const settings = settingsWith();
const context = { settings, words: new Vocabulary(settings), nowMs: NOW_MS };
const seen = (hours: number, more: Partial<CustomerTouchpoint> = {}): CustomerTouchpoint => ({
  id: String(hours),
  at: iso(NOW_MS - hours * HOUR_MS),
  source: 'im',
  channel: 'visit',
  direction: null,
  topic: null,
  sentiment: null,
  match: 1,
  captured: true,
  capturedBy: null,
  foundBy: null,
  sameAs: null,
  influence: null,
  ...more,
});

test('TOUCH-23: what a touchpoint weighs: the formula of the monitor, and nothing where it has none', () => {
  const touchpoints = [
    seen(0),
    seen(72, { channel: 'mail' }),
    seen(72, { match: null }),
    seen(1, { direction: 'Competitor' }),
    seen(31 * 24),
  ];
  const weights = (competitors: number | undefined) => weighReports(touchpoints, competitors, context).map(({ influence }) => influence);
  expect(weights(0)).toEqual([1, 0.25, 0.25, null, null]);
  // A competitor in the same week halves them all.
  expect(weights(1)).toEqual([0.5, 0.125, 0.125, null, null]);
  expect(weights(undefined)).toEqual([null, null, null, null, null]);
});

test('TOUCH-23: two reports of one touchpoint, of a system and of another road, weigh once', () => {
  const found = { captured: false, foundBy: 'audit' };
  const minutes = 1 / 60;
  const reports = [
    seen(2, { id: 'system', topic: 'pricing' }),
    seen(2 + 3 * minutes, { id: 'audit', topic: 'Pricing', ...found }),
    seen(2 + 4 * minutes, { id: 'survey', topic: 'pricing', captured: false, foundBy: 'survey' }),
    seen(2 + 10 * minutes, { id: 'far', topic: 'pricing', ...found }),
    seen(2, { id: 'other', topic: 'service', ...found }),
    seen(2, { id: 'untold', ...found }),
  ];
  const rows = weighReports(reports, 0, context);
  expect(rows.map(({ id, sameAs }) => [id, sameAs])).toEqual([
    ['system', null],
    ['audit', 'system'],
    ['survey', 'system'],
    ['far', null],
    ['other', null],
    ['untold', null],
  ]);
  expect(rows.map((row) => row.influence === null)).toEqual([false, true, true, false, false, false]);
});
