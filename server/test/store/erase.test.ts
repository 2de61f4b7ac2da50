/** Erasing on the real engine: exactly one customer's rows go, from every table and projection, and what is left tells the same as if they had never been. */
import { randomUUID } from 'node:crypto';
import { TOPIC_NAMES } from '@warroom/protocol/board';
import type { EventEnvelope, Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '../../../testing/testStore.ts';
import { createSimulator } from '../../src/demo/simulator.ts';
import { parseEvent } from '../../src/facts/parse.ts';
import { replay, topicText } from '../../src/replay/replay.ts';
import { AlertLog } from '../../src/store/alertLog.ts';
import type { Store } from '../../src/store/client.ts';
import { erase, findErasable, selectionOfCustomer, selectionOfRuined } from '../../src/store/erase.ts';
import { readErasures, sweepAlertLog } from '../../src/store/erasures.ts';
import { EVENT_COLUMNS_WITH_ARRIVAL, EVENT_SELECT, type EventRow, eventInsertRow, readEventRow } from '../../src/store/eventRows.ts';
import { sqlTime } from '../../src/store/sqlTime.ts';

let opened: TestStore;
let store: Store;
beforeAll(async () => {
  opened = await openTestStore();
  store = opened.store;
});
afterAll(() => opened.close());
beforeEach(async () => {
  for (const table of TABLES) await store.command('read', `TRUNCATE TABLE ${store.table(table)}`);
});

const TABLES = ['events', 'alert_log', 'alert_states', 'rejected', 'checkpoints', 'erasures'];
const NOW_MS = Date.parse('2026-11-26T02:00:00Z');
const ids = async (table: string) =>
  (await store.query<[string]>('read', `SELECT toString(id) FROM ${store.table(table)} ORDER BY id`)).map(([id]) => id).sort();

interface Row {
  id: string;
  kind: string;
  key: string;
  customer: string;
  minute: number;
}
const COLUMNS = ['id', 'kind', 'at', 'source', 'key', 'customer_id', 'data', 'ingested_at'];
const insert = (rows: readonly Row[]) =>
  store.insert(
    'read',
    'events',
    COLUMNS,
    rows.map(({ id, kind, key, customer, minute }) =>
      JSON.stringify([id, kind, sqlTime(NOW_MS + minute * 60_000), 'crm', key, customer, '{}', sqlTime(NOW_MS + minute * 60_000)]),
    ),
  );
const logRow = (id: string, alertId: string, subject: string, facts: object = {}, atMs = NOW_MS) =>
  JSON.stringify([
    id,
    sqlTime(atMs),
    alertId,
    'lead-violation',
    subject,
    'e',
    'firing',
    'warning',
    1,
    sqlTime(atMs),
    [],
    JSON.stringify(facts),
    's',
  ]);
const LOG_COLUMNS = [
  'id',
  'at',
  'alert_id',
  'rule',
  'subject',
  'episode',
  'state',
  'severity',
  'version',
  'since',
  'feeds',
  'facts',
  'server',
];
const log = (rows: readonly string[]) => store.insert('read', 'alert_log', LOG_COLUMNS, rows);

const FAMILIES: Record<string, string[]> = {
  lead: ['lead.created', 'lead.assigned', 'lead.responded', 'lead.closed'],
  order: ['order.placed', 'order.step', 'order.delivered', 'stock.promised'],
  opportunity: ['opportunity.moved'],
  objection: ['objection.raised', 'objection.resolved'],
};
const familyOf = (kind: string) => Object.keys(FAMILIES).find((family) => FAMILIES[family]?.includes(kind)) ?? null;
const BY_CUSTOMER = ['touchpoint.seen', 'signal.seen'];
const OTHERS = ['stock.counted', 'strategy.published', 'feed.synced'];
/** With names that SQL, JSON and prefixes could stumble over. */
const CUSTOMERS = ['C-1', 'C-10', "o'Brien\\", '客户"甲', '%'];

/** The same decision, written apart: who owns an entity is who was named for it last. */
function model(rows: readonly Row[], customer: string): Set<string> {
  const last = new Map<string, Row>();
  for (const row of rows) {
    const family = familyOf(row.kind);
    if (!family || row.customer === '') continue;
    const key = `${family} ${row.key}`;
    const before = last.get(key);
    if (!before || row.minute > before.minute) last.set(key, row);
  }
  const goes = rows.filter((row) => {
    if (row.customer === customer) return true;
    if (BY_CUSTOMER.includes(row.kind)) return row.key === customer;
    return row.customer === '' && last.get(`${familyOf(row.kind)} ${row.key}`)?.customer === customer;
  });
  return new Set(goes.map(({ id }) => id));
}

const history = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...Object.values(FAMILIES).flat(), ...BY_CUSTOMER, ...OTHERS),
      key: fc.constantFrom('K-1', 'K-2', 'K-3', "K'4"),
      customer: fc.constantFrom('', '', ...CUSTOMERS),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) =>
    rows.map(
      (row, minute): Row => ({ ...row, id: randomUUID(), minute, key: BY_CUSTOMER.includes(row.kind) ? row.customer || 'C-1' : row.key }),
    ),
  );

