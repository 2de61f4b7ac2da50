import type { RowOf } from '@warroom/protocol/board';

/** The units' rows of the strategy published last. */
export function newestStrategy(strategies: ReadonlyMap<string, RowOf<'capability.strategies'>>): RowOf<'capability.strategies'>[] {
  let newest: RowOf<'capability.strategies'> | null = null;
  for (const row of strategies.values()) {
    if (!newest || row.publishedAt > newest.publishedAt || (row.publishedAt === newest.publishedAt && row.strategy < newest.strategy))
      newest = row;
  }
  return newest ? [...strategies.values()].filter((row) => row.strategy === newest.strategy) : [];
}
