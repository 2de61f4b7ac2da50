/** Rows of other writers may be as long as they like: a page is bounded by bytes, and all of them are read. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore, quietLog, type TestStore, until } from '../../../testing/testStore.ts';
import { RecordingSink, writeRows } from '../../../testing/writtenRows.ts';
import { systemClock } from '../../src/clock.ts';
import { Tail } from '../../src/source/tail.ts';
import type { Store } from '../../src/store/client.ts';
import { type Cursor, cursorAt, EventReads } from '../../src/store/eventReads.ts';
import { PAGE_BYTES } from '../../src/store/pageBound.ts';

const FIRST_MS = Date.UTC(2026, 0, 5);

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore({ 'tail.pollMs': 20 });
});
afterAll(() => opened.close());

/** @param lengths of `data`, one row each, a millisecond apart from `fromMs` on. */
async function write(lengths: readonly number[], fromMs: number): Promise<void> {
  const events = opened.store.table('events');
  await opened.store.command(
    'state',
    `INSERT INTO ${events} (kind, at, source, key, data, ingested_at)
     SELECT 'lead.created', at, 'test', 'k', concat('{"note":"', repeat(repeat('x', 1000), intDiv(n, 1000)), repeat('x', n % 1000), '"}'), at FROM (
       SELECT number, fromUnixTimestamp64Milli(toInt64(${fromMs} + number), 'UTC') AS at, [${lengths.join(',')}][number + 1] - 11 AS n FROM numbers(${lengths.length}))`,
  );
}

/** The pages as they came: rows and bytes of each. */
async function readThrough(store: Store, fromMs: number, untilMs: number): Promise<{ ids: string[]; pageBytes: number[] }> {
  const reads = new EventReads(store);
  const ids: string[] = [];
  const pageBytes: number[] = [];
  for (let after: Cursor | null = null; ; ) {
    const { page, isLast } = await reads.page('catch-up', fromMs, untilMs, after, 20_000);
    for (let row = 0; row < page.rows; row++) ids.push(page.id(row));
    pageBytes.push(page.sizeBytes);
    if (isLast || page.rows === 0) return { ids, pageBytes };
    after = cursorAt(page, page.rows - 1);
  }
}

test('whatever the lengths of rows, every one is read once, and no page is larger than its bound', async () => {
  let fromMs = FIRST_MS;
  const length = fc.oneof(fc.constant(40), fc.integer({ min: 20, max: 2_000 }), fc.constantFrom(131_072, 700_000, 1_000_000, 3_000_000));
  await fc.assert(
    fc.asyncProperty(fc.array(length, { minLength: 1, maxLength: 120 }), async (lengths) => {
      fromMs += 60_000;
      await write(lengths, fromMs);
      const { ids, pageBytes } = await readThrough(opened.store, fromMs, fromMs + 60_000);
      expect(new Set(ids).size).toBe(lengths.length);
      expect(ids).toHaveLength(lengths.length);
      expect(Math.max(...pageBytes)).toBeLessThan(1.1 * PAGE_BYTES);
    }),
    { numRuns: 5, examples: [[Array.from({ length: 120 }, () => 700_000)], [[40, 100_000_000, 40]]] },
  );
});

test('a row that is longer than any event is listed with its length, not its text, and the tail goes on behind it', async () => {
  const sink = new RecordingSink();
  const config = { ...opened.config.tail, historyMs: 60_000 };
  const tail = new Tail({
    store: opened.store,
    clock: systemClock,
    config,
    retentionDays: 0,
    limits: opened.config.ingest,
    log: quietLog,
    sink,
  });
  tail.start();
  await until(() => tail.isCaughtUp, 10_000, 'caught up');
  await write([20_000_000], Date.now());
  const [good] = await writeRows(opened.store, [{ key: 'x'.repeat(10_000_000) }, {}]).then((ids) => ids.slice(1));
  await until(() => sink.applied.has(good as string) && sink.rejectedRows.length === 2, 10_000, 'both told of');
  await tail.stop();
  const byField = new Map(sink.rejectedRows.map((row) => [row.field, row]));
  expect(byField.get('data')?.reason).toBe('data must not be longer than 131072 characters as JSON, has 20000000 bytes');
  expect(byField.get('key')?.reason).toContain('longer than 256 characters');
  expect(JSON.stringify(sink.rejectedRows).length).toBeLessThan(20_000);
});
