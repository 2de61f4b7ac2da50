/** Alert `step-blocked`: a step has been blocked for too long; critical when it stays so (DELIVERY-32). */
import type { ResolveReason } from '@warroom/protocol/alert';
import { HOUR_MS, iso } from '../instants.ts';
import type { OrderStep, OrderView, Position } from '../orders/orderView.ts';
import type { StepView } from '../orders/step.ts';
import type { DeliverySettings } from '../settings.ts';
import { alertKey, type HeldAlert, type OrderAlerts, orderFacts, type RuleOrder } from './orderAlerts.ts';

const STEP_BLOCKED = 'step-blocked';
const PREFIX = alertKey(STEP_BLOCKED, '');

export class StepBlockedRule {
  readonly #settings: Pick<DeliverySettings, 'blockedHours' | 'blockedCriticalHours'>;
  readonly #alerts: OrderAlerts;

  constructor(settings: DeliverySettings, alerts: OrderAlerts) {
    this.#settings = settings;
    this.#alerts = alerts;
  }

  /** @returns when the next blocked step becomes a warning or critical; Infinity where none will */
  evaluate(order: RuleOrder, { active }: Position, nowMs: number): number {
    for (const [key, held] of order.held) {
      if (held.rule !== STEP_BLOCKED) continue;
      const reason = whyOver(held, key.slice(PREFIX.length), order.view, active);
      if (reason) this.#alerts.clear(order, key, nowMs, reason);
    }
    let nextMs = Infinity;
    for (const step of active) nextMs = Math.min(nextMs, this.#evaluateStep(order, step, nowMs));
    return nextMs;
  }

  #evaluateStep(order: RuleOrder, { name, view, record }: OrderStep, nowMs: number): number {
    const { blockedHours, blockedCriticalHours } = this.#settings;
    if (view.blockedSinceMs === null) return Infinity;
    const dueMs = view.blockedSinceMs + blockedHours * HOUR_MS;
    const criticalMs = view.blockedSinceMs + blockedCriticalHours * HOUR_MS;
    if (nowMs < dueMs) return dueMs;
    const critical = nowMs >= criticalMs;
    const held = order.held.get(alertKey(STEP_BLOCKED, name));
    if (held && critical) this.#alerts.escalate(order, held, nowMs);
    if (!held) {
      const facts = {
        ...orderFacts(order),
        step: name,
        site: record?.site?.value ?? null,
        blockedSince: iso(view.blockedSinceMs),
        amount: order.view.amount,
      };
      const severity = critical ? 'critical' : 'warning';
      this.#alerts.raise(
        order,
        { rule: STEP_BLOCKED, sinceMs: view.blockedSinceMs, dueMs, severity, facts, feeds: order.sources, part: name },
        nowMs,
      );
    }
    return critical ? Infinity : criticalMs;
  }
}

/** @returns null while the block goes on; disproved where it ended, or is not known any more to have been, before it was due */
function whyOver(held: HeldAlert, name: string, { steps }: OrderView, active: readonly OrderStep[]): ResolveReason | null {
  const visits = steps.filter((other) => other.name === name);
  // Of several visits the one of this block; without any, what the step has come to.
  const step = visits.find(({ view }) => blocks(view, held.sinceMs)) ?? visits.findLast(({ view }) => view.status !== 'todo') ?? visits[0];
  const goesOn = step?.view.blockedSinceMs === held.sinceMs;
  if (step && goesOn && active.includes(step)) return null;
  if (step?.view.status === 'done') return (step.view.completedAtMs ?? Infinity) <= held.dueMs ? 'disproved' : 'recovered';
  const untilMs = step?.view.spells.find((spell) => spell.fromMs === held.sinceMs)?.untilMs;
  return !goesOn && (untilMs === undefined || untilMs <= held.dueMs) ? 'disproved' : 'recovered';
}

const blocks = ({ blockedSinceMs, spells }: StepView, sinceMs: number): boolean =>
  blockedSinceMs === sinceMs || spells.some(({ fromMs }) => fromMs === sinceMs);
