/** An alert's facts and the rows of its log, as lines of the detail panel. */
import type { AlertRow } from '@warroom/protocol/alert';
import type { AlertLogEntry } from '@warroom/protocol/api/alerts';
import type { Unit } from '@warroom/protocol/words/defineAlerts';
import { factLabel, factUnit } from '@warroom/protocol/words/tell';
import { screenFigures } from '../../i18n/figures.ts';
import { formatClock, formatDate, UNKNOWN } from '../../i18n/format.ts';
import type { Locale } from '../../i18n/messages.ts';
import type { Say } from '../../i18n/say.ts';

const DAY_MS = 86_400_000;
/** The time of day; with the date where it is not today's. */
export function formatWhen(atMs: number, nowMs: number, locale: Locale): string {
  if (!Number.isFinite(atMs)) return UNKNOWN;
  const clock = formatClock(atMs, locale);
  return Math.abs(nowMs - atMs) < DAY_MS / 2 ? clock : `${formatDate(atMs, locale)} ${clock}`;
}

/** `[label, value]` of every fact that is known and that the subject does not say. One that nobody declared stands under its own name. */
export function factLines({ rule, facts }: Pick<AlertRow, 'rule' | 'facts'>, nowMs: number, locale: Locale): [string, string][] {
  return Object.entries(facts).flatMap(([fact, value]): [string, string][] => {
    const unit = factUnit(rule, fact);
    if (value === null || value === undefined || value === '' || unit === 'hidden' || unit === 'kind') return [];
    return [[factLabel(rule, fact, locale) ?? fact, formatFact(unit, value, nowMs, locale)]];
  });
}

function formatFact(unit: Unit | undefined, value: string | number | boolean, nowMs: number, locale: Locale): string {
  if (typeof value === 'boolean') return value ? '✓' : '–';
  if (typeof value === 'string') return unit === 'instant' ? formatWhen(Date.parse(value), nowMs, locale) : value;
  const figures = screenFigures(locale);
  switch (unit) {
    case 'figure':
    case 'rate':
    case 'money':
    case 'seconds':
      return figures[unit](value);
    default:
      return figures.count(value);
  }
}

/** What a row of the log says happened. */
export function logSentence(row: AlertLogEntry, nowMs: number, say: Say, locale: Locale): string {
  switch (row.state) {
    case 'firing':
      return say('ops.log.firing');
    case 'escalated':
      return say('ops.log.escalated', { severity: say(`common.severity.${row.severity}`) });
    case 'updated':
      return say('ops.log.updated');
    case 'acknowledged':
      return say('ops.log.acknowledged');
    case 'unacknowledged':
      return say(isPerson(row.by) ? 'ops.log.unacknowledged' : 'ops.log.lapsed');
    case 'assigned':
      return row.assignee === null ? say('ops.log.unassigned') : say('ops.log.assigned', { assignee: row.assignee });
    case 'snoozed':
      return say('ops.log.snoozed', { until: row.until === null ? '' : formatWhen(Date.parse(row.until), nowMs, locale) });
    case 'commented':
      return say('ops.log.commented');
    case 'indeterminate':
      return say('ops.log.indeterminate');
    case 'determinate':
      return say('ops.log.determinate');
    case 'resolved':
      return say('ops.log.resolved', { reason: row.reason === null ? '' : say(`common.reason.${row.reason}`) });
  }
}

/** Whether a person signed the row, and not the server. */
export const isPerson = (by: string | null): by is string => by !== null && by !== 'system';
