import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../../testing/fakeClock.ts';
import { loadConfig } from '../config/config.ts';
import { WarroomError } from '../errors.ts';
import { parseEvent } from '../facts/parse.ts';
import type { Store } from '../store/client.ts';
import { IngestQueue, type QueuedEvent } from './ingestQueue.ts';

const NOW_MS = Date.UTC(2026, 10, 22);
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

function event(id: string = randomUUID()): QueuedEvent {
  const parsed = parseEvent({ id, kind: 'lead.assigned', at: NOW_MS, source: 'crm', key: 'L1', data: {} }, 1, NOW_MS, { maxFutureMs: 1 });
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  return parsed;
}

const rowsOf = (texts: readonly string[]) => JSON.parse(`[${texts.join(',')}]`) as unknown[][];

/** Takes inserts and lets the test decide when and how each ends. */
class HeldStore {
  inserts: { rows: readonly unknown[][]; settle: (error?: Error) => void }[] = [];
  insert(_part: string, _table: string, _columns: readonly string[], texts: readonly string[], count?: number): Promise<void> {
    const rows = rowsOf(texts);
    if (rows.length !== count) throw new Error(`${rows.length} rows, said to be ${count}`);
    return new Promise((resolve, reject) => {
      this.inserts.push({ rows, settle: (error) => (error ? reject(error) : resolve()) });
    });
  }
}

function setUp(flags: Record<string, unknown> = {}) {
  const held = new HeldStore();
  const clock = new FakeClock(NOW_MS);
  let woken = 0;
  const config = loadConfig({ flags: { 'ingest.batchMs': 10, 'ingest.batchRows': 5, ...flags } }).ingest;
  const queue = new IngestQueue({ store: held as unknown as Store, clock, config, log: quiet, onWritten: () => woken++ });
  return { held, clock, queue, woken: () => woken };
}
const settled = async (promise: Promise<unknown>) => {
  let done = false;
  promise.then(
    () => {
      done = true;
    },
    () => {
      done = true;
    },
  );
  await new Promise((resolve) => setImmediate(resolve));
  return done;
};
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('batches', () => {
  test('requests within batchMs go in together; each hears back only after the store has taken them', async () => {
    const { held, clock, queue, woken } = setUp();
    const first = queue.add([event()]);
    const second = queue.add([event(), event()]);
    expect(held.inserts).toHaveLength(0);
    clock.advance(10);
    expect(held.inserts.map((insert) => insert.rows.length)).toEqual([3]);
    expect(await settled(first)).toBe(false);
    expect(woken()).toBe(0);
    held.inserts[0]?.settle();
    expect(await Promise.all([first, second])).toEqual([{ duplicates: 0 }, { duplicates: 0 }]);
    expect(woken()).toBe(1);
    expect(queue.sizeBytes).toBe(0);
  });

  test('a full batch does not wait, one insert at a time, no insert over batchRows', async () => {
    const { held, queue } = setUp();
    const big = queue.add(Array.from({ length: 12 }, () => event()));
    const next = queue.add([event()]);
    for (const expected of [5, 5, 2]) {
      expect(held.inserts.at(-1)?.rows).toHaveLength(expected);
      held.inserts.at(-1)?.settle();
      await turn();
    }
    await big;
    expect(await settled(next)).toBe(false);
  });
});

describe('refusals', () => {
  test('when the bound is reached the request is refused with a time to try again, and nothing of it is taken', async () => {
    const { held, clock, queue } = setUp({ 'ingest.maxQueueBytes': 1_024 });
    const taken = queue.add([event(), event(), event()]);
    const refused = await queue.add([event(), event(), event(), event()]).catch((error) => error);
    expect(refused).toMatchObject({ code: 'QUEUE_FULL', statusCode: 429, retryAfterSeconds: 1 });
    clock.advance(10);
    held.inserts[0]?.settle();
    await taken;
    const after = queue.add([event()]);
    clock.advance(10);
    held.inserts[1]?.settle();
    await after;
    expect(held.inserts[1]?.rows).toHaveLength(1);
  });

  test('one request larger than the bound is taken when nothing else waits', async () => {
    const { held, clock, queue } = setUp({ 'ingest.maxQueueBytes': 1_024, 'ingest.batchRows': 1_000 });
    const big = queue.add(Array.from({ length: 50 }, () => event()));
    clock.advance(10);
    held.inserts[0]?.settle();
    expect(await big).toEqual({ duplicates: 0 });
  });

  test.each([
    [new WarroomError('STORE_DOWN', 'gone', { retryAfterSeconds: 7 }), 'STORE_DOWN', 7],
    [new WarroomError('INTERNAL', 'query failed'), 'STORE_DOWN', 2],
    [new Error('odd'), 'STORE_DOWN', 2],
  ])(
    '%s: the whole batch is refused as retryable, and the same ids are written again when they come back',
    async (failure, code, seconds) => {
      const { held, clock, queue } = setUp();
      const events = [event(), event()];
      const refused = queue.add(events).catch((error) => error);
      clock.advance(10);
      held.inserts[0]?.settle(failure);
      expect(await refused).toMatchObject({ code, statusCode: 503, retry: true, retryAfterSeconds: seconds });
      expect(queue.sizeBytes).toBe(0);
      const again = queue.add(events);
      clock.advance(10);
      expect(held.inserts[1]?.rows).toHaveLength(2);
      held.inserts[1]?.settle();
      expect(await again).toEqual({ duplicates: 0 });
    },
  );
});

