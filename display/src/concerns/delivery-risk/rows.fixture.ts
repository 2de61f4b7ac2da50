/** Rows for tests of the delivery scene: a usual, a calm and a bad day of five sites. */

import type { RowOf } from '@warroom/protocol/board';
import { joinKey } from '@warroom/protocol/boardKey';
import type { DeliveryHeatRow, HeatDimension } from '@warroom/protocol/concerns/delivery-risk';
import { arcRow, destinationRow, keyOf, USUAL } from './panels/RiskMap/risk.fixture.ts';

export const STEPS = ['备料', '下料', '机加工', '热处理', '表面处理', '装配', '检验', '发运'] as const;
export const SITES = ['苏州工厂', '东莞工厂', '天津工厂', '武汉工厂', '重庆工厂'] as const;

export const heatRow = (step: string, value: string, over: Partial<DeliveryHeatRow> = {}): DeliveryHeatRow => ({
  step,
  dimension: 'site',
  value,
  order: Math.max(0, STEPS.indexOf(step as (typeof STEPS)[number])),
  pLate: 0.1,
  orders: 4,
  amountAtRisk: 100_000,
  amount: 1_000_000,
  late: 0,
  blocked: 0,
  bottlenecks: 0,
  ...over,
});

export const heatKey = ({ step, dimension, value }: DeliveryHeatRow): string => joinKey([step, dimension, value]);
type Keyed<T> = readonly (readonly [string, T])[];

export const keyed = (rows: readonly DeliveryHeatRow[]): Keyed<DeliveryHeatRow> => rows.map((row) => [heatKey(row), row]);
export const keyedMap = (rows: readonly RowOf<'delivery-risk.map'>[]): Keyed<RowOf<'delivery-risk.map'>> =>
  rows.map((row) => [keyOf(row), row]);

/** A row for every site and step, with some overridden. */
const board = (over: (step: string, site: string) => Partial<DeliveryHeatRow>): DeliveryHeatRow[] =>
  STEPS.flatMap((step) => SITES.map((site) => heatRow(step, site, over(step, site))));

export const calmHeat = board(() => ({ pLate: 0.02, amountAtRisk: 20_000 }));

export const usualHeat = board((step, site) => {
  if (step === '装配' && site === '天津工厂')
    return { pLate: 0.28, orders: 17, amount: 12_000_000, amountAtRisk: 3_450_000, late: 6, blocked: 17, bottlenecks: 3 };
  if (step === '装配' && site === '重庆工厂')
    return { pLate: 0.74, orders: 2, amount: 1_000_000, amountAtRisk: 740_000, late: 2, bottlenecks: 1 };
  if (step === '检验' && site === '武汉工厂') return { pLate: 0.96, orders: 1, amount: 300_000, amountAtRisk: 288_000, late: 1 };
  return {};
});

/** Half of everything is stuck. */
export const badHeat = board((step, site) => {
  const pLate = ((STEPS.indexOf(step as (typeof STEPS)[number]) + 2 * SITES.indexOf(site as (typeof SITES)[number])) % 7) / 6;
  const late = pLate >= 0.7 ? 3 : 0;
  return { pLate, amountAtRisk: pLate * 9_000_000, amount: 9_000_000, late, bottlenecks: late };
});

export const usualMap = USUAL;
export const badMap = [
  destinationRow('上海', 0.8, 18_000_000),
  destinationRow('广州', 0.95, 22_000_000),
  destinationRow('深圳', 0.93, 12_000_000),
  destinationRow('洛杉矶', 0.99, 30_000_000),
  arcRow('苏州', '上海', 0.81, 18_000_000),
  arcRow('天津', '深圳', 1, 12_000_000),
  arcRow('重庆', '广州', 0.95, 22_000_000),
  arcRow('苏州', '洛杉矶', 0.99, 30_000_000),
];

export const inDimension = (rows: readonly DeliveryHeatRow[], dimension: HeatDimension): DeliveryHeatRow[] =>
  rows.map((row) => ({ ...row, dimension }));
