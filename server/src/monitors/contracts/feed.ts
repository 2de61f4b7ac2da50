/** One feed under its contract: how far it has delivered, and what state that makes at an instant. */
import type { ContractState } from '@warroom/protocol/concerns/contracts';
import { EVENT_KINDS, type EventKind, type Fact } from '@warroom/protocol/events';
import { SOURCE_KINDS } from '@warroom/protocol/feeds';
import type { Calendar } from '../calendar.ts';
import type { Contract } from './settings.ts';

/** Feed, instant of the newest delivery, kinds it has brought, episode of its open alert. */
export type SavedFeed = [feed: string, newestMs: number | null, kinds: EventKind[], episode: string | null];

export class Feed {
  readonly contract: Contract;
  readonly source: string;
  readonly #calendar: Calendar | null;
  readonly #kinds: Set<EventKind>;
  /** Kinds that count as deliveries; null where every kind does. */
  readonly #deliveryKinds: ReadonlySet<EventKind> | null;
  /** Newest instant up to which the feed has delivered. */
  newestMs: number | null = null;
  /** What the deadlines count from: the newest delivery, before it the instant from which feeds are watched; null before both. */
  #fromMs: number | null = null;
  /** As worked out when last asked for: a busy feed moves its deadlines with every event, and a calendar is slow. */
  #deadlines = { fromMs: Number.NaN, dueMs: Infinity, brokenMs: Infinity };
  /** Episode of the open alert. */
  episode: string | null = null;

  constructor(contract: Contract, calendar: Calendar) {
    this.contract = contract;
    this.source = contract.source || contract.feed;
    this.#calendar = contract.workingTime ? calendar : null;
    this.#deliveryKinds = contract.kinds.length > 0 ? new Set(contract.kinds) : null;
    this.#kinds = new Set(this.#deliveryKinds ?? SOURCE_KINDS[this.source] ?? []);
  }

  /** Kinds that stand on this feed, in the order of the event list. */
  get kinds(): EventKind[] {
    return EVENT_KINDS.filter((kind) => this.#kinds.has(kind));
  }

  /** When the next delivery is due; Infinity while nothing is known. */
  get dueMs(): number {
    return this.#deadlinesNow().dueMs;
  }

  /** From when it counts as broken if nothing is delivered; Infinity while nothing is known. */
  get brokenMs(): number {
    return this.#deadlinesNow().brokenMs;
  }

  /**
   * Takes events of one kind of this feed's source.
   * @param newestMs the greatest of their min(`at`, arrival)
   * @returns whether the row or the state may have changed
   */
  takeEvents(kind: EventKind, newestMs: number): boolean {
    if (kind === 'feed.synced' || (this.#deliveryKinds && !this.#deliveryKinds.has(kind))) return false;
    const isNewKind = !this.#kinds.has(kind);
    if (isNewKind) this.#kinds.add(kind);
    return this.#deliver(newestMs) || isNewKind;
  }

  /** Takes a `feed.synced` of this feed: it has delivered up to `newest_at`, but never beyond the instant at which it says so or arrives. */
  takeSynced(fact: Fact<'feed.synced'>): boolean {
    const { newest_at: newest } = fact.data;
    const atMs = Math.min(fact.atMs, fact.ingestedAtMs);
    const saidMs = newest === undefined || newest === null ? atMs : typeof newest === 'number' ? newest : Date.parse(newest);
    return this.#deliver(Number.isFinite(saidMs) ? Math.min(saidMs, atMs) : atMs);
  }

  /** Has the deadlines of a feed that never delivered count from the instant from which feeds are watched. */
  startFrom(watchedFromMs: number): void {
    if (this.newestMs === null) this.#fromMs = watchedFromMs;
  }

  /** A deadline counts as reached at its very instant. */
  state(nowMs: number): ContractState {
    if (nowMs >= this.brokenMs) return 'broken';
    return nowMs >= this.dueMs || this.newestMs === null ? 'due' : 'fresh';
  }

  /** When the state changes next if nothing arrives; Infinity when it does not. */
  nextMs(nowMs: number): number {
    if (nowMs < this.dueMs) return this.dueMs;
    return nowMs < this.brokenMs ? this.brokenMs : Infinity;
  }

  save(): SavedFeed {
    return [this.contract.feed, this.newestMs, this.kinds, this.episode];
  }

  restore([, newestMs, kinds, episode]: SavedFeed): void {
    if (newestMs !== null) this.#deliver(newestMs);
    if (!this.#deliveryKinds) for (const kind of kinds) this.#kinds.add(kind);
    this.episode = episode;
  }

  #deliver(atMs: number): boolean {
    if (this.newestMs !== null && atMs <= this.newestMs) return false;
    this.newestMs = atMs;
    this.#fromMs = atMs;
    return true;
  }

  #deadlinesNow(): { dueMs: number; brokenMs: number } {
    const fromMs = this.#fromMs;
    if (fromMs !== null && fromMs !== this.#deadlines.fromMs) {
      const intervalMs = this.contract.intervalSeconds * 1_000;
      const untilBrokenMs = intervalMs + this.contract.graceSeconds * 1_000;
      const calendar = this.#calendar;
      this.#deadlines = {
        fromMs,
        dueMs: calendar ? calendar.add(fromMs, intervalMs) : fromMs + intervalMs,
        brokenMs: calendar ? calendar.add(fromMs, untilBrokenMs) : fromMs + untilBrokenMs,
      };
    }
    return this.#deadlines;
  }
}
