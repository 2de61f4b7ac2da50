/** Pages of rows of any length: bounded by bytes at the store, with fewer rows where they are long. */
import type { Store } from './client.ts';
import { isTooMuch } from './storeErrors.ts';

/** Largest page, as the store counts it; some four times as much while it is being read. */
export const PAGE_BYTES = 32 * 1024 * 1024;
/** The store sorts a page before it knows its size. */
export const PAGE_SETTINGS = { max_result_bytes: PAGE_BYTES, result_overflow_mode: 'throw', max_memory_usage: 512 * 1024 * 1024 };

export interface Page<Row> {
  rows: Row[];
  /** Whether there was no row beyond it. */
  isLast: boolean;
  /** In memory, roughly. */
  sizeBytes: number;
}

export class PageBound {
  /** Rows of a page as long as the last ones were. */
  #mostRows = Number.POSITIVE_INFINITY;

  /**
   * Asks for at most `limit` rows, and for fewer until the page is no larger than {@link PAGE_BYTES}. A single row has to have a longest
   * length of its own.
   * @param sizeOf bytes of a row in memory, roughly. @throws WarroomError as `Store.query`
   */
  async read<Row extends unknown[]>(
    limit: number,
    sizeOf: (row: Row) => number,
    ask: (limit: number, settings: Record<string, string | number>) => ReturnType<Store['query']>,
  ): Promise<Page<Row>> {
    const { page, isLast } = await this.readWhole(limit, async (most, settings) => {
      const list = (await ask(most, settings)) as Row[];
      return { list, rows: list.length, sizeBytes: list.reduce((sum, row) => sum + sizeOf(row), 0) };
    });
    return { rows: page.list, isLast, sizeBytes: page.sizeBytes };
  }

  /** As {@link read}, for a page in whatever form. */
  async readWhole<Whole extends { rows: number; sizeBytes: number }>(
    limit: number,
    ask: (limit: number, settings: Record<string, string | number>) => Promise<Whole>,
  ): Promise<{ page: Whole; isLast: boolean }> {
    for (;;) {
      const most = Math.min(limit, this.#mostRows);
      try {
        const page = await ask(most, most === 1 ? {} : PAGE_SETTINGS);
        if (page.sizeBytes < PAGE_BYTES / 4) this.#mostRows *= 2;
        return { page, isLast: page.rows < most };
      } catch (error) {
        if (most === 1 || !isTooMuch(error)) throw error;
        this.#mostRows = Math.floor(most / 4) || 1;
      }
    }
  }
}
