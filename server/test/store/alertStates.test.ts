/** The engine's table of alert states on the real engine: what a start reads by it folds to what the whole log folds to. */
import type { AlertLogRow, LogState } from '@warroom/protocol/alertLog';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestStore, quietLog, type TestStore } from '../../../testing/testStore.ts';
import { AlertBook } from '../../src/alerts/alertBook.ts';
import { alertIdOf } from '../../src/alerts/identity.ts';
import { loggedWithinMs } from '../../src/alerts/remembered.ts';
import { AlertLog } from '../../src/store/alertLog.ts';
import { ALERT_LOG_COLUMNS, alertLogInsertRow } from '../../src/store/alertLogRows.ts';
import { fillAlertStates } from '../../src/store/alertStateFill.ts';
import type { Store } from '../../src/store/client.ts';
import { migrate, readMigrations } from '../../src/store/migrate.ts';
import { sqlTime } from '../../src/store/sqlTime.ts';

let opened: TestStore;
let store: Store;
beforeAll(async () => {
  opened = await openTestStore();
  store = opened.store;
});
afterAll(() => opened.close());
const emptied = async () => {
  for (const table of ['alert_log', 'alert_states', 'alert_states_filled'])
    await store.command('read', `TRUNCATE TABLE ${store.table(table)}`);
};
beforeEach(emptied);

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.parse('2026-11-26T02:00:00Z');
const ON_BOARD_MS = HOUR_MS;

type Written = AlertLogRow & { ingestedAtMs: number };
const insert = (rows: readonly Written[]) =>
  store.insert(
    'read',
    'alert_log',
    [...ALERT_LOG_COLUMNS, 'ingested_at'],
    rows.map((row) => `${alertLogInsertRow(row).slice(0, -1)},${JSON.stringify(sqlTime(row.ingestedAtMs))}]`),
  );

const change = fc.record({
  state: fc.constantFrom<LogState>('escalated', 'acknowledged', 'commented', 'resolved', 'resolved', 'firing', 'firing'),
  reason: fc.constantFrom('recovered' as const, 'handled' as const, 'disproved' as const),
  afterMs: fc.oneof(fc.integer({ min: 1, max: HOUR_MS }), fc.integer({ min: 1, max: 30 * HOUR_MS }), fc.constant(45 * DAY_MS)),
  /** Another server writes the same change later. */
  copyAfterMs: fc.option(fc.integer({ min: 1, max: 3 * HOUR_MS }), { nil: null }),
});
const alert = fc.record({
  gapMs: fc.oneof(fc.integer({ min: MINUTE_MS, max: 20 * HOUR_MS }), fc.constant(300 * DAY_MS)),
  changes: fc.array(change, { maxLength: 6 }),
  isLeft: fc.boolean(),
});
/** The alerts of one subject, one after another; the last may be left open. */
const subject = fc.record({
  // The months are few: each is a part to write.
  rule: fc.constantFrom('lead-violation', 'lead-service-level', 'delivery-late'),
  endsBeforeMs: fc.oneof(fc.integer({ min: 0, max: 30 * HOUR_MS }), fc.constantFrom(40 * DAY_MS, 700 * DAY_MS)),
  alerts: fc.array(alert, { minLength: 1, maxLength: 4 }),
});
type Drawn = typeof subject extends fc.Arbitrary<infer S> ? S : never;

function rowsOf({ rule, endsBeforeMs, alerts }: Omit<Drawn, 'rule'> & { rule: string }, n: number): Written[] {
  const rows: Written[] = [];
  let atMs = 0;
  for (const [i, { gapMs, changes, isLeft }] of alerts.entries()) {
    const about = { rule, subject: `lead:${n}`, episode: String(i), alertId: alertIdOf(rule, `lead:${n}`, String(i)) };
    const base = { ...about, severity: 'warning' as const, sinceMs: 0, feeds: [], facts: {}, assignee: null, note: null };
    let [fired, version] = [0, 0];
    const write = (state: LogState, reason: AlertLogRow['reason'], copyAfterMs: number | null) => {
      version += 1;
      if (state === 'firing') fired += 1;
      const by = state === 'acknowledged' || state === 'commented' || reason === 'handled' ? 'li' : null;
      const id = `${base.alertId}.${state}.${by ? version : `${reason}.${fired}`}`;
      const row = { ...base, id, state, reason, by, version, untilMs: state === 'acknowledged' ? atMs + HOUR_MS : null, atMs };
      rows.push({ ...row, server: 's1', ingestedAtMs: atMs + 250 });
      if (copyAfterMs !== null && by === null)
        rows.push({ ...row, server: 's2', atMs: atMs + copyAfterMs, ingestedAtMs: atMs + copyAfterMs + 250 });
    };
    atMs += gapMs;
    write('firing', null, null);
    for (const { state, reason, afterMs, copyAfterMs } of changes) {
      atMs += afterMs;
      write(state, state === 'resolved' ? reason : null, copyAfterMs);
    }
    if (i === alerts.length - 1 && isLeft) continue;
    atMs += MINUTE_MS;
    write('resolved', 'recovered', null);
    write('resolved', 'disproved', null);
  }
  // To its end, so many milliseconds before the present.
  const byMs = NOW_MS - endsBeforeMs - Math.max(...rows.map((row) => row.atMs));
  return rows.map((row) => ({
    ...row,
    atMs: row.atMs + byMs,
    sinceMs: row.atMs + byMs,
    untilMs: row.untilMs && row.untilMs + byMs,
    ingestedAtMs: row.ingestedAtMs + byMs,
  }));
}

