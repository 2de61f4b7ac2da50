/** Alerts of one order and how they are raised, escalated and cleared. Subject of all: `order:<id>`. */
import type { AlertFacts, ResolveReason, Severity } from '@warroom/protocol/alert';
import { joinKey } from '@warroom/protocol/boardKey';
import type { deliveryRisk } from '@warroom/protocol/concerns/delivery-risk';
import type { SignalSink } from '../../monitor.ts';
import { iso } from '../instants.ts';
import type { OrderFacts } from '../orders/orderFacts.ts';
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
  /** What its facts said of the order last (DELIVERY-37). */
  told: string;
}

/** Alerts of one order, by rule (and step for `step-blocked`). */
export type HeldAlerts = Map<string, HeldAlert>;

/** An order as the rules see it. */
export interface RuleOrder {
  name: string;
  sources: readonly string[];
  view: OrderView;
  held: HeldAlerts;
  order: Pick<OrderFacts, 'placings' | 'dimensions'>;
}

/** Ids of the facts that say whose the order is, what it is worth and what was promised. */
function statedBy({ placings, dimensions: { customerId, region } }: RuleOrder['order']): string {
  return [placings.at(-1), customerId, region].map((statement) => statement?.id ?? '').join('.');
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

/** What an order's facts say of it, and which of that each rule tells beside {@link orderFacts}. */
const stated = ({ view }: RuleOrder) => ({
  amount: view.amount,
  expedite: view.expedite,
  promisedAt: view.promisedAtMs === null ? null : iso(view.promisedAtMs),
});
const TOLD = {
  'delivery-late': ['amount', 'expedite', 'promisedAt'],
  'expedite-lost': ['promisedAt'],
  'phantom-stock': [],
  'step-blocked': ['amount'],
} as const satisfies Record<DeliveryRule, readonly (keyof ReturnType<typeof stated>)[]>;

function statedFacts(order: RuleOrder, rule: DeliveryRule): AlertFacts {
  const facts = stated(order);
  return { ...orderFacts(order), ...Object.fromEntries(TOLD[rule].map((name) => [name, facts[name]])) };
}

export class OrderAlerts {
  readonly #signal: SignalSink;

  constructor(signal: SignalSink) {
    this.#signal = signal;
  }

  raise(order: RuleOrder, { rule, sinceMs, dueMs, severity, facts, feeds, part }: Condition, atMs: number): void {
    const episode = part === undefined ? iso(sinceMs) : `${iso(sinceMs)} ${part}`;
    order.held.set(alertKey(rule, part), {
      rule,
      episode,
      severity,
      sinceMs,
      dueMs,
      belowSinceMs: null,
      told: JSON.stringify(statedFacts(order, rule)),
    });
    this.#signal({ type: 'raise', rule, subject: `order:${order.name}`, episode, severity, atMs, sinceMs, facts, feeds });
  }

  /** Every alert held tells of the order as it is now (DELIVERY-37). */
  follow(order: RuleOrder, atMs: number): void {
    for (const held of order.held.values()) {
      const { rule, episode } = held;
      const facts = statedFacts(order, rule);
      const told = JSON.stringify(facts);
      if (told === held.told) continue;
      held.told = told;
      this.#signal({ type: 'update', rule, subject: `order:${order.name}`, episode, atMs, which: statedBy(order.order), facts });
    }
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
