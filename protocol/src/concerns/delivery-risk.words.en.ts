import type { AlertWords } from '../words/defineAlerts.ts';
import type { deliveryRiskAlerts } from './delivery-risk.alerts.ts';

const ABOUT = { customer: 'customer {customerId}', region: '{region}', amount: 'worth {amount}' } as const;
const ORDER = { order: ['{orderId}', '{subject}'] } as const;

export const deliveryRiskEn = {
  facts: {
    orderId: 'Order',
    promisedAt: 'Promised for',
    placedAt: 'Placed',
    expedite: 'Expedited',
    pLate: 'p(late)',
    bottleneck: 'Bottleneck',
    step: 'Step',
    site: 'Site',
    blockedSince: 'Blocked since',
    sku: 'Part',
    warehouse: 'Warehouse',
    quantity: 'Promised',
    available: 'Available',
    parts: 'Parts short',
  },
  rules: {
    'delivery-late': {
      name: 'Delivery late',
      sentence: 'Order {order}{about}: {what}',
      parts: ORDER,
      says: {
        ...ABOUT,
        late: ['{pLate} likely to be late', 'Likely to miss its promise'],
        bottleneck: 'bottleneck {bottleneck}',
        promised: 'promised {promisedAt}',
        expedited: 'expedited',
      },
    },
    'expedite-lost': {
      name: 'Expedite lost',
      sentence: 'Expedited order {order}{about}: {what}',
      parts: ORDER,
      says: {
        ...ABOUT,
        noPriority: ['{step} still carries no priority', 'Still carries no priority'],
        promised: 'promised {promisedAt}',
        expedited: 'expedited',
      },
    },
    'phantom-stock': {
      name: 'Phantom stock',
      sentence: 'Order {order}{about}: {what}',
      parts: { ...ORDER, part: ['{quantity} of {sku}', '{quantity} pieces', '{sku}', 'Parts'] },
      says: {
        ...ABOUT,
        lacking:
          '{part} promised[, one of {parts} parts short]; too few available[ at {warehouse}][ ({available})], the rest locked or in transfer',
      },
    },
    'step-blocked': {
      name: 'Step blocked',
      sentence: 'Order {order}{about}: {what}',
      parts: ORDER,
      says: { ...ABOUT, blocked: ['{step} is blocked[ at {site}]', 'A step is blocked[ at {site}]'] },
    },
  },
} as const satisfies AlertWords<typeof deliveryRiskAlerts>;
