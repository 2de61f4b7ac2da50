/** Board rows of the concern, from what the monitor holds. Times ISO 8601 UTC, durations in seconds. */
import { joinKey } from '@warroom/protocol/boardKey';
import type { AnsweredLeadRow, LeadState, LeadSummaryRow, OpenLeadRow, WindowName } from '@warroom/protocol/concerns/lead-response';
import { FORMULA_VERSION } from './figures.ts';
import type { Cell, Figures } from './group.ts';
import { WINDOW_NAMES } from './groups.ts';
import { ANSWERED_LATE, AT_RISK, type Lead, VIOLATED } from './lead.ts';
import { answeredOf, decidedOf, leadsOf, openOf, serviceLevelOf, violatedOf } from './tally.ts';

const iso = (ms: number) => new Date(ms).toISOString();
const toSeconds = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : Math.round(ms) / 1_000);

const windowOf = (cell: Cell<Lead>) => WINDOW_NAMES[cell.window] as WindowName;

export const summaryKey = (cell: Cell<Lead>) => joinKey([windowOf(cell), cell.group.dimension, cell.group.value]);

export function summaryRow(cell: Cell<Lead>, figures: Figures): LeadSummaryRow {
  const { tally } = cell;
  return {
    window: windowOf(cell),
    dimension: cell.group.dimension,
    name: cell.group.value,
    leads: leadsOf(tally),
    answered: answeredOf(tally),
    open: openOf(tally),
    atRisk: tally[AT_RISK] as number,
    violated: violatedOf(tally),
    serviceLevel: serviceLevelOf(tally),
    p50Seconds: toSeconds(figures.quantilesMs[0]),
    p90Seconds: toSeconds(figures.quantilesMs[1]),
    p99Seconds: toSeconds(figures.quantilesMs[2]),
    decided: decidedOf(tally),
    detectionSeconds: toSeconds(figures.detectionMs),
    routingSeconds: toSeconds(figures.routingMs),
    humanSeconds: toSeconds(figures.humanMs),
    totalSeconds: toSeconds(figures.totalMs),
    openViolated: tally[VIOLATED] as number,
    formulaVersion: FORMULA_VERSION,
  };
}

const stateOf = (lead: Lead): LeadState => (lead.class === VIOLATED ? 'violated' : lead.class === AT_RISK ? 'at-risk' : 'waiting');

export function openLeadRow(lead: Lead): OpenLeadRow | null {
  const { creation, assignment } = lead;
  if (!creation || !lead.open) return null;
  return {
    leadId: lead.name,
    createdAt: iso(creation.atMs),
    deadlineAt: iso(lead.deadlineMs),
    state: stateOf(lead),
    region: creation.region,
    team: assignment?.team ?? null,
    channel: creation.channel,
    repId: assignment?.repId ?? null,
    tier: creation.tier,
    value: creation.value,
    atRiskAt: iso(lead.atRiskAtMs),
    assignedAt: assignment ? iso(assignment.atMs) : null,
    customerId: creation.customerId,
  };
}

export function answeredLeadRow(lead: Lead, latencyMs: number): AnsweredLeadRow {
  return {
    leadId: lead.name,
    createdAt: iso(lead.creation?.atMs ?? lead.respondedAtMs),
    respondedAt: iso(lead.respondedAtMs),
    latencySeconds: latencyMs / 1_000,
    violated: lead.class === ANSWERED_LATE,
    region: lead.creation?.region ?? null,
    team: lead.assignment?.team ?? null,
    channel: lead.creation?.channel ?? null,
  };
}
