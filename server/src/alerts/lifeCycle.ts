/**
 * The life of one alert as a pure fold of its log rows (protocol/SPEC.md, ALERT-n). The log is the truth: the board, a restarted
 * server and every replica come to the same alert from the same set of rows, in whatever order they were read.
 */

import type { AlertFacts, AlertState, ResolveReason, Severity } from '@warroom/protocol/alert';
import type { AlertLogRow, LogState } from '@warroom/protocol/alertLog';
import { severityRank } from '@warroom/protocol/alertOrder';

/** How an alert stands for everybody who looks at it. */
export const stateOf = ({ life, under }: Pick<Alert, 'life' | 'under'>): AlertState => (under === null ? life.state : 'indeterminate');

/** Who signs what no person did. */
export const SYSTEM = 'system';

export type Life =
  | { state: 'firing' }
  | { state: 'acknowledged'; by: string; atMs: number; leaseUntilMs: number }
  | { state: 'snoozed'; by: string; atMs: number; untilMs: number }
  | { state: 'resolved'; by: string; atMs: number; reason: ResolveReason };

export interface Alert {
  readonly id: string;
  readonly rule: string;
  readonly subject: string;
  readonly episode: string;
  readonly severity: Severity;
  readonly life: Life;
  /** When it first fired and when its condition began. */
  readonly firedAtMs: number;
  readonly sinceMs: number;
  /** The latest instant of its rows. */
  readonly changedAtMs: number;
  /** Who is to deal with it: the holder of the acknowledgement, or the person it was given to. */
  readonly owner: string | null;
  readonly note: string | null;
  /** The highest version of its rows; the next row carries one more. */
  readonly version: number;
  /** The highest version of what people did that counted. */
  readonly actedVersion: number;
  /** How many times it fired within this episode. */
  readonly count: number;
  readonly facts: AlertFacts;
  readonly feeds: readonly string[];
  /**
   * The broken feed that it stands on: whether its condition holds cannot be told, whatever people had done about it meanwhile stays.
   * Null where it can be told, and in a resolved alert.
   */
  readonly under: Under | null;
}

export interface Under {
  readonly feed: string;
  /** Episode of the feed's `contract-broken`. */
  readonly episode: string;
}

