/** The facts of a store in order of arrival, page by page, for replay: the same rows as a file of them would give, in the same order. */
import type { Fact, Fault } from '@warroom/protocol/events';
import pino from 'pino';
import type { IngestSettings, TailSettings } from '../source/settings.ts';
import { openStore, type Store } from '../store/client.ts';
import { type EventPage, EventReads } from '../store/eventReads.ts';
import { type EventRow, readEventRow, rowId, rowIngestedAtMs } from '../store/eventRows.ts';
import type { StoreSettings } from '../store/settings.ts';
import { byArrival } from './readFile.ts';

const PAGE_ROWS = 20_000;

export interface StoredFacts {
  facts: AsyncIterable<Fact>;
  duplicates: () => number;
}

/** @param onFault told of rows that are no valid events, while the facts are read; `line` counts rows. @throws WarroomError STORE_DOWN, STORE_LOCKED (a running server holds the embedded store) */
export async function readStoredFacts(
  config: { store: StoreSettings; tail: TailSettings; ingest: IngestSettings },
  untilMs: number | undefined,
  onFault: (fault: Fault) => void,
): Promise<StoredFacts> {
  const store = await openStore(config.store, pino({ level: 'silent' }));
  let duplicates = 0;
  const seen = new Set<string>();
  let line = 0;

  async function* facts(): AsyncGenerator<Fact> {
    try {
      for await (const rows of inOneInstant(store, untilMs)) {
        const batch: Fact[] = [];
        for (const row of rows) {
          line += 1;
          if (seen.has(rowId(row))) {
            duplicates += 1;
            continue;
          }
          const read = readEventRow(row, { maxFutureMs: config.ingest.maxFutureMs });
          if ('fact' in read) {
            // A refused row does not use its id up: a corrected one may carry it.
            seen.add(rowId(row));
            batch.push(read.fact);
          } else onFault({ line, field: read.rejected.field, reason: `${read.rejected.id}: ${read.rejected.reason}` });
        }
        yield* batch.sort(byArrival);
      }
    } finally {
      await store.close();
    }
  }
  return { facts: facts(), duplicates: () => duplicates };
}

/** Rows grouped by the instant of their arrival: the engine sorts UUIDs by their halves, a file by their text, so ties are put in order here. */
async function* inOneInstant(store: Store, untilMs: number | undefined): AsyncGenerator<EventRow[]> {
  const reads = new EventReads(store);
  let group: EventRow[] = [];
  let after: { ms: number; id: string } | null = null;
  for (;;) {
    const { rows, isLast }: EventPage = await reads.page('catch-up', 0, untilMs === undefined ? null : untilMs + 1, after, PAGE_ROWS);
    for (const row of rows) {
      const first = group[0];
      if (first && rowIngestedAtMs(first) !== rowIngestedAtMs(row)) {
        yield group;
        group = [];
      }
      group.push(row);
    }
    const last = rows.at(-1);
    if (!last || isLast) break;
    after = { ms: rowIngestedAtMs(last), id: rowId(last) };
  }
  if (group.length > 0) yield group;
}
