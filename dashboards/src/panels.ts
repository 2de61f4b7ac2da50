/** The house style of panels: colour kept for the abnormal, every panel with an id of its own and a description in English. */
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  StackingConfigBuilder,
  StackingMode,
  TableCellDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { type GridPos, ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { ClickHouseQueryBuilder, DATA_SOURCE } from './clickhouseQuery.ts';

export const COLOURS = { calm: '#8a94a6', good: '#5b8def', late: '#e5484d', warn: '#f5a524', faint: '#5c6370' } as const;

/** Buckets narrower than this say nothing about leads. */
const MIN_INTERVAL = '1m';

export interface PanelText {
  id: number;
  /** Chinese, as on the wall. */
  title: string;
  /** English: what the figure is and what it is not. */
  description: string;
  at: GridPos;
}

export const unitByName = (unit: string, decimals?: number) => [
  { id: 'unit', value: unit },
  ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
];
export const colourByName = (colour: string) => [{ id: 'color', value: { mode: 'fixed', fixedColor: colour } }];

/** Under `below` the figure is abnormal and takes the colour of lateness. */
const abnormalBelow = (below: number) =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
    { value: null, color: COLOURS.late },
    { value: below, color: COLOURS.calm },
  ]);
const calm = () => new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([{ value: null, color: COLOURS.calm }]);

export function stat(text: PanelText, sql: string, look: { unit: string; decimals?: number; abnormalBelow?: number }): StatBuilder {
  const panel = new StatBuilder()
    .id(text.id)
    .title(text.title)
    .description(text.description)
    .gridPos(text.at)
    .datasource(DATA_SOURCE)
    .withTarget(new ClickHouseQueryBuilder(sql))
    .unit(look.unit)
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .noValue('—')
    .thresholds(look.abnormalBelow === undefined ? calm() : abnormalBelow(look.abnormalBelow));
  return look.decimals === undefined ? panel : panel.decimals(look.decimals);
}

const legend = () =>
  new VizLegendOptionsBuilder().displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom).showLegend(true).calcs([]);

function timeseries(text: PanelText, sql: string, unit: string, format: 'table' | 'timeseries'): TimeseriesBuilder {
  return new TimeseriesBuilder()
    .id(text.id)
    .title(text.title)
    .description(text.description)
    .gridPos(text.at)
    .datasource(DATA_SOURCE)
    .withTarget(new ClickHouseQueryBuilder(sql, format))
    .interval(MIN_INTERVAL)
    .unit(unit)
    .min(0)
    .legend(legend());
}

/** Counts per bucket, stacked. With `format` timeseries a text column makes the series. */
export function bars(text: PanelText, sql: string, format: 'table' | 'timeseries' = 'table'): TimeseriesBuilder {
  return timeseries(text, sql, 'short', format)
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(80)
    .lineWidth(0)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
}

/** A gap in the line is a bucket without a figure: it is not bridged. */
export function lines(text: PanelText, sql: string, unit: string): TimeseriesBuilder {
  return timeseries(text, sql, unit, 'table').drawStyle(GraphDrawStyle.Line).lineWidth(2).showPoints(VisibilityMode.Auto).spanNulls(false);
}

export function table(text: PanelText, sql: string): TableBuilder {
  return new TableBuilder()
    .id(text.id)
    .title(text.title)
    .description(text.description)
    .gridPos(text.at)
    .datasource(DATA_SOURCE)
    .withTarget(new ClickHouseQueryBuilder(sql))
    .filterable(false)
    .cellOptions({ type: TableCellDisplayMode.Auto })
    .noValue('—');
}
