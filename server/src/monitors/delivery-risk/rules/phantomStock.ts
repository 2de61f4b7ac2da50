/** Alert `phantom-stock`: stock promised that only what is locked or in transfer could cover (DELIVERY-33). */
import type { Coverage } from '../stock.ts';
import { alertKey, type OrderAlerts, orderFacts, type RuleOrder } from './orderAlerts.ts';

export const PHANTOM_STOCK = 'phantom-stock';
const KEY = alertKey(PHANTOM_STOCK);

export class PhantomStockRule {
  readonly #alerts: OrderAlerts;

  constructor(alerts: OrderAlerts) {
    this.#alerts = alerts;
  }

  evaluate(order: RuleOrder, coverage: readonly Coverage[], nowMs: number): void {
    const phantom = coverage.filter((part) => part.state === 'phantom');
    const [first] = phantom;
    if (!first) {
      this.#alerts.clear(order, KEY, nowMs, 'recovered');
      return;
    }
    if (order.held.has(KEY)) return;
    const sinceMs = Math.min(...phantom.map((part) => part.sinceMs));
    const { sku, warehouse, quantity, available } = first;
    const facts = { ...orderFacts(order), sku, warehouse, quantity, available, parts: phantom.length };
    const feeds = [...new Set(phantom.flatMap((part) => part.sources))].sort();
    this.#alerts.raise(order, { rule: PHANTOM_STOCK, sinceMs, dueMs: sinceMs, severity: 'warning', facts, feeds }, nowMs);
  }
}
