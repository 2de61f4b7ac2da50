/** An alert as it stands on the board (topics `alerts` and `alerts.people`). Times ISO 8601 UTC, null when not known. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { instant, nullable, text } from './fields.ts';
import { oneOf } from './oneOf.ts';

export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];
export const ALERT_STATES = ['firing', 'acknowledged', 'snoozed', 'indeterminate', 'resolved'] as const;
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
  /** While `indeterminate`: the feed it stands on, whose `contract-broken` or `feed-silent` (subject `feed:<feed>`) is the root alert. */
  under: text,
});
export type AlertRow = Static<typeof AlertRow>;
