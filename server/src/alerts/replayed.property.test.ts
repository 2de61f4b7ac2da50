import type { AlertLogRow } from '@warroom/protocol/alertLog';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Board } from '../board/board.ts';
import type { BrokenFeed, Signal } from '../monitors/monitor.ts';
import { AlertBook } from './alertBook.ts';
import { alertIdOf } from './identity.ts';

const T0 = Date.UTC(2026, 2, 1, 9);
const MINUTE = 60_000;
/** Hundreds of histories, on a machine that does other work as well. */
const TIMEOUT_MS = 60_000;
const LEADS = ['L-1', 'L-2'] as const;
const FEEDS: readonly BrokenFeed[] = ['crm', 'crm-leads'].map((feed) => ({
  feed,
  source: 'crm',
  kinds: ['lead.created'],
  sinceMs: T0,
  episode: '',
}));

const step = fc.record({
  lead: fc.constantFrom(...LEADS),
  what: fc.constantFrom(
    'condition',
    'condition',
    'condition',
    'escalate',
    'move',
    'feed',
    'feed',
    'ack',
    'resolve',
    'snooze',
    'comment',
    'time',
  ),
  reason: fc.constantFrom('recovered', 'disproved', 'expired'),
  which: fc.nat(1),
  /** Monitors speak once at an instant, when all its facts are in. */
  waitMs: fc.oneof(fc.integer({ min: 1, max: 90_000 }), fc.constant(40 * MINUTE)),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** What the monitors say at one instant: the same when history is read again. */
interface Said {
  atMs: number;
  signals: Signal[];
  broken: readonly BrokenFeed[];
}

function newBook(broken: () => readonly BrokenFeed[]): AlertBook {
  let made = 0;
  return new AlertBook({
    server: 's1',
    newId: () => `p${++made}`,
    leaseMs: 30 * MINUTE,
    resolvedOnBoardMs: 60 * MINUTE,
    brokenFeeds: broken,
  });
}

/** Lives through the steps once; what monitors said and what the log has of it. */
function live(steps: readonly Step[]): { book: AlertBook; said: Said[]; log: AlertLogRow[]; nowMs: number } {
  let broken: readonly BrokenFeed[] = [];
  const book = newBook(() => broken);
  const said: Said[] = [];
  const log: AlertLogRow[] = [];
  const up = new Set<string>();
  let nowMs = T0;
  let serial = 0;
  for (const { lead, what, reason, which, waitMs } of steps) {
    nowMs += waitMs;
    serial += 1;
    const about = { rule: 'lead-violation', subject: `lead:${lead}`, episode: 'e1', atMs: nowMs } as const;
    const facts = { leadId: lead, team: `team-${which}` };
    const signals: Signal[] = [];
    if (what === 'condition') {
      if (up.delete(lead)) signals.push({ type: 'clear', ...about, reason });
      else {
        up.add(lead);
        signals.push({ type: 'raise', ...about, severity: 'warning', sinceMs: nowMs, facts, feeds: ['crm'] });
      }
    } else if (what === 'escalate' && up.has(lead)) signals.push({ type: 'escalate', ...about, severity: 'critical' });
    else if (what === 'move' && up.has(lead)) signals.push({ type: 'update', ...about, which: `m${serial}`, facts });
    else if (what === 'feed') {
      const feed = FEEDS[which] as BrokenFeed;
      const others = broken.filter((one) => one.feed !== feed.feed);
      broken = others.length < broken.length ? others : [...others, { ...feed, sinceMs: nowMs, episode: `b${serial}` }];
    } else if (what === 'ack' || what === 'resolve' || what === 'comment' || what === 'snooze') {
      const command = { alertId: alertIdOf('lead-violation', `lead:${lead}`, 'e1'), by: 'li', note: what };
      const result = book.command(
        what === 'snooze' ? { ...command, type: what, untilMs: nowMs + MINUTE } : { ...command, type: what },
        nowMs,
      );
      if (result.type === 'accepted') {
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

function boardOf(book: AlertBook, nowMs: number): unknown {
  const board = new Board({ epoch: 'e' });
  book.recollect();
  book.collect(board, nowMs);
  return [...board.rows('alerts')].sort(([a], [b]) => (a < b ? -1 : 1));
}

function replayed(said: readonly Said[], before: readonly AlertLogRow[], after: readonly AlertLogRow[], nowMs: number) {
  let broken: readonly BrokenFeed[] = [];
  const book = newBook(() => broken);
  for (const row of before) book.fold(row);
  book.beginCatchUp();
  for (const { atMs, signals, broken: then } of said) {
    broken = then;
    for (const signal of signals) book.signal(signal);
    book.advance(atMs);
  }
  for (const row of after) book.fold(row);
  const rows = book.takeLogRows();
  book.reconcile(nowMs);
  return { book, rows: [...rows, ...book.takeLogRows()] };
}

const steps = fc.array(step, { minLength: 1, maxLength: 30 });

test(
  'ALERT-16, ALERT-17: a start that replays all of history under the whole log writes nothing and shows the same',
  () => {
    fc.assert(
      fc.property(steps, (drawn) => {
        const { book, said, log, nowMs } = live(drawn);
        const again = replayed(said, log, [], nowMs);
        expect(again.rows).toEqual([]);
        expect(boardOf(again.book, nowMs)).toEqual(boardOf(book, nowMs));
      }),
      { numRuns: 400 },
    );
  },
  TIMEOUT_MS,
);

test(
  'ALERT-16: a rebuild that reads the log only after history writes nothing that the log does not have',
  () => {
    fc.assert(
      fc.property(steps, (drawn) => {
        const { book, said, log, nowMs } = live(drawn);
        const ids = new Set(log.map(({ id }) => id));
        const again = replayed(said, [], log, nowMs);
        expect(again.rows.filter(({ id }) => !ids.has(id))).toEqual([]);
        expect(boardOf(again.book, nowMs)).toEqual(boardOf(book, nowMs));
      }),
      { numRuns: 400 },
    );
  },
  TIMEOUT_MS,
);

test(
  'ALERT-16, ALERT-19: rows of the log in any order fold to the board that was shown',
  () => {
    fc.assert(
      fc.property(steps, fc.infiniteStream(fc.nat()), (drawn, order) => {
        const { book, log, nowMs } = live(drawn);
        const folded = newBook(() => []);
        for (const { row } of log.map((row) => ({ row, by: order.next().value as number })).sort((a, b) => a.by - b.by)) folded.fold(row);
        expect(boardOf(folded, nowMs)).toEqual(boardOf(book, nowMs));
      }),
      { numRuns: 300 },
    );
  },
  TIMEOUT_MS,
);
