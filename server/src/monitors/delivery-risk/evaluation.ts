/** When each order is evaluated, what that raises and clears, and when an order is closed and forgotten (DELIVERY-3, DELIVERY-29). */
import type { SignalSink } from '../monitor.ts';
import { TimerQueue } from '../timers.ts';
import { assessmentOf, isBelow, prospectOf } from './assessment/assessment.ts';
import { NEAR_SHARE, nextEvaluation } from './assessment/evaluationGrid.ts';
import { explain } from './assessment/explanation.ts';
import type { Collector } from './collector.ts';
import { DAY_MS, HOUR_MS } from './instants.ts';
import type { Learning } from './learning/learning.ts';
import { viewOrder } from './orders/order.ts';
import type { OrderView } from './orders/orderView.ts';
import { positionOf } from './orders/position.ts';
import { DELIVERY_LATE, DeliveryLateRule } from './rules/deliveryLate.ts';
import { ExpediteLostRule } from './rules/expediteLost.ts';
import { OrderAlerts, type RuleOrder } from './rules/orderAlerts.ts';
import { PhantomStockRule } from './rules/phantomStock.ts';
import { StepBlockedRule } from './rules/stepBlocked.ts';
import type { DeliverySettings } from './settings.ts';
import type { Stock } from './stock.ts';
import type { TrackedOrder, TrackedOrders } from './trackedOrders.ts';

/** After a fact an order is evaluated when the second is full: a burst of facts is one evaluation. */
const SETTLE_MS = 1_000;
/** Below this p(late) an order is calm (DELIVERY-29). */
const CALM_SHARE = 0.5;

export class Evaluation {
  readonly #settings: DeliverySettings;
  /** Below this p(late), which then need not be known, nothing is raised and the next evaluation is as far off as it can be. */
  readonly #farShare: number;
  readonly #orders: TrackedOrders;
  readonly #learning: Learning;
  readonly #stock: Stock;
  readonly #collector: Collector;
  readonly #alerts: OrderAlerts;
  readonly #deliveryLate: DeliveryLateRule;
  readonly #expediteLost: ExpediteLostRule;
  readonly #stepBlocked: StepBlockedRule;
  readonly #phantomStock: PhantomStockRule;
  readonly #timers = new TimerQueue<TrackedOrder>();
  #quietUntilMs = -Infinity;

  constructor(
    settings: DeliverySettings,
    parts: { orders: TrackedOrders; learning: Learning; stock: Stock; collector: Collector },
    signal: SignalSink,
  ) {
    this.#settings = settings;
    this.#farShare = Math.min(NEAR_SHARE, CALM_SHARE, settings.warningShare);
    this.#orders = parts.orders;
    this.#learning = parts.learning;
    this.#stock = parts.stock;
    this.#collector = parts.collector;
    this.#alerts = new OrderAlerts(signal);
    this.#deliveryLate = new DeliveryLateRule(settings, this.#alerts);
    this.#expediteLost = new ExpediteLostRule(settings, this.#alerts);
    this.#stepBlocked = new StepBlockedRule(settings, this.#alerts);
    this.#phantomStock = new PhantomStockRule(this.#alerts);
  }

  /** Nothing is raised before: who is alive at the present began later. */
  quietUntil(atMs: number): void {
    this.#quietUntilMs = atMs;
  }

  nextMs(): number {
    return this.#timers.nextMs();
  }

  /** A fact about the order has come that may raise or clear an alert. */
  orderChanged(tracked: TrackedOrder, nowMs: number): void {
    this.#collector.rowChanged(tracked);
    this.#orders.beforeChange(tracked);
    this.plan(tracked, Math.min(tracked.dueMs, Math.ceil(nowMs / SETTLE_MS) * SETTLE_MS));
  }

  /** Call with an order that may change only after {@link TrackedOrders.beforeChange}. */
  plan(tracked: TrackedOrder, dueMs: number): void {
    tracked.dueMs = dueMs;
    if (dueMs >= tracked.queuedMs || dueMs === Infinity) return;
    tracked.queuedMs = dueMs;
    this.#timers.push(dueMs, tracked);
  }

