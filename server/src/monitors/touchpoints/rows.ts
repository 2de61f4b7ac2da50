/** Board rows of the concern. Times ISO 8601 UTC, rates 0–1, null where not known. */
import type {
  ResonanceState,
  TouchpointChannelRow,
  TouchpointInfluenceRow,
  TouchpointLostDealRow,
  TouchpointResonanceRow,
  TouchpointSilentRow,
} from '@warroom/protocol/concerns/touchpoints';
import { estimatePopulation } from './chapman.ts';
import { countsFromMs, type LostDeal, type Opportunity } from './customer.ts';
import type { ChannelInfluence } from './influence.ts';
import type { Touchpoint } from './linking.ts';
import type { Resonance } from './resonance.ts';
import type { RoadCounts } from './roadCounts.ts';

const iso = (atMs: number) => new Date(atMs).toISOString();

const captureRate = ({ captured, known }: RoadCounts) => (known === 0 ? null : captured / known);

const populationOf = ({ captured, secondRoad, both, known }: RoadCounts, minOverlap: number) =>
  estimatePopulation(captured, secondRoad, both, known, minOverlap);

export function channelRow(
  { channel, region }: { channel: string; region: string | null },
  counts: RoadCounts,
  minOverlap: number,
  dark: boolean,
): TouchpointChannelRow {
  const population = populationOf(counts, minOverlap);
  return {
    channel,
    region,
    captured: counts.captured,
    foundLater: counts.foundLater,
    known: counts.known,
    captureRate: captureRate(counts),
    estimated: population?.estimated ?? null,
    estimatedLow: population?.low ?? null,
    estimatedHigh: population?.high ?? null,
    dark,
    secondRoad: counts.secondRoad,
    both: counts.both,
  };
}

export function influenceRow(customerId: string, channel: string, of: ChannelInfluence): TouchpointInfluenceRow {
  return {
    customerId,
    channel,
    influence: of.influence,
    touchpoints: of.touchpoints,
    lastAt: iso(of.lastMs),
    competitorTouchpoints: of.competitorTouchpoints,
  };
}

export function resonanceRow(customerId: string, resonance: Resonance, state: ResonanceState): TouchpointResonanceRow {
  return {
    customerId,
    negativeChannel: resonance.negativeChannel,
    inquiryChannel: resonance.inquiryChannel,
    openedAt: iso(resonance.openedAtMs),
    dueAt: iso(resonance.dueAtMs),
    state,
    answeredAt: resonance.answeredAtMs === null ? null : iso(resonance.answeredAtMs),
    region: resonance.region,
  };
}

export function silentRow(opportunity: Opportunity, lastStage: boolean, silentAtMs: number): TouchpointSilentRow {
  const { customer } = opportunity;
  const capturedMs = countsFromMs(opportunity);
  return {
    opportunityId: opportunity.name,
    customerId: customer?.name ?? '',
    region: opportunity.region?.value ?? null,
    stage: opportunity.stage.value,
    amount: opportunity.amount?.value ?? null,
    lastStage,
    lastCapturedAt: capturedMs === null ? null : iso(capturedMs),
    silentSince: iso(silentAtMs),
  };
}

export function lostDealRow(
  { opportunity, customer, lostAtMs }: LostDeal,
  touchpoints: readonly Touchpoint[],
  counts: RoadCounts,
  minOverlap: number,
): TouchpointLostDealRow {
  const population = populationOf(counts, minOverlap);
  return {
    opportunityId: opportunity.name,
    customerId: customer.name,
    region: opportunity.region?.value ?? null,
    amount: opportunity.amount?.value ?? null,
    lostAt: iso(lostAtMs),
    captured: counts.captured,
    foundLater: counts.foundLater,
    known: counts.known,
    captureRate: captureRate(counts),
    estimated: population?.estimated ?? null,
    estimatedLow: population?.low ?? null,
    estimatedHigh: population?.high ?? null,
    channels: byChannel(touchpoints),
  };
}

function byChannel(touchpoints: readonly Touchpoint[]): TouchpointLostDealRow['channels'] {
  const channels = new Map<string, { channel: string; captured: number; foundLater: number }>();
  for (const { report, captured } of touchpoints) {
    const entry = channels.get(report.channel) ?? { channel: report.channel, captured: 0, foundLater: 0 };
    if (captured) entry.captured += 1;
    else entry.foundLater += 1;
    channels.set(report.channel, entry);
  }
  return [...channels.values()].sort((a, b) => (a.channel < b.channel ? -1 : 1));
}
