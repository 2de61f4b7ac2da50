/** A feed that falls silent: for a while nothing of its system arrives, then everything at once, late and in order. */
import type { Silences } from '../world/calendarSource.ts';
import { DEMO_SOURCE_PREFIX } from '../world/organisation.ts';

const MINUTE_MS = 60_000;

/** The system that falls silent: what can be promised from stock then stands on old counts. */
export const SILENT_SYSTEM = 'wms';
const SILENT_SOURCE = DEMO_SOURCE_PREFIX + SILENT_SYSTEM;

/**
 * Around the start of a show, and again every while: with a contract of 15 min and 5 min of grace the feed is overdue when the show begins, broken a
 * minute and a half later, and back after six minutes.
 */
const SILENT_BEFORE_MS = 18.5 * MINUTE_MS;
const SILENT_AFTER_MS = 6 * MINUTE_MS;
const AGAIN_AFTER_MS = 95 * MINUTE_MS;
/** What was held back arrives this much closer together. */
const BURST_SHARE = 1 / 500;

/** @param shows starts of the demo, in order; each has its silences until the next one begins */
export function createSilences(shows: readonly number[]): Silences {
  const spanAround = (atMs: number): { fromMs: number; untilMs: number } | null => {
    for (let i = shows.length - 1; i >= 0; i -= 1) {
      const showMs = shows[i] as number;
      if (atMs < showMs - SILENT_BEFORE_MS) continue;
      const nth = Math.floor((atMs - (showMs - SILENT_BEFORE_MS)) / AGAIN_AFTER_MS);
      const centreMs = showMs + nth * AGAIN_AFTER_MS;
      const next = shows[i + 1];
      // The next show has silences of its own.
      if (next !== undefined && centreMs >= next - AGAIN_AFTER_MS / 2) return null;
      const untilMs = centreMs + SILENT_AFTER_MS;
      return atMs < untilMs ? { fromMs: centreMs - SILENT_BEFORE_MS, untilMs } : null;
    }
    return null;
  };
  return {
    longestMs: SILENT_BEFORE_MS + SILENT_AFTER_MS + MINUTE_MS,
    arrivalMs(source, atMs) {
      if (source !== SILENT_SOURCE) return atMs;
      const span = spanAround(atMs);
      return span ? Math.round(span.untilMs + (atMs - span.fromMs) * BURST_SHARE) : atMs;
    },
  };
}
