import type { AlertWords } from '../words/defineAlerts.ts';
import type { churnAlerts } from './churn.alerts.ts';

export const churnZh = {
  facts: { score: '流失概率' },
  rules: {
    'churn-warning': {
      name: '流失预警',
      sentence: ['客户 {customerId} {what}', '客户 {subjectName} {what}'],
      says: { score: '流失概率 {score}' },
    },
  },
} as const satisfies AlertWords<typeof churnAlerts>;
