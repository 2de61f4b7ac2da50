import type { AlertLogRow } from '@warroom/protocol/alertLog';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestStore, quietLog, type TestStore, until } from '../../../testing/testStore.ts';
import { systemClock } from '../../src/clock.ts';
import { AlertLogTail } from '../../src/live/alertLogTail.ts';
import { AlertLog } from '../../src/store/alertLog.ts';
import { ALERT_LOG_COLUMNS, alertLogInsertRow } from '../../src/store/alertLogRows.ts';
import { type EventRow, type RejectedRow, readEventRow } from '../../src/store/eventRows.ts';
import { insertApart, isUnreadable } from '../../src/store/insertApart.ts';
import { PAGE_BYTES } from '../../src/store/pageBound.ts';
import { RejectedLog } from '../../src/store/rejected.ts';
import { sqlTime } from '../../src/store/sqlTime.ts';

let opened: TestStore;
beforeEach(async () => {
  opened = await openTestStore();
});
afterEach(() => opened.close());

const row = (id: string, changes: Partial<AlertLogRow> = {}): AlertLogRow => ({
  id,
  atMs: Date.UTC(2026, 10, 22, 8, 1, 30),
  alertId: 'lead-violation/lead:L1/1',
  rule: 'lead-violation',
  subject: 'lead:L1',
  episode: '1',
  state: 'firing',
  severity: 'warning',
  version: 1,
  by: null,
  assignee: null,
  note: null,
  reason: null,
  untilMs: null,
  sinceMs: Date.UTC(2026, 10, 22, 8),
  feeds: ['crm'],
  facts: { region: '华东', value: 5.5, open: true, tier: null },
  server: 's1',
  ...changes,
});
async function everything(log: AlertLog): Promise<AlertLogRow[]> {
  const rows: AlertLogRow[] = [];
  for await (const page of log.needed(0)) rows.push(...page);
  return rows;
}

test('rows come back as they went in; of one alert each id once', async () => {
  const log = new AlertLog(opened.store);
  const rows = [
    row('a'),
    row("b'; --", {
      state: 'acknowledged',
      version: 2,
      by: '王芳',
      note: 'calls\n"now"',
      untilMs: Date.UTC(2026, 10, 22, 9),
      assignee: 'r-1',
    }),
    row('c', { state: 'resolved', version: 3, reason: 'recovered', feeds: [] }),
  ];
  await log.append(rows);
  await log.append(rows.slice(0, 2));
  const copies = await everything(log);
  expect(copies).toHaveLength(5);
  expect(new Set(copies.map((copy) => JSON.stringify(copy)))).toEqual(new Set(rows.map((one) => JSON.stringify(one))));
  expect(await log.ofAlert('lead-violation/lead:L1/1')).toEqual(rows);
});

test('of a log in which nothing is new the past is not handed on by later polls either', async () => {
  const longAgo = Date.now() - 40 * 86_400_000;
  const old = [row('a', { atMs: longAgo }), row('b', { atMs: longAgo + 1, state: 'resolved', version: 2, reason: 'recovered' })];
  const cells = old.map((one) => JSON.stringify([...(JSON.parse(alertLogInsertRow(one)) as unknown[]), sqlTime(one.atMs)]));
  await opened.store.insert('state', 'alert_log', [...ALERT_LOG_COLUMNS, 'ingested_at'], cells);
  const heard: string[] = [];
  const log = new AlertLog(opened.store);
  const tail = new AlertLogTail({
    ...{ log, clock: systemClock, pollMs: 60_000, overlapMs: 60_000, keepMs: 25 * 3_600_000, logger: quietLog },
    apply: (rows) => heard.push(...rows.map(({ id }) => id)),
  });
  await tail.start();
  await tail.poll();
  await tail.poll();
  expect(heard).toEqual([]);
  await log.append([row('c', { alertId: 'another' })]);
  await tail.poll();
  expect(heard).toEqual(['c']);
  await tail.stop();
});

test('what other servers append is followed, also when it is committed late, and handed on once', async () => {
  const log = new AlertLog(opened.store);
  await log.append([row('before')]);
  const got: string[] = [];
  const tail = new AlertLogTail({
    log,
    clock: systemClock,
    pollMs: 30,
    overlapMs: 5_000,
    keepMs: 3_600_000,
    logger: quietLog,
    apply: (rows) => got.push(...rows.map(({ id }) => id)),
  });
  await tail.start();
  expect(got).toEqual(['before']);
  await log.append([row('live')]);
  await until(() => got.includes('live'), 5_000, 'live row');
  // Another writer's row, stamped before the newest but committed after it.
  const late = JSON.parse(alertLogInsertRow(row('late'))) as unknown[];
  await opened.store.insert(
    'alerts',
    'alert_log',
    [...ALERT_LOG_COLUMNS, 'ingested_at'],
    [JSON.stringify([...late, sqlTime(Date.now() - 2_000)])],
  );
  await log.append([row('live')]);
  await until(() => got.includes('late'), 5_000, 'late row');
  await tail.poll();
  await tail.stop();
  expect(got).toEqual(['before', 'live', 'late']);
});

