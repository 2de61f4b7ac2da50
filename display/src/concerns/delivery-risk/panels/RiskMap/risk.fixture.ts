/** Rows of the map for tests: five plants' worth of a usual day. */
import { joinKey } from '@warroom/protocol/boardKey';
import type { DeliveryMapRow } from '@warroom/protocol/concerns/delivery-risk';
import { DEFAULTS } from '../../../../stores/settings.ts';
import { mapData, type Place } from './mapData.ts';

export const PLACES = {
  天津: { name: '天津', lat: 39.08, lng: 117.2 },
  苏州: { name: '苏州', lat: 31.3, lng: 120.58 },
  重庆: { name: '重庆', lat: 29.56, lng: 106.55 },
  上海: { name: '上海', lat: 31.23, lng: 121.47 },
  广州: { name: '广州', lat: 23.13, lng: 113.26 },
  深圳: { name: '深圳', lat: 22.54, lng: 114.06 },
  洛杉矶: { name: '洛杉矶', lat: 34.05, lng: -118.24 },
} as const satisfies Record<string, Place>;
export type PlaceName = keyof typeof PLACES;

const row = (over: Partial<DeliveryMapRow>): DeliveryMapRow => ({
  kind: 'destination',
  from: null,
  to: PLACES.上海,
  pLate: 0.1,
  orders: 3,
  amountAtRisk: 0,
  amount: 0,
  late: 0,
  ...over,
});

export const arcRow = (from: PlaceName, to: PlaceName, pLate: number, amountAtRisk: number): DeliveryMapRow =>
  row({ kind: 'arc', from: PLACES[from], to: PLACES[to], pLate, amountAtRisk, amount: amountAtRisk / Math.max(0.01, pLate) });
export const destinationRow = (to: PlaceName, pLate: number, amountAtRisk: number): DeliveryMapRow =>
  row({ to: PLACES[to], pLate, amountAtRisk, amount: amountAtRisk / Math.max(0.01, pLate) });

export const keyOf = ({ kind, from, to }: DeliveryMapRow): string =>
  joinKey([kind, ...(from ? [from] : []), to].map((part) => (typeof part === 'string' ? part : `${part.name}@${part.lat},${part.lng}`)));

export const USUAL: readonly DeliveryMapRow[] = [
  destinationRow('上海', 0.19, 1_660_000),
  destinationRow('广州', 0.41, 2_080_000),
  destinationRow('深圳', 0.93, 1_500_000),
  destinationRow('洛杉矶', 0.01, 3_000),
  arcRow('苏州', '上海', 0.21, 970_000),
  arcRow('天津', '深圳', 1, 971_000),
  arcRow('天津', '广州', 0.72, 1_030_000),
  arcRow('重庆', '广州', 0.32, 143_000),
  arcRow('苏州', '洛杉矶', 0.007, 1_300),
];

/** The data of a map under the thresholds that a server has by default. */
export const dataOf = (rows: Iterable<DeliveryMapRow>) => mapData(rows, DEFAULTS.lateShares);
