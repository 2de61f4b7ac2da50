/** The parts of ECharts that the panels use, and no more. */
import { BarChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([BarChart, LineChart, ScatterChart, GridComponent, MarkLineComponent, CanvasRenderer]);

export type { BarSeriesOption, LineSeriesOption } from 'echarts/charts';
export type { EChartsCoreOption as ChartOption } from 'echarts/core';
export { init };
