/**
 * Leads counted by group (all, region, team, channel, rep) and window. A lead that changes class moves between two counters of
 * each group it stands in, so the counts are always exact at no cost per row; quantiles are worked out when a row is asked for.
 */
import { LEAD_DIMENSIONS, type LeadDimension, WINDOWS, type WindowName } from '@warroom/protocol/concerns/lead-response';
import {
  ANSWERED_LATE,
  ANSWERED_WITHIN,
  AT_RISK,
  CLOSED_LATE,
  type Creation,
  LEAD_CLASSES,
  type Lead,
  NO_GROUPS,
  VIOLATED,
  WAITING,
} from './lead.ts';
import { Members } from './members.ts';

export const WINDOW_NAMES = Object.keys(WINDOWS) as WindowName[];
export const WINDOW_MS = WINDOW_NAMES.map((name) => WINDOWS[name] * 1_000);
export const LONGEST_WINDOW = WINDOW_MS.length - 1;

/** One group in one window: how many leads of each class, and what its row last said. */
export interface Cell {
  readonly group: Group;
  readonly window: number;
  readonly tally: Int32Array;
  /** A count changed, or what the quantiles are made of. */
  dirty: boolean;
  /** Instant of the last quantiles; −Infinity before the first. */
  figuresAtMs: number;
  figures: Figures | null;
}

/** What costs a pass over the leads. Milliseconds; null when not known. */
export interface Figures {
  quantilesMs: (number | null)[];
  detectionMs: number | null;
  routingMs: number | null;
  humanMs: number | null;
  totalMs: number | null;
  /** Answered leads by latency, for the groups that have a distribution. */
  bins: number[] | null;
}

export interface Group {
  readonly dimension: LeadDimension;
  readonly value: string;
  readonly cells: readonly Cell[];
  /** Leads of the longest window by creation. */
  readonly members: Members;
}

export const answeredOf = (t: Int32Array) => (t[ANSWERED_WITHIN] as number) + (t[ANSWERED_LATE] as number);
export const openOf = (t: Int32Array) => (t[WAITING] as number) + (t[AT_RISK] as number) + (t[VIOLATED] as number);
export const violatedOf = (t: Int32Array) => (t[VIOLATED] as number) + (t[ANSWERED_LATE] as number) + (t[CLOSED_LATE] as number);
/** Answered, or past the SLA: the leads on which the service level has a verdict. */
export const decidedOf = (t: Int32Array) => (t[ANSWERED_WITHIN] as number) + violatedOf(t);
export const leadsOf = (t: Int32Array) => t.reduce((sum, n) => sum + n, 0);
export function serviceLevelOf(t: Int32Array): number | null {
  const decided = decidedOf(t);
  return decided === 0 ? null : (t[ANSWERED_WITHIN] as number) / decided;
}

export class Groups {
  readonly #byDimension = new Map<LeadDimension, Map<string, Group>>(LEAD_DIMENSIONS.map((d) => [d, new Map()]));
  readonly #changed: (cell: Cell) => void;
  /** By window, the leads in it by creation: that is the order in which they leave it, so no timer is needed for that. */
  readonly #inWindow = WINDOW_MS.map(() => new Members());
  readonly all: Group;

  /** @param changed called for each cell whose row may have changed, again and again; the caller collects them */
  constructor(changed: (cell: Cell) => void) {
    this.#changed = changed;
    this.all = this.#group('all', '');
  }

  get(dimension: LeadDimension, value: string): Group | undefined {
    return this.#byDimension.get(dimension)?.get(value);
  }

