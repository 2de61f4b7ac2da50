/**
 * Nothing moves under the pointer. While somebody works in the list, its rows keep their places (their contents keep updating, and a
 * resolved one stays where it is); new rows are counted and wait. Pure.
 */
export interface Arranged {
  /** Ids in the order of the screen. */
  readonly shown: readonly string[];
  /** Ids of the new rows, in list order. */
  readonly waiting: readonly string[];
}

export const EMPTY_ARRANGEMENT: Arranged = { shown: [], waiting: [] };

/** `wanted`: what the filter selects now, in order. An empty list is never held: nothing in it could move. */
export function arrange(before: Arranged, wanted: readonly string[], held: boolean): Arranged {
  if (!held || before.shown.length === 0) return { shown: wanted, waiting: [] };
  const there = new Set(before.shown);
  return { shown: before.shown, waiting: wanted.filter((id) => !there.has(id)) };
}

/**
 * The id `step` rows from `id`, held at the ends; an infinite step goes to the end it points to. Where `id` is not in the list, the row at which
 * one comes in from that side. Null in an empty list.
 */
export function neighbour(shown: readonly string[], id: string | null, step: number): string | null {
  const at = id === null ? -1 : shown.indexOf(id);
  if (at === -1 && Number.isFinite(step)) return (step < 0 ? shown.at(-1) : shown[0]) ?? null;
  return shown[Math.min(shown.length - 1, Math.max(0, at + step))] ?? null;
}
