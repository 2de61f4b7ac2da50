/**
 * Data contracts: whether each feed delivers as its owner has promised, and where nobody promised anything, as it usually does (RULES.md). A
 * figure that stands on a broken or silent feed is not live, and the screens have to say so.
 */
import type { Topic } from '@warroom/protocol/board';
import { EVENT_KINDS, type EventKind, type Fact } from '@warroom/protocol/events';
import { AROUND_THE_CLOCK, type Calendar } from '../calendar.ts';
import { type Arrivals, type BrokenFeed, FRESH_MS, type Monitor, type Need, type RowSink, type SignalSink } from '../monitor.ts';
import type { Feed } from './feed.ts';
import { ConcernRows } from './learnt/concernRows.ts';
import { HABIT_MS } from './learnt/generations.ts';
import type { SavedWatch } from './learnt/records.ts';
import { LearntRows } from './learnt/rows.ts';
import { FORGET_MS } from './learnt/stream.ts';
import { Watch } from './learnt/watch.ts';
import { ContractRows } from './rows.ts';
import { brokenFeedsOf, closeEpisode, openEpisode } from './rules/contractBroken.ts';
import type { Contract } from './settings.ts';
import { ContractsState, type SavedState } from './state.ts';

export interface ContractsMonitor extends Monitor {
  /** Feeds broken now, in order of the configuration, then those silent; the same array until something about it changes. */
  brokenFeeds(): readonly BrokenFeed[];
}

const STATE = 'contracts';
type Saved = [typeof STATE, SavedState] | SavedWatch;

const DAY_MS = 86_400_000;
/**
 * A silence of now may have begun a month ago, and is judged by what was learnt in the six weeks before; what a stream has brought is known
 * for certain once so much has come as may be late. A day for what is learnt late, at the minute.
 */
const ARRIVALS_MS = FORGET_MS + HABIT_MS + FRESH_MS + DAY_MS;

/** @throws RangeError when two contracts have the same feed */
export function createContractsMonitor(
  contracts: readonly Contract[],
  signal: SignalSink,
  calendar: Calendar = AROUND_THE_CLOCK,
): ContractsMonitor {
  return new Contracts(contracts, signal, calendar);
}

class Contracts implements ContractsMonitor {
  readonly name = 'contracts';
  readonly kinds: readonly EventKind[] = EVENT_KINDS;
  readonly topics: readonly Topic[] = ['contracts', 'contracts.learnt', 'contracts.concerns'];
  /** Freshness goes by what has come, so a fact of the future counts at its arrival. */
  readonly takesAtArrival = true;
  readonly needs: readonly Need[];
  readonly stateVersion = 4;

  readonly #signal: SignalSink;
  readonly #state: ContractsState;
  readonly #rows: ContractRows;
  readonly #learnt: Watch;
  readonly #learntRows = new LearntRows();
  readonly #concernRows = new ConcernRows();
  /** When the state of some feed may change next. A delivery moves deadlines away: then this is early, and set right when it comes. */
  #wakeMs = Infinity;
  #broken: readonly BrokenFeed[] = [];

