/** Full jitter: anywhere between a floor and an exponentially growing ceiling, so that many screens do not come back as one. */
const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/** Wait before attempt number `attempt` (0 is the first after a loss), in ms: 0.5–15 s. */
export function backoffMs(attempt: number, random: () => number): number {
  const ceilingMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** (Math.min(attempt, 10) + 1));
  return FIRST_MS + random() * (ceilingMs - FIRST_MS);
}
