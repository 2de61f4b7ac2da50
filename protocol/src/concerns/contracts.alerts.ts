import { factText } from '../alertFacts.ts';
import { defineAlerts, onScreen } from '../words/defineAlerts.ts';

export const contractsAlerts = defineAlerts({
  facts: {
    feed: 'text',
    source: 'text',
    field: 'text',
    owner: 'text',
    newestAt: 'instant',
    intervalSeconds: 'seconds',
    graceSeconds: 'seconds',
    kind: 'text',
    heardAt: 'instant',
    usualGapSeconds: 'seconds',
    server: 'text',
    skewSeconds: 'seconds',
    ahead: 'hidden',
  },
  rules: {
    'contract-broken': {
      what: [
        [{ id: 'never', when: ({ facts }) => factText(facts, 'newestAt') === null }, 'late'],
        'due',
        onScreen('newest'),
        onScreen('field'),
      ],
      about: ['owner'],
    },
    'feed-silent': { what: [['kindSilent', 'silent'], 'usual'], about: [] },
    'clock-skew': {
      what: [[{ id: 'ahead', when: ({ facts }) => facts.ahead === true }, 'behind'], onScreen('check')],
      about: [],
    },
  },
});
