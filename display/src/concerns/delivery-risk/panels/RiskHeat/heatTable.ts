/**
 * The delivery heat as a table small enough to read across the room: steps across in the order of the process, sites or regions down,
 * worst first; the rest are folded into one row and one column.
 */
import type { DeliveryHeatRow } from '@warroom/protocol/concerns/delivery-risk';

export type HeatRows = 'site' | 'region';

/** Sums over the orders of a cell, a row, or all. */
export interface HeatSum {
  orders: number;
  amount: number;
  amountAtRisk: number;
  late: number;
  blocked: number;
  bottlenecks: number;
  /** Weighted by amount, or by orders if there are no amounts. */
  pLate: number;
}

export interface HeatCell extends HeatSum {
  /** Index in `steps`; `row`: index in `rows`. */
  step: number;
  row: number;
}

export interface HeatHead {
  /** Empty for the folded rest. */
  name: string;
  /** How many rows or columns it stands for: 1, or more for the rest. */
  folded: number;
  sum: HeatSum;
}

export interface HeatTable {
  dimension: HeatRows;
  steps: HeatHead[];
  rows: HeatHead[];
  cells: HeatCell[];
  /** Worst first; the headline names the first. */
  bottlenecks: HeatCell[];
}

/** With more frames none of them would stand out. */
const MOST_FRAMED = 3;

/** All open orders, by the dimension that covers the most of them: an order without a site is in no site's row. */
export function heatTotals(heat: Iterable<DeliveryHeatRow>): HeatSum {
  const sums = new Map<string, DeliveryHeatRow[]>();
  for (const row of heat) sums.set(row.dimension, [...(sums.get(row.dimension) ?? []), row]);
  return [...sums.values()].map(sumOf).reduce((most, sum) => (sum.orders > most.orders ? sum : most), sumOf([]));
}

/** Sites, where something can be done about it; regions if most orders have no site. */
export function rowsShown(heat: Iterable<DeliveryHeatRow>): HeatRows {
  const orders = { site: 0, region: 0, customer: 0 };
  for (const row of heat) orders[row.dimension] += row.orders;
  return orders.site > 0 && orders.site >= orders.region / 2 ? 'site' : 'region';
}

/** Of the bottlenecks (cells where orders likely to be late wait for that step) the one with the most at risk; null without one. */
export function worstBottleneck(heat: Iterable<DeliveryHeatRow>): DeliveryHeatRow | null {
  const all = [...heat];
  return bottlenecksOf(all.filter((row) => row.dimension === rowsShown(all)))[0] ?? null;
}

export function heatTable(heat: Iterable<DeliveryHeatRow>, mostRows: number, mostSteps: number): HeatTable {
  const all = [...heat];
  const dimension = rowsShown(all);
  const own = all.filter((row) => row.dimension === dimension);
  const framed = bottlenecksOf(own).slice(0, MOST_FRAMED);
  const rows = heads(own, (row) => row.value, framed, mostRows, byRisk);
  const place = new Map(own.map((row) => [row.step, row.order]));
  const steps = heads(
    own,
    (row) => row.step,
    framed,
    mostSteps,
    (a, b) => (place.get(a.name) ?? 0) - (place.get(b.name) ?? 0),
  );
  const rowAt = placesOf(rows);
  const stepAt = placesOf(steps);
  const byCell = Map.groupBy(own, (row) => stepAt(row.step) * rows.length + rowAt(row.value));
  const cells = [...byCell].map(
    ([at, inCell]): HeatCell => ({ step: Math.floor(at / rows.length), row: at % rows.length, ...sumOf(inCell) }),
  );
  const bottlenecks = framed.flatMap(({ step, value }) => cells.filter((cell) => cell.step === stepAt(step) && cell.row === rowAt(value)));
  return { dimension, steps, rows, cells, bottlenecks };
}

function bottlenecksOf(rows: readonly DeliveryHeatRow[]): DeliveryHeatRow[] {
  return rows
    .filter((row) => row.bottlenecks > 0)
    .sort((a, b) => b.amountAtRisk - a.amountAtRisk || b.bottlenecks - a.bottlenecks || (a.step + a.value < b.step + b.value ? -1 : 1));
}

function sumOf(rows: readonly DeliveryHeatRow[]): HeatSum {
  const sum = { orders: 0, amount: 0, amountAtRisk: 0, late: 0, blocked: 0, bottlenecks: 0 };
  let byOrders = 0;
  for (const row of rows) {
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += row[key];
    byOrders += row.pLate * row.orders;
  }
  const pLate = sum.amount > 0 ? sum.amountAtRisk / sum.amount : sum.orders > 0 ? byOrders / sum.orders : 0;
  return { ...sum, pLate: Math.min(1, pLate) };
}

type Ranking = (a: HeatHead, b: HeatHead) => number;
const byRisk: Ranking = (a, b) => b.sum.amountAtRisk - a.sum.amountAtRisk || (a.name < b.name ? -1 : 1);

/** At most `most` in `order`: those with a framed cell, then the worst; the rest folded into one at the end. */
function heads(
  rows: readonly DeliveryHeatRow[],
  nameOf: (row: DeliveryHeatRow) => string,
  framed: readonly DeliveryHeatRow[],
  most: number,
  order: Ranking,
): HeatHead[] {
  const all = [...Map.groupBy(rows, nameOf)].map(([name, of]): HeatHead => ({ name, folded: 1, sum: sumOf(of) }));
  if (all.length <= most) return all.sort(order);
  const named = new Set(framed.map(nameOf));
  const ranked = all.sort((a, b) => Number(named.has(b.name)) - Number(named.has(a.name)) || byRisk(a, b));
  const kept = ranked.slice(0, Math.max(1, most - 1));
  const rest = new Set(ranked.slice(kept.length).map(({ name }) => name));
  const restSum = sumOf(rows.filter((row) => rest.has(nameOf(row))));
  return [...kept.sort(order), { name: '', folded: rest.size, sum: restSum }];
}

/** Index of a name; one that has been folded has that of the rest, the last. */
function placesOf(all: readonly HeatHead[]): (name: string) => number {
  const places = new Map(all.flatMap(({ name, folded }, i) => (folded === 1 && name !== '' ? [[name, i] as const] : [])));
  return (name) => places.get(name) ?? all.length - 1;
}
