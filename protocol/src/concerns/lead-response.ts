/** Lead response: how soon somebody answers a lead, and which leads nobody answers. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { defineConcern } from '../defineConcern.ts';
import { amount, none, optionalName } from '../eventFields.ts';
import { count, instant, nullable, rate, seconds, text } from '../fields.ts';
import { oneOf } from '../oneOf.ts';
import { leadResponseAlerts } from './lead-response.alerts.ts';
import { leadResponseEn } from './lead-response.words.en.ts';
import { leadResponseZh } from './lead-response.words.zh-CN.ts';

export const WINDOWS = { '15m': 900, '1h': 3_600, '24h': 86_400 } as const;
export type WindowName = keyof typeof WINDOWS;
export const LEAD_DIMENSIONS = ['all', 'region', 'team', 'channel', 'rep'] as const;
export type LeadDimension = (typeof LEAD_DIMENSIONS)[number];

/** Key `window|dimension|name`; name empty for `all`. */
export const LeadSummaryRow = Type.Object({
  window: oneOf(Object.keys(WINDOWS) as WindowName[]),
  dimension: oneOf(LEAD_DIMENSIONS),
  name: Type.String(),
  leads: count,
  answered: count,
  open: count,
  atRisk: count,
  violated: count,
  serviceLevel: rate,
  p50Seconds: seconds,
  p90Seconds: seconds,
  p99Seconds: seconds,
  decided: count,
  /** Mean of each clock over the answered leads of the window. Detection is part of routing: see the monitor. */
  detectionSeconds: seconds,
  routingSeconds: seconds,
  humanSeconds: seconds,
  totalSeconds: seconds,
  /** Violated and still open, with nobody's acknowledgement looked at: how many are bleeding now. */
  openViolated: count,
  formulaVersion: Type.Integer(),
});
export type LeadSummaryRow = Static<typeof LeadSummaryRow>;

export const LEAD_STATES = ['waiting', 'at-risk', 'violated'] as const;
export type LeadState = (typeof LEAD_STATES)[number];

/** Key: lead. One row per lead that nobody has answered. */
export const OpenLeadRow = Type.Object({
  leadId: Type.String(),
  createdAt: instant,
  deadlineAt: instant,
  state: oneOf(LEAD_STATES),
  region: text,
  team: text,
  channel: text,
  repId: text,
  tier: text,
  value: nullable(Type.Number()),
  atRiskAt: instant,
  assignedAt: nullable(instant),
  customerId: text,
});
export type OpenLeadRow = Static<typeof OpenLeadRow>;

/** Key: lead. The leads answered last, for the runway's parting marks. */
export const AnsweredLeadRow = Type.Object({
  leadId: Type.String(),
  createdAt: instant,
  respondedAt: instant,
  latencySeconds: Type.Number(),
  violated: Type.Boolean(),
  region: text,
  team: text,
  channel: text,
});
export type AnsweredLeadRow = Static<typeof AnsweredLeadRow>;

/**
 * Key: ISO minute M, one row a minute for the last hour. Over all leads created in (M − 15 min, M], as known now: late rows
 * change past points, and the newest points rise and fall until their leads are decided.
 */
export const LeadTrendRow = Type.Object({ at: instant, serviceLevel: rate, decided: count, violated: count });
export type LeadTrendRow = Static<typeof LeadTrendRow>;

/** Key: window (`1h`). Latencies of the window's answered leads in bins of `binSeconds`, the last bin open-ended. */
export const LeadDistributionRow = Type.Object({
  binSeconds: Type.Number(),
  answered: Type.Array(count),
});
export type LeadDistributionRow = Static<typeof LeadDistributionRow>;

const KINDS = ['lead.created', 'lead.assigned', 'lead.responded', 'lead.closed'] as const;

export const leadResponse = defineConcern({
  id: 'lead-response',
  events: {
    'lead.created': Type.Object({ tier: optionalName, value: Type.Optional(amount), origin: optionalName }),
    'lead.assigned': none,
    'lead.responded': Type.Object({
      automated: Type.Optional(Type.Boolean({ description: 'an auto-reply is no response; absent means false' })),
    }),
    'lead.closed': Type.Object({ reason: optionalName }),
  },
  goesOn: {
    'lead.assigned': { begins: 'lead.created' },
    'lead.responded': { begins: 'lead.created' },
    'lead.closed': { begins: 'lead.created' },
  },
  topics: {
    'lead-response.summary': { row: LeadSummaryRow, audience: 'public', standsOn: KINDS },
    'lead-response.open': { row: OpenLeadRow, audience: 'public', standsOn: KINDS },
    'lead-response.answered': { row: AnsweredLeadRow, audience: 'public', standsOn: KINDS },
    'lead-response.trend': { row: LeadTrendRow, audience: 'public', standsOn: KINDS },
    'lead-response.distribution': { row: LeadDistributionRow, audience: 'public', standsOn: KINDS },
  },
  rules: {
    'lead-violation': { standsOn: KINDS, subject: ['lead'], episodes: 'by-name', takesOver: true, aboutPeople: false, ofTeam: true },
    'lead-service-level': { standsOn: KINDS, subject: ['team'], episodes: 'one-open', takesOver: false, aboutPeople: false, ofTeam: true },
  },
  alerts: { ...leadResponseAlerts, words: { 'zh-CN': leadResponseZh, en: leadResponseEn } },
  sources: { crm: KINDS, form: ['lead.created'] },
  scene: {
    panels: {
      runway: ['lead-response.open', 'lead-response.answered'],
      'service-level': ['lead-response.summary', 'lead-response.trend'],
      latency: ['lead-response.summary', 'lead-response.distribution'],
      clocks: ['lead-response.summary'],
      standings: ['lead-response.summary'],
    },
    overview: ['lead-response.summary', 'lead-response.open'],
  },
});
