/** Histories of alerts over days: what monitors say and people do, and a log that answers as the store does. */
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import fc from 'fast-check';
import { Board } from '../board/board.ts';
import type { BrokenFeed, Signal } from '../monitors/monitor.ts';
import { AlertBook } from './alertBook.ts';
import type { HeldAlert } from './heldConditions.ts';
import { foldAlert, rowOrder } from './lifeCycle.ts';
import { loggedWithinMs } from './remembered.ts';
import type { Unlinked } from './subjects.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const T0 = Date.UTC(2026, 2, 1, 9);
const ON_BOARD_MS = HOUR_MS;
/** One rule whose subject has one alert at a time, one whose episodes go by name. */
const CONDITIONS = [
  { rule: 'lead-violation', subject: 'lead:L-1' },
  { rule: 'lead-violation', subject: 'lead:L-2' },
  { rule: 'lead-service-level', subject: 'team:一组' },
] as const;
const FEEDS: readonly BrokenFeed[] = ['crm', 'crm-leads'].map((feed) => ({
  feed,
  source: 'crm',
  kinds: ['lead.created'],
  sinceMs: T0,
  episode: '',
}));

const step = fc.record({
  of: fc.nat(CONDITIONS.length - 1),
  what: fc.constantFrom(
    'condition',
    'condition',
    'condition',
    'condition',
    'escalate',
    'move',
    'feed',
    'ack',
    'resolve',
    'comment',
    'time',
  ),
  /** A condition that comes back soon may do so under the name that it had. */
  again: fc.boolean(),
  reason: fc.constantFrom('recovered', 'disproved', 'expired'),
  which: fc.nat(1),
  waitMs: fc.oneof(
    fc.integer({ min: 1, max: 90_000 }),
    fc.integer({ min: 40 * MINUTE_MS, max: 9 * HOUR_MS }),
    fc.integer({ min: 20 * HOUR_MS, max: 30 * HOUR_MS }),
  ),
});
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
export const steps = fc.array(step, { minLength: 1, maxLength: 30 });

/** What the monitors say at one instant: the same when history is read again. */
export interface Said {
  atMs: number;
  signals: Signal[];
  broken: readonly BrokenFeed[];
}

export function newBook(broken: () => readonly BrokenFeed[], server = 's1', atOnce = Number.POSITIVE_INFINITY): AlertBook {
  let made = 0;
  return new AlertBook({
    server,
    newId: () => `p${++made}`,
    leaseMs: 30 * MINUTE_MS,
    resolvedOnBoardMs: ON_BOARD_MS,
    brokenFeeds: broken,
    atOnce,
  });
}

/** Lives through the steps once. @param people whether any act */
export function live(drawn: readonly Step[], people: boolean): { book: AlertBook; said: Said[]; log: AlertLogRow[]; nowMs: number } {
  let broken: readonly BrokenFeed[] = [];
  const book = newBook(() => broken);
  const said: Said[] = [];
  const log: AlertLogRow[] = [];
  const conditions = CONDITIONS.map(() => ({ isUp: false, episode: '', endedMs: -Infinity }));
  let nowMs = T0;
  let serial = 0;
  for (const { of, what, again, reason, which, waitMs } of drawn) {
    nowMs += waitMs;
    serial += 1;
    const condition = conditions[of] as (typeof conditions)[number];
    const about = () => ({ ...(CONDITIONS[of] as (typeof CONDITIONS)[number]), episode: condition.episode, atMs: nowMs });
    const facts = { leadId: `L-${of}`, team: `team-${which}` };
    const signals: Signal[] = [];
    if (what === 'condition') {
      condition.isUp = !condition.isUp;
      if (!condition.isUp) {
        condition.endedMs = nowMs;
        signals.push({ type: 'clear', ...about(), reason });
      } else {
        // Later than this a server has forgotten it.
        if (!again || nowMs - condition.endedMs > 20 * HOUR_MS) condition.episode = `e${serial}`;
        signals.push({ type: 'raise', ...about(), severity: 'warning', sinceMs: nowMs, facts, feeds: ['crm'] });
      }
    } else if (what === 'escalate' && condition.isUp) signals.push({ type: 'escalate', ...about(), severity: 'critical' });
    else if (what === 'move' && condition.isUp) signals.push({ type: 'update', ...about(), which: `m${serial}`, facts });
    else if (what === 'feed') {
      const feed = FEEDS[which] as BrokenFeed;
      const others = broken.filter((one) => one.feed !== feed.feed);
      broken = others.length < broken.length ? others : [...others, { ...feed, sinceMs: nowMs, episode: `b${serial}` }];
    } else if (people && (what === 'ack' || what === 'resolve' || what === 'comment')) {
      for (const { id, row } of book.list()) {
        if (row.subject !== CONDITIONS[of]?.subject) continue;
        const result = book.command({ type: what, alertId: id, by: 'li', note: `${what} ${serial}` }, nowMs);
        if (result.type !== 'accepted') continue;
        log.push(result.row);
        book.fold(result.row);
      }
    }
    for (const signal of signals) book.signal(signal);
    book.advance(nowMs);
    said.push({ atMs: nowMs, signals, broken });
    log.push(...book.takeLogRows());
  }
  return { book, said, log, nowMs };
}

