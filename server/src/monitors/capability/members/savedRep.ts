/** A rep as saved in a checkpoint. */
import { newRep, type Rep, type Timestamped } from './rep.ts';

type SavedHour = [hour: number, atWork: 0 | 1, team: Timestamped | null, region: Timestamped | null, uses: [string, number][]];
export type SavedRep = [name: string, lastHour: number, team: Timestamped | null, region: Timestamped | null, hours: SavedHour[]];

/** Stands for "never" in JSON, which has no infinity: earlier than any hour. */
const NEVER_HOUR = -1e9;

/** An hour's entry keeps the later of two facts in place. */
const copyOf = (told: Timestamped | null): Timestamped | null => told && [...told];

export function saveRep({ name, lastHour, team, region, hours }: Rep): SavedRep {
  return [
    name,
    Number.isFinite(lastHour) ? lastHour : NEVER_HOUR,
    copyOf(team),
    copyOf(region),
    hours.map((h): SavedHour => [h.hour, h.atWork ? 1 : 0, copyOf(h.team), copyOf(h.region), [...(h.uses ?? [])]]),
  ];
}

export function restoreRep([name, lastHour, team, region, hours]: SavedRep): Rep {
  return {
    ...newRep(name),
    lastHour,
    team,
    region,
    hours: hours.map(([hour, atWork, hourTeam, hourRegion, uses]) => ({
      hour,
      atWork: atWork === 1,
      team: hourTeam,
      region: hourRegion,
      uses: uses.length > 0 ? new Map(uses) : null,
    })),
  };
}
