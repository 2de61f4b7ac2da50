/** How long an alert that is over is remembered (protocol/SPEC.md, ALERT-14). */

/** So that a row up to 24 h late can still disprove it. */
const KEEP_RESOLVED_MS = 25 * 3_600_000;
/** By the arrival of its rows: they are written a little after the instant that they bear. */
const WRITTEN_WITHIN_MS = 600_000;

/** After its end. */
export const rememberedMs = (resolvedOnBoardMs: number): number => Math.max(KEEP_RESOLVED_MS, resolvedOnBoardMs);

/** How far back in the log, by arrival, the rows of alerts lie that are over and remembered. */
export const loggedWithinMs = (resolvedOnBoardMs: number): number => rememberedMs(resolvedOnBoardMs) + WRITTEN_WITHIN_MS;
