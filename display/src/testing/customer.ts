/** One customer for the tests of its page. */

import type { AlertRow } from '@warroom/protocol/alert';
import type { CustomerAnswer, CustomerHistory, CustomerLive, CustomerTouchpoint } from '@warroom/protocol/api/customer';
import type { DeliveryOrderRow, DeliveryStep } from '@warroom/protocol/concerns/delivery-risk';
import { NOW_MS, violation } from './alerts.ts';
import { iso } from './rows.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const LIMITS = { warningShare: 0.7, criticalShare: 0.9, negativeSentiment: -0.3 };

export const step = (name: string, state: DeliveryStep['state'], more: Partial<DeliveryStep> = {}): DeliveryStep => ({
  step: name,
  visit: 1,
  state,
  site: '天津工厂',
  startedAt: null,
  completedAt: state === 'done' ? iso(NOW_MS - 5 * DAY_MS) : null,
  plannedEnd: iso(NOW_MS + DAY_MS),
  progress: state === 'running' ? 0.4 : null,
  blockedSince: state === 'blocked' ? iso(NOW_MS - 3 * HOUR_MS) : null,
  pLate: null,
  addsSeconds: null,
  ...more,
});

export const order = (orderId: string, pLate: number, more: Partial<DeliveryOrderRow> = {}): DeliveryOrderRow => ({
  orderId,
  customerId: 'C-7',
  region: '华北',
  productLine: '泵阀',
  placedAt: iso(NOW_MS - 10 * DAY_MS),
  promisedAt: iso(NOW_MS + 2 * DAY_MS),
  amount: 1_038_000,
  expedite: false,
  pLate,
  bottleneck: '装配',
  bottleneckVisit: 1,
  standsAt: '装配',
  site: '天津工厂',
  expectedAt: iso(NOW_MS + 5 * DAY_MS),
  expectedLatenessSeconds: 230_000,
  steps: [step('备料', 'done'), step('装配', 'blocked', { addsSeconds: 233_000 }), step('检验', 'todo')],
  parts: [],
  alternatives: [],
  ...more,
});

export const alert = (id: string, more: Partial<AlertRow> = {}): CustomerLive['alerts'][number] => ({
  id,
  ...violation('L-1', 60, {
    rule: 'delivery-late',
    subject: 'order:O-1',
    severity: 'critical',
    facts: { orderId: 'O-1', customerId: 'C-7', pLate: 0.95, bottleneck: '装配' },
    ...more,
  }),
});

export const NOTHING: CustomerLive = { orders: [], influence: [], resonance: null, silent: [], lostDeals: [], leads: [], alerts: [] };

export const touchpoint = (id: string, hoursAgo: number, more: Partial<CustomerTouchpoint> = {}): CustomerTouchpoint => ({
  id,
  at: iso(NOW_MS - hoursAgo * HOUR_MS),
  source: 'im',
  channel: '电话',
  direction: 'inbound',
  topic: 'technical_question',
  sentiment: null,
  match: 0.5,
  captured: true,
  capturedBy: 'im',
  foundBy: null,
  sameAs: null,
  influence: null,
  ...more,
});

export const HISTORY: CustomerHistory = {
  fromAt: iso(NOW_MS - 90 * DAY_MS),
  dealsFromAt: iso(NOW_MS - 365 * DAY_MS),
  zone: 'Asia/Shanghai',
  touchpoints: {
    total: 132,
    rows: [
      touchpoint('t1', 1, { sentiment: -0.6, influence: 0.2 }),
      touchpoint('t2', 2, { channel: '拜访', influence: 0.9 }),
      touchpoint('t3', 2, { channel: '拜访', captured: false, foundBy: 'audit', sameAs: 't2' }),
    ],
  },
  signals: { total: 1, rows: [{ id: 's1', at: iso(NOW_MS - DAY_MS), source: 'listening', type: 'tender_match', weight: 0.8 }] },
  sentiment: [
    { day: '2026-11-10', mean: 0.4, count: 3 },
    { day: '2026-11-22', mean: -0.6, count: 1 },
  ],
  opportunities: {
    total: 1,
    rows: [
      {
        opportunityId: 'P-1',
        stage: 'negotiation',
        movedAt: iso(NOW_MS - DAY_MS),
        openedAt: iso(NOW_MS - 20 * DAY_MS),
        moves: 2,
        amount: 900_000,
        lifecycle: null,
        expectedClose: null,
      },
    ],
  },
  leads: { total: 0, rows: [] },
  orders: {
    total: 1,
    rows: [
      {
        orderId: 'O-0',
        placedAt: iso(NOW_MS - 60 * DAY_MS),
        promisedAt: iso(NOW_MS - 40 * DAY_MS),
        amount: 5_000,
        productLine: null,
        expedite: false,
        deliveredAt: iso(NOW_MS - 37 * DAY_MS),
        cancelledAt: null,
      },
    ],
  },
};

export const answer = (live: Partial<CustomerLive> = {}, more: Partial<CustomerAnswer> = {}): CustomerAnswer => ({
  customerId: 'C-7',
  at: iso(NOW_MS),
  limits: LIMITS,
  live: { ...NOTHING, ...live },
  history: HISTORY,
  ...more,
});
