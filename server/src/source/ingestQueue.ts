/**
 * Between the ingest API and the store: events of many requests go in together, each request hears back when the store has all of
 * its events for good. What waits is bounded in bytes; when that is reached, or the store is away, the request is refused with the
 * time after which to try again. Nothing is promised before it is kept.
 */

import type { Fact } from '@warroom/protocol/events';
import type { Clock } from '../clock.ts';
import { WarroomError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/client.ts';
import { EVENT_COLUMNS, eventInsertRows } from '../store/eventRows.ts';
import { insertApart } from '../store/insertApart.ts';
import { STORE_RETRY_SECONDS } from '../store/storeErrors.ts';
import { RecentIds, UuidSet } from './recentIds.ts';
import type { IngestSettings } from './settings.ts';

export interface QueuedEvent {
  fact: Fact;
  dataText: string;
}

export interface IngestQueueOptions {
  store: Store;
  clock: Clock;
  config: IngestSettings;
  log: Log;
  /** Rows are in the store: the tail need not wait for its next poll. */
  onWritten?: () => void;
}

/** Rows with commas between, as many as one insert takes at the most. */
interface Text {
  text: string;
  rows: number;
}

interface Waiting {
  ids: string[];
  texts: Text[];
  sizeBytes: number;
  resolve(): void;
  reject(error: WarroomError): void;
}

/** Overhead of a row beside its text: what the row's object and its place in the queue take, roughly. */
const ROW_OVERHEAD_BYTES = 64;
/** Ids that the store is known to have: a retry of these is not written again. */
const RECENT_IDS = 200_000;
const FULL_RETRY_SECONDS = 1;
/** From here on the rows themselves cost more than the insert around them, and waiting for company gains nothing. */
const WORTH_AN_INSERT_ROWS = 100;

export class IngestQueue {
  readonly #options: IngestQueueOptions;
  readonly #recent = new RecentIds(RECENT_IDS);
  #waiting: Waiting[] = [];
  #waitingRows = 0;
  #sizeBytes = 0;
  #cancelTimer: (() => void) | null = null;
  #writing: Promise<void> | null = null;
  #stopping = false;

  constructor(options: IngestQueueOptions) {
    this.#options = options;
  }

  /** Bytes waiting for the store or on their way to it. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /**
   * Resolves when the store has all of them, with the number that it had before (as far as this server remembers). All or nothing is
   * acknowledged: after a refusal the same events, with the same ids, may be sent again and count once.
   * @throws WarroomError QUEUE_FULL, STORE_DOWN, STOPPING; EVENTS_INVALID where the store can never hold one of them
   */
  async add(events: readonly QueuedEvent[]): Promise<{ duplicates: number }> {
    if (this.#stopping) throw new WarroomError('STOPPING', 'the server is stopping', { retryAfterSeconds: STORE_RETRY_SECONDS });
    const { maxQueueBytes, batchRows } = this.#options.config;
    const inRequest = new UuidSet(events.length);
    const fresh = events.filter(({ fact }) => inRequest.add(fact.id) && !this.#recent.has(fact.id));
    const duplicates = events.length - fresh.length;
    if (fresh.length === 0) return { duplicates };
    const ids = fresh.map(({ fact }) => fact.id);
    const texts: Text[] = [];
    let sizeBytes = ROW_OVERHEAD_BYTES * fresh.length;
    for (let start = 0; start < fresh.length; start += batchRows) {
      const part = fresh.slice(start, start + batchRows);
      const text = eventInsertRows(part);
      texts.push({ text, rows: part.length });
      sizeBytes += Buffer.byteLength(text);
    }
    // A single request may be larger than the whole queue when nothing else waits; the body limit bounds it.
    if (this.#sizeBytes > 0 && this.#sizeBytes + sizeBytes > maxQueueBytes) {
      throw new WarroomError('QUEUE_FULL', `${this.#sizeBytes} bytes are waiting for the store; the limit is ${maxQueueBytes}`, {
        retryAfterSeconds: FULL_RETRY_SECONDS,
      });
    }
    this.#sizeBytes += sizeBytes;
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ ids, texts, sizeBytes, resolve, reject });
      this.#waitingRows += ids.length;
      this.#schedule();
    });
    return { duplicates };
  }

  /** Writes what waits, then takes nothing more. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    while (this.#waiting.length > 0 || this.#writing) {
      this.#writing ??= this.#write();
      await this.#writing;
    }
  }

  #schedule(): void {
    const { clock, config } = this.#options;
    if (this.#writing || this.#stopping) return;
    if (this.#waitingRows >= Math.min(config.batchRows, WORTH_AN_INSERT_ROWS) || config.batchMs === 0) {
      this.#cancelTimer?.();
      this.#cancelTimer = null;
      this.#writing = this.#write();
      return;
    }
    this.#cancelTimer ??= clock.after(config.batchMs, () => {
      this.#cancelTimer = null;
      this.#writing ??= this.#write();
    });
  }

  /**
   * Takes whole requests up to a batch (a longer one goes alone, in several inserts) and writes them; where the store cannot read a row,
   * only the request that it came with is refused. Never rejects.
   */
  async #write(): Promise<void> {
    const { config, log, onWritten } = this.#options;
    const batch: Waiting[] = [];
    let rows = 0;
    for (const waiting of this.#waiting) {
      if (batch.length > 0 && rows + waiting.ids.length > config.batchRows) break;
      batch.push(waiting);
      rows += waiting.ids.length;
    }
    this.#waiting = this.#waiting.slice(batch.length);
    this.#waitingRows -= rows;
    const taken = new Set<Waiting>();
    try {
      const refused = await insertApart(batch, async (requests) => {
        await this.#insert(requests);
        for (const waiting of requests) taken.add(waiting);
      });
      for (const { row: waiting, error } of refused) {
        log.error({ err: error, rows: waiting.ids.length }, 'events were refused: the store cannot hold them');
        waiting.reject(unreadable(waiting.ids.length, error));
      }
    } catch (error) {
      const refused = refusal(error);
      log.warn({ code: refused.code, rows }, `events were not acknowledged: ${refused.message}`);
      for (const waiting of batch) if (!taken.has(waiting)) waiting.reject(refused);
    }
    for (const waiting of taken) {
      for (const id of waiting.ids) this.#recent.add(id);
      waiting.resolve();
    }
    if (taken.size > 0) onWritten?.();
    for (const waiting of batch) this.#sizeBytes -= waiting.sizeBytes;
    this.#writing = null;
    if (this.#waiting.length > 0) this.#schedule();
  }

  async #insert(batch: readonly Waiting[]): Promise<void> {
    const { store, config } = this.#options;
    const all = batch.flatMap(({ texts }) => texts);
    // Of several requests in one batch each has one text, and all of them together are one insert.
    while (all.length > 0) {
      let rows = 0;
      let taken = 0;
      for (const text of all) {
        if (taken > 0 && rows + text.rows > config.batchRows) break;
        rows += text.rows;
        taken++;
      }
      const texts = all.splice(0, taken).map(({ text }) => text);
      await store.insert('ingest', 'events', EVENT_COLUMNS, texts, rows);
    }
  }
}

/** The gate let something through that the store has no room for: sent again it fails again. */
function unreadable(rows: number, error: Error): WarroomError {
  const which = rows === 1 ? 'this event' : `one of these ${rows} events`;
  return new WarroomError('EVENTS_INVALID', `the store cannot hold ${which}; none was acknowledged: ${error.message}`, { cause: error });
}

/** Whatever went wrong, the events were valid: the client may send them again. */
function refusal(error: unknown): WarroomError {
  if (error instanceof WarroomError && (error.code === 'STORE_DOWN' || error.code === 'STOPPING')) {
    return new WarroomError(error.code, error.message, { retryAfterSeconds: error.retryAfterSeconds ?? STORE_RETRY_SECONDS, cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new WarroomError('STORE_DOWN', `the store did not accept the events: ${message}`, {
    retryAfterSeconds: STORE_RETRY_SECONDS,
    cause: error,
  });
}
