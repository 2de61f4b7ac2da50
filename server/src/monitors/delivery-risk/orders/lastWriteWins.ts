/** Last-write-wins registers: what several facts set is a function of the set of facts, whatever their order (DELIVERY-1). */

/** Of two facts the one with the later `at` wins, of two at one instant the one with the greater id. */
export interface Timestamp {
  atMs: number;
  id: string;
}
export interface Register<T> extends Timestamp {
  value: T;
}

export const supersedes = (a: Timestamp, b: Timestamp | null | undefined): boolean =>
  !b || a.atMs > b.atMs || (a.atMs === b.atMs && a.id > b.id);

/** The register after a write; an empty value writes nothing. */
export const written = <T>(held: Register<T> | null, value: T | null | undefined, at: Timestamp): Register<T> | null =>
  value === null || value === undefined || value === '' || !supersedes(at, held) ? held : { atMs: at.atMs, id: at.id, value };
