/**
 * Leads counted by group (all, region, team, channel, rep) and window. A lead (one turn of it) that changes class moves between two counters of
 * each group it stands in, so the counts are always exact at no cost per row; quantiles are worked out when a row is asked for.
 */
import { LEAD_DIMENSIONS, type LeadDimension, WINDOWS, type WindowName } from '@warroom/protocol/concerns/lead-response';
import type { Cell, Group } from './group.ts';
import type { Creation } from './leadFacts.ts';
import { Members } from './members.ts';
import { NO_GROUPS, TURN_CLASSES, type Turn } from './turn.ts';

export const WINDOW_NAMES = Object.keys(WINDOWS) as WindowName[];
export const WINDOW_MS = WINDOW_NAMES.map((name) => WINDOWS[name] * 1_000);
export const LONGEST_WINDOW = WINDOW_MS.length - 1;

type TurnGroup = Group<Turn>;
type TurnCell = Cell<Turn>;

export class Groups {
  readonly #byDimension = new Map<LeadDimension, Map<string, TurnGroup>>(LEAD_DIMENSIONS.map((d) => [d, new Map()]));
  readonly #changed: (cell: TurnCell) => void;
  /** By window, the leads in it by creation: that is the order in which they leave it, so no timer is needed for that. */
  readonly #inWindow = WINDOW_MS.map(() => new Members<Turn>());
  readonly all: TurnGroup;

  /** @param changed called for each cell whose row may have changed, again and again; the caller collects them */
  constructor(changed: (cell: TurnCell) => void) {
    this.#changed = changed;
    this.all = this.#group('all', '');
  }

  get(dimension: LeadDimension, value: string): TurnGroup | undefined {
    return this.#byDimension.get(dimension)?.get(value);
  }

  *[Symbol.iterator](): Generator<TurnGroup> {
    for (const groups of this.#byDimension.values()) yield* groups.values();
  }

  /** Puts a lead into its groups, in the windows that hold its creation at `nowMs`. */
  place(turn: Turn, nowMs: number): void {
    const { startMs } = turn;
    if (startMs + (WINDOW_MS[LONGEST_WINDOW] as number) <= nowMs) return;
    turn.windows = 0;
    for (let k = 0; k <= LONGEST_WINDOW; k += 1) {
      if (startMs + (WINDOW_MS[k] as number) <= nowMs) continue;
      turn.windows |= 1 << k;
      this.#inWindow[k]?.add(turn, startMs);
    }
    this.#join(turn, [this.all, ...this.#byCreation(turn.said), ...this.#byAssignment(turn)]);
  }

  /** Moves a placed lead to the team and rep of its latest assignment. */
  reassign(turn: Turn): void {
    if (turn.windows === 0) return;
    const next = this.#byAssignment(turn);
    const stay = turn.groups.filter((group) => (group.dimension !== 'team' && group.dimension !== 'rep') || next.includes(group));
    for (const group of turn.groups) if (!stay.includes(group)) this.#leave(turn, group);
    const come = next.filter((group) => !stay.includes(group));
    for (const group of come) this.#enter(turn, group);
    turn.groups = [...stay, ...come];
  }

  /** Takes a lead out again. */
  remove(turn: Turn): void {
    for (const group of turn.groups) this.#leave(turn, group);
    turn.groups = NO_GROUPS;
    for (let k = 0; k <= LONGEST_WINDOW; k += 1) {
      if (turn.windows & (1 << k)) this.#inWindow[k]?.remove(turn, turn.startMs);
    }
    turn.windows = 0;
  }

  /** When a window next moves past a lead; Infinity when all are empty. */
  nextExitMs(): number {
    let nextMs = Number.POSITIVE_INFINITY;
    for (let k = 0; k <= LONGEST_WINDOW; k += 1) {
      nextMs = Math.min(nextMs, (this.#inWindow[k] as Members<Turn>).firstMs() + (WINDOW_MS[k] as number));
    }
    return nextMs;
  }

  /** Takes out of each window the leads that it has moved past. @param gone called for those that stand in no window any more */
  expire(nowMs: number, gone: (turn: Turn) => void): void {
    for (let k = 0; k <= LONGEST_WINDOW; k += 1) {
      const members = this.#inWindow[k] as Members<Turn>;
      while (members.firstMs() + (WINDOW_MS[k] as number) <= nowMs) {
        const turn = members.at(members.start);
        if (k === LONGEST_WINDOW) {
          this.remove(turn);
          gone(turn);
          continue;
        }
        members.remove(turn, members.firstMs());
        for (const group of turn.groups) this.#count(turn, group, 1 << k, -1);
        turn.windows &= ~(1 << k);
      }
    }
  }

  /** Moves a placed lead to another class. */
  reclass(turn: Turn, to: number): void {
    for (const { cells } of turn.groups) {
      for (let k = 0; k <= LONGEST_WINDOW; k += 1) {
        if (!(turn.windows & (1 << k))) continue;
        const cell = cells[k] as TurnCell;
        cell.tally[turn.class] = (cell.tally[turn.class] as number) - 1;
        cell.tally[to] = (cell.tally[to] as number) + 1;
        this.#changed(cell);
      }
    }
  }

  /** Marks the figures of a placed lead's groups as changed although its class is the same: an earlier response, another assignment. */
  touch(turn: Turn): void {
    for (const { cells } of turn.groups) {
      for (let k = 0; k <= LONGEST_WINDOW; k += 1) if (turn.windows & (1 << k)) this.#changed(cells[k] as TurnCell);
    }
  }

  #byCreation({ region, channel }: Creation): TurnGroup[] {
    const groups: TurnGroup[] = [];
    if (region) groups.push(this.#group('region', region));
    if (channel) groups.push(this.#group('channel', channel));
    return groups;
  }

  #byAssignment({ assignment }: Turn): TurnGroup[] {
    const groups: TurnGroup[] = [];
    if (assignment?.team) groups.push(this.#group('team', assignment.team));
    if (assignment?.repId) groups.push(this.#group('rep', assignment.repId));
    return groups;
  }

  #join(turn: Turn, groups: readonly TurnGroup[]): void {
    turn.groups = groups;
    for (const group of groups) this.#enter(turn, group);
  }

  #enter(turn: Turn, group: TurnGroup): void {
    group.members.add(turn, turn.startMs);
    this.#count(turn, group, turn.windows, 1);
  }

  #leave(turn: Turn, group: TurnGroup): void {
    this.#count(turn, group, turn.windows, -1);
    group.members.remove(turn, turn.startMs);
    if (group.members.size === 0 && group !== this.all) this.#byDimension.get(group.dimension)?.delete(group.value);
  }

  #count(turn: Turn, { cells }: TurnGroup, windows: number, by: 1 | -1): void {
    for (let k = 0; k <= LONGEST_WINDOW; k += 1) {
      if (!(windows & (1 << k))) continue;
      const cell = cells[k] as TurnCell;
      cell.tally[turn.class] = (cell.tally[turn.class] as number) + by;
      this.#changed(cell);
    }
  }

  #group(dimension: LeadDimension, value: string): TurnGroup {
    const groups = this.#byDimension.get(dimension) as Map<string, TurnGroup>;
    let group = groups.get(value);
    if (!group) {
      const cells: TurnCell[] = [];
      group = { dimension, value, cells, members: new Members<Turn>() };
      for (let k = 0; k <= LONGEST_WINDOW; k += 1) {
        cells.push({ group, window: k, tally: new Int32Array(TURN_CLASSES.length), dirty: false, figuresAtMs: -Infinity, figures: null });
      }
      groups.set(value, group);
    }
    return group;
  }
}
