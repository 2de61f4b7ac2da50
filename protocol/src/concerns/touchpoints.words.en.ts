import type { AlertWords } from '../words/defineAlerts.ts';
import type { touchpointsAlerts } from './touchpoints.alerts.ts';

export const touchpointsEn = {
  facts: {
    captured: 'Captured',
    known: 'Known touchpoints',
    stage: 'Stage',
    limitDays: 'Silent after (days)',
    lastCapturedAt: 'Last captured touchpoint',
    openedAt: 'Opportunity first told of',
    negativeChannel: 'Negative on',
    inquiryChannel: 'Asking on',
    dueAt: 'Due',
  },
  rules: {
    'dark-channel': {
      name: 'Dark channel',
      sentence: ['Channel {channel}[ · {region}]: {what}', 'Channel {subject}[ · {region}]: {what}'],
      says: {
        dark: [
          'Systems saw only {captured} of {known} known touchpoints ({captureRate})',
          'Systems see fewer than half of the touchpoints',
        ],
      },
    },
    'silent-opportunity': {
      name: 'Silent opportunity',
      sentence: 'Opportunity {subjectName}{about}: {what}',
      says: {
        silent: ['No captured touchpoint for {limitDays} days', 'No captured touchpoint for long'],
        customer: 'customer {customerId}',
        stage: 'stage {stage}',
        region: '{region}',
        amount: 'worth {amount}',
      },
    },
    resonance: {
      name: 'Resonance',
      sentence: ['Customer {customerId}{about}: {what}', 'Customer {subjectName}{about}: {what}'],
      parts: { negative: ['{negativeChannel}', 'one channel'], inquiry: ['{inquiryChannel}', 'another'] },
      says: {
        opposed: 'Negative on {negative}, asking on {inquiry}',
        reachOut: ['reach out by {dueAt}', 'reach out in time'],
        region: '{region}',
      },
    },
  },
} as const satisfies AlertWords<typeof touchpointsAlerts>;
