/** Rows read in columns are what they are read one by one, whoever wrote them, in whatever blocks and order they come. */
import { randomUUID } from 'node:crypto';
import { EVENT_KINDS } from '@warroom/protocol/events';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '../../../testing/testStore.ts';
import { EVENT_CHECK } from '../../src/facts/eventCheck.ts';
import { parseEvent } from '../../src/facts/parse.ts';
import { EVENT_PAGE_SELECT, type EventPage, readEventPage, sortEventPage } from '../../src/store/eventPage.ts';
import { cursorAt, EventReads } from '../../src/store/eventReads.ts';
import { EVENT_COLUMNS_WITH_ARRIVAL, EVENT_SELECT, type EventRow, eventInsertRow, readEventRow } from '../../src/store/eventRows.ts';
import { sqlTime } from '../../src/store/sqlTime.ts';

const FROM_MS = Date.UTC(2026, 4, 4, 8);
const UNTIL_MS = FROM_MS + 86_400_000;
const LIMITS = { maxFutureMs: 86_400_000 };
const FOREIGN = ['id', 'kind', 'at', 'source', 'key', 'region', 'customer_id', 'data', 'ingested_at'];

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.close());

const name = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('华东', '华南一组', 'crm', 'C-1042', 'C-1043', 'x'.repeat(250)) },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 30 }) },
);
const data = fc.dictionary(fc.constantFrom('reason', 'note', '话术', '__proto__'), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 });
const row = fc.record({
  kind: fc.constantFrom(
    'lead.created',
    'lead.created',
    'lead.assigned',
    'touchpoint.seen',
    'lead.responded',
    'order.step',
    'stock.counted',
    'no.such_kind',
  ),
  source: name,
  key: name,
  region: fc.oneof(fc.constant(''), name),
  customer: fc.oneof(fc.constant(''), name),
  data: fc.oneof(
    { weight: 3, arbitrary: data.map((value) => JSON.stringify(value)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        '{oops',
        '[]',
        '{"step":"s","state":"started"}',
        '{"on_hand":1,"locked":0,"in_transfer":2}',
        `{"note":"${'长'.repeat(200)}"}`,
      ),
    },
  ),
  // Few instants, so that many rows share one.
  arrivesIn: fc.oneof(fc.nat(3), fc.nat(80_000_000)),
  happenedBefore: fc.oneof(
    { weight: 9, arbitrary: fc.nat(600_000) },
    { weight: 1, arbitrary: fc.constantFrom(-90_000_000, 1_500_000_000_000) },
  ),
});

const told = (read: ReturnType<typeof readEventRow>) => ('fact' in read ? read.fact : read.rejected);
const readAll = (page: EventPage) => Array.from({ length: page.rows }, (_, i) => told(page.read(i, LIMITS)));

test('valid rows and others, in one block or in many, sorted by the store or here: the same facts and the same faults', async () => {
  const { store } = opened;
  const table = store.table('events');
  const reads = new EventReads(store);
  let checked = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 300, size: 'max' }),
      fc.integer({ min: 1, max: 70 }),
      async (rows, blockRows) => {
        await store.command('state', `TRUNCATE TABLE ${table}`);
        const own: string[] = [];
        const foreign: string[] = [];
        for (const { kind, source, key, region, customer, data, arrivesIn, happenedBefore } of rows) {
          const arrivalMs = FROM_MS + arrivesIn;
          const event = { id: randomUUID(), kind, at: arrivalMs - happenedBefore, source, key, region, customer_id: customer };
          const parsed = parseEvent({ ...event, data: tryJson(data) }, 1, arrivalMs, LIMITS);
          if ('fact' in parsed) own.push(eventInsertRow(parsed.fact, parsed.dataText, arrivalMs));
          else foreign.push(JSON.stringify([event.id, kind, sqlTime(event.at), source, key, region, customer, data, sqlTime(arrivalMs)]));
        }
        checked += own.length;
        await store.insert('ingest.test', 'events', EVENT_COLUMNS_WITH_ARRIVAL, own);
        await store.insert('ingest.test', 'events', FOREIGN, foreign);
        const where = `FROM ${table} ORDER BY ingested_at, id`;
        const expected = (await store.query<EventRow>('read', `SELECT ${EVENT_SELECT} ${where}`)).map((one) =>
          told(readEventRow(one, LIMITS)),
        );
        const columns = (sql: string) => store.columns('read', sql, { settings: { max_block_size: blockRows } });
        const whole = await reads.window(FROM_MS, UNTIL_MS, 100_000);
        expect(readAll(whole as EventPage)).toEqual(expected);
        expect(readAll(readEventPage(await columns(`SELECT ${EVENT_PAGE_SELECT} ${where}`)))).toEqual(expected);
        expect(readAll(sortEventPage(await columns(`SELECT ${EVENT_PAGE_SELECT} FROM ${table} ORDER BY cityHash64(id)`)))).toEqual(
          expected,
        );
        const paged: unknown[] = [];
        for (let after: ReturnType<typeof cursorAt> | null = null; ; ) {
          const { page, isLast } = await reads.page('catch-up', FROM_MS, UNTIL_MS, after, blockRows);
          paged.push(...readAll(page));
          if (isLast || page.rows === 0) break;
          after = cursorAt(page, page.rows - 1);
        }
        expect(paged).toEqual(expected);
        if (rows.length > 1) expect(await reads.window(FROM_MS, UNTIL_MS, 1)).toBeNull();
        const [some] = (await reads
          .window(FROM_MS, UNTIL_MS, 100_000, { but: EVENT_KINDS.slice(1), hourly: [], flags: [] })
          .then((page) => [page])) as [EventPage];
        expect(readAll(some)).toEqual(
          expected.filter((_, i) => !(EVENT_KINDS.slice(1) as string[]).includes((whole as EventPage).kind(i))),
        );
      },
    ),
    { numRuns: 12 },
  );
  expect(checked).toBeGreaterThan(100);
});

test('a checked row whose text somebody has changed since is held to the schemas again', async () => {
  const { store } = opened;
  await store.command('state', `TRUNCATE TABLE ${store.table('events')}`);
  const line = (key: string, region: string, text: string) =>
    JSON.stringify([randomUUID(), 'lead.created', sqlTime(FROM_MS), 'crm', key, region, '', text, sqlTime(FROM_MS), EVENT_CHECK]);
  await store.insert(
    'ingest.test',
    'events',
    [...FOREIGN, 'checked'],
    [
      line('good', '华东', '{"tier":"A"}'),
      line('bad region', ' 华东\u200b', '{}'),
      line('bad data', '', '{oops'),
      line('good too', '', '{"tier":"B"}'),
    ],
  );
  const page = (await new EventReads(store).window(FROM_MS, UNTIL_MS, 10)) as EventPage;
  const found = readAll(page).map((one) => ('data' in one ? [one.key, one.data] : [one.key, one.field]));
  expect(found.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))).toEqual([
    ['bad data', 'data'],
    ['bad region', 'region'],
    ['good', { tier: 'A' }],
    ['good too', { tier: 'B' }],
  ]);
});

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
