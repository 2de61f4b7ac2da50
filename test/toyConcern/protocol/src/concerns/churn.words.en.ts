import type { AlertWords } from '../words/defineAlerts.ts';
import type { churnAlerts } from './churn.alerts.ts';

export const churnEn = {
  facts: { score: 'Churn' },
  rules: {
    'churn-warning': {
      name: 'Churn warning',
      sentence: ['Customer {customerId}: {what}', 'Customer {subjectName}: {what}'],
      says: { score: '{score} likely to leave' },
    },
  },
} as const satisfies AlertWords<typeof churnAlerts>;
