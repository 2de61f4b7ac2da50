/** Alert `expedite-lost`: an expedited order whose production step carries no priority a while after placing (DELIVERY-31). */
import { iso, MINUTE_MS } from '../instants.ts';
import type { DeliverySettings } from '../settings.ts';
import { StepNames } from '../stepNames.ts';
import { alertKey, type OrderAlerts, orderFacts, type RuleOrder } from './orderAlerts.ts';

const EXPEDITE_LOST = 'expedite-lost';
const KEY = alertKey(EXPEDITE_LOST);

export class ExpediteLostRule {
  readonly #settings: Pick<DeliverySettings, 'expediteGraceMinutes' | 'productionSteps'>;
  readonly #production: StepNames;
  readonly #alerts: OrderAlerts;

  constructor(settings: DeliverySettings, alerts: OrderAlerts) {
    this.#settings = settings;
    this.#production = new StepNames(settings.productionSteps);
    this.#alerts = alerts;
  }

  /** @returns when the grace is over; Infinity where none runs */
  evaluate(order: RuleOrder, nowMs: number): number {
    const { expedite, placedAtMs, expeditedAtMs, promisedAtMs, steps } = order.view;
    if (!expedite || placedAtMs === null) {
      this.#alerts.clear(order, KEY, nowMs, 'disproved');
      return Infinity;
    }
    const dueMs = Math.max(placedAtMs, expeditedAtMs ?? 0) + this.#settings.expediteGraceMinutes * MINUTE_MS;
    const production = steps.filter((step) => this.#production.has(step.name));
    const relevant = production.length > 0 ? production : steps;
    const priority = relevant.map((step) => step.record?.priority).find((register) => register);
    if (priority) {
      this.#alerts.clear(order, KEY, nowMs, priority.atMs <= dueMs ? 'disproved' : 'handled');
      return Infinity;
    }
    if (order.held.has(KEY)) return Infinity;
    if (relevant.length > 0 && relevant.every((step) => step.view.status === 'done')) return Infinity;
    if (nowMs < dueMs) return dueMs;
    const facts = {
      ...orderFacts(order),
      step: relevant[0]?.name ?? null,
      placedAt: iso(placedAtMs),
      promisedAt: promisedAtMs === null ? null : iso(promisedAtMs),
    };
    this.#alerts.raise(order, { rule: EXPEDITE_LOST, sinceMs: dueMs, dueMs, severity: 'warning', facts, feeds: order.sources }, nowMs);
    return Infinity;
  }
}
