/** The past that benchmarks fill a store with: valid by the schemas, alike at every run, in order of arrival, with work for every monitor. */
import type { AlertLogRow } from '@warroom/protocol/alertLog';
import { EVENT_KINDS } from '@warroom/protocol/events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '../../../testing/testStore.ts';
import { fillAlertLog, fillEvents } from '../../bench/history/fill.ts';
import { type HistoryShape, shapeOf } from '../../bench/history/shape.ts';
import { foldAlert } from '../../src/alerts/lifeCycle.ts';
import { createMonitors } from '../../src/monitors.ts';
import { AlertLog } from '../../src/store/alertLog.ts';
import { EventReads } from '../../src/store/eventReads.ts';

const UNTIL_MS = Date.UTC(2026, 4, 20, 7, 30);
const SHAPE: HistoryShape = { ...shapeOf(3_000, 2, 7), standingLeads: 60 };

let filled: TestStore;
beforeAll(async () => {
  filled = await openTestStore();
});
afterAll(() => filled.close());

const digest = () =>
  filled.store.query<[number, string]>('read', `SELECT count(), toString(groupBitXor(cityHash64(*))) FROM ${filled.store.table('events')}`);

test('every row is a valid event, and the same wish gives the same rows', async () => {
  const { store, config } = filled;
  await fillEvents(store, SHAPE, UNTIL_MS);
  const first = await digest();
  const { page } = await new EventReads(store).page('catch-up', 0, UNTIL_MS, null, 100_000);
  expect(page.rows).toBe(first[0]?.[0]);
  expect(Math.abs(page.rows - 3_000 - 60)).toBeLessThan(600);
  const kinds = new Map<string, number>();
  for (let row = 0; row < page.rows; row++) {
    const read = page.check(row, config.ingest);
    if (!('fact' in read)) throw new Error(JSON.stringify({ row, read }));
    kinds.set(read.fact.kind, (kinds.get(read.fact.kind) ?? 0) + 1);
  }
  const { monitors } = createMonitors(config, () => {});
  for (const { name, kinds: own } of monitors)
    expect(
      own.some((kind) => kinds.has(kind)),
      name,
    ).toBe(true);
  expect([...kinds.keys()].every((kind) => (EVENT_KINDS as string[]).includes(kind))).toBe(true);
  await store.command('state', `TRUNCATE TABLE ${store.table('events')}`);
  await fillEvents(store, SHAPE, UNTIL_MS);
  expect(await digest()).toEqual(first);
});

test('the log of the far past folds into alerts that are all over', async () => {
  const { store } = filled;
  await fillAlertLog(store, { seed: 7, rows: 600, untilMs: UNTIL_MS });
  const alerts = new Map<string, AlertLogRow[]>();
  for await (const rows of new AlertLog(store).needed(0))
    for (const row of rows) alerts.set(row.alertId, [...(alerts.get(row.alertId) ?? []), row]);
  expect(alerts.size).toBe(300);
  for (const rows of alerts.values()) {
    expect(foldAlert(rows)).toMatchObject({ rule: 'lead-violation', life: { state: 'resolved', reason: 'recovered' } });
    for (const { atMs, sinceMs } of rows) expect([atMs < UNTIL_MS - 30 * 86_400_000, sinceMs <= atMs]).toEqual([true, true]);
  }
});
