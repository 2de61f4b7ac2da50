/** Stock counted, promised to orders, and quoted by suppliers (DELIVERY-21, DELIVERY-22). */

import type { DeliveryPart } from '@warroom/protocol/concerns/delivery-risk';
import type { Fact } from '@warroom/protocol/events';
import { type Saveable, Snapshot } from '../snapshot.ts';
import { supersedes, type Timestamp } from './orders/lastWriteWins.ts';

export interface StockCount extends Timestamp, Saveable {
  place: string;
  onHand: number;
  locked: number;
  inTransfer: number;
  source: string;
}

export interface StockPromise extends Timestamp {
  sku: string;
  warehouse: string;
  quantity: number;
  source: string;
}

export interface Quote extends Timestamp, Saveable {
  sku: string;
  supplier: string;
  leadTimeDays: number;
  unitCost: number;
  currency: string;
}

export interface Coverage extends DeliveryPart {
  /** Since when: the later of promise and count. */
  sinceMs: number;
  sources: string[];
}

export type StockRecord = { count: Omit<StockCount, 'savedIn'> } | { quote: Omit<Quote, 'savedIn'> };

export const byLeadTimeThenCost = (a: Offer, b: Offer): number =>
  a.leadTimeDays - b.leadTimeDays || a.unitCost - b.unitCost || (a.supplier < b.supplier ? -1 : 1);
type Offer = Pick<Quote, 'leadTimeDays' | 'unitCost' | 'supplier'>;

const NOTHING: readonly Coverage[] = [];

const placeKey = (sku: string, warehouse: string): string => `${sku}@${warehouse}`;

function stateOf(quantity: number, count: StockCount | undefined): DeliveryPart['state'] {
  if (!count) return 'unknown';
  const available = count.onHand - count.locked;
  if (quantity <= available) return 'available';
  return quantity <= Math.max(available, count.onHand) + Math.max(0, count.inTransfer) ? 'phantom' : 'short';
}

export class Stock {
  readonly #counts = new Map<string, StockCount>();
  readonly #quotes = new Map<string, Map<string, Quote>>();
  /** Orders by the sku and warehouse they were promised from, and by sku. */
  readonly #byPlace = new Map<string, Set<string>>();
  readonly #bySku = new Map<string, Set<string>>();
  readonly #savedCounts = new Snapshot<StockCount>();
  readonly #savedQuotes = new Snapshot<Quote>();

  /** @returns names of the orders that stand on this stock */
  count({ key, data, atMs, id, source }: Fact<'stock.counted'>): Iterable<string> {
    const timestamp = { atMs, id };
    const known = this.#counts.get(key);
    if (!supersedes(timestamp, known)) return [];
    const { on_hand: onHand, locked, in_transfer: inTransfer } = data;
    this.#keep(this.#counts, this.#savedCounts, key, { ...timestamp, savedIn: 0, place: key, source, onHand, locked, inTransfer });
    return this.#byPlace.get(key) ?? [];
  }

  quote({ key, data, atMs, id }: Fact<'supplier.quoted'>): Iterable<string> {
    const known = this.#quotesOf(key);
    const timestamp = { atMs, id };
    if (!supersedes(timestamp, known.get(data.supplier))) return [];
    const { supplier, currency } = data;
    const { lead_time_days: leadTimeDays, unit_cost: unitCost } = data;
    this.#keep(known, this.#savedQuotes, supplier, { ...timestamp, savedIn: 0, sku: key, supplier, currency, leadTimeDays, unitCost });
    return this.#bySku.get(key) ?? [];
  }

  /** Takes a promise into the order's own; quantity 0 takes it back. */
  promise(promises: Map<string, StockPromise>, { key, data, atMs, id, source }: Fact<'stock.promised'>): void {
    const place = placeKey(data.sku, data.warehouse);
    const timestamp = { atMs, id };
    if (!supersedes(timestamp, promises.get(place))) return;
    promises.set(place, { ...timestamp, source, sku: data.sku, warehouse: data.warehouse, quantity: data.quantity });
    this.#link(key, place, data.sku);
  }

