/** A rep as saved in a checkpoint. */
import { newRep, type Rep, type Timestamped } from './rep.ts';

type SavedHour = [hour: number, atWork: 0 | 1, team: Timestamped | null, region: Timestamped | null, uses: [string, number][]];
export type SavedRep = [name: string, lastHour: number, team: Timestamped | null, region: Timestamped | null, hours: SavedHour[]];

/** Stands for "never" in JSON, which has no infinity: earlier than any hour. */
const NEVER_HOUR = -1e9;

export function saveRep({ name, lastHour, team, region, hours }: Rep): SavedRep {
  return [
    name,
    Number.isFinite(lastHour) ? lastHour : NEVER_HOUR,
    team,
    region,
    hours.map((h): SavedHour => [h.hour, h.atWork ? 1 : 0, h.team, h.region, [...(h.uses ?? [])]]),
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
