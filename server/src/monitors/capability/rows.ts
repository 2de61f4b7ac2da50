/** Everything that the monitor puts on the board: rows of strategies and of breakers, with who belongs where at the moment. */
import type { Topic } from '@warroom/protocol/board';
import type { RowSink } from '../monitor.ts';
import { CurrentMembers } from './members/currentMembers.ts';
import { BreakerBoard } from './rows/breakerBoard.ts';
import { StrategyBoard } from './rows/strategyBoard.ts';
import { nextChangeMs } from './rows/strategyRows.ts';
import type { CapabilitySettings } from './settings.ts';
import type { CapabilityState } from './state.ts';
import type { Strategy } from './strategy.ts';

export const TOPICS: readonly Topic[] = [
  'capability.strategies',
  'capability.breakers',
  'capability.breaker-board',
  'capability.cards',
  'capability.hints',
  'capability.team-board',
];

export class CapabilityRows {
  readonly #settings: CapabilitySettings;
  readonly #state: CapabilityState;
  readonly #strategies: StrategyBoard;
  readonly #breakers: BreakerBoard;
  readonly members: CurrentMembers;
  /** When rows of a strategy next change by the clock alone; Infinity when never. */
  nextChangeMs = Infinity;

  constructor(settings: CapabilitySettings, state: CapabilityState) {
    this.#settings = settings;
    this.#state = state;
    this.#strategies = new StrategyBoard(settings);
    this.#breakers = new BreakerBoard(settings, state.breakers);
    this.members = new CurrentMembers(state.reps, settings.minWallPeople);
  }

  strategyChanged(strategy: Strategy): void {
    this.#strategies.changed(strategy);
  }

  strategyPublished(strategy: Strategy, nowMs: number): void {
    this.#strategies.changed(strategy);
    this.nextChangeMs = Math.min(this.nextChangeMs, nextChangeMs(strategy, nowMs, this.#settings));
  }

  strategiesForgotten(strategies: readonly Strategy[]): void {
    this.#strategies.forget(strategies);
  }

  /** Rows of strategies that change by the clock alone are to be made again. */
  tick(nowMs: number): void {
    this.nextChangeMs = Infinity;
    for (const strategy of this.#state.strategies.published()) this.strategyPublished(strategy, nowMs);
  }

  /** Brings up to date who is there now; rows that depend on it are to be made again. */
  refreshMembers(nowMs: number): void {
    if (!this.members.refresh(nowMs)) return;
    for (const strategy of this.#state.strategies.published()) this.#strategies.changed(strategy);
    this.#breakers.membersChanged();
  }

  collect(sink: RowSink, nowMs: number, exact: boolean): void {
    this.refreshMembers(nowMs);
    this.#strategies.collect(sink, this.members.membership, nowMs, exact);
    this.#breakers.collect(sink, this.members, nowMs, exact);
  }
}
