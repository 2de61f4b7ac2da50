/** The engine itself refuses writes and goes on reading: it is noticed, told, and noticed again when it is over, with nobody writing. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeClock } from '../../../testing/fakeClock.ts';
import { openTestStore, quietLog, type TestStore, until } from '../../../testing/testStore.ts';
import { writeRows } from '../../../testing/writtenRows.ts';
import { WriteWatch } from '../../src/source/writeWatch.ts';

let opened: TestStore;
let watch: WriteWatch;
let clock: FakeClock;
beforeAll(async () => {
  opened = await openTestStore();
  clock = new FakeClock(Date.now());
  watch = new WriteWatch({ store: opened.store, clock, log: quietLog, server: 's' });
  watch.start();
});
afterAll(async () => {
  await watch.stop();
  await opened.close();
});

const setting = (table: string, change: string) => opened.store.command('state', `ALTER TABLE ${opened.store.table(table)} ${change}`);
const counts = async () =>
  (await opened.store.query<[number]>('read', `SELECT count() FROM ${opened.store.table('events')}`))[0]?.[0] as number;
const waitFor = (refused: boolean) =>
  until(
    () => {
      clock.advance(2_000);
      return (watch.refused !== null) === refused;
    },
    10_000,
    `refused: ${refused}`,
  );

test('too many parts in the one table that is written to', async () => {
  await writeRows(opened.store, [{}]);
  expect(watch.refused).toBeNull();
  await setting('events', 'MODIFY SETTING parts_to_throw_insert = 1, parts_to_delay_insert = 1');
  const before = await counts();
  await expect(writeRows(opened.store, [{}])).rejects.toMatchObject({ code: 'STORE_DOWN' });
  expect(watch.refused?.reason).toContain('TOO_MANY_PARTS');
  const since = watch.refused?.sinceMs;
  // The row that is written to see whether there is room is taken all the while; it proves nothing of this table.
  for (let probe = 0; probe < 5; probe++) {
    clock.advance(2_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(watch.refused?.sinceMs).toBe(since);
  expect(await counts()).toBe(before);
  await setting('events', 'RESET SETTING parts_to_throw_insert, parts_to_delay_insert');
  await waitFor(false);
  expect(await counts()).toBe(before);
});

test('nobody writes, and the store would refuse', async () => {
  await setting('checkpoints', 'MODIFY SETTING parts_to_throw_insert = 1, parts_to_delay_insert = 1');
  await waitFor(true);
  expect(await opened.store.ping()).toBe(true);
  await setting('checkpoints', 'RESET SETTING parts_to_throw_insert, parts_to_delay_insert');
  await waitFor(false);
});
