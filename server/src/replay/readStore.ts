/** The facts of a store in order of arrival, page by page, for replay: the same rows as a file of them would give, in the same order. */
import type { Fact, Fault } from '@warroom/protocol/events';
import pino from 'pino';
import { SPAN_MS } from '../source/digestBook.ts';
import { History, Share, windowsOf } from '../source/history.ts';
import { SeenIds } from '../source/seenIds.ts';
import type { IngestSettings, TailSettings } from '../source/settings.ts';
import { ArrivalReads } from '../store/arrivalReads.ts';
import { openStore, type Store } from '../store/client.ts';
import { EventReads } from '../store/eventReads.ts';
import type { StoreSettings } from '../store/settings.ts';
import { byArrival } from './readFile.ts';

const PAGE_ROWS = 20_000;
/** Later than any arrival that the column can hold with sense. */
const FAR_MS = Date.UTC(2280, 0);

type Config = { store: StoreSettings; tail: TailSettings; ingest: IngestSettings };

export interface StoredFacts {
  /** In batches; no instant of arrival is in two of them. */
  facts: AsyncIterable<readonly Fact[]>;
  duplicates: () => number;
}

/** @param onFault told of rows that are no valid events, while the facts are read; `line` counts rows. @throws WarroomError STORE_DOWN, STORE_LOCKED (a running server holds the embedded store) */
export async function readStoredFacts(config: Config, untilMs: number | undefined, onFault: (fault: Fault) => void): Promise<StoredFacts> {
  const store = await openStore(config.store, pino({ level: 'silent' }));
  let duplicates = 0;
  async function* facts(): AsyncGenerator<readonly Fact[]> {
    try {
      yield* inWholeInstants(read(store, config, untilMs, onFault, () => duplicates++));
    } finally {
      await store.close();
    }
  }
  return { facts: facts(), duplicates: () => duplicates };
}

/** Each id once: copies of the last while are remembered, those further apart found out before. */
async function* read(
  store: Store,
  { tail, ingest }: Config,
  untilMs: number | undefined,
  onFault: (fault: Fault) => void,
  onDouble: () => void,
): AsyncGenerator<Fact[]> {
  const reads = new EventReads(store);
  const endMs = untilMs === undefined ? (await reads.nowMs()) + 1 : untilMs + 1;
  const spans = await reads.bySpan(SPAN_MS, 0, Math.min(FAR_MS, endMs + SPAN_MS));
  const firstMs = spans[0]?.startMs ?? 0;
  const history = new History(reads, new ArrivalReads(store));
  const doubles = await history.doubles(firstMs, firstMs, endMs, spans, tail.horizonMs / 2);
  const used = new Set<string>();
  const seen = new SeenIds(0);
  let line = 0;
  const windows = windowsOf(
    [{ fromMs: firstMs, untilMs: endMs, but: [], hourly: [], flags: [], arrivals: [] }],
    spans,
    PAGE_ROWS,
    new Share(),
  );
  for await (const { page } of history.pages(windows, PAGE_ROWS)) {
    const batch: Fact[] = [];
    for (let row = 0; row < page.rows; row++) {
      line += 1;
      seen.forgetBefore((page.ingestedAtMs[row] as number) - tail.horizonMs);
      const isDouble = doubles.size > 0 && used.has(page.id(row));
      if (isDouble || seen.find(page.ids, 4 * row) === 'applied') {
        onDouble();
        continue;
      }
      const result = page.read(row, { maxFutureMs: ingest.maxFutureMs });
      if ('fact' in result) {
        const { fact } = result;
        // A refused row does not use its id up: a corrected one may carry it.
        seen.add(page.ids, 4 * row, 'applied', fact.ingestedAtMs);
        if (doubles.has(fact.id)) used.add(fact.id);
        batch.push(fact);
      } else onFault({ line, field: result.rejected.field, reason: `${result.rejected.id}: ${result.rejected.reason}` });
    }
    if (batch.length > 0) yield batch;
  }
}

/** The engine sorts UUIDs by their halves, a file by their text: facts of one instant are put in order when all of them are there. */
async function* inWholeInstants(batches: AsyncIterable<Fact[]>): AsyncGenerator<readonly Fact[]> {
  let held: Fact[] = [];
  for await (const batch of batches) {
    const facts = held.length === 0 ? batch : [...held, ...batch];
    const lastMs = (facts.at(-1) as Fact).ingestedAtMs;
    let whole = facts.length;
    while (whole > 0 && (facts[whole - 1] as Fact).ingestedAtMs === lastMs) whole--;
    held = facts.slice(whole);
    if (whole > 0) yield facts.slice(0, whole).sort(byArrival);
  }
  if (held.length > 0) yield held.sort(byArrival);
}
