/** Which resonances the wall shows, how much time each has left, and who owns its alert. Pure. */
import type { AlertRow } from '@warroom/protocol/alert';
import type { TouchpointResonanceRow } from '@warroom/protocol/concerns/touchpoints';

export interface ShownResonance {
  customerId: string;
  region: string | null;
  negativeChannel: string;
  inquiryChannel: string;
  state: 'open' | 'closing' | 'missed' | 'answered';
  /** Until its deadline; 0 once that is past. */
  leftMs: number;
  /** Time left ÷ time allowed, 0–1. */
  leftShare: number;
  /** Owner of its alert; null without one. */
  owner: string | null;
}

/** A resonance is closing when at most this share of its time is left. */
const CLOSING_SHARE = 0.25;
/** How long missed and answered ones stay on the wall. */
const SHOWN_AFTER_MS = 24 * 3_600_000;

const ORDER = { closing: 0, open: 0, missed: 1, answered: 2 } as const;

/** Open ones first, least time left first; then those missed and those answered within a day, newest first. */
export function shownResonances(
  rows: Iterable<TouchpointResonanceRow>,
  alerts: ReadonlyMap<string, Pick<AlertRow, 'rule' | 'state' | 'owner' | 'facts'>>,
  nowMs: number,
): ShownResonance[] {
  const owners = new Map<unknown, string | null>();
  for (const { rule, state, owner, facts } of alerts.values())
    if (rule === 'resonance' && state !== 'resolved') owners.set(facts.customerId, owner);
  const shown: (ShownResonance & { sinceMs: number })[] = [];
  for (const row of rows) {
    const dueMs = Date.parse(row.dueAt);
    const leftMs = row.state === 'open' ? Math.max(0, dueMs - nowMs) : 0;
    const leftShare = Math.min(1, leftMs / Math.max(1, dueMs - Date.parse(row.openedAt)));
    const state = row.state !== 'open' ? row.state : leftMs === 0 ? 'missed' : leftShare <= CLOSING_SHARE ? 'closing' : 'open';
    const sinceMs = state === 'answered' ? Date.parse(row.answeredAt ?? row.openedAt) : dueMs;
    if ((state === 'missed' || state === 'answered') && nowMs - sinceMs > SHOWN_AFTER_MS) continue;
    const { customerId, region, negativeChannel, inquiryChannel } = row;
    const owner = owners.get(customerId) ?? null;
    shown.push({ customerId, region, negativeChannel, inquiryChannel, state, leftMs, leftShare, owner, sinceMs });
  }
  return shown
    .sort(
      (a, b) =>
        ORDER[a.state] - ORDER[b.state] ||
        (ORDER[a.state] === 0 ? a.leftMs - b.leftMs : b.sinceMs - a.sinceMs) ||
        (a.customerId < b.customerId ? -1 : 1),
    )
    .map(({ sinceMs: _, ...resonance }) => resonance);
}
