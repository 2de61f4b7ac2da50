/** Epoch milliseconds, their spans, and how they are written. */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Epoch milliseconds of a time inside `data`: ISO 8601 with zone or epoch milliseconds; null where it is neither. */
export function instantMs(value: unknown): number | null {
  const ms = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? ms : null;
}

export const iso = (ms: number): string => new Date(ms).toISOString();
