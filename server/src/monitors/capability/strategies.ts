/**
 * Strategies and how far each has come with whom. Publication is the earliest `strategy.published` of a strategy; audience and title are
 * those of the latest (in a window that is over: of the latest by then). Understood follows a rep's latest score, since a later score corrects an earlier one; used and accepted, once true, stay.
 * State: per strategy of the last `strategyDays` days one record per rep who did anything with it.
 */
import type { Fact } from '@warroom/protocol/events';
import { DAY_HOURS, HOUR_MS } from './hours.ts';
import type { Place } from './rep.ts';
import type { CapabilitySettings } from './settings.ts';

type Score = [atMs: number, id: string, score: number];

/** When a rep came how far; Infinity while not. */
export interface Progress {
  understoodMs: number;
  usedMs: number;
  acceptedMs: number;
  scores: Score[];
}

/** What one `strategy.published` said. */
export interface Edition {
  atMs: number;
  id: string;
  /** Names of teams and regions; empty means everybody. */
  audience: ReadonlySet<string>;
  title: string | null;
}

export interface Strategy {
  readonly name: string;
  /** Infinity while only its uses are known. */
  publishedMs: number;
  /** In order of (at, id); the last one holds. */
  editions: Edition[];
  /** Newest fact about it. */
  touchedMs: number;
  readonly progress: Map<string, Progress>;
}

/** Scores kept per rep and strategy; nobody is tested more often. */
const SCORES_KEPT = 16;
/** Editions kept per strategy. */
const EDITIONS_KEPT = 16;

type SavedProgress = [rep: string, usedMs: number | null, acceptedMs: number | null, scores: Score[]];
interface SavedStrategy {
  name: string;
  publishedMs: number | null;
  editions: [atMs: number, id: string, audience: string[], title: string | null][];
  touchedMs: number;
  progress: SavedProgress[];
}

const orNull = (ms: number) => (Number.isFinite(ms) ? ms : null);

export class StrategyBook {
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
    const strategy = this.#touch(fact.key, fact.atMs);
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
    const strategy = this.#touch(fact.key, fact.atMs);
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
    const strategy = this.#touch(fact.data.strategy, fact.atMs);
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
      if ((isPublished ? strategy.publishedMs : strategy.touchedMs) >= oldestMs) continue;
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
      touchedMs: s.touchedMs,
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

  #touch(name: string, atMs: number): Strategy {
    let strategy = this.#strategies.get(name);
    if (!strategy) {
      strategy = {
        name,
        publishedMs: Infinity,
        editions: [],
        touchedMs: atMs,
        progress: new Map(),
      };
      this.#strategies.set(name, strategy);
    }
    if (atMs > strategy.touchedMs) strategy.touchedMs = atMs;
    return strategy;
  }

  #sort(): void {
    this.#newestFirst = [...this.#strategies.values()]
      .filter((s) => s.publishedMs !== Infinity)
      .sort((a, b) => b.publishedMs - a.publishedMs || (a.name < b.name ? -1 : 1));
  }
}

/** Whether the strategy, by the edition that held at `atMs`, is meant for somebody at `place`. */
export function isMeantFor({ editions }: Strategy, { team, region }: Place, atMs: number): boolean {
  let i = editions.length - 1;
  while (i > 0 && (editions[i] as Edition).atMs > atMs) i -= 1;
  const audience = editions[i]?.audience;
  if (!audience) return false;
  return audience.size === 0 || (team !== null && audience.has(team)) || (region !== null && audience.has(region));
}

function progressOf(strategy: Strategy, rep: string): Progress {
  let progress = strategy.progress.get(rep);
  if (!progress) {
    progress = { understoodMs: Infinity, usedMs: Infinity, acceptedMs: Infinity, scores: [] };
    strategy.progress.set(rep, progress);
  }
  return progress;
}

/** Since when, by the latest score, the strategy is understood: the first of the scores that have been good enough ever since. */
function understoodSince(scores: readonly Score[], enough: number): number {
  let sinceMs = Infinity;
  for (let i = scores.length - 1; i >= 0; i -= 1) {
    const [atMs, , score] = scores[i] as Score;
    if (score < enough) break;
    sinceMs = atMs;
  }
  return sinceMs;
}
