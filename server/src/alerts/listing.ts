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
  let total = 0;
  let rest = 0;
  const first = new FirstOf<{ id: string; row: AlertRow }>(limit, compareAlertRows);
  for (const { id, row: whole, open } of book.listed(filter)) {
    const row = audience === 'operate' ? whole : open;
    // Whoever may not read a name may not find it by asking for it either.
    if (!row || (filter.subject !== undefined && row.subject !== filter.subject)) continue;
    total += 1;
    const one = { id, row };
    if (after && compareAlertRows(one, after) <= 0) continue;
    rest += 1;
    first.add(one);
  }
  const alerts = first.inOrder();
  return { total, alerts, isLast: alerts.length === rest };
}

/** The first so many in an order, without putting all the others into it. */
class FirstOf<T> {
  readonly #most: number;
  readonly #compare: (a: T, b: T) => number;
  #kept: T[] = [];
  /** What comes after this one is not among them. */
  #last: T | null = null;

  constructor(most: number, compare: (a: T, b: T) => number) {
    this.#most = most;
    this.#compare = compare;
  }

  add(one: T): void {
    if (this.#last !== null && this.#compare(one, this.#last) > 0) return;
    this.#kept.push(one);
    if (this.#kept.length >= 2 * this.#most) this.#trim();
  }

  inOrder(): T[] {
    this.#trim();
    return this.#kept;
  }

  #trim(): void {
    this.#kept = this.#kept.sort(this.#compare).slice(0, this.#most);
    if (this.#kept.length === this.#most) this.#last = this.#kept.at(-1) ?? null;
  }
}

/** By id, which never changes: whatever happens between two answers, none is passed over. */
export const openAlertIds = (book: AlertBook, filter: AlertFilter): string[] => [...book.openIds(filter)].sort();
