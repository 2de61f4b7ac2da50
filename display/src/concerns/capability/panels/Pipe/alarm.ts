/** When a strategy's flow is abnormal: by the same threshold that opens its breaker. Pure. */
import type { BreakerBoardRow } from '@warroom/protocol/concerns/capability';
import type { People } from './flow.ts';

/** Share of the audience that should have used a strategy; null while no row says it. */
export function transmissionThreshold(rows: Iterable<Pick<BreakerBoardRow, 'rule' | 'threshold'>>): number | null {
  for (const { rule, threshold } of rows) if (rule === 'transmission-low') return threshold;
  return null;
}

export const isLow = ([audience, , used]: People, threshold: number | null): boolean =>
  threshold !== null && audience > 0 && used / audience < threshold;
