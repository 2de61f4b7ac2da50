import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '../../../testing/testStore.ts';
import { Checkpoints } from '../../src/store/checkpoints.ts';

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.close());

const MINUTE_MS = 60_000;

async function save(to: Checkpoints, savedAtMs: number, server: string, ...pieces: string[]): Promise<void> {
  const writer = to.begin({ savedAtMs, server });
  for (const piece of pieces) await writer.add(piece);
  await writer.finish();
}
const START_MS = Date.UTC(2026, 10, 22, 8);
const NOW_MS = START_MS + 86_400_000;

test('the newest of the same code and state version comes back, whole', async () => {
  const mine = new Checkpoints(opened.store, { code: 'c1', state: 's1' });
  expect(await mine.load(NOW_MS)).toBeNull();
  await save(mine, START_MS, 'a', '{"n":1}');
  // Of several pieces, with text that JSON has to escape.
  const long = JSON.stringify({ n: 2, text: '线索"\\\n'.repeat(1_200_000) });
  await save(mine, START_MS + MINUTE_MS, 'b', '{"n":2', long);
  await save(new Checkpoints(opened.store, { code: 'c2', state: 's1' }), START_MS + 2 * MINUTE_MS, 'a', '{"n":3}');
  await save(new Checkpoints(opened.store, { code: 'c1', state: 's2' }), START_MS + 3 * MINUTE_MS, 'a', '{"n":4}');
  const newest = await mine.load(NOW_MS);
  expect(newest).toMatchObject({ savedAtMs: START_MS + MINUTE_MS, server: 'b' });
  expect(newest?.pieces).toEqual(['{"n":2', long, '']);
});

test('one that was cut off in the middle is passed over', async () => {
  const mine = new Checkpoints(opened.store, { code: 'cut', state: 's1' });
  await save(mine, START_MS, 'a', '{"whole":true}');
  const columns = ['saved_at', 'code_version', 'state_version', 'server', 'part', 'parts', 'checkpoint_id', 'state'];
  const first = ['2026-11-22 08:01:00.000', 'cut', 's1', 'a', 0, 0, '00000000-0000-4000-8000-000000000001', '{"whole":'];
  await opened.store.insert('state', 'checkpoints', columns, [JSON.stringify(first)]);
  expect((await mine.load(NOW_MS))?.pieces).toEqual(['{"whole":true}', '']);
});

test('one that is longer than a state may be is neither written nor read', async () => {
  const mine = new Checkpoints(opened.store, { code: 'long', state: 's1' });
  await save(mine, START_MS, 'a', '{"whole":true}');
  const refusing = { ...opened.store, table: (name: string) => opened.store.table(name), insert: async () => {} };
  const writer = new Checkpoints(refusing, { code: 'long', state: 's1' }).begin({ savedAtMs: START_MS, server: 'a' });
  for (let i = 0; i < 4_096; i += 1) await writer.add(' ');
  await expect(writer.finish()).rejects.toThrow('too long for a checkpoint');
  const columns = ['saved_at', 'code_version', 'state_version', 'server', 'part', 'parts', 'checkpoint_id', 'state'];
  const parts = Array.from({ length: 4_097 }, (_, part) =>
    JSON.stringify(['2026-11-22 08:01:00.000', 'long', 's1', 'a', part, 4_097, '00000000-0000-4000-8000-000000000002', ' ']),
  );
  await opened.store.insert('state', 'checkpoints', columns, parts);
  expect((await mine.load(NOW_MS))?.pieces).toEqual(['{"whole":true}', '']);
});

test('only the newest few are kept', async () => {
  const mine = new Checkpoints(opened.store, { code: 'many', state: 's1' });
  for (let minute = 0; minute < 60; minute += 5)
    await save(mine, START_MS + 600 * MINUTE_MS + minute * MINUTE_MS, 'a', `{"minute":${minute}}`);
  const [row] = await opened.store.query<[number, number]>(
    'read',
    'SELECT count(), toUnixTimestamp64Milli(min(saved_at)) FROM warroom.checkpoints',
  );
  expect(row?.[0]).toBe(6);
  expect(row?.[1]).toBe(START_MS + 645 * MINUTE_MS);
  expect((await mine.load(NOW_MS))?.pieces).toEqual(['{"minute":55}', '']);
});

test('one of another version is kept while its servers may still be running, one that is being written until it must have been cut off', async () => {
  const at = (minute: number) => START_MS + 1_200 * MINUTE_MS + minute * MINUTE_MS;
  const other = new Checkpoints(opened.store, { code: 'other', state: 's1' });
  await save(other, at(0), 'b', '{"other":true}');
  await other.begin({ savedAtMs: at(1), server: 'b' }).add('{"cut');
  const half = other.begin({ savedAtMs: at(1), server: 'b' });
  for (let piece = 0; piece < 8; piece += 1) await half.add(`${piece}`);
  const mine = new Checkpoints(opened.store, { code: 'mine', state: 's1' });
  await save(mine, at(5), 'a', '{"minute":5}');
  expect((await other.load(NOW_MS))?.pieces).toEqual(['{"other":true}', '']);
  await half.finish();
  expect((await other.load(NOW_MS))?.pieces).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '']);
  await save(mine, at(20), 'a', '{"minute":20}');
  expect(await other.load(NOW_MS)).toBeNull();
  expect((await mine.load(NOW_MS))?.pieces).toEqual(['{"minute":20}', '']);
});

test('CLOCK-3: one of the future is refused until its time has come, and does not push those of now out', async () => {
  const mine = new Checkpoints(opened.store, { code: 'future', state: 's1' });
  await save(mine, START_MS, 'a', '{"hour":"right"}');
  await save(mine, START_MS + 60 * MINUTE_MS, 'a', '{"hour":"ahead"}');
  await save(mine, START_MS + MINUTE_MS, 'a', '{"hour":"set right"}');
  expect((await mine.load(START_MS + 2 * MINUTE_MS))?.pieces).toEqual(['{"hour":"set right"}', '']);
  expect((await mine.load(START_MS))?.savedAtMs).toBeLessThanOrEqual(START_MS);
  // Those of the future are gone: their time will not make them the newest.
  expect((await mine.load(START_MS + 86_400_000))?.pieces).toEqual(['{"hour":"set right"}', '']);
});
