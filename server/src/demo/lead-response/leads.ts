/** Leads as they come in: by the hour of the day, denser under a campaign, and never a pause long enough to look like a fault. */
import type { Arrival, DemoSource } from '../world/arrivals.ts';
import { CHANNELS, leadsPerMinute, PEAK_LEADS_PER_MINUTE, REGIONS, SLOW_TEAM, TEAMS, type Team, TIERS } from '../world/organisation.ts';
import { createRandom } from '../world/random.ts';
import { leadIdAt, liveOf } from './leadLife.ts';
import { type Campaign, PEAK_CAMPAIGN_INTENSITY, type Scenario } from './scenario.ts';

/** Longest pause between two leads at speed 1. */
const LONGEST_PAUSE_MS = 20_000;
const CUSTOMERS = 6_000;

/** The first lead of the demo goes to the slowest team and is answered long after its deadline: the violation a newcomer waits for. */
const OPENING = { afterMs: 1_500, answeredAfterSeconds: 165, valueYuan: 168_000, tier: 'A', channel: '400 电话' } as const;

export interface LeadSourceOptions {
  seedText: string;
  scenario: Scenario;
  /** When the first lead may come in: the beginning of the back-filled past. */
  fromMs: number;
  /** When the demo starts, and with it {@link OPENING}. */
  startMs: number;
  speed: number;
}

export function createLeadSource({ seedText, scenario, fromMs, startMs, speed }: LeadSourceOptions): DemoSource {
  const arrivalRandom = createRandom(`${seedText}|lead arrivals`);
  const random = createRandom(`${seedText}|lead lives`);
  const peakPerMs = (PEAK_LEADS_PER_MINUTE * (1 + PEAK_CAMPAIGN_INTENSITY) * speed) / 60_000;
  const longestPauseMs = LONGEST_PAUSE_MS / Math.max(1, speed);
  const openingAtMs = startMs + OPENING.afterMs;
  let opened = fromMs > openingAtMs;
  let secondOfLast = 0;
  let nthOfSecond = 0;

  const nextId = (atMs: number) => {
    const second = Math.floor(atMs / 1_000);
    nthOfSecond = second === secondOfLast ? nthOfSecond + 1 : 0;
    secondOfLast = second;
    return leadIdAt(atMs, nthOfSecond);
  };

  /** Thinning (Lewis and Shedler 1979): candidates at the peak rate, each kept in proportion to the rate of its instant. */
  const following = (afterMs: number): number => {
    for (let atMs = afterMs; ; ) {
      atMs += arrivalRandom.exponential(1 / peakPerMs);
      if (atMs - afterMs > longestPauseMs) return afterMs + longestPauseMs;
      const rate = (leadsPerMinute(atMs) * (1 + (scenario.campaignAt(atMs)?.intensity ?? 0)) * speed) / 60_000;
      if (arrivalRandom.unit() * peakPerMs < rate) return atMs;
    }
  };
  let regularAtMs = following(fromMs);

  const newLead = (atMs: number, fixed?: { team: Team; answeredAfterSeconds: number }): Arrival[] => {
    const campaign = scenario.campaignAt(atMs);
    const drawn: Campaign | undefined =
      !fixed && campaign && random.chance(campaign.intensity / (1 + campaign.intensity)) ? campaign : undefined;
    const region = fixed?.team.region ?? drawn?.region ?? random.weighted(REGIONS).name;
    const channelName = fixed ? OPENING.channel : drawn?.channel;
    const tier = TIERS.find((t) => fixed && t.name === OPENING.tier) ?? random.weighted(TIERS);
    const lead = {
      leadId: nextId(atMs),
      createdAtMs: Math.round(atMs),
      region,
      channel: CHANNELS.find((c) => c.name === channelName) ?? random.weighted(CHANNELS),
      tier,
      valueYuan: fixed ? OPENING.valueYuan : Math.round(random.logNormal(tier.medianValue, 0.7) / 100) * 100,
      customerId: `C-${10_000 + Math.floor(random.unit() * CUSTOMERS)}`,
      origin: drawn?.origin ?? 'organic',
      load: campaign?.region === region ? 1.35 : 1,
    };
    return liveOf(fixed ? { ...lead, fixed } : lead, random, scenario);
  };

  return {
    nextAtMs: () => (opened ? regularAtMs : Math.min(regularAtMs, openingAtMs)),
    spawn() {
      if (!opened && openingAtMs <= regularAtMs) {
        opened = true;
        const team = TEAMS.find((t) => t.name === SLOW_TEAM) as Team;
        return newLead(openingAtMs, { team, answeredAfterSeconds: OPENING.answeredAfterSeconds });
      }
      const atMs = regularAtMs;
      regularAtMs = following(atMs);
      return newLead(atMs);
    },
  };
}
