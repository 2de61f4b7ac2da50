/**
 * Strategies and how far their audiences have come with them. State: per strategy of the last `strategyDays` days, one record per rep who did
 * anything with it.
 */
import type { Fact } from '@warroom/protocol/events';
import { Snapshot } from '../snapshot.ts';
import { DAY_HOURS, HOUR_MS } from './hours.ts';
import type { Place } from './members/rep.ts';
import type { CapabilitySettings } from './settings.ts';
import { isMeantFor, newProgress, type Progress, type Score, type Strategy, understoodSince } from './strategy.ts';

/** Scores kept per rep and strategy; nobody is tested more often. */
const SCORES_KEPT = 16;
/** Editions kept per strategy. */
const EDITIONS_KEPT = 16;

export type SavedProgress = [strategy: string, rep: string, usedMs: number | null, acceptedMs: number | null, scores: Score[]];
export interface SavedStrategy {
  name: string;
  publishedMs: number | null;
  editions: [atMs: number, id: string, audience: string[], title: string | null][];
  newestFactMs: number;
}

const orNull = (ms: number) => (Number.isFinite(ms) ? ms : null);

const saveStrategy = ({ name, publishedMs, editions, newestFactMs }: Strategy): SavedStrategy => ({
  name,
  publishedMs: orNull(publishedMs),
  editions: editions.map((e) => [e.atMs, e.id, [...e.audience], e.title]),
  newestFactMs,
});

const saveProgress = ({ strategy, rep, usedMs, acceptedMs, scores }: Progress): SavedProgress => [
  strategy,
  rep,
  orNull(usedMs),
  orNull(acceptedMs),
  [...scores],
];

export class Strategies {
  readonly #settings: CapabilitySettings;
  /** Told before a strategy, or a rep's progress with it, changes. */
  readonly #changes = new Snapshot<Strategy>();
  readonly #progressed = new Snapshot<Progress>();
  readonly #strategies = new Map<string, Strategy>();
  /** Published ones, newest first; ties by name. */
  #newestFirst: Strategy[] = [];

  constructor(settings: CapabilitySettings) {
    this.#settings = settings;
  }

  get(name: string): Strategy | undefined {
    return this.#strategies.get(name);
  }

  /** Published strategies, newest first. */
  published(): readonly Strategy[] {
    return this.#newestFirst;
  }

  publish(fact: Fact<'strategy.published'>): Strategy {
    const strategy = this.#hear(fact.key, fact.atMs);
    const { audience, title = null } = fact.data;
    strategy.editions.push({ atMs: fact.atMs, id: fact.id, audience: new Set(audience), title });
    strategy.editions.sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
    if (strategy.editions.length > EDITIONS_KEPT) strategy.editions.shift();
    strategy.publishedMs = Math.min(strategy.publishedMs, fact.atMs);
    this.#sort();
    return strategy;
  }

