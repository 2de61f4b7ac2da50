/** Where the open orders stand and where they go: the cells of heat and map (DELIVERY-23 to DELIVERY-25). */
import { joinKey } from '@warroom/protocol/boardKey';
import type { HeatDimension } from '@warroom/protocol/concerns/delivery-risk';
import type { RowSink } from '../../monitor.ts';
import type { Place } from '../orders/orderFacts.ts';
import type { OrderStep, OrderView } from '../orders/orderView.ts';
import { type HeatMeta, heatRow, type MapMeta, mapRow } from '../rows.ts';
import { ProcessOrder } from './processOrder.ts';
import { type Exposure, RiskCells, sameExposure } from './riskCells.ts';

/** What one order has put into the cells: exactly what is taken out when it moves on. */
export interface Contribution {
  exposure: Exposure;
  cells: OrderCells;
}

/** The cells in which an order stands. */
export interface OrderCells {
  /** What they follow from, with the dimensions as they were. */
  view: OrderView;
  step: OrderStep | null;
  region: string | null;
  customerId: string | null;
  heat: readonly (readonly [string, HeatMeta])[];
  map: readonly (readonly [string, MapMeta])[];
  route: readonly string[];
}

const placeKey = ({ name, lat, lng }: Place): string => `${name}@${lat},${lng}`;

/** @param before what the order has put in so far: most rows stand where they stood */
export function contributionOf(view: OrderView, step: OrderStep | null, exposure: Exposure, before: Contribution | null): Contribution {
  const cells = before?.cells;
  const same = cells?.view === view && cells.step === step && cells.region === view.region && cells.customerId === view.customerId;
  return { exposure, cells: same ? cells : cellsOf(view, step) };
}

function cellsOf(view: OrderView, step: OrderStep | null): OrderCells {
  const heat: [string, HeatMeta][] = [];
  const cell = (dimension: HeatDimension, value: string | null | undefined) => {
    if (step && value) heat.push([joinKey([step.name, dimension, value]), { step: step.name, dimension, value }]);
  };
  cell('region', view.region);
  cell('site', step?.record?.site?.value);
  cell('customer', view.customerId);
  const map: [string, MapMeta][] = [];
  if (view.to) {
    map.push([joinKey(['destination', placeKey(view.to)]), { kind: 'destination', from: null, to: view.to }]);
    if (view.from) map.push([joinKey(['arc', placeKey(view.from), placeKey(view.to)]), { kind: 'arc', from: view.from, to: view.to }]);
  }
  return { view, step, region: view.region, customerId: view.customerId, heat, map, route: view.route };
}

const sameCells = (a: readonly (readonly [string, unknown])[], b: readonly (readonly [string, unknown])[]): boolean =>
  a.length === b.length && a.every(([key], i) => key === b[i]?.[0]);

const isSamePlace = (a: OrderCells, b: OrderCells): boolean =>
  a === b || (a.route === b.route && sameCells(a.heat, b.heat) && sameCells(a.map, b.map));

export class HeatAndMap {
  readonly #heat = new RiskCells<HeatMeta>();
  readonly #map = new RiskCells<MapMeta>();
  readonly #process = new ProcessOrder();

  move(from: Contribution | null, to: Contribution | null): void {
    if (from && to && isSamePlace(from.cells, to.cells)) {
      if (!sameExposure(from.exposure, to.exposure)) this.#change(to.cells, from.exposure, to.exposure);
      return;
    }
    if (to) this.#add(to, 1);
    if (from) this.#add(from, -1);
  }

  #change({ heat, map }: OrderCells, from: Exposure, to: Exposure): void {
    for (const [key, meta] of heat) this.#heat.change(key, meta, from, to);
    for (const [key, meta] of map) this.#map.change(key, meta, from, to);
  }

  #add({ exposure, cells: { heat, map, route } }: Contribution, change: 1 | -1): void {
    for (const [key, meta] of heat) this.#heat.add(key, meta, exposure, change);
    for (const [key, meta] of map) this.#map.add(key, meta, exposure, change);
    this.#process.add(route, change);
  }

  clear(): void {
    this.#heat.clear();
    this.#map.clear();
    this.#process.clear();
  }

  collect(sink: RowSink, limit: number): void {
    // A route that came or went may move every step's place.
    if (this.#process.stale) this.#heat.markAllChanged();
    this.#heat.drain(limit, (key, meta, figures) => {
      if (figures) sink.set('delivery-risk.heat', key, heatRow(meta, figures, this.#process.placeOf(meta.step)));
      else sink.delete('delivery-risk.heat', key);
    });
    this.#map.drain(limit, (key, meta, figures) => {
      if (figures) sink.set('delivery-risk.map', key, mapRow(meta, figures));
      else sink.delete('delivery-risk.map', key);
    });
  }
}