function newBook(): AlertBook {
  let made = 0;
  return new AlertBook({ server: 's', newId: () => `p${++made}`, leaseMs: HOUR_MS, resolvedOnBoardMs: ON_BOARD_MS });
}

test('ALERT-32: what a start reads folds to the alerts, rows, links and answers to later rows of the whole log', async () => {
  let [read, all] = [0, 0];
  await fc.assert(
    fc
      .asyncProperty(fc.array(subject, { minLength: 1, maxLength: 40 }), fc.nat(), async (drawn, turn) => {
        const rows = drawn.flatMap(rowsOf);
        // In several parts, none of them in order of time.
        for (let part = 0; part < 3; part += 1) await insert(rows.filter((_, i) => (i + turn) % 3 === part));
        const log = new AlertLog(store);
        const whole = newBook();
        for await (const page of log.since(0)) for (const row of page) whole.fold(row.decode());
        const some = newBook();
        for await (const page of log.needed(NOW_MS - loggedWithinMs(ON_BOARD_MS)))
          for (const row of page) {
            some.fold(row);
            read += 1;
          }
        all += rows.length;
        const look = async (book: AlertBook, nowMs: number) => {
          book.advance(nowMs);
          const asked = book.unlinked;
          book.link(asked, await log.earlierOf(asked));
          return [book.list(), book.takeLogRows()];
        };
        expect(await look(some, NOW_MS)).toEqual(await look(whole, NOW_MS));
        const late = [...rows].filter(({ atMs }) => atMs > NOW_MS - 24 * HOUR_MS);
        for (const [i, row] of late.entries()) {
          const state = (['resolved', 'acknowledged', 'firing'] as const)[(i + turn) % 3] as LogState;
          const next = { ...row, id: `late${i}`, state, atMs: NOW_MS + i, version: 99, by: 'wang', untilMs: NOW_MS + HOUR_MS };
          for (const book of [whole, some]) book.fold({ ...next, reason: state === 'resolved' ? 'disproved' : null });
        }
        expect(await look(some, NOW_MS + MINUTE_MS)).toEqual(await look(whole, NOW_MS + MINUTE_MS));
      })
      .beforeEach(emptied),
    { numRuns: 8, endOnFailure: true },
  );
  expect(read).toBeLessThan(all);
}, 60_000);

/** What the table says of each alert, parts merged; and what the log says, worked out apart. */
async function states(): Promise<[table: unknown, log: unknown]> {
  const ofTable = await store.query(
    'read',
    `SELECT rule, subject, alert_id, arraySort(groupUniqArrayArray(days)), arraySort(mapValues(minMap(firings))), arraySort(mapValues(minMap(resolutions)))
     FROM ${store.table('alert_states')} GROUP BY rule, subject, alert_id ORDER BY alert_id`,
  );
  const first = (state: string) => `arraySort(arrayMap(x -> x.2, arrayFilter(x -> x.3 = '${state}', groupArray((id, at, state)))))`;
  const ofLog = await store.query(
    'read',
    `SELECT any(rule), any(subject), alert_id, arraySort(groupUniqArrayArray(days)), ${first('firing')}, ${first('resolved')}
     FROM (SELECT rule, subject, alert_id, id, state, min(toUnixTimestamp64Milli(l.at) * 1048576 + version) AS at, groupUniqArray(toDate(ingested_at)) AS days
           FROM ${store.table('alert_log')} AS l GROUP BY rule, subject, alert_id, id, state)
     GROUP BY alert_id ORDER BY alert_id`,
  );
  return [ofTable, ofLog];
}

const aged = (n: number, of: number): Written[] =>
  Array.from({ length: n }, (_, i) => ({
    rule: 'lead-violation',
    endsBeforeMs: ((i * 37) % 360) * DAY_MS,
    alerts: [
      {
        gapMs: MINUTE_MS,
        changes: [{ state: 'escalated' as const, reason: 'recovered' as const, afterMs: 5, copyAfterMs: 7 }],
        isLeft: i % 9 === 0,
      },
    ],
  })).flatMap((drawn, i) => rowsOf(drawn, of + i));

