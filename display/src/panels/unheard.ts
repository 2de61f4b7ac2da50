/** Of which concerns nothing is known now, since nothing comes in: what they showed last is no news of how things stand. */
import type { ConcernFreshnessRow } from '@warroom/protocol/concerns/contracts';

export type Unheard =
  /** No fact of theirs has ever come. */
  | { kind: 'never' }
  /** `sinceMs`: since when the first of these feeds has brought nothing. */
  | { kind: 'stalled'; feeds: string[]; sinceMs: number };

/**
 * @param concerns rows of `contracts.concerns` by concern
 * @param shown concerns of which something is said
 * @returns null where something may be said of at least one of them, and no feed under any stands still
 */
export function unheardOf(concerns: ReadonlyMap<string, ConcernFreshnessRow>, shown: readonly string[]): Unheard | null {
  const rows = shown.flatMap((id) => concerns.get(id) ?? []);
  const stalled = rows.filter(({ state }) => state === 'broken' || state === 'silent');
  if (stalled.length > 0) {
    const feeds = [...new Set(stalled.flatMap((row) => row.feeds))].map((feed) => feed.split('|', 1)[0] as string);
    const sinceMs = Math.min(...stalled.map(({ sinceAt, newestAt }) => Date.parse(sinceAt ?? newestAt ?? '')));
    return { kind: 'stalled', feeds: [...new Set(feeds)].sort(), sinceMs };
  }
  return rows.length > 0 && rows.every(({ state }) => state === 'never') ? { kind: 'never' } : null;
}
