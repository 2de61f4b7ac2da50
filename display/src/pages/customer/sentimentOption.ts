/** Sentiment of ninety days: the mean of each day as a line, the number of touchpoints as faint bars beneath. Pure. */
import type { SentimentDay } from '@warroom/protocol/api/customer';
import type { ChartOption } from '../../charts/echarts.ts';
import type { Palette } from '../../charts/palette.ts';
import { formatDay } from '../../i18n/format.ts';
import type { Locale } from '../../i18n/messages.ts';

export interface SentimentPoint {
  /** Midnight of the day, as the viewer's clock has it. */
  atMs: number;
  mean: number;
  count: number;
}

/** Days are named by the calendar, not by an instant: `2026-03-20` begins when it does where the viewer is. */
export function sentimentPoints(days: readonly SentimentDay[]): SentimentPoint[] {
  return days.map(({ day, mean, count }) => {
    const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
    return { atMs: new Date(year, month - 1, date).getTime(), mean, count };
  });
}

/** Mean over touchpoints, not over days; null where there are none. */
export function meanSince(points: readonly SentimentPoint[], fromMs: number): { mean: number; count: number } | null {
  let sum = 0;
  let count = 0;
  for (const point of points) {
    if (point.atMs < fromMs) continue;
    sum += point.mean * point.count;
    count += point.count;
  }
  return count === 0 ? null : { mean: sum / count, count };
}

export interface SentimentLook {
  fromMs: number;
  untilMs: number;
  negativeSentiment: number;
  locale: Locale;
}

export function sentimentOption(
  points: readonly SentimentPoint[],
  { fromMs, untilMs, negativeSentiment, locale }: SentimentLook,
  { colour, font }: Pick<Palette, 'colour' | 'font'>,
): ChartOption {
  const label = { color: colour['--ink-quiet'], fontFamily: font, fontSize: 12 };
  const rule = (at: number, type: 'solid' | number[]) => ({ yAxis: at, lineStyle: { color: colour['--line-strong'], width: 1, type } });
  const most = Math.max(1, ...points.map(({ count }) => count));
  return {
    grid: { left: 30, right: 12, top: 10, bottom: 24 },
    xAxis: {
      type: 'value',
      min: fromMs,
      max: untilMs,
      // Ninety days in six: the days named are always the same ones.
      interval: (untilMs - fromMs) / 6,
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: { ...label, hideOverlap: true, formatter: (atMs: number) => formatDay(atMs, locale) },
    },
    yAxis: [
      {
        type: 'value',
        min: -1,
        max: 1,
        interval: 1,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { ...label, formatter: (value: number) => (value > 0 ? '+1' : value < 0 ? '−1' : '0') },
        splitLine: { show: false },
      },
      // Four times as high as the most of a day: the bars stay beneath the line.
      { type: 'value', min: 0, max: 4 * most, show: false },
    ],
    series: [
      {
        type: 'bar',
        yAxisIndex: 1,
        data: points.map(({ atMs, count }) => [atMs, count]),
        barWidth: 4,
        itemStyle: { color: colour['--line'] },
        silent: true,
      },
      {
        type: 'line',
        data: points.map(({ atMs, mean }) => ({
          value: [atMs, mean],
          itemStyle: { color: mean <= negativeSentiment ? colour['--violated-mark'] : colour['--ink'] },
          symbolSize: mean <= negativeSentiment ? 9 : 5,
        })),
        symbol: 'circle',
        showSymbol: true,
        lineStyle: { color: colour['--mark'], width: 1.5 },
        markLine: {
          symbol: 'none',
          silent: true,
          label: { show: false },
          data: [rule(0, 'solid'), rule(negativeSentiment, [4, 4])],
        },
      },
    ],
  };
}