  /** The order needs no stock any more. */
  release(order: string, promises: ReadonlyMap<string, StockPromise>): void {
    for (const [place, { sku }] of promises) {
      unlink(this.#byPlace, place, order);
      unlink(this.#bySku, sku, order);
    }
  }

  /** The order stands on its promises again, after a restore. */
  adopt(order: string, promises: ReadonlyMap<string, StockPromise>): void {
    for (const [place, { sku }] of promises) this.#link(order, place, sku);
  }

  /** Whether any part is covered by stock in transfer or locked alone. */
  hasPhantom(promises: ReadonlyMap<string, StockPromise>): boolean {
    for (const [place, { quantity }] of promises) if (quantity > 0 && stateOf(quantity, this.#counts.get(place)) === 'phantom') return true;
    return false;
  }

  coverage(promises: ReadonlyMap<string, StockPromise>): readonly Coverage[] {
    if (promises.size === 0) return NOTHING;
    const parts: Coverage[] = [];
    for (const [place, { sku, warehouse, quantity, atMs, source }] of promises) {
      if (quantity <= 0) continue;
      const count = this.#counts.get(place);
      parts.push({
        sku,
        warehouse,
        quantity,
        available: count ? count.onHand - count.locked : null,
        state: stateOf(quantity, count),
        sinceMs: Math.max(atMs, count?.atMs ?? -Infinity),
        sources: count && count.source !== source ? [count.source, source].sort() : [source],
      });
    }
    return parts.sort((a, b) => (placeKey(a.sku, a.warehouse) < placeKey(b.sku, b.warehouse) ? -1 : 1));
  }

  /** Quotes for a sku that are not too old: shortest lead time first, then cheapest. */
  quotes(sku: string, sinceMs: number): Quote[] {
    return [...(this.#quotes.get(sku)?.values() ?? [])].filter((quote) => quote.atMs >= sinceMs).sort(byLeadTimeThenCost);
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0 && this.#quotes.size === 0;
  }

  /**
   * Forgets quotes and counts from before `sinceMs`.
   *
   * @returns names of the orders that stood on such a count
   */
  forgetBefore(sinceMs: number): Iterable<string> {
    const stoodOn = new Set<string>();
    for (const [sku, known] of this.#quotes) {
      for (const [supplier, quote] of known) {
        if (quote.atMs >= sinceMs) continue;
        this.#savedQuotes.before(quote);
        known.delete(supplier);
      }
      if (known.size === 0) this.#quotes.delete(sku);
    }
    for (const [place, count] of this.#counts) {
      if (count.atMs >= sinceMs) continue;
      for (const order of this.#byPlace.get(place) ?? []) stoodOn.add(order);
      this.#savedCounts.before(count);
      this.#counts.delete(place);
    }
    return stoodOn;
  }

  /** As of this call, see {@link Snapshot}. */
  save(): Iterable<StockRecord> {
    const counts = this.#savedCounts.begin(this.#counts.values(), ({ savedIn: _, ...count }) => ({ count }));
    const quotes = this.#savedQuotes.begin(valuesOf(this.#quotes), ({ savedIn: _, ...quote }) => ({ quote }));
    return chain(counts as Iterable<StockRecord>, quotes as Iterable<StockRecord>);
  }

  restore(records: Iterable<StockRecord>): void {
    this.#counts.clear();
    this.#quotes.clear();
    this.#byPlace.clear();
    this.#bySku.clear();
    for (const record of records) {
      if ('count' in record) this.#counts.set(record.count.place, { ...record.count, savedIn: 0 });
      else this.#quotesOf(record.quote.sku).set(record.quote.supplier, { ...record.quote, savedIn: 0 });
    }
  }

  #quotesOf(sku: string): Map<string, Quote> {
    const known = this.#quotes.get(sku) ?? new Map<string, Quote>();
    this.#quotes.set(sku, known);
    return known;
  }

  #keep<E extends Saveable>(all: Map<string, E>, saved: Snapshot<E>, key: string, entity: E): void {
    const known = all.get(key);
    if (known) saved.before(known);
    all.set(key, entity);
    saved.added(entity);
  }

  #link(order: string, place: string, sku: string): void {
    link(this.#byPlace, place, order);
    link(this.#bySku, sku, order);
  }
}

function link(index: Map<string, Set<string>>, key: string, order: string): void {
  const orders = index.get(key) ?? new Set<string>();
  index.set(key, orders);
  orders.add(order);
}

function unlink(index: Map<string, Set<string>>, key: string, order: string): void {
  const orders = index.get(key);
  orders?.delete(order);
  if (orders?.size === 0) index.delete(key);
}

function* valuesOf<T>(all: ReadonlyMap<string, ReadonlyMap<string, T>>): Generator<T> {
  for (const part of all.values()) yield* part.values();
}

function* chain<T>(...all: Iterable<T>[]): Generator<T> {
  for (const part of all) yield* part;
}
