/** The life of one simulated lead, from its creation to its answer or its end, as the rows that report it. */
import type { EventEnvelope, EventKind } from '@warroom/protocol/events';
import type { Arrival } from '../world/arrivals.ts';
import { CHINA_OFFSET_MS, type Channel, ROUTER_SOURCE, TEAMS, type Team, type Tier } from '../world/organisation.ts';
import type { Random } from '../world/random.ts';
import type { Scenario } from './scenario.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

export interface NewLead {
  readonly leadId: string;
  readonly createdAtMs: number;
  readonly region: string;
  readonly channel: Channel;
  readonly tier: Tier;
  readonly valueYuan: number;
  readonly customerId: string;
  readonly origin: string;
  /** How much longer people take than usual: a team under a campaign's load is slower. */
  readonly load: number;
  /** Gives the lead to this team and has it answered after so many seconds, whatever chance says. */
  readonly fixed?: { readonly team: Team; readonly answeredAfterSeconds: number };
}

/** Shares and spreads of what becomes of a lead; chosen so that about four in five are answered within 90 s. */
const FATES = {
  junkShare: 0.045,
  reassignedShare: 0.06,
  convertedShare: 0.07,
  /** Answered in time, but the row says so only after the deadline: the violation is disproved. */
  lateRowShare: 0.025,
  duplicateRowShare: 0.006,
  routingMedianSeconds: 3.5,
  routingSigma: 0.5,
  humanSigma: 0.6,
} as const;

/** `L-1123-51525`: month and day and second of the day in China; `-2`, `-3` … tell apart leads of one second. */
export function leadIdAt(createdAtMs: number, nthOfSecond: number): string {
  const china = new Date(createdAtMs + CHINA_OFFSET_MS);
  const monthDay = china.toISOString().slice(5, 10).replace('-', '');
  const second = String(Math.floor((china.getTime() % 86_400_000) / 1_000)).padStart(5, '0');
  return `L-${monthDay}-${second}${nthOfSecond === 0 ? '' : `-${nthOfSecond + 1}`}`;
}

export function liveOf(lead: NewLead, random: Random, scenario: Scenario): Arrival[] {
  const arrivals: Arrival[] = [];
  const { createdAtMs, channel } = lead;
  const report = (kind: EventKind, atMs: number, { source = channel.source, team, repId, data = {}, arrivesAtMs }: Report = {}) => {
    const lagMs = random.logNormal(source === ROUTER_SOURCE ? 0.4 : channel.lagSeconds, 0.4) * SECOND_MS;
    const at = Math.round(atMs);
    const event: EventEnvelope = {
      id: random.uuid(),
      kind,
      at,
      source,
      key: lead.leadId,
      region: lead.region,
      channel: channel.name,
      customer_id: lead.customerId,
      ...(team ? { team } : {}),
      ...(repId ? { rep_id: repId } : {}),
      data,
    };
    const arrival = { event, arrivesAtMs: Math.round(arrivesAtMs ?? atMs + lagMs) };
    arrivals.push(arrival);
    if (random.chance(FATES.duplicateRowShare)) {
      arrivals.push({ event, arrivesAtMs: arrival.arrivesAtMs + Math.round(random.between(0.2, 20) * SECOND_MS) });
    }
  };

  report('lead.created', createdAtMs, { data: { tier: lead.tier.name, value: lead.valueYuan, origin: lead.origin } });
  if (random.chance(channel.autoReplyShare)) {
    report('lead.responded', createdAtMs + random.between(0.5, 3) * SECOND_MS, { data: { automated: true } });
  }
  if (!lead.fixed && random.chance(FATES.junkShare)) {
    const reason = random.chance(0.6) ? 'spam' : 'duplicate';
    report('lead.closed', createdAtMs + random.logNormal(28, 0.6) * SECOND_MS, { source: ROUTER_SOURCE, data: { reason } });
    return arrivals;
  }

  let team = lead.fixed?.team ?? random.weighted(TEAMS.filter((t) => t.region === lead.region));
  let repId = random.pick(team.repIds);
  let assignedAtMs = createdAtMs + random.logNormal(FATES.routingMedianSeconds, FATES.routingSigma) * SECOND_MS;
  const outage = lead.fixed ? undefined : scenario.outageAt(lead.region, assignedAtMs);
  // What piled up is handed out in the first minute after the outage.
  if (outage) assignedAtMs = outage.untilMs + random.between(2, 50) * SECOND_MS;
  report('lead.assigned', assignedAtMs, { source: ROUTER_SOURCE, team: team.name, repId });

  if (!lead.fixed && random.chance(FATES.reassignedShare)) {
    assignedAtMs += random.between(35, 100) * SECOND_MS;
    team = random.weighted(TEAMS.filter((t) => t.region === lead.region));
    repId = random.pick(team.repIds.filter((id) => id !== repId));
    report('lead.assigned', assignedAtMs, { source: ROUTER_SOURCE, team: team.name, repId });
  }
  if (!lead.fixed && random.chance(team.forgottenShare)) {
    // Nobody answers; in the end the customer has gone elsewhere.
    const closedAtMs = createdAtMs + random.between(6, 20) * MINUTE_MS;
    report('lead.closed', Math.max(closedAtMs, assignedAtMs + MINUTE_MS), { source: ROUTER_SOURCE, data: { reason: 'withdrawn' } });
    return arrivals;
  }

  const respondedAtMs = lead.fixed
    ? createdAtMs + lead.fixed.answeredAfterSeconds * SECOND_MS
    : assignedAtMs + random.logNormal(team.medianSeconds * lead.load, FATES.humanSigma) * SECOND_MS;
  const latencySeconds = (respondedAtMs - createdAtMs) / SECOND_MS;
  const lateRow = latencySeconds < 85 && random.chance(FATES.lateRowShare);
  report('lead.responded', respondedAtMs, {
    team: team.name,
    repId,
    data: { automated: false },
    ...(lateRow ? { arrivesAtMs: createdAtMs + random.between(100, 240) * SECOND_MS } : {}),
  });
  if (random.chance(FATES.convertedShare)) {
    report('lead.closed', respondedAtMs + random.between(4, 25) * MINUTE_MS, { source: ROUTER_SOURCE, data: { reason: 'converted' } });
  }
  return arrivals;
}

interface Report {
  source?: string;
  team?: string;
  repId?: string;
  data?: Record<string, string | number | boolean>;
  arrivesAtMs?: number;
}
