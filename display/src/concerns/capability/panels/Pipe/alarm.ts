/** Whether too few people use a strategy, by the threshold that opens its breaker. Pure. */
import type { BreakerBoardRow } from '@warroom/protocol/concerns/capability';
import type { People } from './flow.ts';

/** Share of the audience that should have used a strategy, 0–1; null until a row gives it. */
export function transmissionThreshold(rows: Iterable<Pick<BreakerBoardRow, 'rule' | 'threshold'>>): number | null {
  for (const { rule, threshold } of rows) if (rule === 'transmission-low') return threshold;
  return null;
}

export const isLow = ([audience, , used]: People, threshold: number | null): boolean =>
  threshold !== null && audience > 0 && used / audience < threshold;
