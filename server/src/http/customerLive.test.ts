import type { AlertRow } from '@warroom/protocol/alert';
import type { CustomerTouchpoint } from '@warroom/protocol/api/customer';
import type { DeliveryOrderRow } from '@warroom/protocol/concerns/delivery-risk';
import type { OpenLeadRow } from '@warroom/protocol/concerns/lead-response';
import type { TouchpointInfluenceRow } from '@warroom/protocol/concerns/touchpoints';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { Board } from '../board/board.ts';
import { TouchpointsSection, type TouchpointsSettings } from '../monitors/touchpoints/settings.ts';
import { Vocabulary } from '../monitors/touchpoints/touch.ts';
import { liveOf, weighed } from './customerLive.ts';

const NOW_MS = Date.parse('2026-03-20T12:00:00Z');
const HOUR_MS = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();

const order = (orderId: string, customerId: string, pLate: number): DeliveryOrderRow => ({
  orderId,
  customerId,
  region: null,
  productLine: null,
  placedAt: null,
  promisedAt: iso(NOW_MS),
  amount: null,
  expedite: false,
  pLate,
  bottleneck: null,
  standsAt: null,
  site: null,
  expectedAt: iso(NOW_MS),
  expectedLatenessSeconds: 0,
  steps: [],
  parts: [],
  alternatives: [],
});
const lead: OpenLeadRow = {
  leadId: 'L-1',
  createdAt: iso(NOW_MS),
  deadlineAt: iso(NOW_MS),
  state: 'waiting',
  region: null,
  team: '华东一组',
  channel: null,
  repId: 'rep-7',
  tier: null,
  value: null,
  atRiskAt: iso(NOW_MS),
  assignedAt: null,
  customerId: 'C-1',
};
const alert = (more: Partial<AlertRow>): AlertRow => ({
  rule: 'delivery-late',
  subject: 'order:O-1',
  episode: 'e',
  severity: 'warning',
  state: 'firing',
  firedAt: iso(NOW_MS),
  owner: null,
  version: 1,
  count: 1,
  summary: '',
  feeds: [],
  facts: { customerId: 'C-1' },
  sinceAt: iso(NOW_MS),
  acknowledgedAt: null,
  leaseUntil: null,
  snoozedUntil: null,
  note: null,
  resolvedAt: null,
  reason: null,
  previous: null,
  under: null,
  ...more,
});
const influence = (channel: string, value: number, more: Partial<TouchpointInfluenceRow> = {}): TouchpointInfluenceRow => ({
  customerId: 'C-1',
  channel,
  influence: value,
  touchpoints: 1,
  lastAt: iso(NOW_MS),
  competitorTouchpoints: 0,
  ...more,
});

test('of the whole board only the rows of the customer, the worst first, and no rep', () => {
  const board = new Board({ epoch: 'e1' });
  board.set('delivery-risk.orders', 'O-1', order('O-1', 'C-1', 0.2));
  board.set('delivery-risk.orders', 'O-2', order('O-2', 'C-1', 0.8));
  board.set('delivery-risk.orders', 'O-3', order('O-3', 'C-11', 0.9));
  board.set('touchpoints.influence', 'C-1|mail', influence('mail', 0.4));
  board.set('touchpoints.influence', 'C-1|call', influence('call', 0.9));
  board.set('lead-response.open', 'L-1', lead);
  board.set('lead-response.open', 'L-2', { ...lead, customerId: null });
  board.set('alerts', 'over', alert({ severity: 'critical', state: 'resolved' }));
  board.set('alerts', 'late', alert({}));
  board.set('alerts', 'bad', alert({ severity: 'critical' }));
  board.set('alerts', 'subject', alert({ subject: 'customer:C-1', facts: {}, firedAt: iso(NOW_MS + 1) }));
  board.set('alerts', 'other', alert({ facts: { customerId: 'C-2' } }));
  const live = liveOf(board, 'C-1');
  expect(live.orders.map(({ orderId }) => orderId)).toEqual(['O-2', 'O-1']);
  expect(live.influence.map(({ channel }) => channel)).toEqual(['call', 'mail']);
  expect(live.leads).toEqual([expect.objectContaining({ leadId: 'L-1', team: '华东一组' })]);
  expect(JSON.stringify(live)).not.toContain('rep-7');
  expect(live.alerts.map(({ id }) => id)).toEqual(['bad', 'subject', 'late', 'over']);
  expect(live.resonance).toBeNull();
});

const settings = Value.Default(TouchpointsSection, {}) as TouchpointsSettings;
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

test('what a touchpoint weighs: the formula of the monitor, and nothing where it has none', () => {
  const touchpoints = [
    seen(0),
    seen(72, { channel: 'mail' }),
    seen(72, { match: null }),
    seen(1, { direction: 'Competitor' }),
    seen(31 * 24),
  ];
  const weights = (rows: TouchpointInfluenceRow[]) => weighed(touchpoints, rows, context).map((touchpoint) => touchpoint.influence);
  expect(weights([influence('visit', 1)])).toEqual([1, 0.25, 0.25, null, null]);
  // A competitor in the same week halves them all.
  expect(weights([influence('visit', 1, { competitorTouchpoints: 1 })])).toEqual([0.5, 0.125, 0.125, null, null]);
  expect(weights([])).toEqual([null, null, null, null, null]);
});

test('two reports of one touchpoint, of a system and of another road, weigh once', () => {
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
  const rows = weighed(reports, [influence('visit', 1)], context);
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
