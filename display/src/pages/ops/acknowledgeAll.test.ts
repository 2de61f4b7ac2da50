import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acknowledgeAll, ROUND } from './acknowledgeAll.ts';
import type { BulkAnswer } from './alertApi.ts';

const idsOf = (count: number) => Array.from({ length: count }, (_, i) => `a${i}`);
const row = (id: string) => ({ id }) as never;
const refusal = (id: string, error: string) => ({ id, error, message: '' });

/** A server that holds what it said it holds, answers `most` at once, and fails as it is told to. */
function played({ most = 20_000, taken = new Set<string>(), calls = [] as (string | null)[] } = {}) {
  const held = new Set<string>();
  return {
    held,
    calls,
    send: async (ids: readonly string[], cursor: string | null): Promise<BulkAnswer> => {
      calls.push(cursor);
      const rest = cursor === null ? ids : ids.slice(ids.indexOf(cursor) + 1);
      const now = rest.slice(0, most);
      const free = now.filter((id) => !taken.has(id));
      for (const id of free) held.add(id);
      const failed = now.filter((id) => taken.has(id)).map((id) => refusal(id, 'ALERT_CONFLICT'));
      return { type: 'done', result: { done: free.map(row), failed, next: now.length < rest.length ? (now.at(-1) ?? null) : null } };
    },
  };
}
const run = (
  ids: readonly string[],
  send: (ids: readonly string[], cursor: string | null) => Promise<BulkAnswer>,
  stopAfter = Infinity,
) => {
  const progress: number[] = [];
  const outcome = acknowledgeAll(ids, { send, onProgress: (tried) => progress.push(tried), isStopped: () => progress.length >= stopAfter });
  return outcome.then(({ held, failed, left }) => ({ held, failed: Object.fromEntries(failed), left, progress }));
};

test('every id is asked for once and counted once, however many there are and however little one answer speaks of', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(4_500), fc.integer({ min: 300, max: 2_000 }), fc.nat(), async (count, most, pick) => {
      const ids = idsOf(count);
      const taken = new Set(ids.filter((_, i) => (i * 7 + pick) % 5 === 0));
      const server = played({ most, taken });
      const { held, failed, left, progress } = await run(ids, server.send);
      expect([held, failed.taken ?? 0, left]).toEqual([count - taken.size, taken.size, []]);
      expect(server.held).toEqual(new Set(ids.filter((id) => !taken.has(id))));
      expect(server.calls.filter((cursor) => cursor === null).length).toBe(Math.ceil(count / ROUND));
      expect(progress.at(-1) ?? 0).toBe(count);
    }),
    { numRuns: 30 },
  );
});

test('a call that fails ends it: its ids and those not come to are left, and a second try holds them all', async () => {
  const ids = idsOf(3_500);
  const server = played();
  let calls = 0;
  const first = await run(ids, async (some, cursor) =>
    ++calls === 2 ? { type: 'failed', reason: 'offline', message: '' } : server.send(some, cursor),
  );
  expect(first).toMatchObject({ held: 1_000, failed: { offline: 1_000 }, progress: [1_000, 2_000] });
  expect(first.left).toEqual(ids.slice(1_000));
  expect(await run(first.left, server.send)).toMatchObject({ held: 2_500, failed: {}, left: [] });
  expect(server.held.size).toBe(3_500);
});

test('a store that takes nothing is not asked for the others', async () => {
  const ids = idsOf(2_500);
  const outcome = await run(ids, async (some) => ({
    type: 'done',
    result: { done: [], failed: some.slice(0, 400).map((id) => refusal(id, 'STORE_DOWN')), next: some[399] ?? null },
  }));
  expect(outcome).toMatchObject({ held: 0, failed: { unavailable: 400 }, progress: [1_000] });
  expect(new Set(outcome.left)).toEqual(new Set(ids));
  expect(outcome.left.length).toBe(2_500);
});

test('who may not is told so once, and an answer that goes nowhere is not followed for ever', async () => {
  const denied = await run(idsOf(2_000), async () => ({ type: 'failed', reason: 'denied', message: '' }));
  expect(denied).toMatchObject({ held: 0, failed: { denied: 1_000 } });
  const lost = await run(idsOf(10), async () => ({ type: 'done', result: { done: [], failed: [], next: 'none of these' } }));
  expect(lost.left).toEqual(idsOf(10));
});

test('told to stop, it leaves what it has not come to', async () => {
  const ids = idsOf(3_000);
  expect(await run(ids, played().send, 1)).toEqual({ held: 1_000, failed: {}, left: ids.slice(1_000), progress: [1_000] });
});
