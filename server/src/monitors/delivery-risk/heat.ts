/** Where the open orders stand and where they go: the cells of the heat and of the map, fed by one stake per order. */
import type { DeliveryHeatRow, DeliveryMapRow, HeatDimension } from '@warroom/protocol/concerns/delivery-risk';
import type { RowSink } from '../monitor.ts';
import type { OrderStep, OrderView, Place } from './order.ts';
import { ProcessOrder } from './processOrder.ts';
import { RiskCells, type Stake, sameStake } from './riskCells.ts';

type HeatMeta = Pick<DeliveryHeatRow, 'step' | 'dimension' | 'value'>;
type MapMeta = Pick<DeliveryMapRow, 'kind' | 'from' | 'to'>;

/** What one order has put into the cells: exactly what is taken out when it moves on. */
export interface Footprint {
  stake: Stake;
  heat: readonly (readonly [string, HeatMeta])[];
  map: readonly (readonly [string, MapMeta])[];
  route: readonly string[];
}

const placeKey = ({ name, lat, lng }: Place): string => `${name}@${lat},${lng}`;

export function footprintOf(view: OrderView, stands: OrderStep | null, stake: Stake): Footprint {
  const heat: [string, HeatMeta][] = [];
  const cell = (dimension: HeatDimension, value: string | null | undefined) => {
    if (stands && value) heat.push([`${stands.name}|${dimension}|${value}`, { step: stands.name, dimension, value }]);
  };
  cell('region', view.region);
  cell('site', stands?.record?.site?.value);
  cell('customer', view.customerId);
  const map: [string, MapMeta][] = [];
  if (view.to) {
    map.push([`destination|${placeKey(view.to)}`, { kind: 'destination', from: null, to: view.to }]);
    if (view.from) map.push([`arc|${placeKey(view.from)}|${placeKey(view.to)}`, { kind: 'arc', from: view.from, to: view.to }]);
  }
  return { stake, heat, map, route: view.route };
}

const sameCells = (a: readonly (readonly [string, unknown])[], b: readonly (readonly [string, unknown])[]): boolean =>
  a.length === b.length && a.every(([key], i) => key === b[i]?.[0]);

export class Heat {
  readonly #heat = new RiskCells<HeatMeta>();
  readonly #map = new RiskCells<MapMeta>();
  readonly #process = new ProcessOrder();

  move(from: Footprint | null, to: Footprint | null): void {
    if (from && to && sameStake(from.stake, to.stake) && sameCells(from.heat, to.heat) && sameCells(from.map, to.map)) {
      if (from.route === to.route) return;
    }
    if (to) this.#put(to, 1);
    if (from) this.#put(from, -1);
  }

  #put({ stake, heat, map, route }: Footprint, change: 1 | -1): void {
    for (const [key, meta] of heat) this.#heat.add(key, meta, stake, change);
    for (const [key, meta] of map) this.#map.add(key, meta, stake, change);
    this.#process.add(route, change);
  }

  clear(): void {
    this.#heat.clear();
    this.#map.clear();
    this.#process.clear();
  }

  collect(sink: RowSink, limit: number): void {
    // A route that came or went may move every step's place.
    if (this.#process.stale) this.#heat.touchAll();
    this.#heat.drain(limit, (key, meta, figures) => {
      if (figures) sink.set('delivery-risk.heat', key, { ...meta, order: this.#process.placeOf(meta.step), ...figures });
      else sink.delete('delivery-risk.heat', key);
    });
    this.#map.drain(limit, (key, meta, figures) => {
      if (!figures) return sink.delete('delivery-risk.map', key);
      const { pLate, orders, amountAtRisk, amount, late } = figures;
      sink.set('delivery-risk.map', key, { ...meta, pLate, orders, amountAtRisk, amount, late });
    });
  }
}