test('exactly the rows that the model says go, and projections agree with the rows', async () => {
  await fc.assert(
    fc
      .asyncProperty(history, fc.constantFrom(...CUSTOMERS), async (rows, customer) => {
        await insert(rows);
        const goes = model(rows, customer);
        const selection = selectionOfCustomer(store, customer);
        expect((await findErasable(store, selection)).events).toBe(goes.size);
        expect((await erase(store, selection)).events).toBe(goes.size);
        expect(await ids('events')).toEqual(rows.flatMap(({ id }) => (goes.has(id) ? [] : [id])).sort());
        const digest = 'toStartOfSecond(ingested_at) AS s, count(), toString(groupBitXor(cityHash64(id)))';
        const read = (settings: Record<string, number>) =>
          store.query('read', `SELECT ${digest} FROM ${store.table('events')} GROUP BY s ORDER BY s`, { settings });
        expect(await read({ force_optimize_projection: rows.length > goes.size ? 1 : 0 })).toEqual(
          await read({ optimize_use_projections: 0 }),
        );
      })
      .beforeEach(async () => {
        await store.command('read', `TRUNCATE TABLE ${store.table('events')}`);
      }),
    { numRuns: 25 },
  );
});

test('what is left tells, on every topic, what it would tell had the customer never been there', async () => {
  const longLived = { toldUntilMs: null, shows: [] };
  // Three days of a seeded organisation: orders with their steps, touchpoints, leads, opportunities, objections.
  const events = createSimulator({ seed: 11, startMs: NOW_MS, longLived })
    .backfill(NOW_MS)
    .filter(({ arrivesAtMs }) => arrivesAtMs > NOW_MS - 3 * 86_400_000);
  const parsed = events.map(({ event, arrivesAtMs }) => {
    const read = parseEvent(event, 1, NOW_MS, opened.config.ingest);
    if ('faults' in read) throw new Error('a bad event');
    return { ...read, fact: { ...read.fact, ingestedAtMs: arrivesAtMs } as Fact, event };
  });
  const customer = mostNamed(parsed.map(({ event }) => event));
  const others = withoutCustomer(
    parsed.map(({ fact }) => fact),
    customer,
  );
  expect(parsed.length - others.length).toBeGreaterThan(20);
  await store.insert(
    'read',
    'events',
    EVENT_COLUMNS_WITH_ARRIVAL,
    parsed.map(({ fact, dataText }) => eventInsertRow(fact, dataText, fact.ingestedAtMs)),
  );
  const { events: erased } = await erase(store, selectionOfCustomer(store, customer));
  expect(erased).toBe(parsed.length - others.length);

  const rows = await store.query<EventRow>('read', `SELECT ${EVENT_SELECT} FROM ${store.table('events')}`);
  const left = rows.map((row) => {
    const read = readEventRow(row, opened.config.ingest);
    if ('rejected' in read) throw new Error('a bad row');
    return read.fact;
  });
  const told = (facts: Fact[]) => replay({ config: opened.config, facts: facts.sort(byArrival) });
  const [mine, never] = [await told(left), await told(others)];
  for (const topic of TOPIC_NAMES) expect(topicText(mine.board, topic), topic).toBe(topicText(never.board, topic));
  expect(mine.log).toEqual(never.log);
});

