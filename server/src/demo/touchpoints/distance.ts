/** The distant customers: each goes through a cycle of four weeks, heard of at its ends and not in between, with one opportunity all the while. */
import { type Account, DISTANT_ACCOUNTS } from '../world/accounts.ts';

const DAY_MS = 86_400_000;
export const DISTANCE_CYCLE_MS = 28 * DAY_MS;
/** Longer than the longest silence that is not alarming (14 days) by as much as makes two of ten silent at any time. */
const SILENT_FROM_MS = 1 * DAY_MS;
const SILENT_UNTIL_MS = 22 * DAY_MS;

/** The cycles are staggered evenly. */
export const cycleStartMs = (account: Account, cycle: number): number =>
  Math.round((cycle + DISTANT_ACCOUNTS.indexOf(account) / DISTANT_ACCOUNTS.length) * DISTANCE_CYCLE_MS);

export function isDistantAt(account: Account, atMs: number): boolean {
  const phaseMs = (((atMs - cycleStartMs(account, 0)) % DISTANCE_CYCLE_MS) + DISTANCE_CYCLE_MS) % DISTANCE_CYCLE_MS;
  return phaseMs >= SILENT_FROM_MS && phaseMs < SILENT_UNTIL_MS;
}
