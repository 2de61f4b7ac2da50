/** The simulator's start: the past first, then live from where the monitors have caught up. */

import type { OpenLeadRow } from '@warroom/protocol/concerns/lead-response';
import type { EventEnvelope } from '@warroom/protocol/events';
import { type Clock, every } from '../clock.ts';
import { WarroomError } from '../errors.ts';
import { type ParseLimits, parseEvent } from '../facts/parse.ts';
import type { Log } from '../log.ts';
import type { IngestQueue, QueuedEvent } from '../source/ingestQueue.ts';
import type { Store } from '../store/client.ts';
import { EVENT_COLUMNS_WITH_ARRIVAL, eventInsertRow } from '../store/eventRows.ts';
import { type DemoFeed, startDemoFeed } from './demoFeed.ts';
import type { DemoSettings } from './settings.ts';
import { SHOW_FEED, showRow, showsAt } from './shows.ts';
import { BACKFILL_MS, createSimulator } from './simulator.ts';
import type { Arrival } from './world/arrivals.ts';

export interface FeedingOptions {
  store: Store;
  clock: Clock;
  config: DemoSettings;
  queue: IngestQueue;
  limits: ParseLimits;
  log: Log;
  /** Leads that an earlier run left open. */
  openLeads: () => ReadonlyMap<string, OpenLeadRow>;
  isReady: () => boolean;
}

export interface Feeding {
  stop(): Promise<void>;
}

const ROWS_PER_INSERT = 2_000;
const READY_POLL_MS = 100;
const SHORT_ABSENCE_MS = 60_000;

/**
 * Resolves when the past is in the store; the live feed begins by itself when the monitors are ready. In a store of an earlier run the
 * organisation has worked on while the server was away: what lives for days goes on where it was, told of to the last row; of leads the
 * last hour is told, and those left open are answered.
 */
export async function startFeeding({ store, clock, config, queue, limits, log, openLeads, isReady }: FeedingOptions): Promise<Feeding> {
  const startMs = clock.now();
  const { speed, seed } = config;
  const toQueued = (event: EventEnvelope): QueuedEvent => {
    const parsed = parseEvent(event, 1, clock.now(), limits);
    if ('faults' in parsed) throw new WarroomError('INTERNAL', `the simulator made a bad event: ${JSON.stringify(parsed.faults)}`);
    return parsed;
  };
  const { rows, newestMs } = await countRows(store);
  const isEmpty = rows === 0;
  const told = await readTold(store);
  const { shows, isNew } = showsAt(startMs, told.shows);
  // An hour with a hole in it would look like an outage of the sales teams; one of a minute does not show.
  const absentMs = isEmpty ? BACKFILL_MS : Math.min(BACKFILL_MS, startMs - newestMs);
  const backfillMs = absentMs > SHORT_ABSENCE_MS ? absentMs : 0;
  const past = createSimulator({ seed, startMs, speed, backfillMs, longLived: { toldUntilMs: told.untilMs, shows } }).backfill(startMs);
  await insertPast(store, past, toQueued);
  if (isNew) await insertPast(store, [{ event: showRow(startMs, seed), arrivesAtMs: startMs }], toQueued);
  log.info({ rows: past.length, leadMinutes: Math.round(backfillMs / 60_000) }, 'demo: the past is in the store');
  let feed: DemoFeed | null = null;
  const stopWaiting = every(clock, READY_POLL_MS, () => {
    if (!isReady()) return;
    stopWaiting();
    // The same simulation again, its past already told; or, in a store of an earlier run, a new day for the leads it left open.
    const simulator = createSimulator(
      isEmpty
        ? { seed, startMs, speed, longLived: { toldUntilMs: startMs, shows } }
        : { seed, startMs: clock.now(), speed, backfillMs: 0, leftOpen: leftOpen(openLeads()), longLived: { toldUntilMs: startMs, shows } },
    );
    if (isEmpty) simulator.backfill(startMs);
    feed = startDemoFeed({
      clock,
      simulator: { ...simulator, backfill: () => [] },
      submit: async (events) => {
        await queue.add(events.map(toQueued));
      },
      onFailure: (error, retryInMs) => log.warn({ err: error, retryInMs }, 'demo: the store did not take the rows; trying again'),
    });
  });
  return {
    async stop() {
      stopWaiting();
      await feed?.stop();
    },
  };
}

async function countRows(store: Store): Promise<{ rows: number; newestMs: number }> {
  const [counts] = await store.query<[number, number]>(
    'state.demo',
    `SELECT count(), toUnixTimestamp64Milli(max(ingested_at)) FROM ${store.table('events')}`,
  );
  return { rows: counts?.[0] ?? 0, newestMs: counts?.[1] ?? 0 };
}

/**
 * How far what lives for days has been told, and the shows there were. A fact of instant t is told in order of arrival, after all that arrived before t: so
 * everything that arrived by the newest `at` is in the store, even if the server ended in the middle. Null where nothing was told.
 */
async function readTold(store: Store): Promise<{ untilMs: number | null; shows: number[] }> {
  const shows = await store.query<[number]>(
    'state.demo',
    `SELECT DISTINCT toUnixTimestamp64Milli(at) AS ms FROM ${store.table('events')} WHERE kind = 'feed.synced' AND key = '${SHOW_FEED}' ORDER BY ms`,
  );
  const [newest] = await store.query<[number, number]>(
    'state.demo',
    `SELECT count(), toUnixTimestamp64Milli(max(at)) FROM ${store.table('events')} WHERE NOT startsWith(kind, 'lead.')`,
  );
  return { untilMs: newest && newest[0] > 0 ? newest[1] - 1 : null, shows: shows.map(([ms]) => ms) };
}

/** As history: each row arrived when its source delivered it, so that no detection lag is invented. */
async function insertPast(store: Store, past: readonly Arrival[], toQueued: (event: EventEnvelope) => QueuedEvent): Promise<void> {
  for (let start = 0; start < past.length; start += ROWS_PER_INSERT) {
    const rows = past.slice(start, start + ROWS_PER_INSERT).map(({ event, arrivesAtMs }) => {
      const { fact, dataText } = toQueued(event);
      return eventInsertRow(fact, dataText, arrivesAtMs);
    });
    await store.insert('ingest.demo', 'events', EVENT_COLUMNS_WITH_ARRIVAL, rows);
  }
}

function leftOpen(rows: ReadonlyMap<string, OpenLeadRow>) {
  return [...rows.values()].map(({ leadId, region, channel, team, repId }) => ({ leadId, region, channel, team, repId }));
}
