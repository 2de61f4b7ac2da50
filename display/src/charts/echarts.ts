/** The parts of ECharts that the panels use, and no more. */
import { BarChart, HeatmapChart, LineChart, LinesChart, ScatterChart } from 'echarts/charts';
import { GeoComponent, GridComponent, MarkLineComponent, VisualMapPiecewiseComponent } from 'echarts/components';
import { init, registerMap, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([
  BarChart,
  HeatmapChart,
  LineChart,
  LinesChart,
  ScatterChart,
  GeoComponent,
  GridComponent,
  MarkLineComponent,
  VisualMapPiecewiseComponent,
  CanvasRenderer,
]);

export type { BarSeriesOption, LineSeriesOption } from 'echarts/charts';
export type { EChartsCoreOption as ChartOption } from 'echarts/core';
export { init, registerMap };
