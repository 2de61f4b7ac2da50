/** Rows for tests: whole, with only what matters said. */
import type { LeadSummaryRow, OpenLeadRow } from '@warroom/protocol/concerns/lead-response';
import type { SystemRow } from '@warroom/protocol/system';

export const iso = (ms: number) => new Date(ms).toISOString();

export const summaryRow = (over: Partial<LeadSummaryRow> = {}): LeadSummaryRow => ({
  leads: 0,
  answered: 0,
  open: 0,
  atRisk: 0,
  violated: 0,
  serviceLevel: null,
  p50Seconds: null,
  p90Seconds: null,
  p99Seconds: null,
  decided: 0,
  detectionSeconds: null,
  routingSeconds: null,
  humanSeconds: null,
  totalSeconds: null,
  openViolated: 0,
  formulaVersion: 1,
  ...over,
});

/** A lead created at `createdMs` under the usual promise of 90 s. */
export const openRow = (leadId: string, createdMs: number, over: Partial<OpenLeadRow> = {}): OpenLeadRow => ({
  leadId,
  createdAt: iso(createdMs),
  deadlineAt: iso(createdMs + 90_000),
  atRiskAt: iso(createdMs + 60_000),
  state: 'waiting',
  region: '华东',
  team: '华东一组',
  channel: '官网',
  repId: null,
  tier: null,
  value: null,
  assignedAt: null,
  customerId: null,
  ...over,
});

export const systemRow = (over: Partial<SystemRow> = {}): SystemRow => ({
  storeState: 'up',
  tailLagSeconds: 0,
  appliedEvents: 0,
  lateEvents: 0,
  rejectedEvents: 0,
  connections: 1,
  startedAt: iso(0),
  mode: 'live',
  newestEventAt: null,
  storeDownSince: null,
  catchUp: null,
  version: '1',
  ...over,
});
