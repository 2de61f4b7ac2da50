/** How the sources of what is shown stand, for the top strip: in one word, by name, and how old the newest fact is. */
import type { RowOf } from '@warroom/protocol/board';
import { freshnessOf, learntName } from '../../panels/freshness.ts';

type ConcernRow = RowOf<'contracts.concerns'>;

export type FeedsState =
  /** Everything shown stands on sources that deliver as usual; or that is not known, not yet, or nobody watches. */
  | { state: 'up' | 'unknown' | 'never' | 'learning' | 'unwatched' }
  /** So many sources, or where they have no names so many concerns. */
  | { state: 'due' | 'silent' | 'broken'; count: number };

/** From worst to best: `unwatched` is what nobody would notice. */
const ORDER = ['broken', 'silent', 'due', 'never', 'unwatched', 'learning', 'fresh'] as const;

/**
 * @param live whether what the board says of the sources is true now: if not, nothing is known of them
 * @param concerns rows of `contracts.concerns` by concern
 * @param shown the concerns on this screen; of another one nothing need be known here
 */
export function feedsState(
  live: boolean,
  contracts: Iterable<RowOf<'contracts'>>,
  concerns: ReadonlyMap<string, ConcernRow>,
  shown: readonly string[],
): FeedsState {
  const rows = shown.flatMap((id) => concerns.get(id) ?? []);
  if (!live || rows.length === 0 || rows.length < shown.length) return { state: 'unknown' };
  const broken = [...contracts].filter((row) => row.state === 'broken').length;
  if (broken > 0) return { state: 'broken', count: broken };
  const worst = ORDER.find((state) => rows.some((row) => freshnessOf(row) === state)) ?? 'fresh';
  switch (worst) {
    case 'broken':
    case 'silent':
    case 'due': {
      const alike = rows.filter((row) => freshnessOf(row) === worst);
      return { state: worst, count: Math.max(1, new Set(alike.flatMap(({ feeds }) => feeds)).size) };
    }
    case 'fresh':
      return { state: 'up' };
    default:
      return { state: worst };
  }
}

/**
 * When the newest fact of what is shown came: of several concerns the one that has waited longest for one.
 * @returns null where of one of them nothing has ever come, or nothing is known
 */
export function newestFactMs(concerns: ReadonlyMap<string, ConcernRow>, shown: readonly string[]): number | null {
  const times = shown.map((id) => concerns.get(id)?.newestAt ?? null);
  if (times.length === 0 || times.includes(null)) return null;
  return Math.min(...times.map((at) => Date.parse(at as string)));
}

export interface FeedEntry {
  feed: string;
  state: RowOf<'contracts'>['state'] | 'silent';
  /** Since when it is overdue, silent or broken; null while it is fresh. */
  sinceMs: number | null;
}

const RANK = { broken: 0, silent: 1, due: 2, fresh: 3 } as const;

/** The feeds by name, what is wrong first: those of contracts, and those that are silent without one. */
export function feedList(
  contracts: ReadonlyMap<string, RowOf<'contracts'>>,
  learnt: ReadonlyMap<string, RowOf<'contracts.learnt'>>,
): FeedEntry[] {
  const promised = [...contracts].map(([feed, row]) => ({
    feed,
    state: row.state,
    sinceMs: row.state === 'fresh' ? null : msOf(row.state === 'broken' ? row.brokenAt : row.dueAt),
  }));
  const silent = [...learnt.values()]
    .filter((row) => row.state === 'silent')
    .map((row) => ({ feed: learntName(row), state: 'silent' as const, sinceMs: Date.parse(row.heardAt) }));
  return [...promised, ...silent].sort((a, b) => RANK[a.state] - RANK[b.state] || (a.feed < b.feed ? -1 : 1));
}

const msOf = (at: string | null): number | null => (at === null ? null : Date.parse(at));
