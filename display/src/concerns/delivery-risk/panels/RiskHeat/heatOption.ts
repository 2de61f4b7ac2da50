/** The heat's cells, coloured by p(late). Their text is HTML above the chart. */
import type { ChartOption } from '../../../../charts/echarts.ts';
import type { Palette } from '../../../../charts/palette.ts';
import type { HeatTable } from './heatTable.ts';
import type { RiskThresholds } from './risk.ts';
import { shades } from './shade.ts';

export function heatOption({ steps, rows, cells }: HeatTable, palette: Palette, thresholds: RiskThresholds): ChartOption {
  const scale = shades(palette, thresholds);
  const axis = { type: 'category', show: false } as const;
  return {
    grid: { left: 0, right: 0, top: 0, bottom: 0 },
    xAxis: { ...axis, data: steps.map((_, i) => i) },
    yAxis: { ...axis, inverse: true, data: rows.map((_, i) => i) },
    visualMap: {
      show: false,
      type: 'piecewise',
      dimension: 2,
      pieces: scale.map(({ from, colour }, i) => ({ gte: from, ...(scale[i + 1] && { lt: scale[i + 1]?.from }), color: colour })),
    },
    series: [
      {
        type: 'heatmap',
        silent: true,
        data: cells.map(({ step, row, pLate }) => [step, row, pLate]),
        itemStyle: { borderColor: palette.colour['--surface'], borderWidth: 3 * palette.unitPx },
        emphasis: { disabled: true },
      },
    ],
  };
}
