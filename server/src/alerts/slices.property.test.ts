import { compareAlertRows } from '@warroom/protocol/alertOrder';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Board } from '../board/board.ts';
import { boardOf, live, newBook, type Said, steps } from './farPast.fixture.ts';
import { alertPage, openAlertIds } from './listing.ts';

/** Hundreds of histories, on a machine that does other work as well. */
const TIMEOUT_MS = 60_000;
/** More than there are alerts and outages. */
const ROUNDS = 2_000;

test(
  'ALERT-22: what is held against a broken feed some at a time ends in the same log and on the same board, whatever happens in between',
  () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 3 }), (drawn, atOnce) => {
        const { said, nowMs } = live(drawn, false);
        const told = (most: number) => {
          let broken: Said['broken'] = [];
          const book = newBook(() => broken, 's', most);
          const board = new Board({ epoch: 'e' });
          for (const { atMs, signals, broken: then } of said) {
            broken = then;
            for (const signal of signals) book.signal(signal);
            book.advance(atMs);
            book.collect(board, atMs, false);
          }
          for (let i = 0; i < ROUNDS; i += 1) {
            book.advance(nowMs);
            book.collect(board, nowMs, false);
          }
          const rows = book.takeLogRows().map((row) => JSON.stringify(row));
          expect([...board.rows('alerts')].sort(([a], [b]) => (a < b ? -1 : 1))).toEqual(boardOf(book, nowMs));
          return { rows: rows.sort(), board: boardOf(book, nowMs) };
        };
        expect(told(atOnce)).toEqual(told(Number.POSITIVE_INFINITY));
      }),
      { numRuns: 400 },
    );
  },
  TIMEOUT_MS,
);

test(
  'ALERT-15: pages of any length together are the whole list in order, as whoever asks may see it',
  () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 4 }), fc.constantFrom('operate' as const, 'view' as const), (drawn, limit, audience) => {
        const { book } = live(drawn, true);
        const all = book.list();
        expect(all).toEqual(all.toSorted(compareAlertRows));
        const read: string[] = [];
        for (let after: (typeof all)[number] | null = null, isLast = false; !isLast; ) {
          const page = alertPage(book, { filter: {}, audience, after, limit });
          expect(page.total).toBe(all.length);
          read.push(...page.alerts.map(({ id }) => id));
          after = page.alerts.at(-1) ?? null;
          isLast = page.isLast;
        }
        expect(read).toEqual(all.map(({ id }) => id));
        const open = all.filter(({ row }) => row.state !== 'resolved').map(({ id }) => id);
        expect(openAlertIds(book, {})).toEqual(open.sort());
      }),
      { numRuns: 200 },
    );
  },
  TIMEOUT_MS,
);
