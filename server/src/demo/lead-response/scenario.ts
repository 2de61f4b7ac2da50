/** What goes wrong and when: outages of a region's routing and campaigns, laid out from the start of the demo on. */
import { CHANNELS, REGIONS, SLOW_TEAM, TEAMS } from '../world/organisation.ts';
import { createRandom } from '../world/random.ts';

const MINUTE_MS = 60_000;

export interface Outage {
  readonly region: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface Campaign {
  readonly region: string;
  readonly channel: string;
  readonly origin: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Further leads, as a multiple of the ordinary rate of the whole organisation. */
  readonly intensity: number;
}
export const PEAK_CAMPAIGN_INTENSITY = 1.6;

export interface Scenario {
  outageAt(region: string, atMs: number): Outage | undefined;
  campaignAt(atMs: number): Campaign | undefined;
}

/**
 * The first live outage begins 3½ to 4½ minutes after `startMs` and lasts four, so that somebody who has just started the
 * product sees one; another lies half an hour back, so that the hour's line has its dip; further ones follow every 40 to 60
 * minutes. Campaigns run likewise from minute 9 on, about every half hour. Laid out lazily, deterministic for the seed text.
 */
export function createScenario(seedText: string, startMs: number): Scenario {
  const random = createRandom(`${seedText}|scenario`);
  const slowRegion = TEAMS.find((t) => t.name === SLOW_TEAM)?.region;
  const regions = REGIONS.filter((r) => r.name !== slowRegion);
  const first = REGIONS[0] as (typeof REGIONS)[number];

  const outage = (region: string, fromMs: number, minutes: number): Outage => ({
    region,
    fromMs,
    untilMs: fromMs + minutes * MINUTE_MS,
  });
  const outages = [
    outage(random.pick(regions).name, startMs - random.between(36, 40) * MINUTE_MS, 3),
    outage(first.name, startMs + random.between(3.5, 4.5) * MINUTE_MS, 4),
  ];
  const campaigns: Campaign[] = [];
  let campaignNumber = 0;
  const campaign = (fromMs: number): Campaign => ({
    region: random.weighted(REGIONS).name,
    channel: random.weighted(CHANNELS).name,
    origin: `campaign-${++campaignNumber}`,
    fromMs,
    untilMs: fromMs + random.between(2, 4) * MINUTE_MS,
    intensity: random.between(0.8, PEAK_CAMPAIGN_INTENSITY),
  });
  campaigns.push(campaign(startMs - random.between(18, 22) * MINUTE_MS), campaign(startMs + random.between(9, 11) * MINUTE_MS));

  const layOut = (atMs: number) => {
    for (let last = outages.at(-1); last && last.untilMs < atMs; last = outages.at(-1)) {
      outages.push(outage(random.pick(regions).name, last.untilMs + random.between(40, 60) * MINUTE_MS, random.between(3, 6)));
    }
    for (let last = campaigns.at(-1); last && last.untilMs < atMs; last = campaigns.at(-1)) {
      campaigns.push(campaign(last.untilMs + random.between(20, 40) * MINUTE_MS));
    }
    // What lies hours back is asked for no more.
    while (outages.length > 4) outages.shift();
    while (campaigns.length > 4) campaigns.shift();
  };
  const covers = (atMs: number) => (span: { fromMs: number; untilMs: number }) => span.fromMs <= atMs && atMs < span.untilMs;
  return {
    outageAt(region, atMs) {
      layOut(atMs);
      return outages.filter((o) => o.region === region).find(covers(atMs));
    },
    campaignAt(atMs) {
      layOut(atMs);
      return campaigns.find(covers(atMs));
    },
  };
}