/** The order in which rows count: by instant, then by version, then by id, so that every reader puts the same set into one order. */
export function rowOrder(a: AlertLogRow, b: AlertLogRow): number {
  return a.atMs - b.atMs || a.version - b.version || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Which of two rows of one id is kept. */
export function precedes(a: AlertLogRow, b: AlertLogRow): boolean {
  return (a.atMs - b.atMs || a.version - b.version || (a.server < b.server ? -1 : 0)) < 0;
}

/** An alert from its rows, sorted by {@link rowOrder}; null while its firing row is not among them. */
export function foldAlert(rows: readonly AlertLogRow[]): Alert | null {
  let alert: Alert | null = null;
  for (const row of rows) alert = alert ? nextAlert(alert, row) : row.state === 'firing' ? firstAlert(row) : null;
  // Rows before the firing one (of a clock that runs behind) count for the version alone.
  return alert && { ...alert, version: rows.reduce((max, row) => Math.max(max, row.version), 0) };
}

function firstAlert(row: AlertLogRow): Alert {
  return {
    id: row.alertId,
    rule: row.rule,
    subject: row.subject,
    episode: row.episode,
    severity: row.severity,
    life: { state: 'firing' },
    firedAtMs: row.atMs,
    sinceMs: row.sinceMs,
    changedAtMs: row.atMs,
    owner: null,
    note: null,
    version: row.version,
    actedVersion: 0,
    count: 1,
    facts: row.facts,
    feeds: row.feeds,
    under: null,
  };
}

/** The alert after one more row. A row that means nothing in the alert's state (the slower of two rivals) changes nothing but the version. */
export function nextAlert(before: Alert, row: AlertLogRow): Alert {
  const stands: Alert = {
    ...before,
    version: Math.max(before.version, row.version),
    changedAtMs: Math.max(before.changedAtMs, row.atMs),
  };
  if (isOutrun(before, row)) return stands;
  const alert = isPersons(row) ? { ...stands, actedVersion: Math.max(before.actedVersion, row.version) } : stands;
  const { life } = alert;
  const by = row.by ?? SYSTEM;
  const noted = row.note === null ? alert : { ...alert, note: row.note };
  switch (row.state) {
    case 'firing':
      // What a person has settled stays settled for this episode; what had recovered fires again and is counted.
      if (life.state !== 'resolved' || life.reason === 'handled') return alert;
      return {
        ...alert,
        life: { state: 'firing' },
        owner: null,
        note: null,
        count: alert.count + 1,
        severity: row.severity,
        facts: row.facts,
      };
    case 'escalated':
      if (life.state === 'resolved' || severityRank(row.severity) <= severityRank(alert.severity)) return alert;
      return { ...alert, severity: row.severity };
    case 'updated':
      return life.state === 'resolved' ? alert : { ...alert, facts: row.facts };
    case 'acknowledged':
      if (life.state === 'resolved' || (life.state === 'acknowledged' && life.by !== by)) return alert;
      return {
        ...noted,
        owner: by,
        life: {
          state: 'acknowledged',
          by,
          atMs: life.state === 'acknowledged' ? life.atMs : row.atMs,
          leaseUntilMs: row.untilMs ?? row.atMs,
        },
      };
    case 'unacknowledged':
      if (life.state === 'resolved') return alert;
      // A lapse counts only for the very lease it speaks of: it may have been renewed on another server.
      if (!isPersons(row)) return leaseEndMs(life) === row.untilMs ? { ...alert, owner: null, life: { state: 'firing' } } : alert;
      return { ...noted, owner: null, life: { state: 'firing' } };
    case 'assigned':
      if (life.state === 'resolved') return alert;
      return { ...noted, ...renewed(life, row), owner: row.assignee };
    case 'commented':
      return { ...noted, ...renewed(life, row) };
    case 'snoozed':
      if (life.state === 'resolved' || row.untilMs === null) return alert;
      return { ...noted, owner: by, life: { state: 'snoozed', by, atMs: row.atMs, untilMs: row.untilMs } };
    case 'indeterminate':
      return life.state === 'resolved' ? alert : { ...alert, under: underOf(row) };
    case 'determinate':
      // Only for the very outage it speaks of: another feed may have broken meanwhile.
      return sameUnder(alert.under, underOf(row)) ? { ...alert, under: null } : alert;
    case 'resolved': {
      // A late row may disprove what had ended some other way; nothing else is resolved twice.
      const disproves = row.reason === 'disproved' && life.state === 'resolved' && life.reason !== 'disproved';
      if (life.state === 'resolved' && !disproves) return alert;
      return {
        ...noted,
        facts: row.facts,
        under: null,
        life: { state: 'resolved', by, atMs: row.atMs, reason: row.reason ?? 'recovered' },
      };
    }
    default:
      return row.state satisfies never;
  }
}

/** Whether the row means nothing after those before it. */
export function isIdle(before: Alert, row: AlertLogRow): boolean {
  const after = nextAlert(before, row);
  return ASPECTS.every((aspect) => after[aspect] === before[aspect]);
}
const ASPECTS = ['severity', 'life', 'owner', 'note', 'count', 'facts', 'under'] as const satisfies readonly (keyof Alert)[];

const isPersons = ({ by }: AlertLogRow): boolean => by !== null;
/** What people do that decides who is to deal with the alert: of two who saw it alike, the first decides. */
const CLAIMS: ReadonlySet<LogState> = new Set<LogState>(['acknowledged', 'unacknowledged', 'assigned', 'snoozed']);

/** Whether the row is of a person who did not know what another had done: two rivals on two servers. */
const isOutrun = ({ actedVersion }: Alert, row: AlertLogRow): boolean =>
  CLAIMS.has(row.state) && isPersons(row) && row.version <= actedVersion;

function underOf({ facts: { under, underEpisode } }: AlertLogRow): Under | null {
  return typeof under === 'string' && typeof underEpisode === 'string' ? { feed: under, episode: underEpisode } : null;
}

export const sameUnder = (a: Under | null, b: Under | null) => a?.feed === b?.feed && a?.episode === b?.episode;

/** Anything that people do with an acknowledged alert shows that it is not forgotten. */
function renewed(life: Life, row: AlertLogRow): { life: Life } {
  if (life.state !== 'acknowledged' || row.untilMs === null) return { life };
  const by = row.state === 'assigned' && row.assignee !== null ? row.assignee : life.by;
  return { life: { ...life, by, leaseUntilMs: Math.max(life.leaseUntilMs, row.untilMs) } };
}

/** When an alert left alone asks for attention again, or null. */
export function leaseEndMs(life: Life): number | null {
  switch (life.state) {
    case 'acknowledged':
      return life.leaseUntilMs;
    case 'snoozed':
      return life.untilMs;
    case 'firing':
    case 'resolved':
      return null;
    default:
      return life satisfies never;
  }
}
