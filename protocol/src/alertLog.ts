/** The alert log: append-only, one row per change; folding it gives the alerts as they stand. */
import type { AlertFacts, ResolveReason, Severity } from './alert.ts';

/**
 * What a row of the log says has happened. Those that are also states put the alert into that state; `escalated` raises the
 * severity of an alert and leaves its state; `updated` says that its subject has other facts now (another team has the lead); `indeterminate` says that the feed it stands on is broken (`facts.under`, the feed's
 * name, and `facts.underEpisode`) and `determinate` that it is whole again; the rest are operators' doings.
 */
export const LOG_STATES = [
  'firing',
  'escalated',
  'updated',
  'acknowledged',
  'unacknowledged',
  'assigned',
  'snoozed',
  'commented',
  'indeterminate',
  'determinate',
  'resolved',
] as const;
export type LogState = (typeof LOG_STATES)[number];

export interface AlertLogRow {
  /** Deterministic for what monitors decide (alert id, state, which of its kind), so that two servers write one fact; random for what people do. */
  id: string;
  /** When the change took effect, epoch ms: for a firing by the clock, the deadline itself. */
  atMs: number;
  alertId: string;
  rule: string;
  subject: string;
  episode: string;
  state: LogState;
  severity: Severity;
  version: number;
  by: string | null;
  /** Whom an `assigned` row gives the alert to (null: nobody in particular); null in every other row. */
  assignee: string | null;
  note: string | null;
  reason: ResolveReason | null;
  /** Lease end, snooze end. */
  untilMs: number | null;
  sinceMs: number;
  feeds: readonly string[];
  facts: AlertFacts;
  server: string;
}
