import type { AlertRow } from '@warroom/protocol/alert';
import { publicAlert } from '@warroom/protocol/privacy';
import { type Alert, stateOf } from './lifeCycle.ts';
import { summaryOf } from './summary.ts';

const iso = (ms: number) => new Date(ms).toISOString();

/** An alert as it stands on the board. Times and facts only: nothing in it changes by itself. */
export function boardRowOf(alert: Alert, previous: string | null): AlertRow {
  const { life, under } = alert;
  return {
    rule: alert.rule,
    subject: alert.subject,
    episode: alert.episode,
    severity: alert.severity,
    state: stateOf(alert),
    firedAt: iso(alert.firedAtMs),
    owner: alert.owner,
    version: alert.version,
    count: alert.count,
    summary: summaryOf(alert),
    feeds: [...alert.feeds],
    facts: alert.facts,
    sinceAt: iso(alert.sinceMs),
    acknowledgedAt: life.state === 'acknowledged' ? iso(life.atMs) : null,
    leaseUntil: life.state === 'acknowledged' ? iso(life.leaseUntilMs) : null,
    snoozedUntil: life.state === 'snoozed' ? iso(life.untilMs) : null,
    note: alert.note,
    resolvedAt: life.state === 'resolved' ? iso(life.atMs) : null,
    reason: life.state === 'resolved' ? life.reason : null,
    previous,
    under: under?.feed ?? null,
  };
}

/** The same as anybody may read it; null where it speaks of too few people (`privacy.ts`). */
export function publicRowOf(row: AlertRow): AlertRow | null {
  const open = publicAlert(row);
  if (open === null || open === row) return open;
  const life: Alert['life'] =
    open.state === 'resolved' && open.reason !== null ? { state: 'resolved', by: '', atMs: 0, reason: open.reason } : { state: 'firing' };
  return { ...open, summary: summaryOf({ ...open, life }) };
}