test('the engine says of a row that it cannot be read, and the rows beside it are stored', async () => {
  const log = new AlertLog(opened.store);
  const rows = ['a', 'b', 'c', 'd', 'e'].map((id) => row(id, { note: id === 'c' ? 'half \ud83d' : id }));
  await expect(log.append(rows)).rejects.toSatisfy(isUnreadable);
  const refused = await insertApart(rows, (some) => log.append(some));
  expect(refused.map((one) => one.row.id)).toEqual(['c']);
  expect((await everything(log)).map(({ id }) => id).sort()).toEqual(['a', 'b', 'd', 'e']);
});

test('a row of other writers is listed whole, though its text is cut', async () => {
  const list = new RejectedLog(opened.store);
  const at = Date.UTC(2026, 10, 22);
  const bad = (n: number, data: string) =>
    readEventRow(
      [
        `00000000-0000-4000-8000-00000000000${n}`,
        'no.kind',
        at,
        's',
        '👍'.repeat(200),
        '',
        '',
        '',
        '',
        '',
        '',
        data,
        at,
        0,
        0,
      ] as unknown as EventRow,
      { maxFutureMs: 0 },
    ) as { rejected: RejectedRow };
  const rows = [0, 1, 2, 3].map((n) => bad(n, JSON.stringify({ text: `${'x'.repeat(n)}${'👍'.repeat(3_000)}` })).rejected);
  expect(await list.append(rows)).toEqual([]);
  expect(
    await list.append([
      { ...rows[0], reason: 'half \ud83d', ingestedAtMs: at + 1 } as RejectedRow,
      { ...rows[1], ingestedAtMs: at + 1 } as RejectedRow,
    ]),
  ).toHaveLength(1);
  expect(await list.count()).toBe(5);
});

test.each([1, 3, 7, 100])('rows of other writers are read to the end in pages of %i, each once, while more of them come', async (limit) => {
  const list = new RejectedLog(opened.store);
  const at = Date.UTC(2026, 10, 23);
  const rest = { kind: 'k', source: 's', key: '', field: 'kind', reason: `page of ${limit}`, raw: '{}' };
  // Several of one millisecond, whose ids decide; several of one id.
  const rows = Array.from({ length: 23 }, (_, i) => ({
    ...{ ...rest, id: `${String((i * 7) % 10)}000000${i % 4}-0000-4000-8000-0000000000${String(limit).padStart(2, '0').slice(-2)}` },
    ingestedAtMs: at + Math.floor(i / 6),
  }));
  expect(await list.append(rows)).toEqual([]);
  const keys = (some: readonly { id: string; ingestedAtMs: number; reason: string }[]) =>
    some.filter(({ reason }) => reason === rest.reason).map(({ id, ingestedAtMs }) => `${ingestedAtMs} ${id}`);
  const seen: RejectedRow[] = [];
  for (let page = await list.newest(limit); page.length > 0; page = await list.newest(limit, seen.at(-1))) {
    seen.push(...page);
    const newer = { ...rest, id: rows[0]?.id ?? '', ingestedAtMs: at + 60_000 + seen.length, reason: 'came meanwhile' };
    await list.append([newer]);
  }
  expect(keys(seen)).toEqual(keys(await list.newest(10_000)));
  expect(new Set(keys(seen))).toEqual(new Set(keys(rows)));
});

test('ALERT-19: two servers log one change at two instants: every reader hears of both, in whatever order they come', async () => {
  const log = new AlertLog(opened.store);
  const later = row('twin', { atMs: Date.UTC(2026, 10, 22, 8, 1, 33), server: 's1' });
  const earlier = row('twin', { server: 's2' });
  const got: AlertLogRow[] = [];
  const tail = new AlertLogTail({
    ...{ log, clock: systemClock, pollMs: 30, overlapMs: 5_000, keepMs: 3_600_000, logger: quietLog },
    apply: (rows) => got.push(...rows),
  });
  await tail.start();
  await log.append([later]);
  await tail.poll();
  await log.append([earlier, later]);
  await tail.poll();
  await tail.stop();
  expect(got).toEqual([later, earlier]);
  expect(await log.ofAlert(later.alertId)).toEqual([earlier]);
  expect(await everything(log)).toContainEqual(earlier);
});

test('rows of any length come page by page, bounded by bytes, each once', async () => {
  const log = new AlertLog(opened.store);
  const facts = { text: 'x'.repeat(1_000_000) };
  for (let start = 0; start < 60; start += 20) await log.append(Array.from({ length: 20 }, (_, i) => row(`r${start + i}`, { facts })));
  const ids: string[] = [];
  for await (const page of log.needed(0)) {
    expect(page.reduce((sum, { facts: { text } }) => sum + String(text).length, 0)).toBeLessThanOrEqual(PAGE_BYTES);
    ids.push(...page.map(({ id }) => id));
  }
  expect(ids.toSorted()).toEqual(Array.from({ length: 60 }, (_, i) => `r${i}`).toSorted());
});
