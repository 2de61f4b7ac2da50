/** A customer's history by SQL, on the real engine. */
import { randomUUID } from 'node:crypto';
import type { CustomerHistory } from '@warroom/protocol/api/customer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '../../../testing/testStore.ts';
import type { Store } from '../../src/store/client.ts';
import { CustomerHistoryReads, MOST_BYTES } from '../../src/store/customerHistory.ts';
import { sqlTime } from '../../src/store/sqlTime.ts';

const NOW_MS = Date.parse('2026-03-20T12:00:00+08:00');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ago = (ms: number) => NOW_MS - ms;
const iso = (ms: number) => new Date(ms).toISOString();
/** A name that would break any statement it were pasted into. */
const NASTY = "C-1'; DROP TABLE events; --\\";

let opened: TestStore;
let reads: CustomerHistoryReads;

interface Row {
  kind: string;
  key: string;
  atMs: number;
  data?: unknown;
  customerId?: string;
  channel?: string;
  id?: string;
  ingestedAtMs?: number;
}

async function write(rows: readonly Row[]): Promise<void> {
  const columns = ['id', 'kind', 'at', 'source', 'key', 'customer_id', 'channel', 'data', 'ingested_at'];
  const lines = rows.map(({ id = randomUUID(), kind, key, atMs, data = {}, customerId = '', channel = '', ingestedAtMs = atMs }) =>
    JSON.stringify([
      id,
      kind,
      sqlTime(atMs),
      'crm',
      key,
      customerId,
      channel,
      typeof data === 'string' ? data : JSON.stringify(data),
      sqlTime(ingestedAtMs),
    ]),
  );
  await opened.store.insert('ingest.test', 'events', columns, lines);
}

const read = (customerId: string, zone = 'Asia/Shanghai'): Promise<CustomerHistory> => reads.read({ customerId, nowMs: NOW_MS, zone });

beforeAll(async () => {
  opened = await openTestStore();
  reads = new CustomerHistoryReads(opened.store, { maxFutureMs: DAY_MS });
});
afterAll(() => opened.close());