  constructor(contracts: readonly Contract[], signal: SignalSink, calendar: Calendar) {
    const synced = ['feed.synced'] as const;
    this.needs = [
      { kinds: this.kinds, backMs: ARRIVALS_MS, of: 'arrival' },
      // Only contracts read what feeds say of themselves, and a feed may be long dead.
      ...(contracts.length === 0
        ? []
        : ([
            { kinds: synced, backMs: ARRIVALS_MS, of: 'whole' },
            { kinds: synced, backMs: Infinity, of: 'newest' },
          ] as const)),
    ];
    this.#signal = signal;
    this.#state = new ContractsState(contracts, calendar);
    this.#rows = new ContractRows(this.#state.feeds());
    this.#learnt = new Watch({
      calendar,
      isUnderContract: (source, kind) => this.#state.isUnderContract(source, kind),
      signal: (one) => {
        signal(one);
        this.#findBroken();
      },
      sink: this.#learntRows,
    });
  }

  apply(fact: Fact, nowMs: number): void {
    const state = this.#state;
    this.#learnt.take(fact, nowMs);
    this.#deliver(fact.source, fact.kind, fact.ingestedAtMs, Math.min(fact.atMs, fact.ingestedAtMs), nowMs);
    if (fact.kind !== 'feed.synced') return;
    const synced = state.feed(fact.key);
    if (!synced) return;
    const isFirst = synced.newestMs === null;
    if (synced.takeSynced(fact)) this.#delivered(synced, isFirst);
  }

  applyArrivals(arrivals: Arrivals, nowMs: number): void {
    this.#learnt.takeArrivals(arrivals, nowMs);
    this.#deliver(arrivals.source, arrivals.kind, arrivals.firstMs, arrivals.newestMs, nowMs);
  }

  advance(nowMs: number): void {
    const state = this.#state;
    if (state.watchedFromMs === null) this.#startFrom(nowMs);
    while (this.#wakeMs <= nowMs) {
      const atMs = Math.max(this.#wakeMs, state.nowMs);
      state.nowMs = atMs;
      let nextMs = Infinity;
      for (const feed of state.feeds()) {
        this.#rows.reached(feed, atMs);
        if (feed.episode === null && feed.state(atMs) === 'broken') this.#raise(feed, atMs);
        nextMs = Math.min(nextMs, feed.nextMs(atMs));
      }
      this.#wakeMs = nextMs;
    }
    if (nowMs > state.nowMs) state.nowMs = nowMs;
    this.#learnt.advance(nowMs);
  }

  nextWakeMs(): number {
    return Math.min(this.#wakeMs, this.#learnt.nextWakeMs());
  }

  brokenFeeds(): readonly BrokenFeed[] {
    return this.#broken;
  }

  collect(sink: RowSink, nowMs: number, exact: boolean): void {
    this.#rows.collect(sink, nowMs, exact);
    this.#learntRows.collect(sink, this.#learnt, nowMs, exact);
    this.#concernRows.collect(sink, this.#state.feeds(), this.#learntRows, this.#learnt, nowMs, exact);
  }

  save(): Iterable<unknown> {
    const state: Saved = [STATE, this.#state.save()];
    const learnt = this.#learnt.save();
    return (function* () {
      yield state;
      yield* learnt;
    })();
  }

  restore(records: Iterable<unknown>): void {
    const state = this.#state;
    const learnt: SavedWatch[] = [];
    for (const record of records as Iterable<Saved>) {
      if (record[0] === STATE) state.restore(record[1]);
      else learnt.push(record);
    }
    this.#learnt.restore(learnt);
    if (state.watchedFromMs !== null) this.#startFrom(state.watchedFromMs);
    for (const feed of state.feeds()) this.#reschedule(feed);
    this.#findBroken();
  }

  #deliver(source: string, kind: EventKind, firstMs: number, newestMs: number, nowMs: number): void {
    const state = this.#state;
    if (nowMs > state.nowMs) state.nowMs = nowMs;
    if (state.watchedFromMs === null || firstMs < state.watchedFromMs) this.#startFrom(firstMs);
    const feeds = state.feedsOf(source);
    if (!feeds) return;
    for (const feed of feeds) {
      const isFirst = feed.newestMs === null;
      if (feed.takeEvents(kind, newestMs)) this.#delivered(feed, isFirst);
    }
  }

  #startFrom(watchedFromMs: number): void {
    this.#state.watchedFromMs = watchedFromMs;
    for (const feed of this.#state.feeds()) {
      if (feed.newestMs !== null) continue;
      feed.startFrom(watchedFromMs);
      this.#reschedule(feed);
    }
  }

  #delivered(feed: Feed, isFirst: boolean): void {
    this.#rows.changed(feed);
    if (isFirst || feed.episode !== null) this.#reschedule(feed);
  }

  /** The feed's deadlines have moved: wakes in time for them, and ends its episode where it is not broken any more. */
  #reschedule(feed: Feed): void {
    const { nowMs } = this.#state;
    this.#rows.changed(feed);
    let wakeMs = feed.nextMs(nowMs);
    // Broken as soon as it is known (its first delivery is old): the next advance raises it.
    if (feed.episode === null && wakeMs === Infinity && feed.brokenMs < Infinity) wakeMs = nowMs;
    if (wakeMs < this.#wakeMs) this.#wakeMs = wakeMs;
    if (feed.episode !== null && feed.state(nowMs) !== 'broken') this.#clear(feed, feed.episode);
  }

  #findBroken(): void {
    this.#broken = [...brokenFeedsOf(this.#state.feeds()), ...this.#learnt.silentFeeds()];
  }

  #raise(feed: Feed, atMs: number): void {
    this.#signal(openEpisode(feed, atMs));
    this.#findBroken();
  }

  #clear(feed: Feed, episode: string): void {
    this.#signal(closeEpisode(feed, episode, this.#state.nowMs));
    this.#findBroken();
  }
}
