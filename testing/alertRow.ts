import type { AlertRow } from '@warroom/protocol/alert';

const iso = (ms: number) => new Date(ms).toISOString();

/** A whole row of the board's alerts, with only what matters said. */
export const alertRow = (over: Partial<AlertRow> = {}): AlertRow => ({
  rule: 'lead-violation',
  subject: 'lead:L-1',
  episode: iso(0),
  severity: 'warning',
  state: 'firing',
  firedAt: iso(90_000),
  owner: null,
  version: 1,
  count: 1,
  summary: '',
  feeds: [],
  facts: {},
  sinceAt: iso(90_000),
  acknowledgedAt: null,
  leaseUntil: null,
  snoozedUntil: null,
  note: null,
  resolvedAt: null,
  reason: null,
  previous: null,
  under: null,
  ...over,
});
