/** For tests: makes facts, drives a monitor on a clock, and keeps what it put on the board. */
import type { RowOf, Topic } from '@warroom/protocol/board';
import type { EventKind, Fact } from '@warroom/protocol/events';
import { Value } from 'typebox/value';
import type { Monitor, RowSink, Signal } from '../monitor.ts';
import { DAY_MS, HOUR_MS } from './instants.ts';
import { createDeliveryRiskMonitor } from './monitor.ts';
import { DeliverySection, type DeliverySettings } from './settings.ts';
import { normalQuantile } from './statistics/normal.ts';

/** A Monday, midnight UTC. */
export const T0 = Date.UTC(2026, 0, 5);

export const SETTINGS = Value.Default(DeliverySection, {}) as DeliverySettings;

export interface Extra extends Partial<Pick<Fact, 'region' | 'productLine' | 'customerId' | 'source' | 'ingestedAtMs' | 'id'>> {}

export class FactMaker {
  #count = 0;

  make<K extends EventKind>(kind: K, atMs: number, key: string, data: Fact<K>['data'], extra: Extra = {}): Fact<K> {
    this.#count += 1;
    return {
      id: `00000000-0000-4000-8000-${String(this.#count).padStart(12, '0')}`,
      kind,
      atMs,
      ingestedAtMs: atMs,
      source: 'erp',
      key,
      region: null,
      team: null,
      channel: null,
      productLine: null,
      customerId: null,
      repId: null,
      ...extra,
      data,
    } as unknown as Fact<K>;
  }
}

export class MonitorHarness {
  readonly signals: Signal[] = [];
  readonly board = new Map<Topic, Map<string, unknown>>();
  readonly monitor: Monitor;
  nowMs = -Infinity;

  constructor(settings: Partial<DeliverySettings> = {}) {
    this.monitor = createDeliveryRiskMonitor({ ...SETTINGS, ...settings }, (signal) => this.signals.push(signal));
  }

  readonly #sink: RowSink = {
    set: (topic, key, row) => {
      const rows = this.board.get(topic) ?? new Map<string, unknown>();
      this.board.set(topic, rows);
      rows.set(key, row);
    },
    delete: (topic, key) => void this.board.get(topic)?.delete(key),
  };

  advanceTo(nowMs: number): void {
    for (let dueMs = this.monitor.nextWakeMs(); dueMs <= nowMs; dueMs = this.monitor.nextWakeMs()) this.monitor.advance(dueMs);
    this.monitor.advance(nowMs);
    this.nowMs = nowMs;
  }

  /** In order of arrival. */
  feed(...facts: Fact[]): void {
    for (const fact of facts) {
      if (fact.ingestedAtMs > this.nowMs) this.advanceTo(fact.ingestedAtMs - 1);
      this.nowMs = Math.max(this.nowMs, fact.ingestedAtMs);
      this.monitor.apply(fact, this.nowMs);
    }
    this.advanceTo(this.nowMs);
  }

  rows<T extends Topic>(topic: T, exact = true): Record<string, RowOf<T>> {
    this.monitor.collect(this.#sink, this.nowMs, exact);
    const rows = [...(this.board.get(topic) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(rows) as Record<string, RowOf<T>>;
  }

  all(): unknown {
    return [this.rows('delivery-risk.orders'), this.rows('delivery-risk.heat'), this.rows('delivery-risk.map')];
  }

  /** What its alerts do; that their facts are brought up to date is asked for apart. */
  signalsOf(rule: string): Signal[] {
    return this.signals.filter((signal) => signal.rule === rule && signal.type !== 'update');
  }

  updatesOf(rule: string): Extract<Signal, { type: 'update' }>[] {
    return this.signals.filter((signal) => signal.type === 'update').filter((signal) => signal.rule === rule);
  }
}

/** A monitor, and facts about its orders in short. */
export class Story {
  readonly maker = new FactMaker();
  readonly monitor: MonitorHarness;

  constructor(settings: Partial<DeliverySettings> = {}) {
    this.monitor = new MonitorHarness(settings);
  }

  placed(order: string, atMs: number, promisedMs: number, data: Partial<Fact<'order.placed'>['data']> = {}, extra: Extra = {}) {
    return this.maker.make('order.placed', atMs, order, { promised_at: promisedMs, route: ['make', 'ship'], ...data }, extra);
  }

  step(
    order: string,
    atMs: number,
    step: string,
    state: Fact<'order.step'>['data']['state'],
    data: Partial<Fact<'order.step'>['data']> = {},
    extra: Extra = {},
  ) {
    return this.maker.make('order.step', atMs, order, { step, state, ...data }, extra);
  }

  delivered(order: string, atMs: number, extra: Extra = {}) {
    return this.maker.make('order.delivered', atMs, order, {}, extra);
  }

  /** `count` orders of one step each, one an hour, whose durations are the even quantiles of a log-normal. */
  history(count: number, step: string, medianMs: number, spread: number): void {
    const facts: Fact[] = [];
    for (let i = 0; i < count; i += 1) {
      const u = (((i * 61) % count) + 0.5) / count;
      const tookMs = Math.round(medianMs * Math.exp(spread * normalQuantile(u)));
      const atMs = T0 + i * HOUR_MS;
      const name = `H-${i}`;
      facts.push(
        this.placed(name, atMs, atMs + 30 * DAY_MS, { route: [step] }),
        this.step(name, atMs, step, 'started'),
        this.step(name, atMs + tookMs, step, 'completed'),
        this.delivered(name, atMs + tookMs),
      );
    }
    facts.sort((a, b) => a.atMs - b.atMs);
    this.monitor.feed(...facts);
    this.monitor.advanceTo(T0 + count * HOUR_MS + 2 * DAY_MS);
  }

  pLate(order: string): number {
    return this.monitor.rows('delivery-risk.orders')[order]?.pLate ?? Number.NaN;
  }
}
