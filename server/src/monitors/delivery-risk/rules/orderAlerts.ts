/** Alerts of one order and how they are raised, escalated and cleared. Subject of all: `order:<id>`. */
import type { AlertFacts, ResolveReason, Severity } from '@warroom/protocol/alert';
import { joinKey } from '@warroom/protocol/boardKey';
import type { deliveryRisk } from '@warroom/protocol/concerns/delivery-risk';
import type { SignalSink } from '../../monitor.ts';
import { iso } from '../instants.ts';
import type { OrderView } from '../orders/orderView.ts';

export type DeliveryRule = keyof (typeof deliveryRisk)['rules'];

export interface HeldAlert {
  rule: DeliveryRule;
  episode: string;
  severity: Severity;
  /** When the condition began. */
  sinceMs: number;
  /** When it was raised at the earliest, by the world's clock: what disproves it lies before. */
  dueMs: number;
  /** Since when it is below its clearing threshold. */
  belowSinceMs: number | null;
}

/** Alerts of one order, by rule (and step for `step-blocked`). */
export type HeldAlerts = Map<string, HeldAlert>;

/** An order as the rules see it. */
export interface RuleOrder {
  name: string;
  sources: readonly string[];
  view: OrderView;
  held: HeldAlerts;
}

interface Condition {
  rule: DeliveryRule;
  /** When it began; names the episode. */
  sinceMs: number;
  dueMs: number;
  severity: Severity;
  facts: AlertFacts;
  feeds: readonly string[];
  /** Tells apart several alerts of one rule: the step of `step-blocked`. */
  part?: string;
}

export const alertKey = (rule: DeliveryRule, part?: string): string => (part === undefined ? rule : joinKey([rule, part]));

/** What every alert says of its order. */
export const orderFacts = ({ name, view }: RuleOrder): AlertFacts => ({ orderId: name, customerId: view.customerId, region: view.region });

export class OrderAlerts {
  readonly #signal: SignalSink;

  constructor(signal: SignalSink) {
    this.#signal = signal;
  }

  raise(order: RuleOrder, { rule, sinceMs, dueMs, severity, facts, feeds, part }: Condition, atMs: number): void {
    const episode = part === undefined ? iso(sinceMs) : `${iso(sinceMs)} ${part}`;
    order.held.set(alertKey(rule, part), { rule, episode, severity, sinceMs, dueMs, belowSinceMs: null });
    this.#signal({ type: 'raise', rule, subject: `order:${order.name}`, episode, severity, atMs, sinceMs, facts, feeds });
  }

  /** To critical; an alert that is critical already stays as it is. */
  escalate(order: RuleOrder, held: HeldAlert, atMs: number): void {
    if (held.severity === 'critical') return;
    held.severity = 'critical';
    const { rule, episode } = held;
    this.#signal({ type: 'escalate', rule, subject: `order:${order.name}`, episode, severity: 'critical', atMs });
  }

  /** Nothing where no such alert is held. */
  clear(order: RuleOrder, key: string, atMs: number, reason: ResolveReason): void {
    const held = order.held.get(key);
    if (!held) return;
    order.held.delete(key);
    this.#signal({ type: 'clear', rule: held.rule, subject: `order:${order.name}`, episode: held.episode, atMs, reason });
  }

  /** The order is over: nothing about it holds any more (DELIVERY-34). */
  clearAll(order: RuleOrder, nowMs: number): void {
    const { end, promisedAtMs } = order.view;
    const kept = end?.how === 'delivered' && (promisedAtMs === null || end.atMs <= promisedAtMs);
    for (const [key, held] of [...order.held].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const delivered = end?.how === 'delivered' && (held.rule !== 'delivery-late' || kept);
      this.clear(order, key, nowMs, delivered ? (end.atMs <= held.dueMs ? 'disproved' : 'recovered') : 'expired');
    }
  }
}
