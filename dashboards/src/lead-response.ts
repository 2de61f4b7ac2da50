/**
 * The dashboard that looks back on lead response: the same facts as the wall's, over any range, and what became of the alerts. The wall's own
 * figures come from the server's monitor; nothing here takes their place.
 */
import {
  ConstantVariableBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  QueryVariableBuilder,
  RowBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DATA_SOURCE } from './clickhouseQuery.ts';
import { overAlerts, overLeads, SHARE_IN_TIME } from './leadFacts.ts';
import { bars, COLOURS, colourByName, lines, stat, table, unitByName } from './panels.ts';

const SLA_SECONDS = 90;
/** Grafana's own names of units. */
const UNIT = { count: 'short', share: 'percentunit', seconds: 's' } as const;

const WALL_CLOCK =
  'Plain wall-clock seconds against the SLA set above the dashboard: business calendar and SLA overrides are the server’s, and its figure on the wall counts.';
const ANSWERED_ONLY =
  'Answered leads only: leads still open and leads closed unanswered are not in it, so it flatters. The wall’s p50/p90/p99 (Kaplan–Meier, by the server) count them; SQL does not repeat that rule.';

/** Values that leads of the last 30 days have carried; the range above would make choices vanish. */
const recentValues = (column: string, kind: string) =>
  `SELECT DISTINCT ${column} FROM \${database}.events WHERE kind = '${kind}' AND ingested_at >= now() - INTERVAL 30 DAY AND ${column} != '' ORDER BY ${column} LIMIT 1000`;

const dimension = (name: string, label: string, kind: string) =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATA_SOURCE)
    .query(recentValues(name, kind))
    .refresh(VariableRefresh.OnDashboardLoad)
    .sort(VariableSort.Disabled)
    .multi(true)
    .includeAll(true)
    .current({ selected: true, text: ['All'], value: ['$__all'] });

const variables = () => [
  dimension('region', '区域', 'lead.created'),
  dimension('team', '团队', 'lead.assigned'),
  new TextBoxVariableBuilder('sla_seconds')
    .label('SLA (秒)')
    .description('SLA in wall-clock seconds')
    .defaultValue(String(SLA_SECONDS))
    .current({ selected: true, text: String(SLA_SECONDS), value: String(SLA_SECONDS) }),
  new ConstantVariableBuilder('database').value('warroom').description('Database that holds the tables; store.database of the server'),
];

const headline = () => [
  stat(
    { id: 2, title: '线索数', description: 'Leads created in the range.', at: { x: 0, y: 1, w: 6, h: 4 } },
    overLeads('SELECT count() AS "线索数" FROM leads'),
    { unit: UNIT.count },
  ),
  stat(
    {
      id: 3,
      title: 'SLA 内首响占比',
      description: `Answered within the SLA ÷ decided (answered, or past the SLA). ${WALL_CLOCK}`,
      at: { x: 6, y: 1, w: 6, h: 4 },
    },
    overLeads(`SELECT ${SHARE_IN_TIME} AS "SLA 内首响占比" FROM leads`),
    { unit: UNIT.share, decimals: 1, abnormalBelow: 0.8 },
  ),
  stat(
    {
      id: 4,
      title: '首响时长中位数（仅已首响）',
      description: `Median of created → first human response. ${ANSWERED_ONLY}`,
      at: { x: 12, y: 1, w: 6, h: 4 },
    },
    overLeads('SELECT quantileExact(0.5)(total) AS "中位数" FROM leads'),
    { unit: UNIT.seconds, decimals: 0 },
  ),
  stat(
    {
      id: 5,
      title: '无人首响',
      description: 'Leads of the range that nobody has answered and nobody has closed.',
      at: { x: 18, y: 1, w: 6, h: 4 },
    },
    overLeads('SELECT countIf(NOT answered AND closed_at IS NULL) AS "无人首响" FROM leads'),
    { unit: UNIT.count },
  ),
];

