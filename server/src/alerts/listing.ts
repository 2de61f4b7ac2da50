/** Pages of the list of alerts, as somebody may see them. */
import type { AlertRow } from '@warroom/protocol/alert';
import { compareAlertRows, type OrderedAlert } from '@warroom/protocol/alertOrder';
import type { AlertBook } from './alertBook.ts';
import { publicRowOf } from './alertRow.ts';
import type { AlertFilter } from './filter.ts';

export interface AlertPageQuery {
  filter: AlertFilter;
  /** Whole, or without the names of the people whom alerts are about. */
  audience: 'operate' | 'view';
  /** The alert that the page before ended with, as it stood then; null for the first page. */
  after: OrderedAlert | null;
  limit: number;
}

export interface AlertPage {
  /** Of all pages. */
  total: number;
  alerts: { id: string; row: AlertRow }[];
  isLast: boolean;
}

/** As it may be seen; null where it may not be. */
export const asSeenBy = (audience: AlertPageQuery['audience'], row: AlertRow): AlertRow | null =>
  audience === 'operate' ? row : publicRowOf(row);

export function alertPage(book: AlertBook, { filter, audience, after, limit }: AlertPageQuery): AlertPage {
  const found = book.list(filter).flatMap(({ id, row }) => {
    const seen = asSeenBy(audience, row);
    // Whoever may not read a name may not find it by asking for it either.
    return seen && (filter.subject === undefined || seen.subject === filter.subject) ? [{ id, row: seen }] : [];
  });
  const rest = after ? found.filter((one) => compareAlertRows(one, after) > 0) : found;
  const alerts = rest.slice(0, limit);
  return { total: found.length, alerts, isLast: alerts.length === rest.length };
}

/** By id, which never changes: whatever happens between two answers, none is passed over. */
export const openAlertIds = (book: AlertBook, filter: AlertFilter): string[] =>
  book
    .list(filter)
    .flatMap(({ id, row }) => (row.state === 'resolved' ? [] : [id]))
    .sort();
