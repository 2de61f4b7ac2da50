/**
 * Influence of a customer's touchpoints on its open opportunities: timeliness × authority × match × interference, each 0–1, summed by
 * channel. Pure.
 */
import type { Customer } from './customer.ts';
import type { Report } from './report.ts';
import type { TouchpointsSettings } from './settings.ts';
import { firstAfter } from './sortedTimes.ts';
import type { Vocabulary } from './vocabulary.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** 2^(−age ÷ half-life); 1 for what is newer than the instant of evaluation. */
export function timeliness(ageMs: number, halfLifeHours: number): number {
  return ageMs <= 0 ? 1 : 2 ** (-ageMs / (halfLifeHours * HOUR_MS));
}

/** 1 ÷ (1 + competitor touchpoints and visits). */
export const interference = (competitorTouchpoints: number): number => 1 / (1 + competitorTouchpoints);

/** The part of a touchpoint's influence that is its own: timeliness × match. Authority belongs to its channel, interference to its customer. */
export function ownWeight(report: Pick<Report, 'atMs' | 'match'>, asOfMs: number, settings: TouchpointsSettings['influence']): number {
  return timeliness(asOfMs - report.atMs, settings.halfLifeHours) * (report.match ?? settings.defaultMatch);
}

export interface ChannelInfluence {
  influence: number;
  touchpoints: number;
  lastMs: number;
  competitorTouchpoints: number;
}

/** By channel; empty without an open opportunity. Summed in the order of the ledger, so that the last bit is the same everywhere. */
export function influenceByChannel(
  customer: Customer,
  asOfMs: number,
  settings: TouchpointsSettings,
  words: Vocabulary,
): Map<string, ChannelInfluence> {
  const channels = new Map<string, ChannelInfluence>();
  if (customer.open.size === 0) return channels;
  const { competitorMs } = customer;
  const competitorTouchpoints = competitorMs.length - firstAfter(competitorMs, asOfMs - settings.influence.competitorDays * DAY_MS);
  const windowStartMs = asOfMs - settings.windowDays * DAY_MS;
  for (const report of customer.reports) {
    // Without a signature another report stands for the touchpoint.
    if (report.atMs <= windowStartMs || report.competitor || report.signature === null) continue;
    const weight = ownWeight(report, asOfMs, settings.influence);
    const channel = channels.get(report.channel);
    if (channel) {
      channel.influence += weight;
      channel.touchpoints += 1;
      channel.lastMs = report.atMs;
    } else {
      channels.set(report.channel, { influence: weight, touchpoints: 1, lastMs: report.atMs, competitorTouchpoints });
    }
  }
  for (const [name, channel] of channels)
    channel.influence = channel.influence * words.authority(name) * interference(competitorTouchpoints);
  return channels;
}
