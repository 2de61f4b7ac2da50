/** Keeps the rows of `capability.strategies` up to date, those of one strategy at most once a second while live. */
import type { RowSink } from '../../monitor.ts';
import type { Membership } from '../members/membership.ts';
import type { CapabilitySettings } from '../settings.ts';
import type { Strategy } from '../strategy.ts';
import { boardEndMs, strategyRows } from './strategyRows.ts';

const EVERY_MS = 1_000;

export class StrategyBoard {
  readonly #settings: CapabilitySettings;
  readonly #changed = new Set<Strategy>();
  readonly #shown = new Map<Strategy, { atMs: number; keys: ReadonlySet<string> }>();
  #forgotten: Strategy[] = [];

  constructor(settings: CapabilitySettings) {
    this.#settings = settings;
  }

  changed(strategy: Strategy): void {
    if (strategy.publishedMs !== Infinity) this.#changed.add(strategy);
  }

  forget(strategies: readonly Strategy[]): void {
    for (const strategy of strategies) this.#changed.delete(strategy);
    this.#forgotten.push(...strategies);
  }

  collect(sink: RowSink, membership: Membership, nowMs: number, exact: boolean): void {
    for (const strategy of this.#forgotten) {
      for (const key of this.#shown.get(strategy)?.keys ?? []) sink.delete('capability.strategies', key);
      this.#shown.delete(strategy);
    }
    this.#forgotten = [];
    for (const strategy of this.#changed) {
      const shown = this.#shown.get(strategy);
      if (!exact && shown && nowMs - shown.atMs < EVERY_MS) continue;
      const isOver = nowMs >= boardEndMs(strategy, this.#settings);
      const rows = isOver ? new Map<string, never>() : strategyRows(strategy, membership.members, nowMs, this.#settings);
      for (const [key, row] of rows) sink.set('capability.strategies', key, row);
      for (const key of shown?.keys ?? []) if (!rows.has(key)) sink.delete('capability.strategies', key);
      this.#shown.set(strategy, { atMs: nowMs, keys: new Set(rows.keys()) });
      this.#changed.delete(strategy);
    }
  }
}
