import { factNumber } from '../alertFacts.ts';
import { defineAlerts, inSummary, onScreen } from '../words/defineAlerts.ts';

/** Whose order, where, and for how much. On a screen the customer is a link of its own. */
const ABOUT = [inSummary('customer'), 'region', 'amount'] as const;

export const deliveryRiskAlerts = defineAlerts({
  facts: {
    orderId: 'text',
    promisedAt: 'instant',
    placedAt: 'instant',
    expedite: 'flag',
    pLate: 'rate',
    bottleneck: 'text',
    step: 'text',
    site: 'text',
    blockedSince: 'instant',
    sku: 'text',
    warehouse: 'text',
    quantity: 'count',
    available: 'count',
    parts: 'count',
  },
  rules: {
    'delivery-late': {
      what: ['late', 'bottleneck', onScreen('promised'), onScreen('expedited', ({ facts }) => facts.expedite === true)],
      about: ABOUT,
    },
    'expedite-lost': { what: ['noPriority', onScreen('expedited'), onScreen('promised')], about: ABOUT },
    'phantom-stock': {
      what: ['lacking'],
      about: ABOUT,
      derive: ({ facts }) => ({ parts: (factNumber(facts, 'parts') ?? 1) > 1 ? (facts.parts ?? null) : null }),
    },
    'step-blocked': { what: ['blocked'], about: ABOUT },
  },
});
