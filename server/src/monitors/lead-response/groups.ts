/**
 * Leads counted by group (all, region, team, channel, rep) and window. A lead that changes class moves between two counters of
 * each group it stands in, so the counts are always exact at no cost per row; quantiles are worked out when a row is asked for.
 */
import { LEAD_DIMENSIONS, type LeadDimension, WINDOWS, type WindowName } from '@warroom/protocol/concerns/lead-response';
import type { Cell, Group } from './group.ts';
import { type Creation, LEAD_CLASSES, type Lead, NO_GROUPS } from './lead.ts';
import { Members } from './members.ts';

export const WINDOW_NAMES = Object.keys(WINDOWS) as WindowName[];
export const WINDOW_MS = WINDOW_NAMES.map((name) => WINDOWS[name] * 1_000);
export const LONGEST_WINDOW = WINDOW_MS.length - 1;

type LeadGroup = Group<Lead>;
type LeadCell = Cell<Lead>;

export class Groups {
  readonly #byDimension = new Map<LeadDimension, Map<string, LeadGroup>>(LEAD_DIMENSIONS.map((d) => [d, new Map()]));
  readonly #changed: (cell: LeadCell) => void;
  /** By window, the leads in it by creation: that is the order in which they leave it, so no timer is needed for that. */
  readonly #inWindow = WINDOW_MS.map(() => new Members<Lead>());
  readonly all: LeadGroup;

  /** @param changed called for each cell whose row may have changed, again and again; the caller collects them */
  constructor(changed: (cell: LeadCell) => void) {
    this.#changed = changed;
    this.all = this.#group('all', '');
  }

  get(dimension: LeadDimension, value: string): LeadGroup | undefined {
    return this.#byDimension.get(dimension)?.get(value);
  }

  *[Symbol.iterator](): Generator<LeadGroup> {
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
      nextMs = Math.min(nextMs, (this.#inWindow[k] as Members<Lead>).firstMs() + (WINDOW_MS[k] as number));
    }
    return nextMs;
  }

  /** Takes out of each window the leads that it has moved past. @param gone called for those that stand in no window any more */
  expire(nowMs: number, gone: (lead: Lead) => void): void {
    for (let k = 0; k <= LONGEST_WINDOW; k += 1) {
      const members = this.#inWindow[k] as Members<Lead>;
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
        const cell = cells[k] as LeadCell;
        cell.tally[lead.class] = (cell.tally[lead.class] as number) - 1;
        cell.tally[to] = (cell.tally[to] as number) + 1;
        this.#changed(cell);
      }
    }
  }

  /** Marks the figures of a placed lead's groups as changed although its class is the same: an earlier response, another assignment. */
  touch(lead: Lead): void {
    for (const { cells } of lead.groups) {
      for (let k = 0; k <= LONGEST_WINDOW; k += 1) if (lead.windows & (1 << k)) this.#changed(cells[k] as LeadCell);
    }
  }

  #byCreation({ region, channel }: Creation): LeadGroup[] {
    const groups: LeadGroup[] = [];
    if (region) groups.push(this.#group('region', region));
    if (channel) groups.push(this.#group('channel', channel));
    return groups;
  }

  #byAssignment({ assignment }: Lead): LeadGroup[] {
    const groups: LeadGroup[] = [];
    if (assignment?.team) groups.push(this.#group('team', assignment.team));
    if (assignment?.repId) groups.push(this.#group('rep', assignment.repId));
    return groups;
  }

  #join(lead: Lead, groups: readonly LeadGroup[]): void {
    lead.groups = groups;
    for (const group of groups) this.#enter(lead, group);
  }

  #enter(lead: Lead, group: LeadGroup): void {
    group.members.add(lead, (lead.creation as Creation).atMs);
    this.#count(lead, group, lead.windows, 1);
  }

  #leave(lead: Lead, group: LeadGroup): void {
    this.#count(lead, group, lead.windows, -1);
    group.members.remove(lead, (lead.creation as Creation).atMs);
    if (group.members.size === 0 && group !== this.all) this.#byDimension.get(group.dimension)?.delete(group.value);
  }

  #count(lead: Lead, { cells }: LeadGroup, windows: number, by: 1 | -1): void {
    for (let k = 0; k <= LONGEST_WINDOW; k += 1) {
      if (!(windows & (1 << k))) continue;
      const cell = cells[k] as LeadCell;
      cell.tally[lead.class] = (cell.tally[lead.class] as number) + by;
      this.#changed(cell);
    }
  }

  #group(dimension: LeadDimension, value: string): LeadGroup {
    const groups = this.#byDimension.get(dimension) as Map<string, LeadGroup>;
    let group = groups.get(value);
    if (!group) {
      const cells: LeadCell[] = [];
      group = { dimension, value, cells, members: new Members<Lead>() };
      for (let k = 0; k <= LONGEST_WINDOW; k += 1) {
        cells.push({ group, window: k, tally: new Int32Array(LEAD_CLASSES.length), dirty: false, figuresAtMs: -Infinity, figures: null });
      }
      groups.set(value, group);
    }
    return group;
  }
}
