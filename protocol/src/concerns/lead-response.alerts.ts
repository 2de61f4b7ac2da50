import { factNumber, factText } from '../alertFacts.ts';
import { defineAlerts, inSummary, onScreen, type Told } from '../words/defineAlerts.ts';

const answered = ({ facts }: Told) => factNumber(facts, 'latencySeconds') !== null;

export const leadResponseAlerts = defineAlerts({
  facts: {
    leadId: 'text',
    createdAt: 'instant',
    deadlineAt: 'instant',
    respondedAt: 'instant',
    closedAt: 'instant',
    repId: 'text',
    tier: 'text',
    value: 'money',
    slaSeconds: 'seconds',
    latencySeconds: 'seconds',
    detectionSeconds: 'seconds',
    disproofLagSeconds: 'seconds',
    serviceLevel: 'rate',
    target: 'rate',
    decided: 'count',
    violated: 'count',
    windowSeconds: 'seconds',
  },
  rules: {
    'lead-violation': {
      what: [
        [
          onScreen('disproved', (told) => told.ending === 'disproved' && answered(told)),
          onScreen('closed', (told) => told.ending !== null && !answered(told) && factText(told.facts, 'closedAt') !== null),
          'unanswered',
        ],
      ],
      about: [inSummary('region'), inSummary('team'), onScreen('whose'), 'channel', 'tier', 'value'],
      band: ['lead', 'channel', 'value'],
      shortNames: 'subject',
    },
    'lead-service-level': {
      what: ['level'],
      about: [],
      band: ['reached', 'target'],
      derive: ({ facts }) => ({ violated: factNumber(facts, 'violated') ?? 0 }),
    },
  },
});
