/** Where a lead stands on the runway: pure, worked out from its own times and the server's clock. */
import type { OpenLeadRow } from '@warroom/protocol/concerns/lead-response';

/** What of a lead's row the runway draws, parsed once. Epoch ms. */
export interface Mark {
  leadId: string;
  createdMs: number;
  atRiskMs: number;
  deadlineMs: number;
  /** −1, 0 or 1: the row within its lane; the same for a lead as long as it is there. */
  row: number;
  team: string | null;
}

export type MarkState = 'waiting' | 'at-risk' | 'violated';

export function markOf(row: OpenLeadRow): Mark {
  return {
    leadId: row.leadId,
    createdMs: Date.parse(row.createdAt),
    atRiskMs: Date.parse(row.atRiskAt),
    deadlineMs: Date.parse(row.deadlineAt),
    row: (hash(row.leadId) % 3) - 1,
    team: row.team,
  };
}

/**
 * Position on the runway's scale in seconds. A lead under the usual promise stands at its age. One under another promise (an override,
 * or a calendar that stops the clock) is scaled so that it meets the line exactly at its own deadline; past the line seconds are seconds.
 */
export function runwaySeconds(mark: Pick<Mark, 'createdMs' | 'deadlineMs'>, nowMs: number, lineSeconds: number): number {
  const { createdMs, deadlineMs } = mark;
  if (nowMs >= deadlineMs) return lineSeconds + (nowMs - deadlineMs) / 1_000;
  const promisedMs = deadlineMs - createdMs;
  return promisedMs > 0 ? Math.max(0, (lineSeconds * (nowMs - createdMs)) / promisedMs) : 0;
}

/** By the clock alone, so that a lead turns at its very instant and not when a frame happens to say so. */
export function markState(mark: Pick<Mark, 'atRiskMs' | 'deadlineMs'>, nowMs: number): MarkState {
  if (nowMs >= mark.deadlineMs) return 'violated';
  return nowMs >= mark.atRiskMs ? 'at-risk' : 'waiting';
}

/** FNV-1a over UTF-16 units. */
export function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}
