/** Which rows are handed over, and as of when (DELIVERY-26, DELIVERY-27). */
import type { RowSink } from '../monitor.ts';
import { TimerQueue } from '../timers.ts';
import { alternativesFor } from './assessment/alternatives.ts';
import { type Assessment, assess } from './assessment/assessment.ts';
import { gridAt } from './assessment/evaluationGrid.ts';
import { explain } from './assessment/explanation.ts';
import { type Contribution, contributionOf, HeatAndMap } from './cells/heatAndMap.ts';
import { exposureOf } from './cells/riskCells.ts';
import type { Learning } from './learning/learning.ts';
import { viewOrder } from './orders/order.ts';
import type { OrderStep } from './orders/orderView.ts';
import { orderRow, standsIn } from './rows.ts';
import type { DeliverySettings } from './settings.ts';
import type { Stock } from './stock.ts';
import type { TrackedOrder, TrackedOrders } from './trackedOrders.ts';

/** Most order rows, and most cells, handed over in one live collect: some ten milliseconds of work, and ten times a second. */
const MAX_ROWS = 250;
const MAX_CELLS = 1_000;

export class Collector {
  readonly #settings: DeliverySettings;
  readonly #orders: TrackedOrders;
  readonly #learning: Learning;
  readonly #stock: Stock;
  readonly #cells = new HeatAndMap();
  /** When rows fall due; drained by collect alone, so that a replay nobody watches works out no rows. */
  readonly #timers = new TimerQueue<TrackedOrder>();
  /** Orders whose row is to be worked out at the next collect. */
  readonly #stale = new Set<string>();
  /** Forgotten while still on the board. */
  #forgotten: TrackedOrder[] = [];

  constructor(settings: DeliverySettings, parts: { orders: TrackedOrders; learning: Learning; stock: Stock }) {
    this.#settings = settings;
    this.#orders = parts.orders;
    this.#learning = parts.learning;
    this.#stock = parts.stock;
  }

  rowChanged({ name }: TrackedOrder): void {
    this.#stale.add(name);
  }

  orderForgotten(tracked: TrackedOrder): void {
    if (tracked.contribution) this.#forgotten.push(tracked);
  }

  /** Rows that changed or fell due, a bounded number of them, each as of the newest instant of its grid or its newest fact. */
  collect(sink: RowSink, nowMs: number): void {
    for (let due = this.#timers.popDue(nowMs); due; due = this.#timers.popDue(nowMs))
      if (due.item.rowDueMs === due.atMs) this.#stale.add(due.item.name);
    this.#dropForgotten(sink);
    let handed = 0;
    for (const name of this.#stale) {
      if (handed++ >= MAX_ROWS) break;
      this.#stale.delete(name);
      const tracked = this.#orders.get(name);
      if (!tracked) continue;
      const { promisedAtMs } = viewOrder(tracked.order);
      const grid = promisedAtMs === null ? null : gridAt(promisedAtMs, tracked.phaseMs, nowMs);
      const shown = grid && isOpen(tracked);
      this.#show(sink, tracked, shown ? this.#assess(tracked, Math.max(grid.atMs, tracked.order.newestAtMs)) : null);
      if (shown) this.#plan(tracked, grid.nextMs);
    }
    this.#cells.collect(sink, MAX_CELLS);
  }

  /** Every open order as of `nowMs`, whatever it showed before; raises nothing. */
  collectExact(sink: RowSink, nowMs: number): void {
    this.#dropForgotten(sink);
    for (const tracked of this.#orders.values()) {
      this.#show(sink, tracked, isOpen(tracked) ? this.#assess(tracked, nowMs) : null);
      // What live collects show next is of the grid again.
      if (tracked.contribution) this.#stale.add(tracked.name);
    }
    this.#cells.collect(sink, Infinity);
  }

  clear(): void {
    this.#cells.clear();
    this.#timers.clear();
    this.#stale.clear();
    this.#forgotten = [];
  }

  #dropForgotten(sink: RowSink): void {
    for (const tracked of this.#forgotten) this.#show(sink, tracked, null);
    this.#forgotten = [];
  }

  #plan(tracked: TrackedOrder, dueMs: number): void {
    if (tracked.rowDueMs === dueMs) return;
    tracked.rowDueMs = dueMs;
    this.#timers.push(dueMs, tracked);
  }

  /** Puts the order where it now belongs in heat and map, and sets or deletes its row. */
  #show(sink: RowSink, tracked: TrackedOrder, assessment: Assessment | null): void {
    const before = tracked.contribution;
    if (!before && !assessment) return;
    const explanation = assessment && explain(assessment);
    tracked.contribution = assessment && this.#contribution(tracked, assessment, explanation?.bottleneck ?? null);
    this.#cells.move(before, tracked.contribution);
    if (!assessment || !explanation) {
      sink.delete('delivery-risk.orders', tracked.name);
      return;
    }
    const coverage = this.#stock.coverage(tracked.promises);
    const alternatives = alternativesFor(assessment, explanation.bottleneck, coverage, this.#stock, this.#settings);
    const row = orderRow(tracked.name, viewOrder(tracked.order), assessment, explanation, coverage, alternatives);
    sink.set('delivery-risk.orders', tracked.name, row);
  }

  #contribution({ order, contribution }: TrackedOrder, assessment: Assessment, bottleneck: OrderStep | null): Contribution {
    const view = viewOrder(order);
    const step = standsIn(assessment);
    const late = assessment.pLate >= this.#settings.warningShare;
    const exposure = exposureOf(view.amount, assessment.pLate, {
      late,
      blocked: step?.view.status === 'blocked',
      bottleneck: late && step !== null && bottleneck === step,
    });
    return contributionOf(view, step, exposure, contribution);
  }

  #assess({ order }: TrackedOrder, asOfMs: number): Assessment | null {
    return assess(viewOrder(order), asOfMs, this.#learning.models, this.#settings);
  }
}

const isOpen = ({ order, closed }: TrackedOrder): boolean => !closed && viewOrder(order).end === null;
