/**
 * When the row of an order is worked out again although nothing has happened. p(late) moves on the scale of the time that is left, so the
 * grid does too: a power of two of minutes, at most 1/8 of the time left, between 1 minute and 256; 64 minutes once the promise is
 * past, and the promise itself. Finer grids contain the coarser ones, and each order has a phase of its own within the minute, so that the work is spread.
 */
const MINUTE_MS = 60_000;
const FRACTION = 8;
const MAX_UNITS = 256;
const PAST_UNIT_MS = 64 * MINUTE_MS;

const unitMs = (leftMs: number): number => {
  const units = leftMs / FRACTION / MINUTE_MS;
  return units < 2 ? MINUTE_MS : MINUTE_MS * Math.min(MAX_UNITS, 2 ** Math.floor(Math.log2(units)));
};

/** FNV-1a of the name: the order's place within the minute. */
export function phaseOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % MINUTE_MS;
}

/** The newest instant of the grid, and the next: functions of promise, phase and the hour alone. */
export function gridAt(promisedAtMs: number, phaseMs: number, nowMs: number): { atMs: number; nextMs: number } {
  const floor = (unit: number) => Math.floor((nowMs - phaseMs) / unit) * unit + phaseMs;
  if (nowMs >= promisedAtMs) {
    const atMs = floor(PAST_UNIT_MS);
    return { atMs: Math.max(promisedAtMs, atMs), nextMs: atMs + PAST_UNIT_MS };
  }
  const unit = unitMs(promisedAtMs - nowMs);
  const atMs = floor(unit);
  // From here on the grid is twice as fine, and one of its instants may already be behind.
  const finerMs = unit === MINUTE_MS ? Infinity : Math.max(atMs + unit / 2, promisedAtMs - FRACTION * unit + 1);
  return { atMs, nextMs: Math.min(atMs + unit, finerMs > nowMs ? finerMs : Infinity, promisedAtMs) };
}

const DAY_MS = 86_400_000;

/**
 * When `delivery-late` is judged again although nothing has happened: the nearer to its thresholds, the sooner; and at the promise. Time
 * alone makes p(late) rise, so one that is critical already is judged again when something happens.
 */
export function nextJudgement(promisedAtMs: number, nowMs: number, pLate: number, critical: boolean): number {
  const leftMs = promisedAtMs - nowMs;
  if (leftMs <= 0 || (critical && pLate >= 0.6)) return Infinity;
  const share = pLate < 0.4 ? 1 / 4 : 1 / 8;
  return Math.min(promisedAtMs, nowMs + Math.ceil(Math.max(MINUTE_MS, Math.min(DAY_MS, leftMs * share))));
}
