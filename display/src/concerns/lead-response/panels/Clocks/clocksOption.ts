/** Where the time of an answered lead goes, as one stacked bar: detection, routing, the person who answers. */
import type { LeadSummaryRow } from '@warroom/protocol/concerns/lead-response';
import type { ChartOption } from '../../../../charts/echarts.ts';
import type { Palette } from '../../../../charts/palette.ts';

export type ClockName = 'detection' | 'routing' | 'human';
export interface Share {
  name: ClockName;
  seconds: number;
}

/** The three add up to the total: detection is part of routing and subtracted from it. Empty if nothing was answered. */
export function shares(row: Pick<LeadSummaryRow, 'detectionSeconds' | 'routingSeconds' | 'humanSeconds'> | undefined): Share[] {
  if (!row || row.routingSeconds === null || row.humanSeconds === null) return [];
  const detection = Math.min(row.detectionSeconds ?? 0, row.routingSeconds);
  return [
    { name: 'detection', seconds: detection },
    { name: 'routing', seconds: row.routingSeconds - detection },
    { name: 'human', seconds: row.humanSeconds },
  ];
}

/** Lightness only: colour would call one of the parts wrong. */
export const TONES = { detection: '--line-strong', routing: '--mark', human: '--ink' } as const satisfies Record<ClockName, string>;

export function clocksOption(parts: readonly Share[], { colour, unitPx: u }: Palette): ChartOption {
  return {
    grid: { left: 0, right: 0, top: 0, bottom: 0 },
    xAxis: {
      type: 'value',
      show: false,
      min: 0,
      max: Math.max(
        1e-6,
        parts.reduce((sum, p) => sum + p.seconds, 0),
      ),
    },
    yAxis: { type: 'category', show: false, data: [''] },
    series: parts.map((part) => ({
      type: 'bar',
      stack: 'total',
      barWidth: '100%',
      data: [part.seconds],
      itemStyle: { color: colour[TONES[part.name]], borderColor: colour['--surface'], borderWidth: 1.5 * u },
    })),
  };
}
