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

  /** @param coverage asked for only where a part is phantom */
  evaluate(order: RuleOrder, hasPhantom: boolean, coverage: () => readonly Coverage[], nowMs: number): void {
    if (!hasPhantom || order.held.has(KEY)) {
      if (!hasPhantom) this.#alerts.clear(order, KEY, nowMs, 'recovered');
      return;
    }
    const phantom = coverage().filter((part) => part.state === 'phantom');
    const [first] = phantom;
    if (!first) return;
    const sinceMs = Math.min(...phantom.map((part) => part.sinceMs));
    const { sku, warehouse, quantity, available } = first;
    const facts = { ...orderFacts(order), sku, warehouse, quantity, available, parts: phantom.length };
    const feeds = [...new Set(phantom.flatMap((part) => part.sources))].sort();
    this.#alerts.raise(order, { rule: PHANTOM_STOCK, sinceMs, dueMs: sinceMs, severity: 'warning', facts, feeds }, nowMs);
  }
}
