import type { StrategyRow } from '@warroom/protocol/concerns/capability';

/** The rows, one for each unit, of the strategy published last; of several at the same instant the one with the greatest id. */
export function newestStrategy(strategies: Iterable<StrategyRow>): StrategyRow[] {
  const rows = [...strategies];
  const publishedMs = (row: StrategyRow) => Date.parse(row.publishedAt);
  const newest = rows.reduce<StrategyRow | null>((best, row) => {
    if (!best) return row;
    const later = publishedMs(row) - publishedMs(best);
    return later > 0 || (later === 0 && row.strategy > best.strategy) ? row : best;
  }, null);
  return newest ? rows.filter(({ strategy }) => strategy === newest.strategy) : [];
}
