/** Sets that are empty for most of their owners: all empty ones are one object. */

export const EMPTY: ReadonlySet<never> = new Set<never>();

/** The set with the item in it; a set of its own from the first item on. */
export function added<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  return set === EMPTY ? new Set([item]) : (set as Set<T>).add(item);
}

export function removed<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  if (set === EMPTY || !(set as Set<T>).delete(item)) return set;
  return set.size === 0 ? EMPTY : set;
}