  /** Evaluates the first order that is due by `untilMs`. */
  advance(untilMs: number): void {
    const due = this.#timers.popDue(untilMs);
    if (!due) return;
    const { item: tracked, atMs } = due;
    if (this.#orders.get(tracked.name) !== tracked || atMs !== tracked.queuedMs) return;
    tracked.queuedMs = Infinity;
    if (tracked.dueMs > atMs) this.plan(tracked, tracked.dueMs);
    else this.#evaluate(tracked, atMs);
  }

  #evaluate(tracked: TrackedOrder, nowMs: number): void {
    this.#orders.beforeChange(tracked);
    const { order, held, promises } = tracked;
    const view = viewOrder(order);
    const silentMs = Math.max(view.promisedAtMs ?? 0, order.newestAtMs, order.arrivedMs) + this.#settings.expireAfterDays * DAY_MS;
    const givenUpMs = Math.min(silentMs, order.firstArrivedMs + this.#settings.longestDays * DAY_MS);
    if (view.end || nowMs >= givenUpMs) {
      this.#close(tracked, nowMs);
      // Once for facts dated after the end (bookings lag), once for the delay with which any fact may come.
      const keptMs = Math.max(view.end?.atMs ?? givenUpMs, order.arrivedMs) + 2 * this.#settings.lateHours * HOUR_MS;
      if (nowMs >= keptMs) this.#forget(tracked, nowMs);
      else this.plan(tracked, keptMs);
      return;
    }
    tracked.closed = false;
    if (nowMs < this.#quietUntilMs) {
      this.plan(tracked, givenUpMs);
      return;
    }
    const prospect = prospectOf(view, Math.max(nowMs, order.newestAtMs), this.#learning.models, this.#settings);
    const far = prospect !== null && !held.has(DELIVERY_LATE) && isBelow(this.#farShare, prospect);
    const assessment = prospect && !far ? assessmentOf(prospect) : null;
    tracked.calm = far || (assessment !== null && assessment.pLate < CALM_SHARE);
    const bottleneck = () => (assessment ? (explain(assessment).bottleneck?.name ?? null) : null);
    const ruleOrder = asRuleOrder(tracked, view);
    this.#phantomStock.evaluate(ruleOrder, this.#stock.hasPhantom(promises), () => this.#stock.coverage(promises), nowMs);
    const dueMs = [
      this.#expediteLost.evaluate(ruleOrder, nowMs),
      this.#stepBlocked.evaluate(ruleOrder, positionOf(view), nowMs),
      far ? Infinity : this.#deliveryLate.evaluate(ruleOrder, assessment, bottleneck, nowMs),
    ];
    if (held.size > 0) this.#follow(tracked, ruleOrder, nowMs);
    const critical = held.get(DELIVERY_LATE)?.severity === 'critical';
    const againMs = prospect ? nextEvaluation(view.promisedAtMs ?? nowMs, nowMs, assessment?.pLate ?? 0, critical) : Infinity;
    this.plan(tracked, Math.min(...dueMs, againMs, givenUpMs));
  }

  /** Only where the order says something else than at the last time: most evaluations find it as it was. */
  #follow(tracked: TrackedOrder, ruleOrder: RuleOrder, nowMs: number): void {
    const { view } = ruleOrder;
    const { followed } = tracked;
    if (followed?.view === view && followed.customerId === view.customerId && followed.region === view.region) return;
    tracked.followed = { view, customerId: view.customerId, region: view.region };
    this.#alerts.follow(ruleOrder, nowMs);
  }

  #close(tracked: TrackedOrder, nowMs: number): void {
    if (tracked.closed) return;
    tracked.closed = true;
    this.#alerts.clearAll(asRuleOrder(tracked, viewOrder(tracked.order)), nowMs);
    this.#collector.rowChanged(tracked);
  }

  #forget(tracked: TrackedOrder, nowMs: number): void {
    this.#learning.finish(tracked.order);
    this.#stock.release(tracked.name, tracked.promises);
    this.#orders.forget(tracked.name, nowMs);
    this.#collector.orderForgotten(tracked);
  }

  clear(): void {
    this.#timers.clear();
  }
}

const asRuleOrder = ({ name, order, held }: TrackedOrder, view: OrderView): RuleOrder => ({
  name,
  view,
  held,
  sources: order.sources,
  order,
});
