/**
 * Somebody on duty in the simulated organisation: takes what is critical after a while, as people do, so that the wall is given back to
 * its rotation. Whoever tries the product out has those minutes to be first; what is no more than a warning is left to him.
 */
import type { AlertRow } from '@warroom/protocol/alert';
import type { AlertCommand } from '../alerts/commands.ts';
import { type Clock, every } from '../clock.ts';

export const DUTY_OFFICER = '演示值班';
/** How long a critical alert waits for somebody real. */
export const TAKES_AFTER_MS = 150_000;
/** Taken in one round: a person takes one after the other. */
const AT_ONCE = 2;
const ROUND_MS = 5_000;

/** The alerts that the officer takes now: critical, unclaimed for long enough, the longest waiting first. */
export function takesNow(alerts: Iterable<readonly [id: string, row: AlertRow]>, nowMs: number): string[] {
  return [...alerts]
    .filter(([, row]) => row.state === 'firing' && row.severity === 'critical' && nowMs - Date.parse(row.firedAt) >= TAKES_AFTER_MS)
    .sort(([a, x], [b, y]) => (x.firedAt < y.firedAt ? -1 : x.firedAt > y.firedAt ? 1 : a < b ? -1 : 1))
    .slice(0, AT_ONCE)
    .map(([id]) => id);
}

export interface DutyOptions {
  clock: Clock;
  alerts: () => Iterable<readonly [id: string, row: AlertRow]>;
  isReady: () => boolean;
  /** Stores and folds, as for anybody; rejects when the store does not take it or somebody was first. */
  act: (command: AlertCommand) => Promise<unknown>;
}

/** @returns stops it */
export function startDutyOfficer({ clock, alerts, isReady, act }: DutyOptions): () => void {
  return every(clock, ROUND_MS, () => {
    if (!isReady()) return;
    // Whoever was first has it, and a store that is away has it next time.
    for (const alertId of takesNow(alerts(), clock.now())) act({ type: 'ack', alertId, by: DUTY_OFFICER }).catch(() => {});
  });
}
