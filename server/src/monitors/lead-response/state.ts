/** What the monitor keeps between two runs: the facts of each lead and what was raised about it. All else follows from them. */
import { Lead, type Raised } from './lead.ts';
import type { Assignment, Creation } from './leadFacts.ts';
import type { SavedPastLead } from './pastLeads.ts';
import type { SavedTeam } from './rules/serviceLevel.ts';

/** Raised when {@link Saved} changes its shape or its meaning. */
export const STATE_VERSION = 2;

type SavedLead = [
  name: string,
  creations: Creation[],
  assignments: Assignment[],
  ends: number[],
  settledMs: number | null,
  touchedMs: number,
  raised: Raised[],
];

export interface Saved {
  nowMs: number;
  leads: SavedLead[];
  past: SavedPastLead[];
  teams: SavedTeam[];
}

/** Copies of what changes later: the text of a large state is made bit by bit while the monitor goes on. */
export function saveLead(lead: Lead): SavedLead {
  const { name, creations, assignments, ends, settledMs, touchedMs, raised } = lead;
  const settled = Number.isFinite(settledMs) ? settledMs : null;
  return [name, [...creations], [...assignments], [...ends], settled, touchedMs, raised.map((one) => ({ ...one }))];
}

export function readLead([name, creations, assignments, ends, settledMs, touchedMs, raised]: SavedLead): Lead {
  return Object.assign(new Lead(name), { creations, assignments, ends, settledMs: settledMs ?? -Infinity, touchedMs, raised });
}
