/**
 * Board topics and the rows that stand under them (SPEC §5). Outside programs read these: fields are added freely,
 * none is renamed. Times are ISO 8601 UTC, durations seconds, rates 0–1, null when not known.
 */

import type { Static, TSchema } from 'typebox';
import { Type } from 'typebox';
import { BreakerBoardRow, BreakerRow, CoachingHintRow, LearningCardRow, StrategyRow, TeamBoardRow } from './concerns/capability.ts';
import { ContractRow } from './concerns/contracts.ts';
import { DeliveryHeatRow, DeliveryMapRow, DeliveryOrderRow } from './concerns/delivery-risk.ts';
import {
  TouchpointChannelRow,
  TouchpointInfluenceRow,
  TouchpointLostDealRow,
  TouchpointResonanceRow,
  TouchpointSilentRow,
} from './concerns/touchpoints.ts';
import { oneOf } from './oneOf.ts';

const instant = Type.String({ description: 'ISO 8601 UTC' });
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const text = nullable(Type.String());
const seconds = nullable(Type.Number());
const rate = nullable(Type.Number({ minimum: 0, maximum: 1 }));
const count = Type.Integer({ minimum: 0 });

export const WINDOWS = { '15m': 900, '1h': 3_600, '24h': 86_400 } as const;
export type WindowName = keyof typeof WINDOWS;
export const LEAD_DIMENSIONS = ['all', 'region', 'team', 'channel', 'rep'] as const;
export type LeadDimension = (typeof LEAD_DIMENSIONS)[number];

/** Key `window|dimension|value`; value empty for `all`. */
export const LeadSummaryRow = Type.Object({
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

export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];
export const ALERT_STATES = ['pending', 'firing', 'acknowledged', 'snoozed', 'indeterminate', 'resolved'] as const;
export type AlertState = (typeof ALERT_STATES)[number];
export const RESOLVE_REASONS = ['recovered', 'disproved', 'handled', 'expired'] as const;
export type ResolveReason = (typeof RESOLVE_REASONS)[number];

/** Facts a summary sentence is made of on the screen, in the viewer's language: numbers and names only, never prose. */
export const AlertFacts = Type.Record(Type.String(), nullable(Type.Union([Type.String(), Type.Number(), Type.Boolean()])));
export type AlertFacts = Static<typeof AlertFacts>;

/** Key: alert id. Resolved alerts stay for a while, then leave the board (never the log). */
export const AlertRow = Type.Object({
  rule: Type.String(),
  subject: Type.String({ description: '`<type>:<id>`, as lead:L-17 or team:east-1' }),
  episode: Type.String({ description: 'what tells one occurrence from the next: the instant at which it began' }),
  severity: oneOf(SEVERITIES),
  state: oneOf(ALERT_STATES),
  firedAt: instant,
  owner: text,
  version: Type.Integer({ minimum: 1 }),
  /** How many times it fired within this episode (flapping is damped into one alert). */
  count: Type.Integer({ minimum: 1 }),
  /** One sentence in the server's language, for programs; screens word it themselves from `facts`. */
  summary: Type.String(),
  feeds: Type.Array(Type.String()),
  facts: AlertFacts,
  /** When the condition began, which for a late row lies before firedAt. */
  sinceAt: instant,
  acknowledgedAt: nullable(instant),
  leaseUntil: nullable(instant),
  snoozedUntil: nullable(instant),
  note: text,
  resolvedAt: nullable(instant),
  reason: nullable(oneOf(RESOLVE_REASONS)),
  /** The alert of the episode before, if there was one. */
  previous: text,
  /** While `indeterminate`: the broken feed it stands on, whose `contract-broken` (subject `feed:<feed>`) is the root alert. */
  under: text,
});
export type AlertRow = Static<typeof AlertRow>;

/** Key: server id. What the server says of itself. */
export const SystemRow = Type.Object({
  storeState: oneOf(['up', 'down', 'catching-up']),
  tailLagSeconds: seconds,
  appliedEvents: count,
  lateEvents: count,
  rejectedEvents: count,
  connections: count,
  startedAt: instant,
  /** Set when the figures on the board stand on a simulator's or a replay's rows. */
  mode: oneOf(['live', 'demo', 'replay']),
  newestEventAt: nullable(instant),
  storeDownSince: nullable(instant),
  catchUp: nullable(Type.Object({ fromAt: instant, reachedAt: instant, untilAt: instant })),
  version: Type.String(),
});
export type SystemRow = Static<typeof SystemRow>;

/** Every topic by name, with the schema of its rows. The single list: API, stream and display all read it. */
export const TOPICS = {
  'lead-response.summary': LeadSummaryRow,
  'lead-response.open': OpenLeadRow,
  'lead-response.answered': AnsweredLeadRow,
  'lead-response.trend': LeadTrendRow,
  'lead-response.distribution': LeadDistributionRow,
  'delivery-risk.orders': DeliveryOrderRow,
  'delivery-risk.heat': DeliveryHeatRow,
  'delivery-risk.map': DeliveryMapRow,
  'capability.strategies': StrategyRow,
  'capability.breakers': BreakerRow,
  'capability.breaker-board': BreakerBoardRow,
  'capability.cards': LearningCardRow,
  'capability.hints': CoachingHintRow,
  'capability.team-board': TeamBoardRow,
  'touchpoints.channels': TouchpointChannelRow,
  'touchpoints.influence': TouchpointInfluenceRow,
  'touchpoints.resonance': TouchpointResonanceRow,
  'touchpoints.silent': TouchpointSilentRow,
  'touchpoints.lost-deals': TouchpointLostDealRow,
  contracts: ContractRow,
  alerts: AlertRow,
  /** Whole rows of the alerts about single people, which `alerts` has without their names or not at all (`privacy.ts`). */
  'alerts.people': AlertRow,
  system: SystemRow,
} as const satisfies Record<string, TSchema>;
export type Topic = keyof typeof TOPICS;
export const TOPIC_NAMES = Object.keys(TOPICS) as Topic[];
export type RowOf<T extends Topic> = Static<(typeof TOPICS)[T]>;
export type AnyRow = RowOf<Topic>;
export const isTopic = (name: string): name is Topic => Object.hasOwn(TOPICS, name);