const overTime = () => [
  bars(
    {
      id: 6,
      title: '线索去向',
      description: `Leads by the bucket they were created in: answered in time, answered late, not answered. ${WALL_CLOCK}`,
      at: { x: 0, y: 5, w: 12, h: 8 },
    },
    overLeads(`SELECT $__timeInterval(created_at) AS time,
  countIf(in_time) AS "按时首响", countIf(answered AND NOT in_time) AS "超时首响", countIf(NOT answered) AS "未首响"
FROM leads GROUP BY time ORDER BY time`),
  )
    .overrideByName('按时首响', colourByName(COLOURS.calm))
    .overrideByName('超时首响', colourByName(COLOURS.warn))
    .overrideByName('未首响', colourByName(COLOURS.late)),
  lines(
    {
      id: 7,
      title: 'SLA 内首响占比趋势',
      description: `Answered within the SLA ÷ decided, by the bucket of creation. A bucket with nothing decided has no point. ${WALL_CLOCK}`,
      at: { x: 12, y: 5, w: 12, h: 8 },
    },
    overLeads(`SELECT $__timeInterval(created_at) AS time, ${SHARE_IN_TIME} AS "SLA 内首响占比"
FROM leads GROUP BY time ORDER BY time`),
    UNIT.share,
  )
    .max(1)
    .overrideByName('SLA 内首响占比', colourByName(COLOURS.good)),
  lines(
    {
      id: 8,
      title: '首响时长（仅已首响）',
      description: `Median and 90th percentile of created → first human response. ${ANSWERED_ONLY}`,
      at: { x: 0, y: 13, w: 12, h: 8 },
    },
    overLeads(`SELECT $__timeInterval(created_at) AS time, quantileExact(0.5)(total) AS "中位数", quantileExact(0.9)(total) AS "p90"
FROM leads GROUP BY time ORDER BY time`),
    UNIT.seconds,
  ),
  lines(
    {
      id: 9,
      title: '分派时长与人工时长（仅已首响）',
      description: `Where the time goes: mean of created → assigned (routing) and of assigned → first human response (human). The assignment is the one in force at the response; leads never assigned are left out. ${ANSWERED_ONLY}`,
      at: { x: 12, y: 13, w: 12, h: 8 },
    },
    overLeads(`SELECT $__timeInterval(created_at) AS time, avg(routing) AS "分派", avg(human) AS "人工"
FROM leads GROUP BY time ORDER BY time`),
    UNIT.seconds,
  ),
  lines(
    {
      id: 10,
      title: '发现延迟',
      description:
        'Arrival in the store − creation at the source, of lead.created: how late the warroom could know at all. Imported history arrives when it happened, so it shows 0.',
      at: { x: 0, y: 21, w: 12, h: 7 },
    },
    overLeads(`SELECT $__timeInterval(created_at) AS time, quantileExact(0.5)(detection) AS "中位数", quantileExact(0.95)(detection) AS "p95"
FROM leads GROUP BY time ORDER BY time`),
    UNIT.seconds,
  ),
  bars(
    {
      id: 11,
      title: '自动回复',
      description: 'Automated replies to the leads of the bucket. An automated reply is no response: it stops no clock.',
      at: { x: 12, y: 21, w: 12, h: 7 },
    },
    overLeads(`SELECT $__timeInterval(created_at) AS time, sum(automated_replies) AS "自动回复", countIf(automated_replies > 0 AND NOT answered) AS "只有自动回复的线索"
FROM leads GROUP BY time ORDER BY time`),
  )
    .overrideByName('自动回复', colourByName(COLOURS.faint))
    .overrideByName('只有自动回复的线索', colourByName(COLOURS.warn)),
];

const byDimension = (id: number, title: string, column: string, heading: string, x: number) =>
  table(
    {
      id,
      title,
      description: `Leads by ${column}, the weakest first; leads without one are left out. ${WALL_CLOCK} Median: answered leads only.`,
      at: { x, y: 29, w: 8, h: 9 },
    },
    overLeads(`SELECT ${column} AS "${heading}", count() AS "线索", countIf(answered) AS "已首响", ${SHARE_IN_TIME} AS "SLA 内占比", quantileExact(0.5)(total) AS "中位数"
FROM leads WHERE ${column} != '' GROUP BY ${column} ORDER BY "SLA 内占比" ASC NULLS LAST, "线索" DESC, ${column} LIMIT 200`),
  )
    .overrideByName('SLA 内占比', unitByName(UNIT.share, 1))
    .overrideByName('中位数', unitByName(UNIT.seconds, 0));

const comparisons = () => [
  byDimension(13, '按团队', 'team', '团队', 0),
  byDimension(14, '按区域', 'region', '区域', 8),
  byDimension(15, '按渠道', 'channel', '渠道', 16),
];

const NOT_FILTERED = 'All alerts of the range: region and team above do not filter it.';

const alerts = () => [
  bars(
    {
      id: 17,
      title: '触发的告警',
      description: `Alerts by the time of their first firing, per rule, from alert_log. ${NOT_FILTERED}`,
      at: { x: 0, y: 39, w: 12, h: 8 },
    },
    overAlerts(`SELECT $__timeInterval(fired_at) AS time, rule, toFloat64(count()) AS "告警"
FROM alerts GROUP BY time, rule ORDER BY time, rule`),
    'timeseries',
  ),
  table(
    {
      id: 18,
      title: '告警与确认',
      description: `Per rule: fired, acknowledged, time from firing to acknowledgement (acknowledged alerts only), never acknowledged, and disproved by late events. ${NOT_FILTERED}`,
      at: { x: 12, y: 39, w: 12, h: 8 },
    },
    overAlerts(`SELECT rule AS "规则", count() AS "触发", countIf(acknowledged_at IS NOT NULL) AS "已确认",
  quantileExact(0.5)(to_acknowledge) AS "确认用时中位数", quantileExact(0.9)(to_acknowledge) AS "确认用时 p90",
  countIf(acknowledged_at IS NULL) AS "从未确认", countIf(reason = 'disproved') AS "被推翻"
FROM alerts GROUP BY rule ORDER BY "触发" DESC, rule`),
  )
    .overrideByName('确认用时中位数', unitByName(UNIT.seconds, 0))
    .overrideByName('确认用时 p90', unitByName(UNIT.seconds, 0)),
];

const row = (id: number, title: string, y: number) => new RowBuilder(title).id(id).gridPos({ x: 0, y, w: 24, h: 1 });

export function leadResponseDashboard(): Dashboard {
  const dashboard = new DashboardBuilder('线索响应')
    .uid('warroom-lead-response')
    .description('Lead response, looking back: history and drill-down over the events and the alert log. The live figures are the wall’s.')
    .tags(['warroom', 'lead-response'])
    .time({ from: 'now-24h', to: 'now' })
    .timezone('browser')
    .refresh('1m')
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .variables(variables());
  const sections = [
    { title: row(1, '总览', 0), panels: [...headline(), ...overTime()] },
    { title: row(12, '对比', 28), panels: comparisons() },
    { title: row(16, '告警', 38), panels: alerts() },
  ];
  for (const { title, panels } of sections) {
    dashboard.withRow(title);
    for (const panel of panels) dashboard.withPanel(panel);
  }
  return dashboard.build();
}
