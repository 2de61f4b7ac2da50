/** An alert that the book has forgotten, folded from its rows in the log. */

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
  // Nobody acts on it, so that neither the server's name nor the lease matters.
  const book = new AlertBook({ server: '', newId: () => '', leaseMs: 0, resolvedOnBoardMs: 0 });
  for (const row of rows) book.fold(row);
  const row = book.row(id);
  return row ? { row, log: book.log(id) } : null;
}
