import { factNumber } from '../alertFacts.ts';
import { defineAlerts, inSummary } from '../words/defineAlerts.ts';

export const touchpointsAlerts = defineAlerts({
  facts: {
    captured: 'count',
    known: 'count',
    stage: 'text',
    limitDays: 'count',
    lastCapturedAt: 'instant',
    openedAt: 'instant',
    negativeChannel: 'text',
    inquiryChannel: 'text',
    dueAt: 'instant',
  },
  rules: {
    'dark-channel': {
      what: ['dark'],
      about: [],
      units: { captureRate: 'rate' },
      derive: ({ facts }) => {
        const [captured, known] = [factNumber(facts, 'captured'), factNumber(facts, 'known')];
        return { captureRate: captured === null || !known ? null : captured / known };
      },
    },
    'silent-opportunity': { what: ['silent'], about: [inSummary('customer'), 'stage', 'region', 'amount'] },
    resonance: { what: ['opposed', 'reachOut'], about: ['region'] },
  },
});
