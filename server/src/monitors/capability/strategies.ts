/**
 * Strategies and how far their audiences have come with them. State: per strategy of the last `strategyDays` days, one record per rep who did
 * anything with it.
 */
import type { Fact } from '@warroom/protocol/events';
import { DAY_HOURS, HOUR_MS } from './hours.ts';
import type { Place } from './members/rep.ts';
import type { CapabilitySettings } from './settings.ts';
import { isMeantFor, type Progress, progressOf, type Score, type Strategy, understoodSince } from './strategy.ts';

/** Scores kept per rep and strategy; nobody is tested more often. */
const SCORES_KEPT = 16;
/** Editions kept per strategy. */
const EDITIONS_KEPT = 16;

type SavedProgress = [rep: string, usedMs: number | null, acceptedMs: number | null, scores: Score[]];
interface SavedStrategy {
  name: string;
  publishedMs: number | null;
  editions: [atMs: number, id: string, audience: string[], title: string | null][];
  newestFactMs: number;
  progress: SavedProgress[];
}

const orNull = (ms: number) => (Number.isFinite(ms) ? ms : null);

export class Strategies {
  readonly #settings: CapabilitySettings;
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
    const progress = progressOf(strategy, fact.repId);
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
    const progress = progressOf(strategy, fact.repId);
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
      this.#strategies.delete(strategy.name);
      if (isPublished) gone.push(strategy);
    }
    if (gone.length > 0) this.#sort();
    return gone;
  }

  save(): SavedStrategy[] {
    return [...this.#strategies.values()].map((s) => ({
      name: s.name,
      publishedMs: orNull(s.publishedMs),
      editions: s.editions.map((e) => [e.atMs, e.id, [...e.audience], e.title]),
      newestFactMs: s.newestFactMs,
      progress: [...s.progress].map(([rep, p]) => [rep, orNull(p.usedMs), orNull(p.acceptedMs), p.scores]),
    }));
  }

  restore(saved: readonly SavedStrategy[]): void {
    for (const s of saved) {
      const progress = new Map<string, Progress>();
      for (const [rep, usedMs, acceptedMs, scores] of s.progress) {
        const understoodMs = understoodSince(scores, this.#settings.understoodScore);
        progress.set(rep, { understoodMs, usedMs: usedMs ?? Infinity, acceptedMs: acceptedMs ?? Infinity, scores });
      }
      this.#strategies.set(s.name, {
        ...s,
        publishedMs: s.publishedMs ?? Infinity,
        editions: s.editions.map(([atMs, id, audience, title]) => ({ atMs, id, audience: new Set(audience), title })),
        progress,
      });
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
      };
      this.#strategies.set(name, strategy);
    }
    if (atMs > strategy.newestFactMs) strategy.newestFactMs = atMs;
    return strategy;
  }

  #sort(): void {
    this.#newestFirst = [...this.#strategies.values()]
      .filter((s) => s.publishedMs !== Infinity)
      .sort((a, b) => b.publishedMs - a.publishedMs || (a.name < b.name ? -1 : 1));
  }
}
