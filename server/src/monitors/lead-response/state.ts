/** What the monitor keeps between two runs: the facts of each lead and what was raised about it. All else follows from them. */
import { type Assignment, type Creation, Lead } from './lead.ts';
import type { SavedTeam } from './rules/serviceLevel.ts';

/** Raised when {@link Saved} changes its shape or its meaning. */
export const STATE_VERSION = 1;

type SavedLead = [
  name: string,
  creation: Creation | null,
  assignments: Assignment[],
  respondedAtMs: number | null,
  closedAtMs: number | null,
  touchedMs: number,
  raised: Lead['raised'],
];

export interface Saved {
  nowMs: number;
  leads: SavedLead[];
  teams: SavedTeam[];
}

/** Copies of what changes later: the text of a large state is made bit by bit while the monitor goes on. */
export function saveLead(lead: Lead): SavedLead {
  const { name, creation, assignments, respondedAtMs, closedAtMs, touchedMs, raised } = lead;
  return [name, creation, [...assignments], finite(respondedAtMs), finite(closedAtMs), touchedMs, raised && { ...raised }];
}

export function readLead([name, creation, assignments, respondedAtMs, closedAtMs, touchedMs, raised]: SavedLead): Lead {
  return Object.assign(new Lead(name), {
    creation,
    assignments,
    touchedMs,
    raised,
    respondedAtMs: respondedAtMs ?? Infinity,
    closedAtMs: closedAtMs ?? Infinity,
  });
}

const finite = (ms: number): number | null => (Number.isFinite(ms) ? ms : null);
