/** A strategy on its way: published, tested, and used for the first time by each of those it is meant for. */
import type { Arrival, DemoSource } from '../world/arrivals.ts';
import { createCalendarSource, type Telling } from '../world/calendarSource.ts';
import { createRandom } from '../world/random.ts';
import { deliver } from '../world/row.ts';
import { AUDIENCE_NAMES } from './crews.ts';
import { adoptionOf, crewsOf, STRATEGY_EVERY_MS, type Strategy, strategyOf } from './strategies.ts';

const DAY_MS = 86_400_000;
const REACH_MS = 4 * DAY_MS;

export function createStrategySource(telling: Telling): DemoSource {
  const { seedText } = telling;
  return createCalendarSource(telling, {
    slotMs: DAY_MS,
    reachMs: REACH_MS,
    rowsOf: (_day, dayMs) =>
      AUDIENCE_NAMES.flatMap((audience) => {
        const about = Math.floor(dayMs / STRATEGY_EVERY_MS);
        const begun = [about - 1, about, about + 1].map((nth) => strategyOf(audience, nth));
        return begun.filter(({ publishedMs: ms }) => ms >= dayMs && ms < dayMs + DAY_MS).flatMap((s) => strategyRows(s, seedText));
      }),
  });
}

function strategyRows(strategy: Strategy, seedText: string): Arrival[] {
  const random = createRandom(`${seedText}|strategy|${strategy.id}`);
  const { id, title, talkTracks, publishedMs } = strategy;
  const crews = crewsOf(strategy);
  const data = { audience: crews.map(({ team }) => team), title, talk_tracks: talkTracks };
  const rows = [deliver({ kind: 'strategy.published', system: 'crm', atMs: publishedMs, key: id, data }, random)];
  for (const crew of crews)
    for (const repId of crew.repIds) {
      const { score, understoodMs, usedMs, convinces } = adoptionOf(strategy, crew, repId, seedText);
      const whose = { team: crew.team, region: crew.region, repId };
      rows.push(deliver({ kind: 'strategy.understood', system: 'crm', atMs: understoodMs, key: id, ...whose, data: { score } }, random));
      if (usedMs === null) continue;
      const [first] = talkTracks as [string];
      const used = (atMs: number, accepted: boolean) =>
        deliver({ kind: 'talktrack.used', system: 'call', atMs, key: first, ...whose, data: { strategy: id, accepted } }, random);
      rows.push(used(usedMs, convinces && random.chance(0.5)));
      rows.push(used(usedMs + random.between(0.5, 12) * 3_600_000, convinces));
    }
  return rows;
}
