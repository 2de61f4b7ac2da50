/** Delivery risk: which open orders will miss their promise, where they stand, and what holds them up. Its rules are in RULES.md beside this file. */
import type { Fact } from '@warroom/protocol/events';
import type { Monitor, SignalSink } from '../monitor.ts';
import { inBatches } from './batches.ts';
import { Collector } from './collector.ts';
import { Evaluation } from './evaluation.ts';
import { DAY_MS } from './instants.ts';
import type { Hierarchy } from './learning/hierarchy.ts';
import { Learning } from './learning/learning.ts';
import { needsOf, ORDER_KINDS, quietUntil, STOCK_KINDS } from './needs.ts';
import { applyOrderFact, heard, type OrderRecord } from './orders/order.ts';
import type { OrderFact } from './orders/orderFacts.ts';
import { PHANTOM_STOCK } from './rules/phantomStock.ts';
import type { DeliverySettings } from './settings.ts';
import { HierarchyTable, restoreOrder, type SavedTracked, STATE_VERSION, type StateRecord, saveTracked } from './state.ts';
import { Stock } from './stock.ts';
import { type TrackedOrder, TrackedOrders } from './trackedOrders.ts';

export function createDeliveryRiskMonitor(settings: DeliverySettings, signal: SignalSink): Monitor {
  const orders = new TrackedOrders();
  const stock = new Stock();
  const learning = new Learning(settings, () => orders.openSample());
  const collector = new Collector(settings, { orders, learning, stock });
  const evaluation = new Evaluation(settings, { orders, learning, stock, collector }, signal);
  /** Old quotes and counts are swept out once a day. */
  let sweepMs = Infinity;
  const nextWakeMs = () => Math.min(evaluation.nextMs(), learning.nextMs(), sweepMs);

  /** Stock and quotes show in the rows; only one rule stands on stock, and it is asked before the whole order is. */
  const stockChanged = (names: Iterable<string>, nowMs: number) => {
    for (const name of names) {
      const tracked = orders.get(name);
      if (!tracked || tracked.closed) continue;
      if (stock.hasPhantom(tracked.promises) !== tracked.held.has(PHANTOM_STOCK)) evaluation.orderChanged(tracked, nowMs);
      else collector.rowChanged(tracked);
    }
  };
  /** Undefined where facts about it count no more: it has been forgotten, or given up for its age. */
  const orderOf = (name: string, nowMs: number): TrackedOrder | undefined => {
    const tracked = orders.getOrAdd(name);
    return tracked && nowMs < tracked.order.firstArrivedMs + settings.longestDays * DAY_MS ? tracked : undefined;
  };
  const stockPromised = (fact: Fact<'stock.promised'>, nowMs: number) => {
    const tracked = orderOf(fact.key, nowMs);
    if (!tracked) return;
    orders.beforeChange(tracked);
    const { order, promises } = tracked;
    stock.promise(promises, fact);
    order.newestAtMs = Math.max(order.newestAtMs, fact.atMs);
    heard(order, nowMs);
    evaluation.orderChanged(tracked, nowMs);
  };
  const orderFact = (fact: OrderFact, nowMs: number) => {
    const tracked = orderOf(fact.key, nowMs);
    if (!tracked) return;
    orders.beforeChange(tracked);
    const { order } = tracked;
    applyOrderFact(order, fact, nowMs);
    if (order.hasSamples) learning.enqueue(order, nowMs);
    if (fact.kind === 'order.step' && isRoutine(fact, tracked, nowMs)) collector.rowChanged(tracked);
    else evaluation.orderChanged(tracked, nowMs);
  };

  return {
    name: 'delivery-risk',
    kinds: [...ORDER_KINDS, ...STOCK_KINDS],
    topics: ['delivery-risk.orders', 'delivery-risk.heat', 'delivery-risk.map'],
    needs: needsOf(settings),
    stateVersion: STATE_VERSION,

    apply(fact, nowMs) {
      switch (fact.kind) {
        case 'stock.counted':
        case 'supplier.quoted':
          stockChanged(fact.kind === 'stock.counted' ? stock.count(fact) : stock.quote(fact), nowMs);
          if (sweepMs === Infinity) sweepMs = (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS;
          break;
        case 'stock.promised':
          stockPromised(fact, nowMs);
          break;
        case 'order.placed':
        case 'order.step':
        case 'order.delivered':
        case 'order.cancelled':
          orderFact(fact, nowMs);
          break;
        default:
          break;
      }
    },

    advance(nowMs) {
      for (let dueMs = nextWakeMs(); dueMs <= nowMs; dueMs = nextWakeMs()) {
        if (sweepMs === dueMs) {
          stockChanged(stock.forgetBefore(sweepMs - settings.quoteMaxAgeDays * DAY_MS), sweepMs);
          sweepMs = stock.isEmpty ? Infinity : sweepMs + DAY_MS;
        } else if (learning.nextMs() === dueMs) learning.advance(dueMs);
        else evaluation.advance(dueMs);
      }
    },

    nextWakeMs,

    collect(sink, nowMs, exact) {
      if (exact) learning.exactly(nowMs, () => collector.collectExact(sink, nowMs));
      else collector.collect(sink, nowMs);
    },

    recall(_open, presentMs) {
      const quietUntilMs = quietUntil(settings, presentMs);
      evaluation.quietUntil(quietUntilMs);
      learning.quietUntil(quietUntilMs);
    },

    save(): Iterable<unknown> {
      const table = new HierarchyTable();
      const sweep: StateRecord = ['sweep', Number.isFinite(sweepMs) ? sweepMs : null];
      const learnt = learning.save();
      const tracked = orders.save((one) => saveTracked(one, learning.waitingSamples(one.order), table));
      const forgotten = orders.saveForgotten();
      const stocks = stock.save();
      return (function* (): Generator<StateRecord> {
        yield sweep;
        for (const record of learnt) yield ['learning', record];
        for (const record of tracked) yield ['order', record as SavedTracked];
        learning.saved();
        for (const batch of inBatches(forgotten)) yield ['forgotten', batch];
        for (const batch of inBatches(stocks)) yield ['stock', batch];
        yield* table.records();
      })();
    },

    restore(records) {
      const saved: { [K in StateRecord[0]]: Extract<StateRecord, readonly [K, ...unknown[]]>[] } = {
        sweep: [],
        order: [],
        forgotten: [],
        stock: [],
        learning: [],
        hierarchies: [],
      };
      for (const record of records as Iterable<StateRecord>) (saved[record[0]] as StateRecord[]).push(record);
      const table: Hierarchy[] = [];
      for (const [, first, names] of saved.hierarchies) for (const [i, hierarchy] of names.entries()) table[first + i] = hierarchy;
      evaluation.clear();
      collector.clear();
      stock.restore(saved.stock.flatMap(([, batch]) => batch));
      orders.clear(saved.forgotten.flatMap(([, batch]) => batch));
      const waiting: OrderRecord[] = [];
      for (const [, one] of saved.order.sort(([, a], [, b]) => (a.order.name < b.order.name ? -1 : 1))) {
        const order = restoreOrder(one, table, (record) => learning.samplesOf(record));
        if (one.waiting) waiting.push(order);
        const { promises, held, calm, closed, dueMs } = one;
        const tracked = orders.add(order, { promises: new Map(promises), held: new Map(held), calm, closed });
        stock.adopt(tracked.name, tracked.promises);
        evaluation.plan(tracked, dueMs ?? Infinity);
        collector.rowChanged(tracked);
      }
      learning.restore(
        saved.learning.map(([, record]) => record),
        waiting,
      );
      sweepMs = saved.sweep[0]?.[1] ?? Infinity;
    },
  };
}

/** A fact older than this on arrival may change the past. */
const LATE_MS = 60_000;

/** Work that goes on raises no alert: a calm order is evaluated again by the clock, not at every start, report and end of a step (DELIVERY-29). */
function isRoutine(fact: Fact<'order.step'>, { calm, held }: TrackedOrder, nowMs: number): boolean {
  return calm && held.size === 0 && fact.data.state !== 'blocked' && fact.data.priority == null && nowMs - fact.atMs < LATE_MS;
}
