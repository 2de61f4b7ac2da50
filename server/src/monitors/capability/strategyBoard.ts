/** Keeps the rows of `capability.strategies` in line with the strategies, each at most once a second while live. */
import type { RowSink } from '../monitor.ts';
import type { Crew } from './crew.ts';
import type { CapabilitySettings } from './settings.ts';
import type { Strategy } from './strategies.ts';
import { boardEndMs, strategyRows } from './strategyRows.ts';

const EVERY_MS = 1_000;

export class StrategyBoard {
  readonly #settings: CapabilitySettings;
  readonly #stale = new Set<Strategy>();
  readonly #shown = new Map<Strategy, { atMs: number; keys: ReadonlySet<string> }>();
  #gone: Strategy[] = [];

  constructor(settings: CapabilitySettings) {
    this.#settings = settings;
  }

  touch(strategy: Strategy): void {
    if (strategy.publishedMs !== Infinity) this.#stale.add(strategy);
  }

  forget(strategies: readonly Strategy[]): void {
    for (const strategy of strategies) this.#stale.delete(strategy);
    this.#gone.push(...strategies);
  }

  collect(sink: RowSink, crew: Crew, nowMs: number, exact: boolean): void {
    for (const strategy of this.#gone) {
      for (const key of this.#shown.get(strategy)?.keys ?? []) sink.delete('capability.strategies', key);
      this.#shown.delete(strategy);
    }
    this.#gone = [];
    for (const strategy of this.#stale) {
      const shown = this.#shown.get(strategy);
      if (!exact && shown && nowMs - shown.atMs < EVERY_MS) continue;
      const isOver = nowMs >= boardEndMs(strategy, this.#settings);
      const rows = isOver ? new Map<string, never>() : strategyRows(strategy, crew, nowMs, this.#settings);
      for (const [key, row] of rows) sink.set('capability.strategies', key, row);
      for (const key of shown?.keys ?? []) if (!rows.has(key)) sink.delete('capability.strategies', key);
      this.#shown.set(strategy, { atMs: nowMs, keys: new Set(rows.keys()) });
      this.#stale.delete(strategy);
    }
  }
}
