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
    kind: 'Kind of event',
    heardAt: 'Last heard',
    usualGapSeconds: 'Usual gap',
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
    'feed-silent': {
      name: 'Feed silent',
      sentence: ['Feed {source}: {what}', 'Feed {subjectName}: {what}'],
      says: {
        kindSilent: ['No {kind} since {heardAt}', 'No {kind} any more'],
        silent: ['Nothing since {heardAt}', 'Nothing comes any more'],
        usual: 'at this hour usually one every {usualGapSeconds}',
      },
    },
  },
} as const satisfies AlertWords<typeof contractsAlerts>;
