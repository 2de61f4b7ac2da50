/** Rows for tests: whole, with only what matters said. */
import { splitKey } from '@warroom/protocol/boardKey';
import type { LeadSummaryRow, OpenLeadRow } from '@warroom/protocol/concerns/lead-response';
import type { SystemRow } from '@warroom/protocol/system';

export const iso = (ms: number) => new Date(ms).toISOString();

export const summaryRow = (over: Partial<LeadSummaryRow> = {}): LeadSummaryRow => ({
  window: '15m',
  dimension: 'all',
  name: '',
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
  formulaVersion: 2,
  ...over,
});

/** Rows of the summary, each with the window, the dimension and the name that its key has. */
export const named = (rows: Iterable<readonly [string, LeadSummaryRow]>): [string, LeadSummaryRow][] =>
  Array.from(rows, ([key, row]) => {
    const [window, dimension, name] = splitKey(key, 3) as [LeadSummaryRow['window'], LeadSummaryRow['dimension'], string];
    return [key, { ...row, window, dimension, name }];
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
  newestEventAt: iso(0),
  storeDownSince: null,
  writesRefusedSince: null,
  clockSkewSeconds: null,
  boardSince: iso(0),
  catchUp: null,
  version: '1',
  ...over,
});
