/**
 * Leads counted by group (all, region, team, channel, rep) and window. A lead (one turn of it) that changes class moves between two counters of
 * each group it stands in, so the counts are always exact at no cost per row; quantiles are worked out when a row is asked for.
 */
import { LEAD_DIMENSIONS, type LeadDimension, WINDOWS, type WindowName } from '@warroom/protocol/concerns/lead-response';
import type { Cell, Group } from './group.ts';
import { Members } from './members.ts';
import { CLOSED_EARLY, TURN_CLASSES, type Turn, type TurnClass, VIOLATED } from './turn.ts';

export const WINDOW_NAMES = Object.keys(WINDOWS) as WindowName[];
export const WINDOW_MS = WINDOW_NAMES.map((name) => WINDOWS[name] * 1_000);
export const LONGEST_WINDOW = WINDOW_MS.length - 1;
/** Bits of {@link Group.changed}: of each ring the windows that hold it. */
const ALL_WINDOWS = (1 << WINDOW_MS.length) - 1;
const windowsOf = (ring: number): number => ALL_WINDOWS & ~((1 << ring) - 1);
const CLASSES = TURN_CLASSES.length;

type TurnGroup = Group<Turn>;
type TurnCell = Cell<Turn>;

function beginsBefore(a: Turn, b: Turn): boolean {
  const aMs = a.startMs;
  const bMs = b.startMs;
  return aMs !== bMs ? aMs < bMs : a.name < b.name;
}
/** Whether the service level has a verdict on such leads. */
const isDecided = (turnClass: TurnClass): boolean => turnClass >= VIOLATED && turnClass !== CLOSED_EARLY;

export class Groups {
  readonly #byDimension = new Map<LeadDimension, Map<string, TurnGroup>>(LEAD_DIMENSIONS.map((d) => [d, new Map()]));
  /** The leads of each ring by creation: that is the order in which they leave it, so no timer is needed for that. */
  readonly #rings = WINDOW_MS.map(() => new Members<Turn>(beginsBefore));
  #changed: TurnGroup[] = [];
  #dueTeams: TurnGroup[] = [];
  readonly all: TurnGroup;

  constructor() {
    this.all = this.#group('all', '');
    this.#change(this.all, ALL_WINDOWS);
  }

  get(dimension: LeadDimension, value: string): TurnGroup | undefined {
    return this.#byDimension.get(dimension)?.get(value);
  }

  *[Symbol.iterator](): Generator<TurnGroup> {
    for (const groups of this.#byDimension.values()) yield* groups.values();
  }

  /** Groups whose rows may have changed since the last call; the caller takes their `changed` bits back. */
  takeChanged(): readonly TurnGroup[] {
    const changed = this.#changed;
    this.#changed = [];
    return changed;
  }

  /** Whether there are teams of which the shortest window may have another verdict. */
  get hasDueTeams(): boolean {
    return this.#dueTeams.length > 0;
  }

  takeDueTeams(): readonly TurnGroup[] {
    const due = this.#dueTeams;
    this.#dueTeams = [];
    for (const team of due) team.isDue = false;
    return due;
  }

  /** Puts a lead into its groups, in the windows that hold its creation at `nowMs`. */
  place(turn: Turn, nowMs: number): void {
    const { startMs, said, assignment } = turn;
    let ring = 0;
    while (ring <= LONGEST_WINDOW && startMs + (WINDOW_MS[ring] as number) <= nowMs) ring += 1;
    if (ring > LONGEST_WINDOW) return;
    turn.ring = ring;
    this.#rings[ring]?.add(turn);
    this.#enter(turn, this.all);
    turn.region = said.region ? this.#entered(turn, 'region', said.region) : null;
    turn.channel = said.channel ? this.#entered(turn, 'channel', said.channel) : null;
    turn.team = assignment?.team ? this.#entered(turn, 'team', assignment.team) : null;
    turn.rep = assignment?.repId ? this.#entered(turn, 'rep', assignment.repId) : null;
  }

  /** Moves a placed lead to the team and rep of its latest assignment. */
  reassign(turn: Turn): void {
    if (turn.ring < 0) return;
    const team = turn.assignment?.team ?? null;
    if ((turn.team?.value ?? null) !== (team || null)) {
      if (turn.team) this.#leave(turn, turn.team);
      turn.team = team ? this.#entered(turn, 'team', team) : null;
    }
    const rep = turn.assignment?.repId ?? null;
    if ((turn.rep?.value ?? null) !== (rep || null)) {
      if (turn.rep) this.#leave(turn, turn.rep);
      turn.rep = rep ? this.#entered(turn, 'rep', rep) : null;
    }
  }

  /** Takes a lead out again. */
  remove(turn: Turn): void {
    if (turn.ring < 0) return;
    this.#rings[turn.ring]?.remove(turn);
    this.#leave(turn, this.all);
    if (turn.region) this.#leave(turn, turn.region);
    if (turn.channel) this.#leave(turn, turn.channel);
    if (turn.team) this.#leave(turn, turn.team);
    if (turn.rep) this.#leave(turn, turn.rep);
    turn.region = null;
    turn.channel = null;
    turn.team = null;
    turn.rep = null;
    turn.ring = -1;
  }

  /** When a window next moves past a lead; Infinity when all are empty. */
  nextExitMs(): number {
    let nextMs = Infinity;
    for (let k = 0; k <= LONGEST_WINDOW; k += 1) {
      const first = (this.#rings[k] as Members<Turn>).first();
      if (first !== undefined) nextMs = Math.min(nextMs, first.startMs + (WINDOW_MS[k] as number));
    }
    return nextMs;
  }

  /** Takes out of each window the leads that it has moved past. @param gone called for those that stand in no window any more */
  expire(nowMs: number, gone: (turn: Turn) => void): void {
    for (let ring = 0; ring <= LONGEST_WINDOW; ring += 1) {
      const members = this.#rings[ring] as Members<Turn>;
      for (let turn = members.first(); turn; turn = members.first()) {
        if (turn.startMs + (WINDOW_MS[ring] as number) > nowMs) break;
        if (ring === LONGEST_WINDOW) {
          this.remove(turn);
          gone(turn);
          continue;
        }
        members.remove(turn);
        this.#rings[ring + 1]?.add(turn);
        this.#ageIn(this.all, turn);
        if (turn.region) this.#ageIn(turn.region, turn);
        if (turn.channel) this.#ageIn(turn.channel, turn);
        if (turn.team) this.#ageIn(turn.team, turn);
        if (turn.rep) this.#ageIn(turn.rep, turn);
        if (ring === 0 && turn.team && isDecided(turn.class)) this.#due(turn.team);
        turn.ring = ring + 1;
      }
    }
  }

  /** Moves a placed lead to another class; the caller sets it afterwards. */
  reclass(turn: Turn, to: TurnClass): void {
    if (turn.ring < 0) return;
    this.#reclassIn(this.all, turn, to);
    if (turn.region) this.#reclassIn(turn.region, turn, to);
    if (turn.channel) this.#reclassIn(turn.channel, turn, to);
    if (turn.team) this.#reclassIn(turn.team, turn, to);
    if (turn.rep) this.#reclassIn(turn.rep, turn, to);
    if (turn.ring === 0 && turn.team && (isDecided(turn.class) || isDecided(to))) this.#due(turn.team);
  }

  /** Marks the figures of a placed lead's groups as changed although its class is the same: an earlier response, another assignment. */
  touch(turn: Turn): void {
    if (turn.ring < 0) return;
    const windows = windowsOf(turn.ring);
    this.#change(this.all, windows);
    if (turn.region) this.#change(turn.region, windows);
    if (turn.channel) this.#change(turn.channel, windows);
    if (turn.team) this.#change(turn.team, windows);
    if (turn.rep) this.#change(turn.rep, windows);
  }

  #entered(turn: Turn, dimension: LeadDimension, value: string): TurnGroup {
    const group = this.#group(dimension, value);
    this.#enter(turn, group);
    return group;
  }

  #enter(turn: Turn, group: TurnGroup): void {
    group.members.add(turn);
    this.#count(turn, group, 1);
  }

