/** Board rows of the concern, from what the monitor holds. Times ISO 8601 UTC, durations in seconds. */
import { joinKey } from '@warroom/protocol/boardKey';
import type { AnsweredLeadRow, LeadState, LeadSummaryRow, OpenLeadRow, WindowName } from '@warroom/protocol/concerns/lead-response';
import type { Calendar } from '../calendar.ts';
import { FORMULA_VERSION } from './figures.ts';
import type { Cell, Figures } from './group.ts';
import { WINDOW_NAMES } from './groups.ts';
import type { Lead } from './lead.ts';
import { answeredOf, decidedOf, leadsOf, openOf, serviceLevelOf, violatedOf } from './tally.ts';
import { ANSWERED_LATE, AT_RISK, type Turn, VIOLATED } from './turn.ts';

const iso = (ms: number) => new Date(ms).toISOString();
const toSeconds = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : Math.round(ms) / 1_000);

const windowOf = (cell: Cell<Turn>) => WINDOW_NAMES[cell.window] as WindowName;

export const summaryKey = (cell: Cell<Turn>) => joinKey([windowOf(cell), cell.group.dimension, cell.group.value]);

export function summaryRow(cell: Cell<Turn>, figures: Figures): LeadSummaryRow {
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

const stateOf = (turn: Turn): LeadState => (turn.class === VIOLATED ? 'violated' : turn.class === AT_RISK ? 'at-risk' : 'waiting');

/** Null for a lead that nobody waits for an answer to. */
export function openLeadRow({ openTurn }: Lead, calendar: Calendar): OpenLeadRow | null {
  if (!openTurn) return null;
  const { said, assignment } = openTurn;
  return {
    leadId: openTurn.name,
    createdAt: iso(openTurn.startMs),
    deadlineAt: iso(openTurn.deadlineMs),
    state: stateOf(openTurn),
    region: said.region,
    team: assignment?.team ?? null,
    channel: said.channel,
    repId: assignment?.repId ?? null,
    tier: said.tier,
    value: said.value,
    atRiskAt: iso(openTurn.atRiskAtMs(calendar)),
    assignedAt: assignment ? iso(assignment.atMs) : null,
    customerId: said.customerId,
  };
}

export function answeredLeadRow(turn: Turn, latencyMs: number): AnsweredLeadRow {
  const { said, assignment } = turn;
  return {
    leadId: turn.name,
    createdAt: iso(turn.startMs),
    respondedAt: iso(turn.respondedAtMs),
    latencySeconds: latencyMs / 1_000,
    violated: turn.class === ANSWERED_LATE,
    region: said.region,
    team: assignment?.team ?? null,
    channel: said.channel,
  };
}
