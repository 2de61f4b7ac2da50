/** How far one feed has delivered, and what that says of it at an instant. */

import type { ContractState } from '@warroom/protocol/concerns/contracts';
import type { EventKind } from '@warroom/protocol/events';
import { EVENT_KINDS, type Fact } from '@warroom/protocol/events';
import { SOURCE_KINDS } from '@warroom/protocol/feeds';
import type { Calendar } from '../calendar.ts';
import type { Contract } from './settings.ts';

export class Freshness {
  readonly contract: Contract;
  readonly source: string;
  readonly #calendar: Calendar | null;
  readonly #kinds: Set<EventKind>;
  readonly #counts: ReadonlySet<EventKind> | null;
  /** Newest instant up to which the feed has delivered. */
  newestMs: number | null = null;
  /** What the deadlines count from: the newest delivery, or the first thing heard of anything; null while nothing is known. */
  #fromMs: number | null = null;
  /** Deadlines as worked out for `forMs`: a busy feed moves them with every event, and a calendar takes its time. */
  #deadlines = { forMs: Number.NaN, dueMs: Infinity, brokenMs: Infinity };
  /** Episode of the alert that is up. */
  episode: string | null = null;

  constructor(contract: Contract, calendar: Calendar) {
    this.contract = contract;
    this.source = contract.source || contract.feed;
    this.#calendar = contract.workingTime ? calendar : null;
    this.#counts = contract.kinds.length > 0 ? new Set(contract.kinds) : null;
    this.#kinds = new Set(this.#counts ?? SOURCE_KINDS[this.source] ?? []);
  }

  /** Kinds that stand on this feed, in the order of the event list. */
  get kinds(): EventKind[] {
    return EVENT_KINDS.filter((kind) => this.#kinds.has(kind));
  }

  /** When the next delivery is due; Infinity while nothing is known. */
  get dueMs(): number {
    return this.#reckon().dueMs;
  }

  /** From when it counts as broken if nothing is delivered; Infinity while nothing is known. */
  get brokenMs(): number {
    return this.#reckon().brokenMs;
  }

  /** Takes an event of this feed's source. @returns whether the row or the state may have changed */
  takeEvent(fact: Fact): boolean {
    if (fact.kind === 'feed.synced' || (this.#counts && !this.#counts.has(fact.kind))) return false;
    const learnt = !this.#kinds.has(fact.kind);
    if (learnt) this.#kinds.add(fact.kind);
    return this.#deliver(fact.atMs) || learnt;
  }

  /**
   * Takes a `feed.synced` of this feed. It has delivered up to `newest_at`: a source that reports on time and lags behind is not fresh.
   * What it says of the future it cannot know, so its own time is the limit.
   */
  takeSynced(fact: Fact<'feed.synced'>): boolean {
    const { newest_at: newest } = fact.data;
    const saidMs = newest === undefined ? fact.atMs : typeof newest === 'number' ? newest : Date.parse(newest);
    return this.#deliver(Number.isFinite(saidMs) ? Math.min(saidMs, fact.atMs) : fact.atMs);
  }

  /** A feed that was never heard of is measured from the first thing heard of anything. */
  startFrom(firstHeardMs: number): void {
    if (this.newestMs === null) this.#fromMs = firstHeardMs;
  }

  /** Exactly at the limit counts as reached, as everywhere where the clock alone decides. */
  state(nowMs: number): ContractState {
    if (nowMs >= this.brokenMs) return 'broken';
    return nowMs >= this.dueMs || this.newestMs === null ? 'due' : 'fresh';
  }

  /** When the state changes next if nothing arrives; Infinity when it does not. */
  nextMs(nowMs: number): number {
    if (nowMs < this.dueMs) return this.dueMs;
    return nowMs < this.brokenMs ? this.brokenMs : Infinity;
  }

  save(): [feed: string, newestMs: number | null, kinds: EventKind[], episode: string | null] {
    return [this.contract.feed, this.newestMs, this.kinds, this.episode];
  }

  restore([, newestMs, kinds, episode]: ReturnType<Freshness['save']>): void {
    if (newestMs !== null) this.#deliver(newestMs);
    if (!this.#counts) for (const kind of kinds) this.#kinds.add(kind);
    this.episode = episode;
  }

  #deliver(atMs: number): boolean {
    if (this.newestMs !== null && atMs <= this.newestMs) return false;
    this.newestMs = atMs;
    this.#fromMs = atMs;
    return true;
  }

  #reckon(): { dueMs: number; brokenMs: number } {
    const fromMs = this.#fromMs;
    if (fromMs !== null && fromMs !== this.#deadlines.forMs) {
      const intervalMs = this.contract.intervalSeconds * 1_000;
      const untilBrokenMs = intervalMs + this.contract.graceSeconds * 1_000;
      const calendar = this.#calendar;
      this.#deadlines = {
        forMs: fromMs,
        dueMs: calendar ? calendar.add(fromMs, intervalMs) : fromMs + intervalMs,
        brokenMs: calendar ? calendar.add(fromMs, untilBrokenMs) : fromMs + untilBrokenMs,
      };
    }
    return this.#deadlines;
  }
}
