/** An alert that the book has forgotten, as its rows in the log say: folded as the book folds them. */

import type { AlertRow } from '@warroom/protocol/alert';
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import { AlertBook } from './alertBook.ts';

export interface PastAlert {
  row: AlertRow;
  /** Oldest first, each once. */
  log: readonly AlertLogRow[];
}

/** @param rows all rows of one alert, in any order; null while the row of its firing is not among them */
export function pastAlertOf(id: string, rows: readonly AlertLogRow[]): PastAlert | null {
  // It decides nothing: neither who signs nor how long a lease lasts matters.
  const book = new AlertBook({ server: '', newId: () => '', leaseMs: 0, resolvedOnBoardMs: 0 });
  for (const row of rows) book.fold(row);
  const row = book.row(id);
  return row ? { row, log: book.log(id) } : null;
}
