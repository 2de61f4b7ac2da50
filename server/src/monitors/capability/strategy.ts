/** One strategy: its editions, and how far each rep has come with it. */
import type { Saveable } from '../snapshot.ts';
import type { Place } from './members/rep.ts';

export type Score = [atMs: number, id: string, score: number];

/** When a rep understood, used and had accepted; Infinity while not. */
export interface Progress extends Saveable {
  readonly strategy: string;
  readonly rep: string;
  understoodMs: number;
  usedMs: number;
  acceptedMs: number;
  /** In order of (at, id). */
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

export interface Strategy extends Saveable {
  readonly name: string;
  /** Infinity while only its uses are known. */
  publishedMs: number;
  /** In order of (at, id). */
  editions: Edition[];
  newestFactMs: number;
  readonly progress: Map<string, Progress>;
}

/** Whether the strategy, by the edition that held at `atMs`, is meant for somebody at `place`. */
export function isMeantFor({ editions }: Strategy, { team, region }: Place, atMs: number): boolean {
  let i = editions.length - 1;
  while (i > 0 && (editions[i] as Edition).atMs > atMs) i -= 1;
  const audience = editions[i]?.audience;
  if (!audience) return false;
  return audience.size === 0 || (team !== null && audience.has(team)) || (region !== null && audience.has(region));
}

export const newProgress = (strategy: string, rep: string): Progress => ({
  strategy,
  rep,
  understoodMs: Infinity,
  usedMs: Infinity,
  acceptedMs: Infinity,
  scores: [],
  savedIn: 0,
});

/** Since when, by the latest score, the strategy is understood: the first of the scores that have been good enough ever since. */
export function understoodSince(scores: readonly Score[], enough: number): number {
  let sinceMs = Infinity;
  for (let i = scores.length - 1; i >= 0; i -= 1) {
    const [atMs, , score] = scores[i] as Score;
    if (score < enough) break;
    sinceMs = atMs;
  }
  return sinceMs;
}
