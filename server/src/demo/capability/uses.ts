/**
 * Talk-tracks as they are used all day long: the same number an hour by everybody, so that who falls behind stands out and nobody does by chance.
 * History is told where a baseline reads it: the last hours, and the same hours of the four weeks before.
 */
import type { Arrival, DemoSource } from '../world/arrivals.ts';
import { createCalendarSource, type Telling } from '../world/calendarSource.ts';
import { REGIONS } from '../world/organisation.ts';
import { createRandom } from '../world/random.ts';
import { deliver } from '../world/row.ts';
import { audienceOf, CREWS, type Crew, KEEN_TEAM, WORN_TEAM } from './crews.ts';
import { adoptionOf, type Strategy, settledMs, strategyAt } from './strategies.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** Told as past: so many hours, and in the weeks before from so many hours earlier to so many later. */
const LAST_HOURS = 10;
const WEEKS = [1, 2, 3, 4];
const EARLIER_HOURS = 4;
const LATER_HOURS = 6;

/** Uses an hour by everybody, and by everybody in the region that has dropped. */
const USES = 3;
const DROPPED_USES = 2;
/** Each region has its turn for a day and some hours, so that at any instant one has dropped for long enough to be seen. */
const DROP_LINGERS_MS = 4 * HOUR_MS;
/** Whoever lags in the keen team does so for a day; uses of the newest talk-tracks an hour. */
const LAGGARD_USES = 1;
/** A worn-out talk-track: a new generation of it comes before the one before it is given up. */
const WORN_EVERY_MS = 40 * DAY_MS;
const WORN_LASTS_MS = 58 * DAY_MS;
/** A few uses a day of it all through history, for the acceptance of its first days to be known. */
const WORN_SLOT_MS = 3 * HOUR_MS;

const KNOWN_SHARE = 0.9;
const ACCEPTED_SHARE = 0.62;
/** Multiples of the golden ratio fall evenly into (0, 1): outcomes of a steady share, without the luck of the draw. */
const GOLDEN = 0.618_033_988_749_895;

const BASE = { strategy: 'ST-BASE', talkTracks: ['TT-BASE-需求', 'TT-BASE-价值', 'TT-BASE-异议'] } as const;

export function createUseSources(telling: Telling): DemoSource[] {
  const { seedText, startMs } = telling;
  const lastHourMs = Math.floor(startMs / HOUR_MS) * HOUR_MS;
  const everyday = createCalendarSource(telling, {
    slotMs: HOUR_MS,
    reachMs: HOUR_MS + 60_000,
    wanted: (hourMs) =>
      hourMs >= lastHourMs - LAST_HOURS * HOUR_MS ||
      WEEKS.some((week) => {
        const offsetHours = (hourMs - (lastHourMs - week * WEEK_MS)) / HOUR_MS;
        return offsetHours >= -EARLIER_HOURS && offsetHours <= LATER_HOURS;
      }),
    rowsOf: (_slot, hourMs) => CREWS.flatMap((crew) => crewUses(crew, hourMs, seedText)),
  });
  const worn = createCalendarSource(telling, {
    slotMs: WORN_SLOT_MS,
    reachMs: WORN_SLOT_MS + 60_000,
    rowsOf(slot, slotStartMs) {
      const crew = CREWS.find(({ team }) => team === WORN_TEAM) as Crew;
      const random = createRandom(`${seedText}|worn|${slot}`);
      return wornTracksAt(slotStartMs).map((track) => {
        const repId = random.pick(crew.repIds);
        const atMs = slotStartMs + random.unit() * WORN_SLOT_MS;
        const accepted = fraction(slot * GOLDEN) < track.acceptedShare;
        return useRow(atMs, crew, repId, { strategy: BASE.strategy, talkTrack: track.name, accepted }, random);
      });
    },
  });
  return [everyday, worn];
}

interface WornTrack {
  readonly name: string;
  readonly acceptedShare: number;
}