const byArrival = (a: Fact, b: Fact) => a.ingestedAtMs - b.ingestedAtMs || (a.id < b.id ? -1 : 1);

function mostNamed(events: readonly EventEnvelope[]): string {
  const orders = new Map<string, number>();
  for (const { kind, customer_id } of events)
    if (kind === 'order.placed' && customer_id) orders.set(customer_id, (orders.get(customer_id) ?? 0) + 1);
  return [...orders].sort(([, a], [, b]) => b - a)[0]?.[0] as string;
}

/** The simulator uses each key for one entity of one customer. */
function withoutCustomer(facts: readonly Fact[], customer: string): Fact[] {
  const keys = new Set(facts.flatMap(({ customerId, key, kind }) => (customerId === customer && familyOf(kind) ? [key] : [])));
  return facts.filter(
    ({ customerId, key, kind }) =>
      customerId !== customer && !(BY_CUSTOMER.includes(kind) && key === customer) && !(familyOf(kind) && keys.has(key)),
  );
}

test('alerts about the customer and what belongs to it go whole; others, also of like names, stay', async () => {
  await insert([
    { id: randomUUID(), kind: 'lead.created', key: 'L-1', customer: 'C-1', minute: 0 },
    { id: randomUUID(), kind: 'order.placed', key: 'O-1', customer: 'C-10', minute: 0 },
  ]);
  await log([
    logRow('a1', 'a', 'lead:L-1'),
    logRow('a2', 'a', 'lead:L-1'),
    logRow('b1', 'b', 'customer:C-1'),
    logRow('c1', 'c', 'order:O-9', { customerId: 'C-1' }),
    logRow('c2', 'c', 'order:O-9'),
    logRow('d1', 'd', 'customer:C-10'),
    logRow('e1', 'e', 'order:L-1'),
    logRow('f1', 'f', 'team:一组'),
  ]);
  expect(await erase(store, selectionOfCustomer(store, 'C-1'))).toMatchObject({ changes: 5, alerts: 3 });
  expect(await ids('alert_log')).toEqual(['d1', 'e1', 'f1']);
});

test('refused rows that quote it go, each by itself though they share an id', async () => {
  const nil = '00000000-0000-0000-0000-000000000000';
  const refused = (raw: string, second: number) => JSON.stringify([nil, sqlTime(NOW_MS + second * 1_000), '', '', '', 'id', 'is nil', raw]);
  await store.insert(
    'read',
    'rejected',
    ['id', 'ingested_at', 'kind', 'source', 'key', 'field', 'reason', 'raw'],
    [
      refused('{"customer_id":"C-1"}', 1),
      refused('{"data":"{\\"who\\":\\"C-1\\"}"}', 2),
      refused('{"customer_id":"C-10"}', 3),
      refused('{"data":"C-1 was here"}', 4),
    ],
  );
  expect(await erase(store, selectionOfCustomer(store, 'C-1'))).toMatchObject({ rejected: 2 });
  const rows = await store.query<[string]>('read', `SELECT raw FROM ${store.table('rejected')} ORDER BY ingested_at`);
  expect(rows.map(([raw]) => raw)).toEqual(['{"customer_id":"C-10"}', '{"data":"C-1 was here"}']);
});

test('nobody can read from the store who was erased, neither from what was noted nor from its statements', async () => {
  await insert([{ id: randomUUID(), kind: 'lead.created', key: 'L-secret', customer: 'C-secret', minute: 0 }]);
  await log([logRow('a1', 'a', 'lead:L-secret', { customerId: 'C-secret' })]);
  await store.insert(
    'read',
    'checkpoints',
    ['saved_at', 'code_version', 'state_version', 'server', 'part', 'parts', 'checkpoint_id', 'state'],
    [JSON.stringify([sqlTime(NOW_MS), '1', '1', 's', 0, 1, randomUUID(), '{"lead":"L-secret"}'])],
  );
  await erase(store, selectionOfCustomer(store, 'C-secret'));
  for (const table of TABLES)
    expect(JSON.stringify(await store.query('read', `SELECT * FROM ${store.table(table)}`)), table).not.toContain('secret');
  const mutations = JSON.stringify(await store.query('read', `SELECT command, is_done FROM system.mutations WHERE database = 'warroom'`));
  expect(mutations).not.toContain('secret');
});

