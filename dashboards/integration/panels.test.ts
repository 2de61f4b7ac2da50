import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '../../testing/testStore.ts';
import { type DashboardState, expandMacros } from '../src/expandMacros.ts';
import { GENERATED_DIR } from '../src/generate.ts';
import { ALERT_COLUMNS, alertRows, EVENT_COLUMNS, eventRows, FROM_MS, TO_MS } from './seed.ts';

interface Panel {
  id: number;
  title: string;
  targets?: { rawSql: string }[];
}
interface Variable {
  name: string;
  type: string;
  query: string;
}
const dashboard = JSON.parse(readFileSync(path.join(GENERATED_DIR, 'lead-response.json'), 'utf8')) as {
  panels: Panel[];
  templating: { list: Variable[] };
};
const panels = dashboard.panels.filter((panel) => panel.targets);

const state: DashboardState = {
  fromMs: FROM_MS,
  toMs: TO_MS,
  intervalMs: 1_800_000,
  variables: { database: ['warroom'], sla_seconds: ['90'], region: null, team: null },
};
const FIRST = '2026-03-02 00:00:00';
const SECOND = '2026-03-02 00:30:00';

/** Worked out by hand from seed.ts, by panel id. L6 was created before the range; L4 was closed before its time was up. */
const EXPECTED: Record<number, unknown[][]> = {
  2: [[6]],
  // L1 and L5 of L1, L2, L3, L5, L7.
  3: [[2 / 5]],
  // 40, 90, 120.
  4: [[90]],
  // L3; L4 and L7 are closed.
  5: [[1]],
  6: [
    [FIRST, 1, 1, 1],
    [SECOND, 1, 0, 2],
  ],
  7: [
    [FIRST, 1 / 3],
    [SECOND, 1 / 2],
  ],
  // 40 and 120: the exact quantile of two takes the upper.
  8: [
    [FIRST, 120, 120],
    [SECOND, 90, 90],
  ],
  9: [
    [FIRST, (10 + 20) / 2, (30 + 100) / 2],
    [SECOND, 15, 75],
  ],
  10: [
    [FIRST, 1, 1.5],
    [SECOND, 2, 4],
  ],
  11: [
    [FIRST, 3, 1],
    [SECOND, 0, 0],
  ],
  13: [
    ['south-1', 1, 0, 0, null],
    ['east-1', 2, 2, 1 / 2, 120],
    ['east-2', 1, 1, 1, 90],
  ],
  14: [
    ['华南', 2, 0, 0, null],
    ['华北', 1, 0, 0, null],
    ['华东', 3, 3, 2 / 3, 90],
  ],
  15: [
    ['phone', 2, 0, 0, null],
    ['web', 4, 3, 1 / 2, 90],
  ],
  // A0 fired before the range.
  17: [
    [FIRST, 'lead-violation', 2],
    [SECOND, 'lead-service-level', 1],
    [SECOND, 'lead-violation', 1],
  ],
  // A1 after 30 s, A3 after 90 s, A2 never; A4 after 10 s, and what came after its first acknowledgement does not count.
  18: [
    ['lead-violation', 3, 2, 90, 90, 1, 1],
    ['lead-service-level', 1, 1, 10, 10, 0, 0],
  ],
};

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
  await opened.store.insert('ingest', 'events', EVENT_COLUMNS, eventRows());
  await opened.store.insert('alerts', 'alert_log', ALERT_COLUMNS, alertRows());
});
afterAll(() => opened.close());

const run = (sql: string, with_: Partial<DashboardState> = {}) =>
  opened.store.query('read.dashboard', expandMacros(sql, { ...state, ...with_ }));
const sqlOf = (id: number) => panels.find((panel) => panel.id === id)?.targets?.[0]?.rawSql ?? '';

test('every panel has its expected figures here', () => {
  expect(panels.map((panel) => panel.id)).toEqual(Object.keys(EXPECTED).map(Number));
});

test.each(panels.map((panel) => [panel.id, panel.title]))('panel %i %s shows what was worked out by hand', async (id) => {
  const rows = await run(sqlOf(id));
  expect(rows).toEqual((EXPECTED[id] as unknown[][]).map((row) => row.map((v) => (typeof v === 'number' ? expect.closeTo(v, 6) : v))));
});

test('a chosen region and team narrow the leads; All takes those of no team as well', async () => {
  const choose = (region: string[] | null, team: string[] | null) => run(sqlOf(2), { variables: { ...state.variables, region, team } });
  expect(await choose(['华东'], null)).toEqual([[3]]);
  expect(await choose(null, ['east-1', 'south-1'])).toEqual([[3]]);
  expect(await choose(['华东'], ['south-1'])).toEqual([[0]]);
  expect(await choose(["o'neil"], null)).toEqual([[0]]);
});

test('an SLA set above the dashboard moves the line', async () => {
  expect(await run(sqlOf(3), { variables: { ...state.variables, sla_seconds: ['120'] } })).toEqual([[expect.closeTo(3 / 5, 6)]]);
});

test('without a single row every panel still answers', async () => {
  for (const panel of panels) {
    const rows = await run(sqlOf(panel.id), { fromMs: FROM_MS - 86_400_000, toMs: FROM_MS - 82_800_000 });
    // A stat has one row, of nothing or of zero; the rest have none.
    expect(rows.length, panel.title).toBeLessThanOrEqual(1);
  }
});

test('the choices of a variable come from the store', async () => {
  const choices = async (name: string) => {
    const query = dashboard.templating.list.find((variable) => variable.name === name)?.query ?? '';
    // The seed lies in the past: look back from its own day.
    return run(query.replaceAll('now()', `toDateTime(${TO_MS / 1_000})`));
  };
  expect(await choices('region')).toEqual([['华东'], ['华北'], ['华南']]);
  expect(await choices('team')).toEqual([['east-1'], ['east-2'], ['south-1']]);
});
