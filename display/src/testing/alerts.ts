/** Alerts as they stand at one instant. */
import type { AlertRow } from '@warroom/protocol/alert';
import { alertRow } from '../../../testing/alertRow.ts';
import { iso } from './rows.ts';

export const NOW_MS = Date.parse('2026-11-23T10:00:00+08:00');
/** A violated lead, fired `ageSeconds` before {@link NOW_MS}. */
export function violation(lead: string, ageSeconds: number, more: Partial<AlertRow> = {}): AlertRow {
  const sinceMs = NOW_MS - ageSeconds * 1_000;
  return alertRow({
    subject: `lead:${lead}`,
    episode: iso(sinceMs - 90_000),
    firedAt: iso(sinceMs),
    summary: `lead ${lead} not answered within 90 s`,
    feeds: ['crm'],
    facts: { leadId: lead, region: '华东', team: '华东一组', channel: '官网表单', tier: 'A', value: 168_000, slaSeconds: 90 },
    sinceAt: iso(sinceMs),
    ...more,
  });
}

export function serviceLevel(team: string, ageSeconds: number, more: Partial<AlertRow> = {}): AlertRow {
  return violation(team, ageSeconds, {
    rule: 'lead-service-level',
    subject: `team:${team}`,
    facts: { team, serviceLevel: 0.619, decided: 21, violated: 8, target: 0.8, windowSeconds: 900 },
    ...more,
  });
}
