import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '../../../testing/testStore.ts';
import { Checkpoints } from '../../src/store/checkpoints.ts';

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.close());

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 10, 22, 8);
const NOW_MS = START_MS + 86_400_000;

test('the newest of the same code and state version comes back, whole', async () => {
  const mine = new Checkpoints(opened.store, { code: 'c1', state: 's1' });
  expect(await mine.load(NOW_MS)).toBeNull();
  await mine.save({ savedAtMs: START_MS, server: 'a', state: '{"n":1}' });
  // Longer than one part, with text that JSON has to escape.
  const long = JSON.stringify({ n: 2, text: '线索"\\\n'.repeat(1_200_000) });
  await mine.save({ savedAtMs: START_MS + MINUTE_MS, server: 'b', state: long });
  await new Checkpoints(opened.store, { code: 'c2', state: 's1' }).save({
    savedAtMs: START_MS + 2 * MINUTE_MS,
    server: 'a',
    state: '{"n":3}',
  });
  await new Checkpoints(opened.store, { code: 'c1', state: 's2' }).save({
    savedAtMs: START_MS + 3 * MINUTE_MS,
    server: 'a',
    state: '{"n":4}',
  });
  const newest = await mine.load(NOW_MS);
  expect(newest).toMatchObject({ savedAtMs: START_MS + MINUTE_MS, server: 'b' });
  expect(newest?.state === long).toBe(true);
});

test('one that was cut off in the middle is passed over', async () => {
  const mine = new Checkpoints(opened.store, { code: 'cut', state: 's1' });
  await mine.save({ savedAtMs: START_MS, server: 'a', state: '{"whole":true}' });
  const columns = ['saved_at', 'code_version', 'state_version', 'server', 'part', 'parts', 'checkpoint_id', 'state'];
  const first = ['2026-11-22 08:01:00.000', 'cut', 's1', 'a', 0, 2, '00000000-0000-4000-8000-000000000001', '{"whole":'];
  await opened.store.insert('state', 'checkpoints', columns, [JSON.stringify(first)]);
  expect((await mine.load(NOW_MS))?.state).toBe('{"whole":true}');
});

test('one that is longer than a text may be is neither written nor read', async () => {
  const mine = new Checkpoints(opened.store, { code: 'long', state: 's1' });
  await mine.save({ savedAtMs: START_MS, server: 'a', state: '{"whole":true}' });
  const tooLong = 'x'.repeat(64 * 4 * 1024 * 1024 + 1);
  await expect(mine.save({ savedAtMs: START_MS + MINUTE_MS, server: 'a', state: tooLong })).rejects.toThrow('too long for a checkpoint');
  const columns = ['saved_at', 'code_version', 'state_version', 'server', 'part', 'parts', 'checkpoint_id', 'state'];
  const parts = Array.from({ length: 65 }, (_, part) =>
    JSON.stringify(['2026-11-22 08:01:00.000', 'long', 's1', 'a', part, 65, '00000000-0000-4000-8000-000000000002', ' ']),
  );
  await opened.store.insert('state', 'checkpoints', columns, parts);
  expect((await mine.load(NOW_MS))?.state).toBe('{"whole":true}');
});

test('only the newest few are kept', async () => {
  const mine = new Checkpoints(opened.store, { code: 'many', state: 's1' });
  for (let minute = 0; minute < 60; minute += 5)
    await mine.save({ savedAtMs: START_MS + 600 * MINUTE_MS + minute * MINUTE_MS, server: 'a', state: `{"minute":${minute}}` });
  const [row] = await opened.store.query<[number, number]>(
    'read',
    'SELECT count(), toUnixTimestamp64Milli(min(saved_at)) FROM warroom.checkpoints',
  );
  expect(row?.[0]).toBe(4);
  expect(row?.[1]).toBe(START_MS + 640 * MINUTE_MS);
  expect((await mine.load(NOW_MS))?.state).toBe('{"minute":55}');
});

test('CLOCK-3: one of the future is refused until its time has come, and does not push those of now out', async () => {
  const mine = new Checkpoints(opened.store, { code: 'future', state: 's1' });
  await mine.save({ savedAtMs: START_MS, server: 'a', state: '{"hour":"right"}' });
  await mine.save({ savedAtMs: START_MS + 60 * MINUTE_MS, server: 'a', state: '{"hour":"ahead"}' });
  await mine.save({ savedAtMs: START_MS + MINUTE_MS, server: 'a', state: '{"hour":"set right"}' });
  expect((await mine.load(START_MS + 2 * MINUTE_MS))?.state).toBe('{"hour":"set right"}');
  expect((await mine.load(START_MS))?.savedAtMs).toBeLessThanOrEqual(START_MS);
  // Those of the future are gone: their time will not make them the newest.
  expect((await mine.load(START_MS + 86_400_000))?.state).toBe('{"hour":"set right"}');
});
