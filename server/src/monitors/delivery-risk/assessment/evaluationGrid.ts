/** When an order is assessed again although nothing has happened: for its row (DELIVERY-26) and for its alert (DELIVERY-30). */
import { DAY_MS, MINUTE_MS } from '../instants.ts';

const FRACTION = 8;
const MAX_UNITS = 256;
const PAST_UNIT_MS = 64 * MINUTE_MS;

const unitMs = (leftMs: number): number => {
  const units = leftMs / FRACTION / MINUTE_MS;
  return units < 2 ? MINUTE_MS : MINUTE_MS * Math.min(MAX_UNITS, 2 ** Math.floor(Math.log2(units)));
};

/** FNV-1a of the name: each order's own place within the minute, so that the work is spread. */
export function phaseOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % MINUTE_MS;
}

/**
 * The newest instant of the grid on which rows are worked out, and the next. p(late) moves on the scale of the time that is left, so
 * the grid does too; finer grids contain the coarser ones.
 */
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

/** Below this p(late) a quarter of the time left may pass, above it an eighth. */
export const NEAR_SHARE = 0.4;
/** Time alone makes p(late) rise: one that is critical and above this share is evaluated again only when something happens. */
const CERTAIN_SHARE = 0.6;

/** When `delivery-late` is evaluated again: the nearer to its thresholds, the sooner; and at the promise. */
export function nextEvaluation(promisedAtMs: number, nowMs: number, pLate: number, critical: boolean): number {
  const leftMs = promisedAtMs - nowMs;
  if (leftMs <= 0 || (critical && pLate >= CERTAIN_SHARE)) return Infinity;
  const share = pLate < NEAR_SHARE ? 1 / 4 : 1 / 8;
  return Math.min(promisedAtMs, nowMs + Math.ceil(Math.max(MINUTE_MS, Math.min(DAY_MS, leftMs * share))));
}