/** What a store has of the log, asked as the server does. */
export class LogOf {
  readonly #alerts = new Map<string, AlertLogRow[]>();

  constructor(rows: readonly AlertLogRow[]) {
    for (const row of rows) this.#alerts.set(row.alertId, [...(this.#alerts.get(row.alertId) ?? []), row].sort(rowOrder));
  }

  needed(nowMs: number): AlertLogRow[] {
    const sinceMs = nowMs - loggedWithinMs(ON_BOARD_MS);
    return [...this.#alerts.values()].flatMap((rows) =>
      foldAlert(rows)?.life.state !== 'resolved' || rows.some(({ atMs }) => atMs >= sinceMs) ? rows : [],
    );
  }

  sought(alerts: readonly HeldAlert[]): AlertLogRow[] {
    return [...this.#alerts].flatMap(([id, rows]) => {
      const [{ rule, subject }, lastMs] = [rows[0] as AlertLogRow, Math.max(...rows.map(({ atMs }) => atMs))];
      const isMeant = (of: HeldAlert) => of.rule === rule && of.subject === subject && (of.alertId === id || lastMs >= of.othersSinceMs);
      return alerts.some(isMeant) ? rows : [];
    });
  }

  link(book: AlertBook): void {
    const firedOf = (rows: readonly AlertLogRow[]) => foldAlert(rows)?.firedAtMs ?? Infinity;
    const earlierOf = (of: Unlinked) =>
      [...this.#alerts]
        .map(([id, rows]) => ({ id, firedAtMs: firedOf(rows), rows }))
        .filter(({ rows, firedAtMs }) => rows[0]?.rule === of.rule && rows[0].subject === of.subject && firedAtMs < of.firedAtMs)
        .sort((a, b) => b.firedAtMs - a.firedAtMs)[0];
    const asked = book.unlinked;
    book.link(asked, new Map(asked.flatMap((of) => (earlierOf(of) ? [[of.id, earlierOf(of) as { id: string; firedAtMs: number }]] : []))));
  }
}

/** Reads history under what the log has, as a start does. */
export function start(said: readonly Said[], log: LogOf, nowMs: number): { book: AlertBook; rows: AlertLogRow[] } {
  let broken: readonly BrokenFeed[] = [];
  const book = newBook(() => broken, 's2');
  for (const row of log.needed(nowMs)) book.fold(row);
  log.link(book);
  book.beginCatchUp(null, { presentMs: nowMs });
  for (const { atMs, signals, broken: then } of said) {
    broken = then;
    for (const signal of signals) book.signal(signal);
    book.advance(atMs);
  }
  const rows = book.takeLogRows();
  for (let sought = book.sought(); sought.length > 0; sought = book.sought()) for (const row of log.sought(sought)) book.fold(row);
  book.raiseHeld(2);
  book.reconcile(nowMs);
  log.link(book);
  return { book, rows: [...rows, ...book.takeLogRows()] };
}

export function boardOf(book: AlertBook, nowMs: number): [key: string, row: object][] {
  const board = new Board({ epoch: 'e' });
  book.recollect();
  book.collect(board, nowMs);
  return [...board.rows('alerts')].sort(([a], [b]) => (a < b ? -1 : 1));
}
