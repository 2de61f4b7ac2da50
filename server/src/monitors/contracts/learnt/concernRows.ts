/** Rows of `contracts.concerns`: how old the newest fact of each concern is, and whether any feed under it is broken or silent (CONTRACT-20). */

import { CONCERNS, type ConcernId } from '@warroom/protocol/concerns';
import { CONCERN_FRESHNESS, type ConcernFreshness, type ConcernFreshnessRow } from '@warroom/protocol/concerns/contracts';
import type { EventKind } from '@warroom/protocol/events';
import { kindsOfConcern } from '@warroom/protocol/feeds';
import type { RowSink } from '../../monitor.ts';
import type { Feed } from '../feed.ts';
import { feedName } from '../rules/feedSilent.ts';
import type { LearntRows } from './rows.ts';
import type { Watch } from './watch.ts';

const EVERY_MS = 5_000;
/** Concerns that are made of facts of the business. */
const WATCHED = CONCERNS.map(({ id }) => ({ id, kinds: kindsOfConcern(id) })).filter(({ kinds }) => kinds.length > 0);

interface Finding {
  state: ConcernFreshness;
  feed: string;
  sinceMs: number;
  by: 'contract' | 'learnt';
}

export class ConcernRows {
  readonly #shown = new Map<ConcernId, { row: ConcernFreshnessRow; atMs: number }>();

  collect(sink: RowSink, feeds: Iterable<Feed>, learnt: LearntRows, watch: Watch, nowMs: number, exact: boolean): void {
    const underContract = [...feeds];
    for (const { id, kinds } of WATCHED) {
      const row = rowOf(findings(kinds, underContract, learnt, nowMs), newestOf(kinds, watch));
      const shown = this.#shown.get(id);
      if (!exact && shown && nowMs - shown.atMs < EVERY_MS && saysTheSame(shown.row, row)) continue;
      sink.set('contracts.concerns', id, row);
      this.#shown.set(id, { row, atMs: nowMs });
    }
  }
}

/** But for the newest fact, which moves all the time. */
const saysTheSame = (a: ConcernFreshnessRow, b: ConcernFreshnessRow) =>
  a.state === b.state && a.sinceAt === b.sinceAt && a.feeds.join('\n') === b.feeds.join('\n') && a.watchedBy.join() === b.watchedBy.join();

function newestOf(kinds: readonly EventKind[], watch: Watch): number | null {
  const newestMs = Math.max(...kinds.map((kind) => watch.newestMs.get(kind) ?? -Infinity));
  return Number.isFinite(newestMs) ? newestMs : null;
}

function findings(kinds: readonly EventKind[], feeds: readonly Feed[], learnt: LearntRows, nowMs: number): Finding[] {
  const found: Finding[] = [];
  for (const feed of feeds) {
    if (!feed.kinds.some((kind) => kinds.includes(kind))) continue;
    const state = feed.state(nowMs);
    found.push({ state, feed: feed.contract.feed, sinceMs: state === 'broken' ? feed.brokenMs : feed.dueMs, by: 'contract' });
  }
  for (const [feed, row] of learnt.rows()) {
    if (row.state === 'contract' || !row.kinds.some((kind) => kinds.includes(kind as EventKind))) continue;
    // The source as a whole speaks of its kinds only where all of them are silent.
    if (feed.kind === null && row.state !== 'silent') continue;
    found.push({ state: row.state, feed: feedName(feed), sinceMs: Date.parse(row.heardAt), by: 'learnt' });
  }
  return found;
}

function rowOf(found: readonly Finding[], newestMs: number | null): ConcernFreshnessRow {
  const bad = found.filter(({ state }) => state === 'broken' || state === 'silent');
  const sinceMs = Math.min(...bad.map((one) => one.sinceMs));
  return {
    state: worst(found, newestMs),
    newestAt: newestMs === null ? null : new Date(newestMs).toISOString(),
    feeds: [...new Set(bad.map(({ feed }) => feed))].sort(),
    sinceAt: bad.length > 0 ? new Date(sinceMs).toISOString() : null,
    watchedBy: (['contract', 'learnt'] as const).filter((by) => found.some((one) => one.by === by)),
  };
}

function worst(found: readonly Finding[], newestMs: number | null): ConcernFreshness {
  const states = new Set(found.map(({ state }) => state));
  const bad = CONCERN_FRESHNESS.slice(0, CONCERN_FRESHNESS.indexOf('never')).find((state) => states.has(state));
  if (bad) return bad;
  if (newestMs === null) return 'never';
  // A kind that comes too seldom to be judged does not unsay what is known of the others.
  return states.has('fresh') ? 'fresh' : 'learning';
}
