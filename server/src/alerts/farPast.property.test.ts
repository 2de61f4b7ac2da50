import type { AlertLogRow } from '@warroom/protocol/alertLog';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boardOf, LogOf, live, newBook, type Said, start, steps } from './farPast.fixture.ts';
import { rememberedMs } from './remembered.ts';

/** Hundreds of histories, on a machine that does other work as well. */
const TIMEOUT_MS = 60_000;

/** Everything that a replay writes. */
function replayed(said: readonly Said[]): AlertLogRow[] {
  let broken: Said['broken'] = [];
  const book = newBook(() => broken, 's2');
  for (const { atMs, signals, broken: then } of said) {
    broken = then;
    for (const signal of signals) book.signal(signal);
    book.advance(atMs);
  }
  return book.takeLogRows();
}

/** Without what had ended by `cutMs`, and what was said of it afterwards; whether an alert that is left had a life before. */
function sinceCut(rows: readonly AlertLogRow[], cutMs: number): { rows: AlertLogRow[]; hadLife: Set<string> } {
  const left = new Map<string, AlertLogRow[]>();
  const over = new Set<string>();
  const hadLife = new Set<string>();
  for (const row of rows) {
    if (row.state === 'resolved' && row.atMs < cutMs) {
      left.delete(row.alertId);
      over.add(row.alertId);
      hadLife.add(row.alertId);
    } else if (row.state === 'firing' || !over.has(row.alertId)) {
      over.delete(row.alertId);
      left.set(row.alertId, [...(left.get(row.alertId) ?? []), row]);
    }
  }
  return { rows: [...left.values()].flat(), hadLife };
}

const inOrder = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();

test(
  'ALERT-31: a start on an empty log writes what a replay does, but for what was over before the cut',
  () => {
    fc.assert(
      fc.property(steps, (drawn) => {
        const { said, nowMs } = live(drawn, false);
        const { rows } = start(said, new LogOf([]), nowMs);
        const expected = sinceCut(replayed(said), nowMs - rememberedMs(0));
        // An alert that came back under its name counts from anew.
        const plain = (of: readonly AlertLogRow[]) =>
          inOrder(
            of.map(({ id, version, sinceMs, ...row }) => (expected.hadLife.has(row.alertId) ? row : { id, version, sinceMs, ...row })),
          );
        expect(plain(rows)).toEqual(plain(expected.rows));
      }),
      { numRuns: 500 },
    );
  },
  TIMEOUT_MS,
);

test(
  'ALERT-16, ALERT-31: a start that reads of the log what it needs writes nothing, and shows what the server showed, handled alerts and links among it',
  () => {
    fc.assert(
      fc.property(steps, (drawn) => {
        const { book, said, log, nowMs } = live(drawn, true);
        const again = start(said, new LogOf(log), nowMs);
        expect(again.rows).toEqual([]);
        expect(boardOf(again.book, nowMs)).toEqual(boardOf(book, nowMs));
      }),
      { numRuns: 500 },
    );
  },
  TIMEOUT_MS,
);
