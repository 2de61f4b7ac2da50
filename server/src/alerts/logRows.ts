/** The rows of one alert in the order in which they count, each id once. */
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import { precedes, rowOrder } from './lifeCycle.ts';

/**
 * Puts a row into `rows`, which are sorted by {@link rowOrder}.
 * @returns `known` where nothing has changed; `appended` where it is now the last and no other was replaced
 */
export function insertRow(rows: AlertLogRow[], row: AlertLogRow): 'known' | 'appended' | 'inserted' {
  const twin = rows.findIndex((other) => other.id === row.id);
  if (twin >= 0) {
    // Two servers logged one change, each at its own instant: every reader keeps the same one of the two.
    if (!precedes(row, rows[twin] as AlertLogRow)) return 'known';
    rows.splice(twin, 1);
  }
  const at = rows.findLastIndex((other) => rowOrder(other, row) < 0) + 1;
  rows.splice(at, 0, row);
  return twin < 0 && at === rows.length - 1 ? 'appended' : 'inserted';
}

/** How far rows of servers that read one clock may lie ahead of it. */
const AHEAD_MS = 1_000;

/**
 * Whether a row was written under a clock that has been set back since: it counts once its instant has come. What a person did was done,
 * whatever the clock said.
 */
export const isOfTheFuture = ({ atMs, by }: AlertLogRow, nowMs: number): boolean => by === null && atMs > nowMs + AHEAD_MS;

/** Alerts whose `firing` row has not been read yet; beyond this number the oldest are dropped. */
const MAX_ORPHANED_ALERTS = 10_000;

/** Rows that were read before the `firing` row of their alert. */
export class OrphanRows {
  readonly #rows = new Map<string, AlertLogRow[]>();

  of(alertId: string): readonly AlertLogRow[] {
    return this.#rows.get(alertId) ?? [];
  }

  keep(alertId: string, rows: AlertLogRow[]): void {
    this.#rows.set(alertId, rows);
    if (this.#rows.size <= MAX_ORPHANED_ALERTS) return;
    const [oldest] = this.#rows.keys();
    if (oldest !== undefined) this.#rows.delete(oldest);
  }

  release(alertId: string): void {
    this.#rows.delete(alertId);
  }
}