describe('touchpoints', () => {
  const twice = randomUUID();
  beforeAll(() =>
    write([
      {
        kind: 'touchpoint.seen',
        key: 'T',
        atMs: ago(HOUR_MS),
        channel: '电话',
        data: { sentiment: 0.5, direction: 'inbound', captured_by: 'im' },
      },
      { kind: 'touchpoint.seen', key: 'T', atMs: ago(2 * HOUR_MS), id: twice, data: { sentiment: -0.5 } },
      { kind: 'touchpoint.seen', key: 'T', atMs: ago(2 * HOUR_MS), id: twice, data: { sentiment: -0.5 }, ingestedAtMs: ago(HOUR_MS) },
      { kind: 'touchpoint.seen', key: 'T', atMs: ago(89 * DAY_MS), data: { found_later: true, found_by: 'survey' } },
      { kind: 'touchpoint.seen', key: 'T', atMs: ago(91 * DAY_MS), data: { sentiment: 1 } },
      // Stamped ahead of its arrival, as a source's clock may be: found although it arrived before the first day.
      { kind: 'touchpoint.seen', key: 'T', atMs: ago(89.5 * DAY_MS), ingestedAtMs: ago(90.2 * DAY_MS) },
      // No valid events.
      { kind: 'touchpoint.seen', key: 'T', atMs: ago(3 * HOUR_MS), data: { sentiment: 7 } },
      { kind: 'touchpoint.seen', key: 'T', atMs: ago(3 * HOUR_MS), data: 'oops' },
      { kind: 'touchpoint.seen', key: 'another', atMs: ago(HOUR_MS), data: { sentiment: -1 } },
      { kind: 'signal.seen', key: 'T', atMs: ago(2 * DAY_MS), data: { type: 'tender_match', weight: 0.8 } },
      { kind: 'signal.seen', key: 'T', atMs: ago(DAY_MS), data: { type: 'competitor_visit' } },
    ]),
  );

  test('of ninety days, newest first, each once, without what is no event', async () => {
    const { touchpoints, signals, fromAt } = await read('T');
    expect(fromAt).toBe(iso(ago(90 * DAY_MS)));
    expect(touchpoints.rows.map(({ at, captured, capturedBy, foundBy, channel }) => [at, captured, capturedBy, foundBy, channel])).toEqual([
      [iso(ago(HOUR_MS)), true, 'im', null, '电话'],
      [iso(ago(2 * HOUR_MS)), true, null, null, null],
      [iso(ago(89 * DAY_MS)), false, null, 'survey', null],
      [iso(ago(89.5 * DAY_MS)), true, null, null, null],
    ]);
    expect(signals).toEqual({
      total: 2,
      rows: [
        { id: expect.any(String), at: iso(ago(DAY_MS)), source: 'crm', type: 'competitor_visit', weight: null },
        { id: expect.any(String), at: iso(ago(2 * DAY_MS)), source: 'crm', type: 'tender_match', weight: 0.8 },
      ],
    });
  });

  test('sentiment by day: mean and count, the day being that of the zone', async () => {
    const midnight = Date.parse('2026-03-10T00:00:00+08:00');
    await write([
      { kind: 'touchpoint.seen', key: 'Z', atMs: midnight - 1, data: { sentiment: -1 } },
      { kind: 'touchpoint.seen', key: 'Z', atMs: midnight, data: { sentiment: 0.25 } },
      { kind: 'touchpoint.seen', key: 'Z', atMs: midnight + 1, data: { sentiment: 0.5 } },
      { kind: 'touchpoint.seen', key: 'Z', atMs: midnight + 2, data: {} },
    ]);
    expect((await read('Z')).sentiment).toEqual([
      { day: '2026-03-09', mean: -1, count: 1 },
      { day: '2026-03-10', mean: 0.375, count: 2 },
    ]);
    expect((await read('Z', 'UTC')).sentiment).toEqual([{ day: '2026-03-09', mean: -0.0833, count: 3 }]);
    expect((await read('T')).sentiment).toEqual([{ day: '2026-03-20', mean: 0, count: 2 }]);
  });

  test('more than are listed are counted', async () => {
    await write(
      Array.from({ length: 130 }, (_, i): Row => ({ kind: 'touchpoint.seen', key: 'many', atMs: ago((i + 1) * HOUR_MS), data: {} })),
    );
    const { touchpoints } = await read('many');
    expect([touchpoints.total, touchpoints.rows.length]).toEqual([130, 100]);
    expect(touchpoints.rows[0]?.at).toBe(iso(ago(HOUR_MS)));
    expect(touchpoints.rows.at(-1)?.at).toBe(iso(ago(100 * HOUR_MS)));
  });
});

test('opportunities by their latest stage, with what was said of them last; a deal of half a year is still there', async () => {
  const moved = (key: string, atMs: number, data: object, customerId = 'B') => ({ kind: 'opportunity.moved', key, atMs, data, customerId });
  await write([
    moved('P-1', ago(200 * DAY_MS), { stage: 'need', amount: 100, expected_close: '2026-04-01T00:00:00+08:00' }),
    moved('P-1', ago(150 * DAY_MS), { stage: 'need' }),
    moved('P-1', ago(3 * DAY_MS), { stage: 'negotiation' }),
    // Arrived last, happened first: order of the world counts.
    { ...moved('P-1', ago(180 * DAY_MS), { stage: 'poc' }), ingestedAtMs: ago(0) },
    moved('P-2', ago(DAY_MS), { stage: 'lost', amount: 5 }),
    // Given to somebody else since.
    moved('P-3', ago(9 * DAY_MS), { stage: 'need' }),
    moved('P-3', ago(8 * DAY_MS), { stage: 'need' }, 'someone-else'),
  ]);
  const { opportunities } = await read('B');
  expect(opportunities.rows).toEqual([
    {
      opportunityId: 'P-2',
      stage: 'lost',
      movedAt: iso(ago(DAY_MS)),
      openedAt: iso(ago(DAY_MS)),
      moves: 0,
      amount: 5,
      lifecycle: null,
      expectedClose: null,
    },
    {
      opportunityId: 'P-1',
      stage: 'negotiation',
      movedAt: iso(ago(3 * DAY_MS)),
      openedAt: iso(ago(200 * DAY_MS)),
      moves: 3,
      amount: 100,
      lifecycle: null,
      expectedClose: '2026-03-31T16:00:00.000Z',
    },
  ]);
});

