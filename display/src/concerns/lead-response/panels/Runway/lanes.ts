/** One lane per team, worst and busiest first. Unassigned leads have the first lane; teams without room share the last. */
import type { LeadSummaryRow } from '@warroom/protocol/concerns/lead-response';

export interface Lane {
  /** `team:<name>`, `unassigned` or `rest`. */
  id: string;
  /** Empty for the two lanes that are not a team's. */
  team: string;
  /** How many teams share it; 1 except for the last lane. */
  teams: number;
}

export interface LanePlan {
  lanes: Lane[];
  /** Index of a team's lane: the first for `null` (unassigned), the last for a team without one of its own. */
  indexOf: (team: string | null) => number;
}

export const UNASSIGNED = '';

/** Least height of a lane, wall units. */
const LANE_UNITS = 48;

/** How many lanes fit into a field of this height (wall units), within limits. */
export function lanesIn(heightUnits: number): number {
  return Math.min(12, Math.max(4, Math.floor(heightUnits / LANE_UNITS)));
}

/**
 * @param openTeams teams of the open leads (null: unassigned)
 * @param maxLanes at least 3
 */
export function planLanes(summary: ReadonlyMap<string, LeadSummaryRow>, openTeams: Iterable<string | null>, maxLanes: number): LanePlan {
  const teams = new Map<string, { violatedOpen: number; violated: number; leads: number }>();
  for (const team of openTeams) if (team !== null) teams.set(team, { violatedOpen: 0, violated: 0, leads: 0 });
  for (const row of summary.values()) {
    const { window, dimension, name: team } = row;
    if (window === '1h' && dimension === 'team' && (row.leads > 0 || teams.has(team)))
      teams.set(team, { violatedOpen: row.openViolated, violated: row.violated, leads: row.leads });
  }
  const ranked = [...teams].sort(
    ([nameA, a], [nameB, b]) => b.violatedOpen - a.violatedOpen || b.violated - a.violated || b.leads - a.leads || (nameA < nameB ? -1 : 1),
  );
  const room = maxLanes - 1;
  const shown = ranked.length > room ? ranked.slice(0, room - 1) : ranked;
  const lanes: Lane[] = [
    { id: 'unassigned', team: UNASSIGNED, teams: 1 },
    ...shown.map(([team]) => ({ id: `team:${team}`, team, teams: 1 })),
  ];
  if (ranked.length > shown.length) lanes.push({ id: 'rest', team: UNASSIGNED, teams: ranked.length - shown.length });
  const index = new Map(shown.map(([team], i) => [team, i + 1]));
  return { lanes, indexOf: (team) => (team === null ? 0 : (index.get(team) ?? lanes.length - 1)) };
}

/** The counts shown beside a lane. */
export interface LaneCounts {
  open: number;
  atRisk: number;
  violated: number;
  /** Past the end of the scale. */
  piled: number;
}
