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
    server: 'Server',
    skewSeconds: 'Clock skew',
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
    'clock-skew': {
      name: 'Clocks disagree',
      sentence: 'Server {subjectName}: {what}',
      says: {
        ahead: ['Clock is {skewSeconds} ahead of the store', 'Clock is ahead of the store'],
        behind: ['Clock is {skewSeconds} behind the store', 'Clock differs from the store'],
        check: 'times go by the store; check time synchronisation on both hosts',
      },
    },
  },
} as const satisfies AlertWords<typeof contractsAlerts>;
