/** Resonances as openings that close: which are shown, how far each is closed, who has it. Pure. */
import type { AlertRow } from '@warroom/protocol/alert';
import type { TouchpointResonanceRow } from '@warroom/protocol/concerns/touchpoints';

export interface Opening {
  customerId: string;
  region: string | null;
  negativeChannel: string;
  inquiryChannel: string;
  state: 'open' | 'closing' | 'missed' | 'answered';
  /** Until nobody may answer in time any more; 0 once it is past. */
  leftMs: number;
  /** What is left of the whole time, 0–1. */
  openShare: number;
  /** Who has its alert; null while nobody has. */
  owner: string | null;
}

/** From this share of its time on an opening is closing. */
const CLOSING_SHARE = 0.25;
/** What was missed or answered longer ago than this is no news. */
const SHOWN_AFTER_MS = 24 * 3_600_000;

const ORDER = { closing: 0, open: 0, missed: 1, answered: 2 } as const;

/** Open ones first, by the time they have left; then those missed, then those answered within a day, the newest first. */
export function openings(
  rows: Iterable<TouchpointResonanceRow>,
  alerts: ReadonlyMap<string, Pick<AlertRow, 'rule' | 'state' | 'owner' | 'facts'>>,
  nowMs: number,
): Opening[] {
  const owners = new Map<unknown, string | null>();
  for (const { rule, state, owner, facts } of alerts.values())
    if (rule === 'resonance' && state !== 'resolved') owners.set(facts.customerId, owner);
  const shown: (Opening & { sinceMs: number })[] = [];
  for (const row of rows) {
    const dueMs = Date.parse(row.dueAt);
    const leftMs = row.state === 'open' ? Math.max(0, dueMs - nowMs) : 0;
    const openShare = Math.min(1, leftMs / Math.max(1, dueMs - Date.parse(row.openedAt)));
    const state = row.state !== 'open' ? row.state : leftMs === 0 ? 'missed' : openShare <= CLOSING_SHARE ? 'closing' : 'open';
    const sinceMs = state === 'answered' ? Date.parse(row.answeredAt ?? row.openedAt) : dueMs;
    if ((state === 'missed' || state === 'answered') && nowMs - sinceMs > SHOWN_AFTER_MS) continue;
    const { customerId, region, negativeChannel, inquiryChannel } = row;
    const owner = owners.get(customerId) ?? null;
    shown.push({ customerId, region, negativeChannel, inquiryChannel, state, leftMs, openShare, owner, sinceMs });
  }
  return shown
    .sort(
      (a, b) =>
        ORDER[a.state] - ORDER[b.state] ||
        (ORDER[a.state] === 0 ? a.leftMs - b.leftMs : b.sinceMs - a.sinceMs) ||
        (a.customerId < b.customerId ? -1 : 1),
    )
    .map(({ sinceMs: _, ...opening }) => opening);
}
