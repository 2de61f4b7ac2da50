/**
 * What a signal, a broken feed or time changes about an alert: the next row of its log, or null where nothing changes. Ids of these rows are
 * deterministic, so that two servers, or a replay, log one change once.
 */
import type { AlertFacts } from '@warroom/protocol/alert';
import type { AlertLogRow, LogState } from '@warroom/protocol/alertLog';
import { severityRank } from '@warroom/protocol/alertOrder';
import type { BrokenFeed, Signal } from '../monitors/monitor.ts';
import { brokenUnder } from './brokenFeeds.ts';
import { rowBase } from './commands.ts';
import { type Alert, leaseEndMs, sameUnder, type Under } from './lifeCycle.ts';

export type Raise = Extract<Signal, { type: 'raise' }>;
type Escalate = Extract<Signal, { type: 'escalate' }>;
type Update = Extract<Signal, { type: 'update' }>;
type Clear = Extract<Signal, { type: 'clear' }>;

export interface Change {
  atMs: number;
  state: LogState;
  /** Tells this change from others of the same state: part of the row's id. */
  which: string;
  fields: Partial<Pick<AlertLogRow, 'severity' | 'facts' | 'reason' | 'untilMs' | 'note'>>;
}

export function firstRow(id: string, raise: Raise, server: string): AlertLogRow {
  return { ...rowBase({ ...raise, id }, server), id: `${id}.firing.1`, atMs: raise.atMs, state: 'firing', version: 1 };
}

export function rowOfChange(alert: Alert, { atMs, state, which, fields }: Change, server: string): AlertLogRow {
  // News of the subject is not an action on the alert: whoever acts on what stood before is not refused.
  const version = state === 'updated' ? alert.version : alert.version + 1;
  return { ...rowBase(alert, server), version, ...fields, id: `${alert.id}.${state}.${which}`, atMs, state };
}

/** The condition holds again after the alert was resolved. What a person has resolved stays resolved. */
export function firingAgain({ life, count }: Alert, { atMs, severity, facts }: Raise): Change | null {
  if (life.state !== 'resolved' || life.reason === 'handled' || atMs <= life.atMs) return null;
  return { atMs, state: 'firing', which: String(count + 1), fields: { severity, facts } };
}

/** What may happen once to an alert each time that it fires. */
const sinceFiring = ({ count }: Alert, which: string): string => (count > 1 ? `${which}.${count}` : which);

export function escalation(alert: Alert, { atMs, severity }: Escalate): Change | null {
  const { life, severity: before } = alert;
  if (life.state === 'resolved' && life.atMs <= atMs) return null;
  if (severityRank(severity) <= severityRank(before)) return null;
  return { atMs, state: 'escalated', which: sinceFiring(alert, severity), fields: { severity } };
}

/** The subject has other facts now. An alert that is over stays as it ended. */
export function following({ life, facts: before }: Alert, { atMs, which, facts }: Pick<Update, 'atMs' | 'which' | 'facts'>): Change | null {
  if (life.state === 'resolved' || Object.entries(facts).every(([name, value]) => before[name] === value)) return null;
  return { atMs, state: 'updated', which, fields: { facts: { ...before, ...facts } } };
}

/** Facts that say whom to call; the others of a firing are measured, and come out a little different when they are measured again. */
const WHOSE = ['team', 'region', 'customerId', 'owner', 'amount', 'value', 'wallUnit', 'wallUnitId'] as const;

/** After history was read again: whose the alert is, as the monitors said last, which may be under other settings than it was raised with. */
export function followingAgain(alert: Alert, said: AlertFacts, atMs: number): Change | null {
  const facts = Object.fromEntries(WHOSE.filter((name) => said[name] !== undefined).map((name) => [name, said[name] ?? null]));
  return following(alert, { atMs, which: String(atMs), facts });
}

/** A resolved alert is only resolved once more by a late row that disproves it. */
export function resolution(alert: Alert, { atMs, reason, facts }: Pick<Clear, 'atMs' | 'reason' | 'facts'>): Change | null {
  const { life, count } = alert;
  if (life.state === 'resolved' && (reason !== 'disproved' || life.reason === 'disproved')) return null;
  return { atMs, state: 'resolved', which: `${reason}.${count}`, fields: { reason, facts: { ...alert.facts, ...facts } } };
}

/** It says what another alert says that stays: resolved at the instant at which it came to what it is. */
export function sameAsAnother(alert: Alert, other: string): Change | null {
  const atMs = alert.changedAtMs;
  const change = resolution(alert, { atMs, reason: 'recovered' });
  return change && { ...change, fields: { ...change.fields, note: `the same as ${other}` } };
}

/** Holds an alert against the feeds that are broken now. */
export function certainty(alert: Alert, broken: readonly BrokenFeed[], atMs: number): Change | null {
  if (alert.life.state === 'resolved') return null;
  const feed = brokenUnder(broken, alert);
  const under = feed ? { feed: feed.feed, episode: feed.episode } : null;
  if (sameUnder(under, alert.under)) return null;
  const outage = (under ?? alert.under) as Under;
  const facts = { ...alert.facts, under: outage.feed, underEpisode: outage.episode };
  const which = sinceFiring(alert, `${outage.feed}.${outage.episode}`);
  return { atMs, state: under ? 'indeterminate' : 'determinate', which, fields: { facts } };
}

/** The end of the alert's lease or snooze, at its own instant. */
export function lapse({ life }: Alert): Change | null {
  const untilMs = leaseEndMs(life);
  if (untilMs === null) return null;
  const note = life.state === 'snoozed' ? 'snooze ended' : 'lease lapsed without activity';
  return { atMs: untilMs, state: 'unacknowledged', which: String(untilMs), fields: { untilMs, note } };
}