/** The worn-out talk-tracks in use: well taken in their first week, ever less from then on. */
function wornTracksAt(atMs: number): WornTrack[] {
  const generation = Math.floor(atMs / WORN_EVERY_MS);
  return [generation - 1, generation].flatMap((nth) => {
    const ageMs = atMs - nth * WORN_EVERY_MS;
    if (ageMs >= WORN_LASTS_MS) return [];
    const weeksWorn = Math.max(0, ageMs - WEEK_MS) / WEEK_MS;
    return [{ name: `TT-BASE-限时优惠-${nth % 100}`, acceptedShare: Math.max(0.3, 0.7 - 0.3 * weeksWorn) }];
  });
}

function crewUses(crew: Crew, hourMs: number, seedText: string): Arrival[] {
  const random = createRandom(`${seedText}|uses|${crew.team}|${hourMs}`);
  const newest = strategyAt(audienceOf(crew), hourMs);
  const isTakenUp = crew.team === KEEN_TEAM || settledMs(newest) <= hourMs;
  const strategy = isTakenUp ? newest : strategyAt(audienceOf(crew), newest.publishedMs - 1);
  const perRep = hasDropped(crew.region, hourMs) ? DROPPED_USES : USES;
  const hour = hourMs / HOUR_MS;
  return crew.repIds.flatMap((repId, place) => {
    const ofNewest = usesOfNewest(crew, repId, place, strategy, perRep, hourMs, seedText);
    const { convinces } = adoptionOf(strategy, crew, repId, seedText);
    return Array.from({ length: perRep }, (_, i) => {
      const nth = hour * perRep + i + 11 * place;
      const atMs = hourMs + ((i + random.unit()) / perRep) * HOUR_MS;
      const known = random.chance(KNOWN_SHARE);
      if (i < ofNewest) {
        const talkTrack = strategy.talkTracks[nth % strategy.talkTracks.length] as string;
        const accepted = convinces && fraction(nth * GOLDEN) < ACCEPTED_SHARE;
        return useRow(atMs, crew, repId, { strategy: strategy.id, talkTrack, ...(known ? { accepted } : {}) }, random);
      }
      const worn = crew.team === WORN_TEAM ? wornTracksAt(hourMs)[0] : undefined;
      const talkTrack = worn?.name ?? (BASE.talkTracks[nth % BASE.talkTracks.length] as string);
      const accepted = fraction(nth * GOLDEN) < (worn?.acceptedShare ?? ACCEPTED_SHARE);
      return useRow(atMs, crew, repId, { strategy: BASE.strategy, talkTrack, ...(known ? { accepted } : {}) }, random);
    });
  });
}

/** In the keen team everybody uses the newest ones all the time but one; elsewhere who has taken it up uses it once an hour: too little to compare people. */
function usesOfNewest(
  crew: Crew,
  repId: string,
  place: number,
  strategy: Strategy,
  perRep: number,
  hourMs: number,
  seedText: string,
): number {
  if (crew.team === WORN_TEAM) return 0;
  if (crew.team === KEEN_TEAM) return place === Math.floor(hourMs / DAY_MS) % crew.repIds.length ? LAGGARD_USES : perRep;
  return adoptionOf(strategy, crew, repId, seedText).usedMs === null ? 0 : 1;
}

function hasDropped(region: string, hourMs: number): boolean {
  const turn = (atMs: number) => REGIONS[Math.floor(atMs / DAY_MS) % REGIONS.length]?.name;
  return region === turn(hourMs) || region === turn(hourMs - DROP_LINGERS_MS);
}

interface Use {
  readonly strategy: string;
  readonly talkTrack: string;
  readonly accepted?: boolean;
}

function useRow(
  atMs: number,
  { team, region }: Crew,
  repId: string,
  { talkTrack, ...data }: Use,
  random: ReturnType<typeof createRandom>,
): Arrival {
  return deliver({ kind: 'talktrack.used', system: 'call', atMs, key: talkTrack, team, region, repId, data }, random);
}

const fraction = (value: number): number => value - Math.floor(value);
