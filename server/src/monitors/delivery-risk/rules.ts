/** The four rules of delivery risk, each a judgement over one order. Subject of all: `order:<id>`. */

import type { AlertFacts, ResolveReason, Severity } from '@warroom/protocol/alert';
import type { deliveryRisk } from '@warroom/protocol/concerns/delivery-risk';
import type { SignalSink } from '../monitor.ts';
import { namesAny } from './alternatives.ts';
import type { Assessment } from './assessment.ts';
import type { OrderView } from './order.ts';
import type { Position } from './position.ts';
import type { DeliverySettings } from './settings.ts';
import { iso } from './stamped.ts';
import type { Coverage } from './stock.ts';

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

export interface Judged {
  name: string;
  sources: readonly string[];
  view: OrderView;
  held: HeldAlerts;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export class Rules {
  readonly #settings: DeliverySettings;
  readonly #signal: SignalSink;

  constructor(settings: DeliverySettings, signal: SignalSink) {
    this.#settings = settings;
    this.#signal = signal;
  }

  /** @returns the next instant at which time alone changes the judgement */
  deliveryLate(order: Judged, assessment: Assessment | null, bottleneck: () => string | null, nowMs: number): number {
    const { warningShare, criticalShare, clearShare, clearHoldMinutes } = this.#settings;
    const { view } = order;
    const held = order.held.get('delivery-late');
    if (!assessment || view.promisedAtMs === null) {
      if (held) this.#clear(order, 'delivery-late', nowMs, 'disproved');
      return Infinity;
    }
    const { pLate, asOfMs } = assessment;
    const severity: Severity = pLate >= criticalShare ? 'critical' : 'warning';
    if (!held) {
      if (pLate < warningShare) return Infinity;
      const facts: AlertFacts = {
        orderId: order.name,
        customerId: view.customerId,
        region: view.region,
        promisedAt: iso(view.promisedAtMs),
        amount: view.amount,
        expedite: view.expedite,
        pLate: Math.round(pLate * 100) / 100,
        bottleneck: bottleneck(),
      };
      this.#raise(order, 'delivery-late', 'delivery-late', asOfMs, asOfMs, severity, facts, order.sources, nowMs);
      return Infinity;
    }
    if (severity === 'critical') this.#escalate(order, held, nowMs);
    if (pLate >= clearShare) {
      held.belowSinceMs = null;
      return Infinity;
    }
    held.belowSinceMs ??= nowMs;
    const clearMs = held.belowSinceMs + clearHoldMinutes * MINUTE_MS;
    if (nowMs < clearMs) return clearMs;
    this.#clear(order, 'delivery-late', nowMs, 'recovered');
    return Infinity;
  }

  /** An expedited order whose production step carries no priority a while after placing. */
  expediteLost(order: Judged, nowMs: number): number {
    const { view } = order;
    const held = order.held.get('expedite-lost');
    if (!view.expedite || view.placedAtMs === null) {
      if (held) this.#clear(order, 'expedite-lost', nowMs, 'disproved');
      return Infinity;
    }
    const dueMs = Math.max(view.placedAtMs, view.expeditedAtMs ?? 0) + this.#settings.expediteGraceMinutes * MINUTE_MS;
    const production = view.steps.filter((step) => namesAny(step.name, this.#settings.productionSteps));
    const judged = production.length > 0 ? production : view.steps;
    const priority = judged.map((step) => step.record?.priority).find((stamp) => stamp);
    if (priority) {
      if (held) this.#clear(order, 'expedite-lost', nowMs, priority.atMs <= dueMs ? 'disproved' : 'handled');
      return Infinity;
    }
    if (held) return Infinity;
    if (judged.length > 0 && judged.every((step) => step.view.status === 'done')) return Infinity;
    if (nowMs < dueMs) return dueMs;
    const facts: AlertFacts = {
      orderId: order.name,
      customerId: view.customerId,
      region: view.region,
      step: judged[0]?.name ?? null,
      placedAt: iso(view.placedAtMs),
      promisedAt: view.promisedAtMs === null ? null : iso(view.promisedAtMs),
    };
    this.#raise(order, 'expedite-lost', 'expedite-lost', dueMs, dueMs, 'warning', facts, order.sources, nowMs);
    return Infinity;
  }

  /** A step that has been blocked for too long; critical when it stays so. */
  stepBlocked(order: Judged, { active }: Position, nowMs: number): number {
    const { blockedHours, blockedCriticalHours } = this.#settings;
    let nextMs = Infinity;
    for (const [key, held] of order.held) {
      if (held.rule !== 'step-blocked') continue;
      const name = key.slice('step-blocked|'.length);
      const step = order.view.steps.find((other) => other.name === name);
      if (step?.view.blockedSinceMs === held.sinceMs && active.includes(step)) continue;
      const stillThere = step?.view.blockedSinceMs === held.sinceMs;
      const untilMs = step?.view.spells.find((spell) => spell.fromMs === held.sinceMs)?.untilMs;
      const wrong = !stillThere && (untilMs === undefined || untilMs <= held.dueMs) && step?.view.status !== 'done';
      const endedEarly = step?.view.status === 'done' && (step.view.completedAtMs ?? Infinity) <= held.dueMs;
      this.#clear(order, key, nowMs, wrong || endedEarly ? 'disproved' : 'recovered');
    }
    for (const { name, view, record } of active) {
      if (view.blockedSinceMs === null) continue;
      const key = `step-blocked|${name}`;
      const dueMs = view.blockedSinceMs + blockedHours * HOUR_MS;
      const criticalMs = view.blockedSinceMs + blockedCriticalHours * HOUR_MS;
      const held = order.held.get(key);
      if (nowMs < dueMs) {
        nextMs = Math.min(nextMs, dueMs);
        continue;
      }
      const critical = nowMs >= criticalMs;
      if (!critical) nextMs = Math.min(nextMs, criticalMs);
      if (held) {
        if (critical) this.#escalate(order, held, nowMs);
        continue;
      }
      const facts: AlertFacts = {
        orderId: order.name,
        customerId: order.view.customerId,
        region: order.view.region,
        step: name,
        site: record?.site?.value ?? null,
        blockedSince: iso(view.blockedSinceMs),
        amount: order.view.amount,
      };
      const severity = critical ? 'critical' : 'warning';
      this.#raise(order, key, 'step-blocked', view.blockedSinceMs, dueMs, severity, facts, order.sources, nowMs, name);
    }
    return nextMs;
  }

  /** A promise of stock that only what is locked or in transfer could keep. */
  phantomStock(order: Judged, coverage: readonly Coverage[], nowMs: number): void {
    const held = order.held.get('phantom-stock');
    const phantom = coverage.filter((part) => part.state === 'phantom');
    const [first] = phantom;
    if (!first) {
      if (held) this.#clear(order, 'phantom-stock', nowMs, 'recovered');
      return;
    }
    if (held) return;
    const sinceMs = Math.min(...phantom.map((part) => part.sinceMs));
    const facts: AlertFacts = {
      orderId: order.name,
      customerId: order.view.customerId,
      region: order.view.region,
      sku: first.sku,
      warehouse: first.warehouse,
      quantity: first.quantity,
      available: first.available,
      parts: phantom.length,
    };
    const feeds = [...new Set(phantom.flatMap((part) => part.sources))].sort();
    this.#raise(order, 'phantom-stock', 'phantom-stock', sinceMs, sinceMs, 'warning', facts, feeds, nowMs);
  }

  /** The order is over: nothing about it holds any more. */
  ended(order: Judged, nowMs: number): void {
    const { end, promisedAtMs } = order.view;
    const kept = end?.how === 'delivered' && (promisedAtMs === null || end.atMs <= promisedAtMs);
    for (const [key, held] of [...order.held].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const delivered = end?.how === 'delivered' && (held.rule !== 'delivery-late' || kept);
      this.#clear(order, key, nowMs, delivered ? (end.atMs <= held.dueMs ? 'disproved' : 'recovered') : 'expired');
    }
  }

  #raise(
    order: Judged,
    key: string,
    rule: DeliveryRule,
    sinceMs: number,
    dueMs: number,
    severity: Severity,
    facts: AlertFacts,
    feeds: readonly string[],
    atMs: number,
    part?: string,
  ): void {
    const episode = part === undefined ? iso(sinceMs) : `${iso(sinceMs)} ${part}`;
    order.held.set(key, { rule, episode, severity, sinceMs, dueMs, belowSinceMs: null });
    this.#signal({ type: 'raise', rule, subject: `order:${order.name}`, episode, severity, atMs, sinceMs, facts, feeds });
  }

  #escalate(order: Judged, held: HeldAlert, atMs: number): void {
    if (held.severity === 'critical') return;
    held.severity = 'critical';
    const { rule, episode } = held;
    this.#signal({ type: 'escalate', rule, subject: `order:${order.name}`, episode, severity: 'critical', atMs });
  }

  #clear(order: Judged, key: string, atMs: number, reason: ResolveReason): void {
    const held = order.held.get(key);
    if (!held) return;
    order.held.delete(key);
    this.#signal({ type: 'clear', rule: held.rule, subject: `order:${order.name}`, episode: held.episode, atMs, reason });
  }
}
