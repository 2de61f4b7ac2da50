/** For the tests of this monitor: it under the real engine, its rows and signals kept, facts made in one line. Times are hours from the start. */
import type { RowOf, Topic } from '@warroom/protocol/board';
import type { EventKind, Fact } from '@warroom/protocol/events';
import { Value } from 'typebox/value';
import { Engine } from '../engine.ts';
import type { Monitor, RowSink, Signal } from '../monitor.ts';
import { createTouchpointsMonitor } from './monitor.ts';
import { TouchpointsSection, type TouchpointsSettings } from './settings.ts';

export const HOUR_MS = 3_600_000;
export const DAY_HOURS = 24;
/** A Monday, 00:00 in UTC. */
export const START_MS = Date.UTC(2026, 2, 2);
export const at = (hours: number): number => START_MS + Math.round(hours * HOUR_MS);
export const iso = (hours: number): string => new Date(at(hours)).toISOString();

type Tree = { [key: string]: unknown };

/** Defaults, with `overrides` given as in the configuration file. */
export const settingsWith = (overrides: Tree = {}): TouchpointsSettings =>
  Value.Default(TouchpointsSection, overrides) as TouchpointsSettings;

let nextId = 0;
/** Facts get ids in the order they are written down. */
export function fact<K extends EventKind>(
  kind: K,
  key: string,
  hours: number,
  data: Fact<K>['data'],
  more: Partial<Omit<Fact<K>, 'kind' | 'data'>> & { arrivesHours?: number } = {},
): Fact<K> {
  const { arrivesHours, ...dimensions } = more;
  nextId += 1;
  return {
    id: `00000000-0000-4000-8000-${String(nextId).padStart(12, '0')}`,
    kind,
    key,
    atMs: at(hours),
    ingestedAtMs: at(arrivesHours ?? hours),
    source: 'crm',
    region: null,
    team: null,
    channel: null,
    productLine: null,
    customerId: null,
    repId: null,
    data,
    ...dimensions,
  } as unknown as Fact<K>;
}

type TouchpointData = Fact<'touchpoint.seen'>['data'];
type Place = { region?: string; source?: string; arrivesHours?: number };

/** A touchpoint that a system saw. */
export const seen = (customer: string, channel: string, hours: number, data: TouchpointData = {}, place: Place = {}) =>
  fact('touchpoint.seen', customer, hours, { captured_by: 'crm', ...data }, { channel, ...place });

/** A touchpoint that an audit brought to light. */
export const found = (customer: string, channel: string, hours: number, data: TouchpointData = {}, place: Place = {}) =>
  fact('touchpoint.seen', customer, hours, { found_later: true, found_by: 'audit', ...data }, { channel, ...place });

export const moved = (
  opportunity: string,
  customer: string,
  hours: number,
  stage: string,
  more: { amount?: number; arrivesHours?: number } = {},
) =>
  fact(
    'opportunity.moved',
    opportunity,
    hours,
    { stage, ...(more.amount === undefined ? {} : { amount: more.amount }) },
    { customerId: customer, ...(more.arrivesHours === undefined ? {} : { arrivesHours: more.arrivesHours }) },
  );

export class Board implements RowSink {
  readonly topics = new Map<string, Map<string, unknown>>();
  writes = 0;

  set<T extends Topic>(topic: T, key: string, row: RowOf<T>): void {
    this.writes += 1;
    const rows = this.topics.get(topic) ?? new Map<string, unknown>();
    this.topics.set(topic, rows.set(key, structuredClone(row)));
  }

  delete(topic: Topic, key: string): void {
    this.topics.get(topic)?.delete(key);
  }

  rows(): Record<string, Record<string, unknown>> {
    const sorted = <V>(map: Map<string, V>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(
      sorted(this.topics)
        .filter(([, rows]) => rows.size > 0)
        .map(([topic, rows]) => [topic, Object.fromEntries(sorted(rows))]),
    );
  }
}

export class Rig {
  readonly monitor: Monitor & ReturnType<typeof createTouchpointsMonitor>;
  readonly engine: Engine;
  readonly board = new Board();
  readonly signals: Signal[] = [];

  constructor(settings: TouchpointsSettings = settingsWith()) {
    this.monitor = createTouchpointsMonitor(settings, (signal) => this.signals.push(signal));
    const alerts = { advance() {}, nextWakeMs: () => Infinity, collect() {} };
    this.engine = new Engine({ monitors: [this.monitor], alerts });
  }

  /** Hands facts over in order of arrival. */
  feed(...facts: Fact[]): this {
    for (const one of [...facts].sort((a, b) => a.ingestedAtMs - b.ingestedAtMs)) this.engine.arrive(one);
    return this;
  }

  until(hours: number): this {
    this.engine.advanceTo(at(hours));
    return this;
  }

  collect(exact = false): this {
    this.engine.collect(this.board, exact);
    return this;
  }

  row<T extends Topic>(topic: T, key: string): RowOf<T> | undefined {
    return this.collect().board.topics.get(topic)?.get(key) as RowOf<T> | undefined;
  }

  exactRow<T extends Topic>(topic: T, key: string): RowOf<T> | undefined {
    return this.collect(true).board.topics.get(topic)?.get(key) as RowOf<T> | undefined;
  }

  /** `raise resonance customer:C-1 @24` and so on: type, rule, subject, hours, reason or severity. */
  story(): string[] {
    const signals = this.signals.filter((s) => s.type !== 'update');
    return signals.map((s) => {
      const hours = (s.atMs - START_MS) / HOUR_MS;
      return `${s.type} ${s.rule} ${s.subject} @${Number(hours.toFixed(3))} ${s.type === 'clear' ? s.reason : s.severity}`;
    });
  }
}