describe('the same id twice', () => {
  test('within one request, and after the acknowledgement, is written once', async () => {
    const { held, clock, queue } = setUp();
    const one = event();
    const first = queue.add([one, one]);
    clock.advance(10);
    held.inserts[0]?.settle();
    expect(await first).toEqual({ duplicates: 1 });
    expect(await queue.add([one])).toEqual({ duplicates: 1 });
    expect(held.inserts).toHaveLength(1);
  });

  test('before the acknowledgement it waits for an insert of its own: the first may still fail', async () => {
    const { held, clock, queue } = setUp();
    const one = event();
    const first = queue.add([one]).catch((error) => error);
    clock.advance(10);
    const second = queue.add([one]);
    held.inserts[0]?.settle(new Error('lost'));
    expect(await first).toMatchObject({ code: 'STORE_DOWN' });
    clock.advance(10);
    await turn();
    held.inserts[1]?.settle();
    expect(await second).toEqual({ duplicates: 0 });
  });
});

describe('a row that the store cannot read', () => {
  /** Takes an insert unless a bad row is in it, or it is away by then. */
  class ReadingStore {
    readonly stored: string[] = [];
    inserts = 0;
    awayFrom = Number.POSITIVE_INFINITY;
    readonly #bad: ReadonlySet<string>;
    constructor(bad: ReadonlySet<string>) {
      this.#bad = bad;
    }
    async insert(_part: string, _table: string, _columns: readonly string[], rows: readonly string[]): Promise<void> {
      if (this.inserts++ >= this.awayFrom) throw new WarroomError('STORE_DOWN', 'away');
      const ids = rowsOf(rows).map(([id]) => id as string);
      const engine = Object.assign(new Error('cannot parse'), { code: '27' });
      if (ids.some((id) => this.#bad.has(id))) throw new WarroomError('INTERNAL', 'query failed', { cause: engine });
      this.stored.push(...ids);
    }
  }
  const outcome = (queue: IngestQueue, events: QueuedEvent[]) =>
    queue.add(events).then(
      () => 'taken',
      (error: WarroomError) => error.code,
    );

  test('harms the request that it came with and no other, whatever was written together', async () => {
    const requests = fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(requests, async (drawn) => {
        const sent = drawn.map((isBad) => isBad.map((bad) => ({ bad, event: event() })));
        const bad = new Set(sent.flat().flatMap((row) => (row.bad ? [row.event.fact.id] : [])));
        const store = new ReadingStore(bad);
        const clock = new FakeClock(NOW_MS);
        const config = loadConfig({ flags: { 'ingest.batchMs': 10, 'ingest.batchRows': 1_000 } }).ingest;
        const queue = new IngestQueue({ store: store as unknown as Store, clock, config, log: quiet });
        const answers = sent.map((rows) =>
          outcome(
            queue,
            rows.map((row) => row.event),
          ),
        );
        clock.advance(10);
        await queue.stop();
        const isBad = (rows: (typeof sent)[number]) => rows.some((row) => row.bad);
        expect(await Promise.all(answers)).toEqual(sent.map((rows) => (isBad(rows) ? 'EVENTS_INVALID' : 'taken')));
        const good = sent.flatMap((rows) => (isBad(rows) ? [] : rows.map((row) => row.event.fact.id)));
        expect(store.stored.toSorted()).toEqual(good.toSorted());
        expect(queue.sizeBytes).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  test('a store that goes away in the middle: what it has taken is acknowledged, the rest may be sent again', async () => {
    const [a, b, bad, c] = [event(), event(), event(), event()] as const;
    const store = new ReadingStore(new Set([bad.fact.id]));
    // The whole, then a with b; then it is gone.
    store.awayFrom = 2;
    const clock = new FakeClock(NOW_MS);
    const config = loadConfig({ flags: { 'ingest.batchMs': 10 } }).ingest;
    const queue = new IngestQueue({ store: store as unknown as Store, clock, config, log: quiet });
    const answers = [a, b, bad, c].map((one) => outcome(queue, [one]));
    clock.advance(10);
    expect(await Promise.all(answers)).toEqual(['taken', 'taken', 'STORE_DOWN', 'STORE_DOWN']);
    expect(store.stored).toEqual([a.fact.id, b.fact.id]);
    expect(queue.sizeBytes).toBe(0);
  });
});

test('stopping writes what waits and takes nothing more', async () => {
  const { held, queue } = setUp();
  const waiting = queue.add([event()]);
  const stopping = queue.stop();
  await turn();
  held.inserts[0]?.settle();
  await Promise.all([waiting, stopping]);
  await expect(queue.add([event()])).rejects.toMatchObject({ code: 'STOPPING' });
});