test('what a server wrote of it before it heard is not believed, and is swept; erasing again finds nothing', async () => {
  await insert([{ id: randomUUID(), kind: 'lead.created', key: 'L-1', customer: 'C-1', minute: 0 }]);
  const selection = selectionOfCustomer(store, 'C-1');
  const before = await readErasures(store);
  await erase(store, selection);
  const after = await readErasures(store);
  expect(after.mark).not.toBe(before.mark);
  const nowMs = (await store.query<[number]>('read', 'SELECT toUnixTimestamp64Milli(now64(3))'))[0]?.[0] as number;
  await log([
    logRow('late', 'a', 'lead:L-1', {}, nowMs),
    logRow('other', 'b', 'lead:L-2', {}, nowMs),
    logRow('new', 'c', 'lead:L-1', {}, nowMs + 3_600_000),
  ]);
  const read: string[] = [];
  for await (const rows of new AlertLog(store, after.isErased).needed(0)) read.push(...rows.map(({ id }) => id));
  expect(read.sort()).toEqual(['new', 'other']);
  await sweepAlertLog(store, after);
  expect(await ids('alert_log')).toEqual(['new', 'other']);
  const states = await store.query<[string]>('read', `SELECT DISTINCT alert_id FROM ${store.table('alert_states')} ORDER BY alert_id`);
  expect(states).toEqual([['b'], ['c']]);
  expect(await erase(store, selection)).toMatchObject({ events: 0, rejected: 0 });
});

test('an end in the middle is taken up by erasing again', async () => {
  await insert([
    { id: randomUUID(), kind: 'lead.created', key: 'L-1', customer: 'C-1', minute: 0 },
    { id: randomUUID(), kind: 'lead.assigned', key: 'L-1', customer: '', minute: 1 },
    { id: randomUUID(), kind: 'lead.created', key: 'L-2', customer: 'C-2', minute: 1 },
  ]);
  await log([logRow('a1', 'a', 'lead:L-1')]);
  let commands = 0;
  const dying = Object.assign(Object.create(store), {
    command: (...args: Parameters<Store['command']>) => (++commands === 2 ? Promise.reject(new Error('killed')) : store.command(...args)),
    query: store.query.bind(store),
    insert: store.insert.bind(store),
    table: store.table.bind(store),
  }) as Store;
  await expect(erase(dying, selectionOfCustomer(dying, 'C-1'))).rejects.toThrow('killed');
  expect((await readErasures(store)).isErased('lead:L-1', Date.now())).toBe(true);
  expect((await erase(store, selectionOfCustomer(store, 'C-1'))).events).toBe(2);
  expect(await ids('events')).toHaveLength(1);
  expect(await ids('alert_log')).toEqual([]);
});

test('rows that a wrong encoding has ruined are found and taken back', async () => {
  await insert([
    { id: randomUUID(), kind: 'lead.created', key: 'L-\ufffd\ufffd', customer: '', minute: 0 },
    { id: randomUUID(), kind: 'lead.created', key: 'L-?', customer: '甲', minute: 0 },
  ]);
  // 华东 in GB18030, as a writer leaves it that copies bytes.
  await store.command(
    'read',
    `INSERT INTO ${store.table('events')} (id, kind, at, source, key, region, data)
     SELECT generateUUIDv4(), 'lead.created', now64(3), 'crm', 'L-2', unhex('BBAAB6AB'), '{}'`,
  );
  await log([logRow('a1', 'a', 'lead:L-\ufffd\ufffd'), logRow('b1', 'b', 'team:甲')]);
  expect(await erase(store, selectionOfRuined())).toMatchObject({ events: 2, alerts: 1 });
  expect(await ids('events')).toHaveLength(1);
  expect(await ids('alert_log')).toEqual(['b1']);
});

test('what only mentions the customer is told and stays', async () => {
  const text = JSON.stringify({ text: '今日拜访 C-881：价格谈拢' });
  await store.insert('read', 'events', ['id', 'kind', 'key', 'data'], [JSON.stringify([randomUUID(), 'report.filed', 'R-1', text])]);
  expect(await erase(store, selectionOfCustomer(store, 'C-881'))).toMatchObject({ events: 0, mentions: 1 });
  expect(await ids('events')).toHaveLength(1);
});
