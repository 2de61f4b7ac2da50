/** The service level of the last hour as a line, with its target. */
import type { LeadTrendRow } from '@warroom/protocol/concerns/lead-response';
import type { ChartOption } from '../../../../charts/echarts.ts';
import type { Palette } from '../../../../charts/palette.ts';

export interface TrendPoint {
  atMs: number;
  /** 0–1; null, a gap in the line, where no lead was decided. */
  level: number | null;
}

export function trendPoints(rows: Iterable<LeadTrendRow>): TrendPoint[] {
  return [...rows].map((row) => ({ atMs: Date.parse(row.at), level: row.serviceLevel })).sort((a, b) => a.atMs - b.atMs);
}

/** Lower end of the scale: a whole tenth, at least 0.05 below the target and every point. */
export function lowestShown(points: readonly TrendPoint[], target: number): number {
  const lowest = points.reduce((low, p) => Math.min(low, p.level ?? 1), target);
  return Math.max(0, Math.floor((lowest - 0.05) * 10) / 10);
}

export function trendOption(points: readonly TrendPoint[], target: number, { colour, unitPx: u }: Palette): ChartOption {
  const last = points.findLast((p) => p.level !== null);
  return {
    grid: { left: 2 * u, right: 10 * u, top: 8 * u, bottom: 8 * u },
    xAxis: { type: 'time', show: false },
    yAxis: { type: 'value', min: lowestShown(points, target), max: 1, show: false },
    series: [
      {
        type: 'line',
        data: points.map((p) => [p.atMs, p.level]),
        showSymbol: false,
        connectNulls: false,
        lineStyle: { color: colour['--ink'], width: 3 * u },
        sampling: 'lttb',
        markLine: {
          symbol: 'none',
          silent: true,
          label: { show: false },
          lineStyle: { color: colour['--line-strong'], width: 2 * u, type: [6 * u, 6 * u] },
          data: [{ yAxis: target }],
        },
      },
      {
        type: 'line',
        data: last ? [[last.atMs, last.level]] : [],
        symbol: 'circle',
        symbolSize: 14 * u,
        itemStyle: { color: (last?.level ?? 1) < target ? colour['--risk-mark'] : colour['--ink'] },
      },
    ],
  };
}
