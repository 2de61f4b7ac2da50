/** Histogram of answer times, with a line at the SLA and ticks at the quantiles; bars past the SLA are coloured. */
import type { LeadDistributionRow } from '@warroom/protocol/concerns/lead-response';
import type { ChartOption } from '../../../../charts/echarts.ts';
import type { Palette } from '../../../../charts/palette.ts';

export interface Bin {
  fromSeconds: number;
  count: number;
  late: boolean;
}

/** A bin is late if all of it is past the SLA. */
export function bins(row: LeadDistributionRow | undefined, slaSeconds: number): Bin[] {
  return (row?.answered ?? []).map((count, i) => {
    const fromSeconds = i * (row?.binSeconds ?? 0);
    return { fromSeconds, count, late: fromSeconds >= slaSeconds };
  });
}

export function distributionOption(
  all: readonly Bin[],
  binSeconds: number,
  slaSeconds: number,
  quantilesSeconds: readonly number[],
  { colour, unitPx: u, font }: Palette,
): ChartOption {
  const endSeconds = Math.max(1, all.length * binSeconds);
  return {
    grid: { left: 0, right: 0, top: 8 * u, bottom: 44 * u },
    xAxis: [
      { type: 'category', show: false, data: all.map((b) => b.fromSeconds) },
      {
        type: 'value',
        min: 0,
        max: endSeconds,
        position: 'bottom',
        axisLine: { show: true, lineStyle: { color: colour['--line-strong'], width: 2 * u } },
        axisTick: { show: false },
        splitLine: { show: false },
        interval: slaSeconds,
        axisLabel: {
          color: colour['--ink-quiet'],
          fontSize: 22 * u,
          fontFamily: font,
          margin: 18 * u,
          showMinLabel: true,
          formatter: (value: number) => (value % slaSeconds === 0 ? String(value) : ''),
        },
      },
    ],
    yAxis: { type: 'value', show: false, min: 0 },
    series: [
      {
        type: 'bar',
        barCategoryGap: '12%',
        data: all.map((b) => ({ value: b.count, itemStyle: { color: b.late ? colour['--violated-mark'] : colour['--mark'] } })),
      },
      {
        type: 'line',
        xAxisIndex: 1,
        data: [],
        markLine: {
          symbol: 'none',
          silent: true,
          label: { show: false },
          lineStyle: { color: colour['--ink'], width: 2 * u, type: 'solid' },
          data: [{ xAxis: slaSeconds }],
        },
      },
      {
        // Below the axis, where no bar hides them; a quantile beyond the scale is only in the note.
        type: 'scatter',
        xAxisIndex: 1,
        symbol: 'triangle',
        symbolSize: 12 * u,
        symbolOffset: [0, 8 * u],
        silent: true,
        itemStyle: { color: colour['--ink'] },
        data: quantilesSeconds.filter((s) => s <= endSeconds).map((s) => [s, 0]),
      },
    ],
  };
}