  *[Symbol.iterator](): Generator<Group> {
    for (const groups of this.#byDimension.values()) yield* groups.values();
  }

  /** Puts a lead into its groups, in the windows that hold its creation at `nowMs`. */
  place(lead: Lead, nowMs: number): void {
    const creation = lead.creation;
    if (!creation || creation.atMs + (WINDOW_MS[LONGEST_WINDOW] as number) <= nowMs) return;
    lead.windows = 0;
    for (let k = 0; k <= LONGEST_WINDOW; k += 1) {
      if (creation.atMs + (WINDOW_MS[k] as number) <= nowMs) continue;
      lead.windows |= 1 << k;
      this.#inWindow[k]?.add(lead, creation.atMs);
    }
    this.#join(lead, [this.all, ...this.#byCreation(creation), ...this.#byAssignment(lead)]);
  }

  /** Moves a placed lead to the team and rep of its latest assignment. */
  reassign(lead: Lead): void {
    if (lead.windows === 0 || !lead.creation) return;
    const next = this.#byAssignment(lead);
    const stay = lead.groups.filter((group) => (group.dimension !== 'team' && group.dimension !== 'rep') || next.includes(group));
    for (const group of lead.groups) if (!stay.includes(group)) this.#leave(lead, group);
    const come = next.filter((group) => !stay.includes(group));
    for (const group of come) this.#enter(lead, group);
    lead.groups = [...stay, ...come];
  }

  /** Takes a lead out again; its creation must still be the one under which it was placed. */
  remove(lead: Lead): void {
    for (const group of lead.groups) this.#leave(lead, group);
    lead.groups = NO_GROUPS;
    for (let k = 0; k <= LONGEST_WINDOW; k += 1) {
      if (lead.windows & (1 << k)) this.#inWindow[k]?.remove(lead, (lead.creation as Creation).atMs);
    }
    lead.windows = 0;
  }

  /** When a window next moves past a lead; Infinity when all are empty. */
  nextExitMs(): number {
    let nextMs = Number.POSITIVE_INFINITY;
    for (let k = 0; k <= LONGEST_WINDOW; k += 1) {
      nextMs = Math.min(nextMs, (this.#inWindow[k] as Members).firstMs() + (WINDOW_MS[k] as number));
    }
    return nextMs;
  }

  /** Takes out of each window the leads that it has moved past. @param gone called for those that stand in no window any more */
  expire(nowMs: number, gone: (lead: Lead) => void): void {
    for (let k = 0; k <= LONGEST_WINDOW; k += 1) {
      const members = this.#inWindow[k] as Members;
      while (members.firstMs() + (WINDOW_MS[k] as number) <= nowMs) {
        const lead = members.at(members.start);
        if (k === LONGEST_WINDOW) {
          this.remove(lead);
          gone(lead);
          continue;
        }
        members.remove(lead, members.firstMs());
        for (const group of lead.groups) this.#count(lead, group, 1 << k, -1);
        lead.windows &= ~(1 << k);
      }
    }
  }

  /** Moves a placed lead to another class. */
  reclass(lead: Lead, to: number): void {
    for (const { cells } of lead.groups) {
      for (let k = 0; k <= LONGEST_WINDOW; k += 1) {
        if (!(lead.windows & (1 << k))) continue;
        const cell = cells[k] as Cell;
        cell.tally[lead.class] = (cell.tally[lead.class] as number) - 1;
        cell.tally[to] = (cell.tally[to] as number) + 1;
        this.#changed(cell);
      }
    }
  }

  /** Marks the figures of a placed lead's groups as changed although its class is the same: an earlier response, another assignment. */
  touch(lead: Lead): void {
    for (const { cells } of lead.groups) {
      for (let k = 0; k <= LONGEST_WINDOW; k += 1) if (lead.windows & (1 << k)) this.#changed(cells[k] as Cell);
    }
  }

  #byCreation({ region, channel }: Creation): Group[] {
    const groups: Group[] = [];
    if (region) groups.push(this.#group('region', region));
    if (channel) groups.push(this.#group('channel', channel));
    return groups;
  }

  #byAssignment({ assignment }: Lead): Group[] {
    const groups: Group[] = [];
    if (assignment?.team) groups.push(this.#group('team', assignment.team));
    if (assignment?.repId) groups.push(this.#group('rep', assignment.repId));
    return groups;
  }

  #join(lead: Lead, groups: readonly Group[]): void {
    lead.groups = groups;
    for (const group of groups) this.#enter(lead, group);
  }

  #enter(lead: Lead, group: Group): void {
    group.members.add(lead, (lead.creation as Creation).atMs);
    this.#count(lead, group, lead.windows, 1);
  }

  #leave(lead: Lead, group: Group): void {
    this.#count(lead, group, lead.windows, -1);
    group.members.remove(lead, (lead.creation as Creation).atMs);
    if (group.members.size === 0 && group !== this.all) this.#byDimension.get(group.dimension)?.delete(group.value);
  }

  #count(lead: Lead, { cells }: Group, windows: number, by: 1 | -1): void {
    for (let k = 0; k <= LONGEST_WINDOW; k += 1) {
      if (!(windows & (1 << k))) continue;
      const cell = cells[k] as Cell;
      cell.tally[lead.class] = (cell.tally[lead.class] as number) + by;
      this.#changed(cell);
    }
  }

  #group(dimension: LeadDimension, value: string): Group {
    const groups = this.#byDimension.get(dimension) as Map<string, Group>;
    let group = groups.get(value);
    if (!group) {
      const cells: Cell[] = [];
      group = { dimension, value, cells, members: new Members() };
      for (let k = 0; k <= LONGEST_WINDOW; k += 1) {
        cells.push({ group, window: k, tally: new Int32Array(LEAD_CLASSES.length), dirty: false, figuresAtMs: -Infinity, figures: null });
      }
      groups.set(value, group);
    }
    return group;
  }
}
