/** What people do with alerts, and what comes of it: a pure decision, made before anything is stored (protocol/SPEC.md, ALERT-n). */
import type { AlertLogRow, LogState } from '@warroom/protocol/alertLog';
import type { Alert, Life } from './lifeCycle.ts';

interface Common {
  alertId: string;
  /** Who does it. */
  by: string;
  note?: string | undefined;
  /** The version the person saw; when given, nothing is done to an alert that has moved on. */
  version?: number | undefined;
}

export type AlertCommand =
  | (Common & { type: 'ack' | 'unack' | 'resolve' | 'comment' })
  /** `assignee` null takes the alert from whoever had it. */
  | (Common & { type: 'assign'; assignee: string | null })
  | (Common & { type: 'snooze'; untilMs: number });
export type CommandType = AlertCommand['type'];

export type CommandResult =
  /** `row` is to be stored and then folded; until then nothing has changed. */
  | { type: 'accepted'; row: AlertLogRow; alert: Alert }
  /** It is so already (a retry): success, and nothing to store. */
  | { type: 'unchanged'; alert: Alert }
  /** Somebody or something was first. */
  | { type: 'conflict'; alert: Alert; holder: string | null; sinceMs: number }
  | { type: 'refused'; reason: string }
  | { type: 'unknown' };

export interface CommandContext {
  nowMs: number;
  leaseMs: number;
  maxSnoozeMs: number;
  server: string;
  newId: () => string;
}

export function decide(alert: Alert, command: AlertCommand, context: CommandContext): CommandResult {
  const { life } = alert;
  if (isDoneAlready(alert, command)) {
    // A retry says what was said before; a note that is new is kept, though nothing else is to be done.
    if (!command.note || command.note === alert.note) return { type: 'unchanged', alert };
    const { alertId, by, note } = command;
    return { type: 'accepted', alert, row: rowOf(alert, { type: 'comment', alertId, by, note }, context) };
  }
  const conflict: CommandResult = { type: 'conflict', alert, ...holderOf(alert) };
  if (life.state === 'resolved' && command.type !== 'comment') return conflict;
  if (command.type === 'ack' && life.state === 'acknowledged' && life.by !== command.by) return conflict;
  if (command.version !== undefined && command.version !== alert.version) return conflict;
  if (command.type === 'comment' && !command.note) return { type: 'refused', reason: 'a comment needs a note' };
  if (command.type === 'snooze') {
    if (!(command.untilMs > context.nowMs)) return { type: 'refused', reason: 'snooze until a time to come' };
    if (command.untilMs > context.nowMs + context.maxSnoozeMs)
      return { type: 'refused', reason: `snooze for at most ${context.maxSnoozeMs / 3_600_000} hours` };
  }
  return { type: 'accepted', alert, row: rowOf(alert, command, context) };
}

function isDoneAlready({ life, owner }: Alert, command: AlertCommand): boolean {
  switch (command.type) {
    case 'ack':
      return life.state === 'acknowledged' && life.by === command.by;
    case 'unack':
      return life.state === 'firing' && owner === null;
    case 'assign':
      return life.state !== 'resolved' && owner === command.assignee && owner !== null;
    case 'snooze':
      return life.state === 'snoozed' && life.by === command.by && life.untilMs === command.untilMs;
    case 'resolve':
      return life.state === 'resolved';
    case 'comment':
      return false;
    default:
      return command satisfies never;
  }
}

/** Who stands in the way of a command, and since when. */
function holderOf(alert: Alert): { holder: string | null; sinceMs: number } {
  const { life } = alert;
  switch (life.state) {
    case 'acknowledged':
    case 'snoozed':
    case 'resolved':
      return { holder: life.by, sinceMs: life.atMs };
    case 'firing':
      return { holder: alert.owner, sinceMs: alert.firedAtMs };
    default:
      return life satisfies never;
  }
}

const LOG_STATE = {
  ack: 'acknowledged',
  unack: 'unacknowledged',
  assign: 'assigned',
  snooze: 'snoozed',
  resolve: 'resolved',
  comment: 'commented',
} as const satisfies Record<CommandType, LogState>;

function rowOf(alert: Alert, command: AlertCommand, { nowMs, leaseMs, server, newId }: CommandContext): AlertLogRow {
  // Unassigning an acknowledged alert sets nobody to deal with it, which is what un-acknowledging says.
  const releases = command.type === 'assign' && command.assignee === null;
  return {
    ...rowBase(alert, server),
    id: newId(),
    // Never before what the person saw: two clocks a little apart must not turn cause and effect around.
    atMs: Math.max(nowMs, alert.changedAtMs),
    state: releases ? 'unacknowledged' : LOG_STATE[command.type],
    version: alert.version + 1,
    by: command.by,
    assignee: command.type === 'assign' ? command.assignee : null,
    note: command.note ?? null,
    reason: command.type === 'resolve' ? 'handled' : null,
    untilMs: command.type === 'snooze' ? command.untilMs : leaseAfter(alert.life, command, nowMs + leaseMs),
  };
}

function leaseAfter(life: Life, command: AlertCommand, leaseUntilMs: number): number | null {
  if (command.type === 'ack') return leaseUntilMs;
  const renews = life.state === 'acknowledged' && (command.type === 'comment' || command.type === 'assign');
  return renews ? leaseUntilMs : null;
}

/** The fields that every further row of an alert repeats, so that a row can be read by itself. */
export function rowBase(
  alert: Pick<Alert, 'id' | 'rule' | 'subject' | 'episode' | 'severity' | 'sinceMs' | 'feeds' | 'facts'>,
  server: string,
): Omit<AlertLogRow, 'id' | 'atMs' | 'state' | 'version'> {
  return {
    alertId: alert.id,
    rule: alert.rule,
    subject: alert.subject,
    episode: alert.episode,
    severity: alert.severity,
    sinceMs: alert.sinceMs,
    feeds: alert.feeds,
    facts: alert.facts,
    server,
    by: null,
    assignee: null,
    note: null,
    reason: null,
    untilMs: null,
  };
}