  #leave(turn: Turn, group: TurnGroup): void {
    this.#count(turn, group, -1);
    group.members.remove(turn);
    if (group.members.size === 0 && group !== this.all) this.#byDimension.get(group.dimension)?.delete(group.value);
  }

  #count(turn: Turn, group: TurnGroup, by: 1 | -1): void {
    const i = turn.ring * CLASSES + turn.class;
    group.rings[i] = (group.rings[i] as number) + by;
    this.#change(group, windowsOf(turn.ring));
    if (turn.ring === 0 && group.dimension === 'team' && isDecided(turn.class)) this.#due(group);
  }

  #reclassIn(group: TurnGroup, turn: Turn, to: TurnClass): void {
    const { rings } = group;
    const from = turn.ring * CLASSES + turn.class;
    const into = turn.ring * CLASSES + to;
    rings[from] = (rings[from] as number) - 1;
    rings[into] = (rings[into] as number) + 1;
    this.#change(group, windowsOf(turn.ring));
  }

  /** On to the next ring, so that only one window has changed. */
  #ageIn(group: TurnGroup, turn: Turn): void {
    const { rings } = group;
    const i = turn.ring * CLASSES + turn.class;
    rings[i] = (rings[i] as number) - 1;
    rings[i + CLASSES] = (rings[i + CLASSES] as number) + 1;
    this.#change(group, 1 << turn.ring);
  }

  #change(group: TurnGroup, windows: number): void {
    if (group.changed === 0) this.#changed.push(group);
    group.changed |= windows;
  }

  #due(team: TurnGroup): void {
    if (team.isDue) return;
    team.isDue = true;
    this.#dueTeams.push(team);
  }

  #group(dimension: LeadDimension, value: string): TurnGroup {
    const groups = this.#byDimension.get(dimension) as Map<string, TurnGroup>;
    const known = groups.get(value);
    if (known) return known;
    const cells: TurnCell[] = [];
    const rings = new Int32Array(WINDOW_MS.length * CLASSES);
    const group: TurnGroup = { dimension, value, cells, members: new Members<Turn>(beginsBefore), rings, changed: 0, isDue: false };
    for (let window = 0; window <= LONGEST_WINDOW; window += 1) {
      cells.push({ group, window, tally: new Int32Array(CLASSES), dirty: false, figuresAtMs: -Infinity, figures: null });
    }
    groups.set(value, group);
    return group;
  }
}

/** Brings the cell's tally up to the counts as they are. */
export function sumUp({ group, window, tally }: TurnCell): Int32Array {
  const { rings } = group;
  for (let c = 0; c < CLASSES; c += 1) {
    let sum = 0;
    for (let ring = 0; ring <= window; ring += 1) sum += rings[ring * CLASSES + c] as number;
    tally[c] = sum;
  }
  return tally;
}
