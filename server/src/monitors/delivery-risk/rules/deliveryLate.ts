/** Alert `delivery-late`: an order will probably miss its promise (DELIVERY-30). */
import type { Severity } from '@warroom/protocol/alert';
import type { Assessment } from '../assessment/assessment.ts';
import { iso, MINUTE_MS } from '../instants.ts';
import type { DeliverySettings } from '../settings.ts';
import { alertKey, type OrderAlerts, orderFacts, type RuleOrder } from './orderAlerts.ts';

export const DELIVERY_LATE = 'delivery-late';
const KEY = alertKey(DELIVERY_LATE);

export class DeliveryLateRule {
  readonly #settings: Pick<DeliverySettings, 'warningShare' | 'criticalShare' | 'clearShare' | 'clearHoldMinutes'>;
  readonly #alerts: OrderAlerts;

  constructor(settings: DeliverySettings, alerts: OrderAlerts) {
    this.#settings = settings;
    this.#alerts = alerts;
  }

  /**
   * @param assessment null where no promise is known
   * @param bottleneck worked out only for an alert that is raised
   * @returns when the hold before clearing is over; Infinity where none runs
   */
  evaluate(order: RuleOrder, assessment: Assessment | null, bottleneck: () => string | null, nowMs: number): number {
    const { warningShare, criticalShare, clearShare, clearHoldMinutes } = this.#settings;
    const { promisedAtMs, amount, expedite } = order.view;
    const held = order.held.get(KEY);
    if (!assessment || promisedAtMs === null) {
      this.#alerts.clear(order, KEY, nowMs, 'disproved');
      return Infinity;
    }
    const { pLate, asOfMs } = assessment;
    const severity: Severity = pLate >= criticalShare ? 'critical' : 'warning';
    if (!held) {
      if (pLate < warningShare) return Infinity;
      const facts = {
        ...orderFacts(order),
        promisedAt: iso(promisedAtMs),
        amount,
        expedite,
        pLate: Math.round(pLate * 100) / 100,
        bottleneck: bottleneck(),
      };
      this.#alerts.raise(order, { rule: DELIVERY_LATE, sinceMs: asOfMs, dueMs: asOfMs, severity, facts, feeds: order.sources }, nowMs);
      return Infinity;
    }
    if (severity === 'critical') this.#alerts.escalate(order, held, nowMs);
    if (pLate >= clearShare) {
      held.belowSinceMs = null;
      return Infinity;
    }
    held.belowSinceMs ??= nowMs;
    const clearMs = held.belowSinceMs + clearHoldMinutes * MINUTE_MS;
    if (nowMs < clearMs) return clearMs;
    this.#alerts.clear(order, KEY, nowMs, 'recovered');
    return Infinity;
  }
}
