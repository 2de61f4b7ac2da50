import { defineAlerts } from '../words/defineAlerts.ts';

export const churnAlerts = defineAlerts({
  facts: { score: 'rate' },
  rules: { 'churn-warning': { what: ['score'], about: [] } },
});
