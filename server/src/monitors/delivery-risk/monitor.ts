/**
 * Delivery risk (SPEC §2): the probability that each open order misses its promise, where it stands, what holds it up, and the four
 * rules on it.
 *
 * Rows with `exact` are a function of the set of facts and the instant. While live they lag: a row is of the newest instant on the order's
 * own grid ({@link gridAt}) or of its newest fact, and learnt figures follow within a day ({@link Learning}). Alerts are judged within a second of a
 * fact that may raise them, and without one after at most a quarter of the time that is left ({@link nextJudgement}); what has an instant of its own fires at it. State
 * is bounded by the open orders, those ended within twice `lateHours`, the names of those ended within a week, the distinct durations
 * of 90 days, and the stock and quotes heard of in `quoteMaxAgeDays`.
 */
import type { Fact } from '@warroom/protocol/events';
import type { Monitor, SignalSink } from '../monitor.ts';
import { Desk, type Dossier, type SavedDossier } from './desk.ts';
import { DAY_MS } from './durationBook.ts';
import { ChainTable, Learning, type LearningState } from './learning.ts';
import { applyOrderFact, type OrderFact, restoreOrder, type SavedOrder, saveOrder } from './order.ts';
import { Rules } from './rules.ts';
import type { DeliverySettings } from './settings.ts';
import { Stock, type StockState } from './stock.ts';

interface State {
  orders: { order: SavedOrder; dossier: SavedDossier }[];
  chains: string[][];
  forgotten: [string, number][];
  stock: StockState;
  learning: LearningState;
  sweepMs: number | null;
}

export function createDeliveryRiskMonitor(settings: DeliverySettings, signal: SignalSink): Monitor {
  const learning: Learning = new Learning(settings, () => desk.openOrders());
  const stock = new Stock();
  const desk: Desk = new Desk(settings, learning, stock, new Rules(settings, signal));
  /** Old quotes and counts are swept out once a day. */
  let sweepMs = Infinity;

  /** Stock and quotes show in the rows; p(late) is none of their business, and the one rule on stock is asked before the whole order is. */
  const noteAll = (names: Iterable<string>, nowMs: number) => {
    for (const name of names) {
      const dossier = desk.dossiers.get(name);
      if (!dossier || dossier.left) continue;
      if (desk.isCoverageNews(dossier)) desk.touch(dossier, nowMs);
      else desk.note(dossier);
    }
  };
  const applyToOrder = (fact: OrderFact | Fact<'stock.promised'>, nowMs: number) => {
    const dossier = desk.take(fact.key);
    if (!dossier) return;
    const { order } = dossier;
    if (fact.kind === 'stock.promised') {
      stock.promise(dossier.promises, fact);
      order.newestAtMs = Math.max(order.newestAtMs, fact.atMs);
      order.arrivedMs = nowMs;
    } else {
      applyOrderFact(order, fact, nowMs);
      if (order.teaches) learning.expect(order, nowMs);
      if (fact.kind === 'order.step' && isGoodNews(fact, dossier, nowMs)) {
        desk.note(dossier);
        return;
      }
    }
    desk.touch(dossier, nowMs);
  };

  return {
    name: 'delivery-risk',
    kinds: ['order.placed', 'order.step', 'order.delivered', 'order.cancelled', 'stock.counted', 'stock.promised', 'supplier.quoted'],
    topics: ['delivery-risk.orders', 'delivery-risk.heat', 'delivery-risk.map'],
    stateVersion: 2,

    apply(fact, nowMs) {
      switch (fact.kind) {
        case 'stock.counted':
        case 'supplier.quoted':
          noteAll(fact.kind === 'stock.counted' ? stock.count(fact) : stock.quote(fact), nowMs);
          if (sweepMs === Infinity) sweepMs = (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS;
          break;
        case 'order.placed':
        case 'order.step':
        case 'order.delivered':
        case 'order.cancelled':
        case 'stock.promised':
          applyToOrder(fact, nowMs);
          break;
        default:
          break;
      }
    },

    advance(nowMs) {
      for (;;) {
        const dueMs = Math.min(desk.nextMs(), learning.nextMs(), sweepMs);
        if (dueMs > nowMs) break;
        if (sweepMs === dueMs) {
          stock.forgetBefore(sweepMs - settings.quoteMaxAgeDays * DAY_MS);
          sweepMs = stock.isEmpty ? Infinity : sweepMs + DAY_MS;
        } else if (learning.nextMs() === dueMs) learning.advance(dueMs);
        else desk.lookAtNext(dueMs);
      }
    },

    nextWakeMs: () => Math.min(desk.nextMs(), learning.nextMs(), sweepMs),

    collect(sink, nowMs, exact) {
      if (exact) learning.exactly(nowMs, () => desk.collectExact(sink, nowMs));
      else desk.collect(sink, nowMs);
    },

    save(): State {
      const table = new ChainTable();
      const orders = [...desk.dossiers.values()]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((dossier) => ({ order: saveOrder(dossier.order, table.placeOf), dossier: desk.saveDossier(dossier) }));
      return {
        orders,
        chains: table.chains.map((chain) => [...chain]),
        forgotten: desk.forgottenNames(),
        stock: stock.save(),
        learning: learning.save(),
        sweepMs: Number.isFinite(sweepMs) ? sweepMs : null,
      };
    },

    restore(saved) {
      const state = saved as State;
      desk.clear(state.forgotten);
      stock.restore(state.stock);
      for (const { order, dossier } of state.orders) desk.adopt(restoreOrder(order, state.chains), dossier);
      learning.restore(state.learning, new Map([...desk.dossiers].map(([name, dossier]) => [name, dossier.order])));
      sweepMs = state.sweepMs ?? Infinity;
    },
  };
}

/** Below this p(late) an order whose work goes on waits for its next judgement. */
const CALM_SHARE = 0.5;
/** A fact older than this on arrival may change the past. */
const LATE_MS = 60_000;

/** Work that goes on raises no alert: a calm order is judged again by the clock, not at every start, report and end of a step. */
function isGoodNews(fact: Fact<'order.step'>, { judged, held }: Dossier, nowMs: number): boolean {
  const calm = judged !== null && judged < CALM_SHARE && held.size === 0;
  return calm && fact.data.state !== 'blocked' && fact.data.priority == null && nowMs - fact.atMs < LATE_MS;
}
