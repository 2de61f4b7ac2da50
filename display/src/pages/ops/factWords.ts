/** An alert's facts and the rows of its log, as lines of the detail panel. */
import type { AlertRow } from '@warroom/protocol/alert';
import type { AlertLogEntry } from '@warroom/protocol/api/alerts';
import {
  formatClock,
  formatCount,
  formatDate,
  formatDuration,
  formatFigure,
  formatMoney,
  formatRate,
  formatSeconds,
  UNKNOWN,
} from '../../i18n/format.ts';
import { type Locale, type MessageKey, messages } from '../../i18n/messages.ts';
import type { Say } from '../../i18n/say.ts';

const DAY_MS = 86_400_000;
const RATES = new Set(['serviceLevel', 'target', 'pLate', 'threshold', 'figure']);
/** What the machine needs and the subject already says. */
const HIDDEN = new Set(['scope', 'id', 'wallUnit', 'wallUnitId', 'underEpisode']);
/** From here on a duration is easier read in minutes, hours and days. */
const LONG_SECONDS = 300;

/** The time of day; with the date where it is not today's. */
export function formatWhen(atMs: number, nowMs: number, locale: Locale): string {
  if (!Number.isFinite(atMs)) return UNKNOWN;
  const clock = formatClock(atMs, locale);
  return Math.abs(nowMs - atMs) < DAY_MS / 2 ? clock : `${formatDate(atMs, locale)} ${clock}`;
}

/** `[name, value]` of every fact that is known. A fact without a name of its own is shown under its key. */
export function factLines({ rule, facts }: Pick<AlertRow, 'rule' | 'facts'>, nowMs: number, say: Say, locale: Locale): [string, string][] {
  const names: Record<string, string> = messages[locale].ops.fact;
  return Object.entries(facts).flatMap(([fact, value]): [string, string][] => {
    if (value === null || value === undefined || value === '' || HIDDEN.has(fact)) return [];
    // The value of a breaker is its figure; that of a lead is money.
    const key = rule.startsWith('breaker-') && fact === 'value' ? 'figure' : fact;
    const name = Object.hasOwn(names, key) ? say(`ops.fact.${key}` as MessageKey) : key;
    return [
      [name, key === 'baseline' && typeof value === 'number' ? formatBaseline(rule, value, locale) : formatFact(key, value, nowMs, locale)],
    ];
  });
}

/** What a breaker's figure is held against has the unit of its rule. */
function formatBaseline(rule: string, value: number, locale: Locale): string {
  if (rule === 'breaker-objection-slow') return formatDuration(value, locale);
  return rule === 'breaker-decay-high' ? formatRate(value, locale) : formatFigure(value, locale);
}

function formatFact(key: string, value: string | number | boolean, nowMs: number, locale: Locale): string {
  if (typeof value === 'string') {
    const atMs = key.endsWith('At') || key.endsWith('Since') ? Date.parse(value) : Number.NaN;
    return Number.isNaN(atMs) ? value : formatWhen(atMs, nowMs, locale);
  }
  if (typeof value === 'boolean') return value ? '✓' : '–';
  if (key.endsWith('Seconds')) return value < LONG_SECONDS ? formatSeconds(value, locale) : formatDuration(value, locale);
  if (key === 'value' || key === 'amount') return formatMoney(value, locale);
  return RATES.has(key) ? formatRate(value, locale) : formatCount(value, locale);
}

/** What a row of the log says happened. */
export function logSentence(row: AlertLogEntry, nowMs: number, say: Say, locale: Locale): string {
  switch (row.state) {
    case 'firing':
      return say('ops.log.firing');
    case 'escalated':
      return say('ops.log.escalated', { severity: say(`common.severity.${row.severity}`) });
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
