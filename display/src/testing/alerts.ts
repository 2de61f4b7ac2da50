/** Alerts for the tests of the operations page. */
import type { AlertRow } from '@warroom/protocol/alert';

export const NOW_MS = Date.parse('2026-11-23T10:00:00+08:00');
export const iso = (atMs: number) => new Date(atMs).toISOString();

/** A violated lead, fired `ageSeconds` before {@link NOW_MS}. */
export function violation(lead: string, ageSeconds: number, more: Partial<AlertRow> = {}): AlertRow {
  const sinceMs = NOW_MS - ageSeconds * 1_000;
  return {
    rule: 'lead-violation',
    subject: `lead:${lead}`,
    episode: iso(sinceMs - 90_000),
    severity: 'warning',
    state: 'firing',
    firedAt: iso(sinceMs),
    owner: null,
    version: 1,
    count: 1,
    summary: `lead ${lead} not answered within 90 s`,
    feeds: ['crm'],
    facts: { leadId: lead, region: '华东', team: '华东一组', channel: '官网表单', tier: 'A', value: 168_000, slaSeconds: 90 },
    sinceAt: iso(sinceMs),
    acknowledgedAt: null,
    leaseUntil: null,
    snoozedUntil: null,
    note: null,
    resolvedAt: null,
    reason: null,
    previous: null,
    under: null,
    ...more,
  };
}

export function serviceLevel(team: string, ageSeconds: number, more: Partial<AlertRow> = {}): AlertRow {
  return violation(team, ageSeconds, {
    rule: 'lead-service-level',
    subject: `team:${team}`,
    facts: { team, serviceLevel: 0.619, decided: 21, violated: 8, target: 0.8, windowSeconds: 900 },
    ...more,
  });
}
