/** The scene in miniature, the newest strategy as a pipe in a box of 100 × 100. Pure. */
import type { RowOf } from '@warroom/protocol/board';

export interface Reach {
  stage: 'audience' | 'understood' | 'used' | 'accepted';
  people: number;
  x: number;
  /** Thickness of the pipe at this stage, 0–100. */
  width: number;
}

/** The pipe of one strategy over all its units. */
export function miniPipe(units: readonly RowOf<'capability.strategies'>[]): Reach[] {
  const stages = ['audience', 'understood', 'used', 'accepted'] as const;
  const people = stages.map((stage) => units.reduce((sum, row) => sum + row[stage], 0));
  const widest = Math.max(1, ...people);
  return stages.map((stage, i) => ({
    stage,
    people: people[i] as number,
    x: (100 * i) / (stages.length - 1),
    width: (100 * (people[i] as number)) / widest,
  }));
}