test('leads with their first response by a person, orders with their end: also where only the founding fact names the customer', async () => {
  await write([
    { kind: 'lead.created', key: 'L-1', atMs: ago(DAY_MS), customerId: 'D', channel: '官网', data: { tier: 'A', value: 9 } },
    { kind: 'lead.responded', key: 'L-1', atMs: ago(DAY_MS) + 1_000, data: { automated: true } },
    { kind: 'lead.responded', key: 'L-1', atMs: ago(DAY_MS) + 80_000 },
    { kind: 'lead.closed', key: 'L-1', atMs: ago(HOUR_MS), data: { reason: 'converted' } },
    {
      kind: 'order.placed',
      key: 'O-1',
      atMs: ago(300 * DAY_MS),
      customerId: 'D',
      data: { promised_at: ago(280 * DAY_MS), amount: 7, route: ['a'] },
    },
    { kind: 'order.delivered', key: 'O-1', atMs: ago(281 * DAY_MS) },
    { kind: 'order.step', key: 'O-1', atMs: ago(290 * DAY_MS), customerId: 'D', data: { step: 'a', state: 'completed' } },
    { kind: 'order.placed', key: 'O-0', atMs: ago(400 * DAY_MS), customerId: 'D', data: { promised_at: ago(280 * DAY_MS), route: ['a'] } },
  ]);
  const { leads, orders } = await read('D');
  expect(leads).toEqual({
    total: 1,
    rows: [
      {
        leadId: 'L-1',
        createdAt: iso(ago(DAY_MS)),
        channel: '官网',
        tier: 'A',
        value: 9,
        respondedAt: iso(ago(DAY_MS) + 80_000),
        latencySeconds: 80,
        closedAt: iso(ago(HOUR_MS)),
        closeReason: 'converted',
      },
    ],
  });
  expect(orders).toEqual({
    total: 1,
    rows: [
      {
        orderId: 'O-1',
        placedAt: iso(ago(300 * DAY_MS)),
        promisedAt: iso(ago(280 * DAY_MS)),
        amount: 7,
        productLine: null,
        expedite: false,
        deliveredAt: iso(ago(281 * DAY_MS)),
        cancelledAt: null,
      },
    ],
  });
});

test('a name is a value and never a part of the statement; a stranger has no history', async () => {
  await write([{ kind: 'touchpoint.seen', key: NASTY, atMs: ago(HOUR_MS), data: { sentiment: 0.1 } }]);
  expect((await read(NASTY)).touchpoints.total).toBe(1);
  const { touchpoints, signals, opportunities, leads, orders, sentiment } = await read("' OR 1=1 --");
  expect([touchpoints, signals, opportunities, leads, orders].map(({ total, rows }) => [total, rows.length])).toEqual(
    Array.from({ length: 5 }, () => [0, 0]),
  );
  expect(sentiment).toEqual([]);
});

test('what a customer’s history is read from is bounded by bytes, the newest first, and the totals stay', async () => {
  const note = 'x'.repeat(100_000);
  const told = Array.from(
    { length: 300 },
    (_, i): Row => ({
      kind: 'lead.responded',
      key: 'L-LONG',
      customerId: 'C-LONG',
      atMs: ago((i + 1) * 60_000),
      data: { note },
    }),
  );
  await write([{ kind: 'lead.created', key: 'L-LONG', customerId: 'C-LONG', atMs: ago(301 * 60_000) }, ...told]);
  const seen = Array.from(
    { length: 40 },
    (_, i): Row => ({
      kind: 'touchpoint.seen',
      key: 'C-LONG',
      atMs: ago((i + 1) * 60_000),
      data: { note: 'x'.repeat(600_000) },
    }),
  );
  await write(seen);
  let mostBytes = 0;
  const store: Store = Object.create(opened.store, {
    query: {
      value: async (...asked: Parameters<Store['query']>) => {
        const rows = await opened.store.query(...asked);
        mostBytes = Math.max(mostBytes, JSON.stringify(rows).length);
        return rows;
      },
    },
  });
  const history = await new CustomerHistoryReads(store, opened.config.ingest).read({
    customerId: 'C-LONG',
    nowMs: NOW_MS,
    zone: 'Asia/Shanghai',
  });
  expect(mostBytes).toBeGreaterThan(MOST_BYTES / 2);
  expect(mostBytes).toBeLessThan(1.2 * MOST_BYTES);
  expect(history.leads.total).toBe(1);
  expect(history.touchpoints.total).toBe(40);
});