test('ALERT-32: a store of before is taken over, also where that was cut short, and while others write into it', async () => {
  const database = 'before';
  const settings = { ...opened.config.store, database };
  const real = store;
  store = real.in(database);
  try {
    const before = readMigrations().filter(({ name }) => name !== 'alert_states');
    await migrate(store, settings, quietLog, before);
    await insert(aged(200, 0));
    let inserts = 0;
    const dying = Object.assign(Object.create(store), {
      ...{ query: store.query.bind(store), table: store.table.bind(store), command: store.command.bind(store) },
      insert: async (...args: Parameters<Store['insert']>) => {
        inserts += 1;
        if (inserts === 1) throw new Error('killed');
        await store.insert(...args);
      },
    }) as Store;
    await expect(migrate(dying, settings, quietLog)).rejects.toThrow('killed');
    // A server of the version before goes on writing; so does this one.
    await insert(aged(20, 1_000));
    expect(await migrate(store, settings, quietLog)).toContain(6);
    await insert(aged(20, 2_000));
    const [ofTable, ofLog] = await states();
    expect(ofTable).toHaveLength(240);
    expect(ofTable).toEqual(ofLog);
    // Once more from the beginning changes nothing.
    await store.command('read', `TRUNCATE TABLE ${store.table('alert_states_filled')}`);
    await fillAlertStates(store, quietLog);
    expect((await states())[0]).toEqual(ofLog);
    expect(await migrate(store, settings, quietLog)).toEqual([]);
  } finally {
    await store.command('read', `DROP DATABASE ${database}`);
    store = real;
  }
});

test('ALERT-32: the newest rows that the table of states lacks, of a server that was killed while it wrote, are taken over at the next start', async () => {
  const log = new AlertLog(store);
  const found = async () => {
    const ids = new Set<string>();
    for await (const rows of log.standing(NOW_MS)) for (const { alertId } of rows) ids.add(alertId);
    return ids.size;
  };
  const open = { rule: 'delivery-late', alerts: [{ gapMs: 1, changes: [], isLeft: true }] };
  await insert([...rowsOf({ ...open, endsBeforeMs: 40 * DAY_MS }, 1), ...rowsOf({ ...open, endsBeforeMs: 39 * DAY_MS }, 2)]);
  expect(await found()).toBe(2);
  await store.command('read', `ALTER TABLE ${store.table('alert_states')} DELETE WHERE subject = 'lead:2' SETTINGS mutations_sync = 2`);
  expect(await found()).toBe(1);
  await log.mend();
  expect(await found()).toBe(2);
  const [ofTable, ofLog] = await states();
  expect(ofTable).toEqual(ofLog);
});

test('ALERT-18, ALERT-31: what history speaks of is found in the log, with other alerts of its subject that were not over by then', async () => {
  const of = (n: number, endsBeforeMs: number, rule = 'lead-service-level') =>
    rowsOf(
      {
        rule,
        endsBeforeMs,
        alerts: [
          { gapMs: DAY_MS, changes: [], isLeft: false },
          { gapMs: 90 * DAY_MS, changes: [], isLeft: false },
        ],
      },
      n,
    );
  await insert([...of(1, 50 * DAY_MS), ...of(2, 50 * DAY_MS), ...of(3, 50 * DAY_MS, 'lead-violation')]);
  const log = new AlertLog(store);
  const sought = async (rule: string, subjectName: string, episode: string, othersSinceMs: number) => {
    const episodes = new Set<string>();
    const alertId = alertIdOf(rule, subjectName, episode);
    for await (const rows of log.sought([{ rule, subject: subjectName, alertId, othersSinceMs }]))
      for (const row of rows) episodes.add(`${row.subject} ${row.episode}`);
    return [...episodes].sort();
  };
  expect(await sought('lead-service-level', 'lead:1', 'x', NOW_MS - 60 * DAY_MS)).toEqual(['lead:1 1']);
  expect(await sought('lead-service-level', 'lead:1', '0', NOW_MS - 40 * DAY_MS)).toEqual(['lead:1 0']);
  expect(await sought('lead-service-level', 'lead:1', '0', 0)).toEqual(['lead:1 0', 'lead:1 1']);
  expect(await sought('lead-violation', 'lead:3', '1', Number.POSITIVE_INFINITY)).toEqual(['lead:3 1']);
  expect(await sought('lead-violation', 'lead:9', '1', Number.POSITIVE_INFINITY)).toEqual([]);
});
