import type { AlertWords } from '../words/defineAlerts.ts';
import type { leadResponseAlerts } from './lead-response.alerts.ts';

export const leadResponseEn = {
  facts: {
    leadId: 'Lead',
    createdAt: 'Created',
    deadlineAt: 'Answer due',
    respondedAt: 'Answered',
    closedAt: 'Closed',
    repId: 'Rep',
    tier: 'Tier',
    value: 'Value',
    slaSeconds: 'Time allowed',
    latencySeconds: 'Time taken',
    detectionSeconds: 'Detection lag',
    disproofLagSeconds: 'Disproved after',
    serviceLevel: 'Service level',
    target: 'Target',
    decided: 'Decided',
    violated: 'Violated',
    windowSeconds: 'Window',
  },
  rules: {
    'lead-violation': {
      name: 'Response violation',
      short: 'Violated',
      sentence: ['Lead {leadId}{about}: {what}', 'Lead {subject}{about}: {what}'],
      says: {
        unanswered: ['Answered only after {latencySeconds}', 'Not answered within {slaSeconds}', 'Nobody has answered'],
        closed: 'Closed without an answer',
        disproved: 'Had been answered in {latencySeconds}; the record came late',
        region: '{region}',
        team: '{team}',
        whose: ['{team} {repId}', '{team}', '{repId}', '{region}', 'Unassigned'],
        channel: '{channel}',
        tier: 'tier {tier}',
        value: 'worth {value}',
        lead: '{subjectName}',
      },
    },
    'lead-service-level': {
      name: 'Service level low',
      sentence: ['Team {team}: {what}', 'Team {subject}: {what}'],
      says: {
        level: 'Service level over 15 min[ is {serviceLevel}][, target {target}][ ({violated} of {decided} violated)]',
        reached: '{serviceLevel}',
        target: 'target {target}',
      },
    },
  },
} as const satisfies AlertWords<typeof leadResponseAlerts>;
