/** Churn: customers of whom a model warns that they may leave. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { defineConcern } from '../defineConcern.ts';
import { share } from '../eventFields.ts';
import { instant, rate, text } from '../fields.ts';
import { churnAlerts } from './churn.alerts.ts';
import { churnEn } from './churn.words.en.ts';
import { churnZh } from './churn.words.zh-CN.ts';

/** Key: customer. Warned of, and not given the all-clear. */
export const ChurnCustomerRow = Type.Object({ customerId: Type.String(), region: text, warnedAt: instant, score: rate });
export type ChurnCustomerRow = Static<typeof ChurnCustomerRow>;

export const churn = defineConcern({
  id: 'churn',
  events: { 'churn.warned': Type.Object({ score: share }) },
  goesOn: {},
  topics: { 'churn.customers': { row: ChurnCustomerRow, audience: 'public', standsOn: ['churn.warned'] } },
  rules: {
    'churn-warning': {
      standsOn: ['churn.warned'],
      subject: ['customer'],
      episodes: 'one-open',
      takesOver: false,
      aboutPeople: false,
      ofTeam: false,
    },
  },
  alerts: { ...churnAlerts, words: { 'zh-CN': churnZh, en: churnEn } },
  sources: { crm: ['churn.warned'] },
  scene: { panels: { customers: ['churn.customers'] }, overview: ['churn.customers'] },
});
