import type { AlertRow } from '@warroom/protocol/alert';
import type { DeliveryOrderRow } from '@warroom/protocol/concerns/delivery-risk';
import type { OpenLeadRow } from '@warroom/protocol/concerns/lead-response';
import type { TouchpointInfluenceRow } from '@warroom/protocol/concerns/touchpoints';
import { expect, test } from 'vitest';
import { alertRow } from '../../../testing/alertRow.ts';
import { Board } from '../board/board.ts';
import { liveOf } from './customerLive.ts';

const NOW_MS = Date.parse('2026-03-20T12:00:00Z');
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
  bottleneckVisit: null,
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
const alert = (more: Partial<AlertRow>): AlertRow =>
  alertRow({
    rule: 'delivery-late',
    subject: 'order:O-1',
    firedAt: iso(NOW_MS),
    sinceAt: iso(NOW_MS),
    facts: { customerId: 'C-1' },
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
