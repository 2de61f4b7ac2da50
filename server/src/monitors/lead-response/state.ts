/** What the monitor keeps between two runs: the facts of each lead and what was raised about it. All else follows from them. */
import { fewOf, listOf } from './few.ts';
import { Lead, type Raised } from './lead.ts';
import type { Assignment, Creation } from './leadFacts.ts';
import type { SavedPastLead } from './pastLeads.ts';
import type { SavedTeam } from './rules/serviceLevel.ts';

/** Raised when a {@link SavedRecord} changes its shape or its meaning. */
export const STATE_VERSION = 3;

/** What a record holds at most, so that it is made in a fraction of a millisecond and its envelope costs nothing. */
const BATCH = 64;

type SavedCreation = [
  atMs: number,
  id: string,
  lagMs: number,
  source: string,
  region: string | null,
  channel: string | null,
  tier: string | null,
  value: number | null,
  customerId: string | null,
];

type SavedAssignment = [atMs: number, id: string, team: string | null, repId: string | null];

export type SavedLead = [
  name: string,
  touchedMs: number,
  settledMs: number | null,
  precededMs: number | null,
  creations: SavedCreation[],
  assignments: SavedAssignment[],
  ends: readonly number[],
  raised: Raised[],
];

export type SavedRecord =
  | { nowMs: number; teams: SavedTeam[] }
  /** Leads, and leads of the past, in any order. */
  | { leads: SavedLead[] }
  | { past: SavedPastLead[] };

export function* inBatches<K extends string>(name: K, records: Iterable<unknown>): Generator<unknown> {
  let batch: unknown[] = [];
  for (const record of records) {
    batch.push(record);
    if (batch.length < BATCH) continue;
    yield { [name]: batch };
    batch = [];
  }
  if (batch.length > 0) yield { [name]: batch };
}

const finiteOrNull = (ms: number) => (Number.isFinite(ms) ? ms : null);

/** Copies of what changes later: the record is turned into text while the monitor goes on. */
export function saveLead(lead: Lead): SavedLead {
  const { name, touchedMs, settledMs, precededMs, creations, assignments, ends, raised } = lead;
  return [
    name,
    touchedMs,
    finiteOrNull(settledMs),
    finiteOrNull(precededMs),
    listOf(creations).map(saveCreation),
    listOf(assignments).map(({ atMs, id, team, repId }) => [atMs, id, team, repId]),
    ends,
    raised.map((one) => ({ ...one })),
  ];
}

export function readLead([name, touchedMs, settledMs, precededMs, creations, assignments, ends, raised]: SavedLead): Lead {
  const lead = new Lead(name);
  lead.touchedMs = touchedMs;
  lead.setForgotten(settledMs ?? -Infinity, precededMs ?? -Infinity);
  lead.creations = fewOf(creations.map(readCreation));
  lead.assignments = fewOf(assignments.map(([atMs, id, team, repId]): Assignment => ({ atMs, id, team, repId })));
  if (ends.length > 0) lead.ends = ends;
  if (raised.length > 0) lead.raised = raised;
  return lead;
}

const saveCreation = (c: Creation): SavedCreation => [c.atMs, c.id, c.lagMs, c.source, c.region, c.channel, c.tier, c.value, c.customerId];

function readCreation([atMs, id, lagMs, source, region, channel, tier, value, customerId]: SavedCreation): Creation {
  return { atMs, id, lagMs, region, channel, tier, value, customerId, source };
}
