/** The scene in miniature, the heat in a box of 100 × 100. Pure. */
import type { RowOf } from '@warroom/protocol/board';

export interface Cell {
  x: number;
  y: number;
  width: number;
  height: number;
  pLate: number;
  late: boolean;
}

/** Steps across in their order, regions down by name; late from `likely` on. */
export function miniHeat(heat: Iterable<RowOf<'delivery-risk.heat'>>, likely: number): Cell[] {
  const cells = [...heat].filter((row) => row.dimension === 'region' && row.orders > 0);
  const steps = [...new Map(cells.map((row) => [row.step, row.order])).entries()].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
  const columns = new Map(steps.map(([step], i) => [step, i]));
  const regions = [...new Set(cells.map((row) => row.value))].sort();
  const width = 100 / Math.max(1, steps.length);
  const height = 100 / Math.max(1, regions.length);
  return cells.map(({ step, value, pLate }) => ({
    x: (columns.get(step) ?? 0) * width,
    y: regions.indexOf(value) * height,
    width,
    height,
    pLate,
    late: pLate >= likely,
  }));
}
