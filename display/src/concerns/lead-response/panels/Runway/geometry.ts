/** Position of a lead on the runway, from its own times and the server's clock. Pure. */
import type { OpenLeadRow } from '@warroom/protocol/concerns/lead-response';

/** The parts of a lead's row that the runway needs, parsed once. Epoch ms. */
export interface Mark {
  leadId: string;
  createdMs: number;
  atRiskMs: number;
  deadlineMs: number;
  /** −1, 0 or 1: row within the lane, constant for a lead. */
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
 * Position on the scale, seconds. With the usual SLA it is the lead's age. With another deadline (an override, or a calendar that stops
 * the clock) it is scaled to reach the line exactly at that deadline; past the line a second is a second again.
 */
export function runwaySeconds(mark: Pick<Mark, 'createdMs' | 'deadlineMs'>, nowMs: number, lineSeconds: number): number {
  const { createdMs, deadlineMs } = mark;
  if (nowMs >= deadlineMs) return lineSeconds + (nowMs - deadlineMs) / 1_000;
  const promisedMs = deadlineMs - createdMs;
  return promisedMs > 0 ? Math.max(0, (lineSeconds * (nowMs - createdMs)) / promisedMs) : 0;
}

/** By the clock, so that a lead changes at its deadline and not with the server's next message. */
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
