/** Of two facts that set the same thing the one with the later `at` wins, of two at one instant the one with the greater id. */
export interface Stamp {
  atMs: number;
  id: string;
}
export interface Stamped<T> extends Stamp {
  value: T;
}

export const isLater = (a: Stamp, b: Stamp | null | undefined): boolean => !b || a.atMs > b.atMs || (a.atMs === b.atMs && a.id > b.id);

export const later = <T>(held: Stamped<T> | null, value: T | null | undefined, stamp: Stamp): Stamped<T> | null =>
  value === null || value === undefined || value === '' || !isLater(stamp, held) ? held : { atMs: stamp.atMs, id: stamp.id, value };

/** Epoch milliseconds of a time inside `data`: ISO 8601 with zone or epoch milliseconds; null where it is neither. */
export function instantMs(value: unknown): number | null {
  const ms = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? ms : null;
}

export const iso = (ms: number): string => new Date(ms).toISOString();