  /** @returns the strategy if the rep's standing with it changed */
  score(fact: Fact<'strategy.understood'>): Strategy | null {
    if (fact.repId === null) return null;
    const strategy = this.#hear(fact.key, fact.atMs);
    const progress = this.#progressOf(strategy, fact.repId);
    progress.scores.push([fact.atMs, fact.id, fact.data.score]);
    progress.scores.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
    if (progress.scores.length > SCORES_KEPT) progress.scores.shift();
    const understoodMs = understoodSince(progress.scores, this.#settings.understoodScore);
    if (understoodMs === progress.understoodMs) return null;
    progress.understoodMs = understoodMs;
    return strategy;
  }

  /** @returns the strategy if the rep's standing with it changed */
  use(fact: Fact<'talktrack.used'>): Strategy | null {
    if (fact.repId === null) return null;
    const strategy = this.#hear(fact.data.strategy, fact.atMs);
    const progress = this.#progressOf(strategy, fact.repId);
    let changed = false;
    if (fact.atMs < progress.usedMs) {
      progress.usedMs = fact.atMs;
      changed = true;
    }
    if (fact.data.accepted === true && fact.atMs < progress.acceptedMs) {
      progress.acceptedMs = fact.atMs;
      changed = true;
    }
    return changed ? strategy : null;
  }

  /** The newest strategy meant for somebody at `place` that had been out for `sinceMs` at `atMs` and is not too old. */
  newestFor(place: Place, atMs: number, sinceMs = 0): Strategy | undefined {
    const oldestMs = atMs - this.#settings.strategyDays * DAY_HOURS * HOUR_MS;
    for (const strategy of this.#newestFirst) {
      if (strategy.publishedMs > atMs - sinceMs) continue;
      if (strategy.publishedMs < oldestMs) return undefined;
      if (isMeantFor(strategy, place, atMs)) return strategy;
    }
    return undefined;
  }

  /** Forgets strategies published, or where that is not known last heard of, before `oldestMs`. @returns those that had been published */
  prune(oldestMs: number): Strategy[] {
    const gone: Strategy[] = [];
    for (const strategy of this.#strategies.values()) {
      const isPublished = strategy.publishedMs !== Infinity;
      if ((isPublished ? strategy.publishedMs : strategy.newestFactMs) >= oldestMs) continue;
      this.#changes.before(strategy);
      for (const progress of strategy.progress.values()) this.#progressed.before(progress);
      this.#strategies.delete(strategy.name);
      if (isPublished) gone.push(strategy);
    }
    if (gone.length > 0) this.#sort();
    return gone;
  }

  /** As of this call. */
  saveEach(): Iterable<SavedStrategy> {
    return this.#changes.begin(this.#strategies.values(), saveStrategy) as Iterable<SavedStrategy>;
  }

  /** As of this call. */
  saveProgress(): Iterable<SavedProgress> {
    return this.#progressed.begin(this.#allProgress(), saveProgress) as Iterable<SavedProgress>;
  }

  restore(strategies: readonly SavedStrategy[], progress: readonly SavedProgress[]): void {
    for (const s of strategies) {
      this.#strategies.set(s.name, {
        ...s,
        publishedMs: s.publishedMs ?? Infinity,
        editions: s.editions.map(([atMs, id, audience, title]) => ({ atMs, id, audience: new Set(audience), title })),
        progress: new Map(),
        savedIn: 0,
      });
    }
    for (const [strategy, rep, usedMs, acceptedMs, scores] of progress) {
      const understoodMs = understoodSince(scores, this.#settings.understoodScore);
      const one = { ...newProgress(strategy, rep), understoodMs, usedMs: usedMs ?? Infinity, acceptedMs: acceptedMs ?? Infinity, scores };
      this.#strategies.get(strategy)?.progress.set(rep, one);
    }
    this.#sort();
  }

  #hear(name: string, atMs: number): Strategy {
    let strategy = this.#strategies.get(name);
    if (!strategy) {
      strategy = {
        name,
        publishedMs: Infinity,
        editions: [],
        newestFactMs: atMs,
        progress: new Map(),
        savedIn: 0,
      };
      this.#strategies.set(name, strategy);
      this.#changes.added(strategy);
    }
    this.#changes.before(strategy);
    if (atMs > strategy.newestFactMs) strategy.newestFactMs = atMs;
    return strategy;
  }

  #progressOf(strategy: Strategy, rep: string): Progress {
    let progress = strategy.progress.get(rep);
    if (!progress) {
      progress = newProgress(strategy.name, rep);
      strategy.progress.set(rep, progress);
      this.#progressed.added(progress);
    }
    this.#progressed.before(progress);
    return progress;
  }

  *#allProgress(): Generator<Progress> {
    for (const { progress } of this.#strategies.values()) yield* progress.values();
  }

  #sort(): void {
    this.#newestFirst = [...this.#strategies.values()]
      .filter((s) => s.publishedMs !== Infinity)
      .sort((a, b) => b.publishedMs - a.publishedMs || (a.name < b.name ? -1 : 1));
  }
}
