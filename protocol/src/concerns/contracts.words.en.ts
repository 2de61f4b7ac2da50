import type { AlertWords } from '../words/defineAlerts.ts';
import type { contractsAlerts } from './contracts.alerts.ts';

export const contractsEn = {
  facts: {
    feed: 'Feed',
    source: 'Source',
    field: 'Field',
    owner: 'Owner',
    newestAt: 'Last delivered',
    intervalSeconds: 'Due every',
    graceSeconds: 'Grace',
  },
  rules: {
    'contract-broken': {
      name: 'Data contract broken',
      sentence: ['Feed {feed}: {what}{about}', 'Feed {subjectName}: {what}{about}'],
      says: {
        never: 'Never delivered',
        late: 'Does not deliver as agreed',
        due: 'due every {intervalSeconds}',
        newest: 'last delivered {newestAt}',
        field: '{field}',
        owner: 'owner {owner}',
      },
    },
  },
} as const satisfies AlertWords<typeof contractsAlerts>;
