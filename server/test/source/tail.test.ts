/** The tail on the real engine: no row lost, each applied once. Times are scaled down: a horizon of 2 s stands for ten minutes. */

import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SetClock, SetStore } from '../../../testing/setStore.ts';
import { openTestStore, quietLog, type TestStore, until } from '../../../testing/testStore.ts';
import { RecordingSink, writeRows } from '../../../testing/writtenRows.ts';
import { systemClock } from '../../src/clock.ts';
import type { TailSettings } from '../../src/source/settings.ts';
import { StoreClock } from '../../src/source/storeClock.ts';
import { Tail, type TailRecord } from '../../src/source/tail.ts';
import { RejectedLog } from '../../src/store/rejected.ts';

const SCALED = {
  'tail.pollMs': 20,
  'tail.overlapMs': 100,
  'tail.reconcileMs': 100,
  'tail.horizonMs': 2_000,
  'tail.frozenCheckMs': 400,
  'tail.pageRows': 500,
  'tail.historyMs': 3_600_000,
};
const MINUTE_MS = 60_000;

let opened: TestStore;
let tails: Tail[] = [];
beforeEach(async () => {
  opened = await openTestStore(SCALED);
});
afterEach(async () => {
  await Promise.all(tails.map((tail) => tail.stop()));
  tails = [];
  await opened.close();
});

function follow(
  saved?: readonly TailRecord[],
  retentionDays = 0,
  changes: Partial<TailSettings> = {},
): { tail: Tail; sink: RecordingSink } {
  const sink = new RecordingSink();
  const { store, config } = opened;
  const tail = new Tail({
    store,
    clock: systemClock,
    config: { ...config.tail, ...changes },
    retentionDays,
    limits: config.ingest,
    log: quietLog,
    sink,
  });
  tails.push(tail);
  tail.start(saved);
  return { tail, sink };
}

const complete = (sink: RecordingSink, ids: readonly string[]) => () => ids.every((id) => sink.applied.has(id));
/** What a server that starts now and reads everything comes to. */
async function fullReplay(): Promise<RecordingSink> {
  const { tail, sink } = follow();
  await until(() => tail.isCaughtUp, 10_000, 'replay');
  await tail.stop();
  return sink;
}

test('history is read in order of arrival, page by page, then the tail follows', async () => {
  const startMs = Date.now() - 30 * MINUTE_MS;
  const rows = Array.from({ length: 2_300 }, (_, index) => ({ ingestedAtMs: startMs + ((index * 7919) % 2_300) * 500 }));
  const ids = await writeRows(opened.store, rows);
  const { tail, sink } = follow();
  await until(() => tail.isCaughtUp, 10_000, 'caught up');
  expect(sink.against(ids)).toEqual({ lost: 0, twice: 0, strangers: 0 });
  expect(sink.facts.map((fact) => fact.ingestedAtMs)).toEqual(sink.facts.map((fact) => fact.ingestedAtMs).sort((a, b) => a - b));
  expect(sink.caughtUps).toBe(1);
  expect(sink.progresses.length).toBeGreaterThan(3);
  const later = await writeRows(opened.store, [{ key: 'live' }]);
  await until(complete(sink, later), 3_000, 'live row');
  expect(sink.resets).toEqual([]);
  expect(tail.counters).toMatchObject({ applied: 2_301, rejected: 0, rebuilds: 0 });
});

test('very many rows of one instant, many times a page, are read once', async () => {
  const { tail, sink } = follow();
  await until(() => tail.isCaughtUp, 5_000, 'caught up');
  const ingestedAtMs = Date.now() - 5;
  const ids = await writeRows(
    opened.store,
    Array.from({ length: 3_777 }, () => ({ ingestedAtMs })),
  );
  await until(complete(sink, ids), 5_000, () => `${sink.applied.size} of ${ids.length}`);
  const more = await writeRows(opened.store, [{}, {}]);
  await until(complete(sink, more), 3_000, 'rows after the crowd');
  expect(sink.against([...ids, ...more])).toEqual({ lost: 0, twice: 0, strangers: 0 });
});

test('six writers at once whose commits come out of order, rows late within the horizon, physical copies', async () => {
  // A busy machine makes late rows later still, by seconds: all must come within the horizon here.
  const horizonMs = 20_000;
  let latestMs = 0;
  const { tail, sink } = follow(undefined, 0, { horizonMs });
  await until(() => tail.isCaughtUp, 5_000, 'caught up');
  const written: string[] = [];
  const endMs = Date.now() + 5_000;
  // Deterministic per writer: a fault repeats.
  const writer = async (seed: number) => {
    let state = seed * 2_654_435_761;
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const own: { id: string; atMs: number }[] = [];
    while (Date.now() < endMs) {
      const nowMs = Date.now();
      const rows = Array.from({ length: 1 + Math.floor(random() * 8) }, () => {
        // now64() taken before the commit: a little earlier always, up to 1 s for one in sixteen.
        const lateMs = random() < 0.06 ? random() * 1_000 : random() * 60;
        const copy = own.length > 0 && random() < 0.03 ? own[Math.floor(random() * own.length)] : undefined;
        return { ingestedAtMs: Math.floor(nowMs - lateMs), ...(copy ?? { id: randomUUID(), atMs: nowMs - 100 }) };
      });
      const ids = await writeRows(opened.store, rows);
      latestMs = Math.max(latestMs, ...rows.map((row) => Date.now() - row.ingestedAtMs));
      own.push(...rows);
      written.push(...ids);
      await new Promise((resolve) => setTimeout(resolve, random() * 60));
    }
  };
  await Promise.all([1, 2, 3, 4, 5, 6].map(writer));
  await until(complete(sink, written), 5_000, () => JSON.stringify(sink.against(written)));
  expect(new Set(written).size).toBeGreaterThan(30);
  expect(sink.against(written)).toEqual({ lost: 0, twice: 0, strangers: 0 });
  expect(tail.counters.foundLate).toBeGreaterThan(0);
  expect(latestMs).toBeLessThan(horizonMs);
  // The nets agree with the store: nothing differs any more, and no false rebuild follows.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(tail.counters.rebuilds).toBe(0);
  expect([...sink.applied.keys()].sort()).toEqual([...(await fullReplay()).applied.keys()].sort());
});

test('a row that arrives later than the horizon leads to a rebuild, once', async () => {
  const startMs = Date.now() - 10 * MINUTE_MS;
  const old = await writeRows(
    opened.store,
    Array.from({ length: 50 }, (_, index) => ({ ingestedAtMs: startMs + index * 1_000 })),
  );
  const { tail, sink } = follow();
  await until(() => tail.isCaughtUp, 5_000, 'caught up');
  const late = await writeRows(opened.store, [{ ingestedAtMs: startMs + 500 }]);
  await until(() => sink.resets.length > 0 && sink.caughtUps === 2, 5_000, 'rebuild');
  await until(complete(sink, [...old, ...late]), 2_000, 'rows after the rebuild');
  expect(sink.against([...old, ...late])).toEqual({ lost: 0, twice: 0, strangers: 0 });
  expect(sink.order[1]).toBe(late[0]);
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(tail.counters.rebuilds).toBe(1);
});

test('an import that goes on for a while leads to few rebuilds, not to one after another', async () => {
  const startMs = Date.now() - 20 * MINUTE_MS;
  const { tail, sink } = follow();
  await writeRows(opened.store, [{}]);
  await until(() => tail.isCaughtUp && sink.applied.size === 1, 5_000, 'caught up');
  const ids: string[] = [];
  for (let batch = 0; batch < 20; batch++) {
    ids.push(...(await writeRows(opened.store, [{ ingestedAtMs: startMs + batch * 1_000 }])));
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  await until(complete(sink, ids), 8_000, 'imported rows');
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(tail.counters.rebuilds).toBeGreaterThan(0);
  expect(tail.counters.rebuilds).toBeLessThanOrEqual(4);
});

test('copies of a row count once, also when the first has long been forgotten', async () => {
  const { tail, sink } = follow();
  await until(() => tail.isCaughtUp, 5_000, 'caught up');
  const atMs = Date.now();
  const id = randomUUID();
  const early = randomUUID();
  // The second has a clock that is ahead, so that its copies look fresh.
  await writeRows(opened.store, [
    { id, atMs },
    { id: early, atMs: atMs + 4_000 },
  ]);
  await until(() => sink.applied.size === 2, 3_000, 'first');
  // Rows go on coming until the horizon has passed over the first two.
  await until(
    async () => {
      await writeRows(opened.store, [{}]);
      return Date.now() > atMs + 3_500;
    },
    10_000,
    'time',
  );
  const seenBefore = tail.seenIds;
  await writeRows(opened.store, [
    { id, atMs },
    { id: early, atMs: atMs + 4_000 },
  ]);
  const [after] = await writeRows(opened.store, [{}]);
  await until(() => sink.applied.has(after as string), 3_000, 'row after the copies');
  expect(seenBefore).toBeLessThan(sink.applied.size);
  expect(sink.applied.get(id)).toBe(1);
  expect(sink.applied.get(early)).toBe(1);
  expect(tail.counters.duplicates).toBe(2);
  expect((await fullReplay()).applied.get(id)).toBe(1);
});

test('rows that are no valid events are counted and listed, once, also after a restart and a replay', async () => {
  const { tail, sink } = follow();
  await until(() => tail.isCaughtUp, 5_000, 'caught up');
  const [badKind, badData, badJson, badTime, good] = await writeRows(opened.store, [
    { kind: 'lead.exploded' },
    { kind: 'order.step', data: '{"step":"s","state":"started","progress":7}' },
    { data: '{oops' },
    { atMs: Date.UTC(1999, 0, 1) },
    {},
  ]);
  await until(() => sink.applied.size === 1 && sink.rejectedRows.length === 4, 3_000, 'rows');
  expect(sink.applied.has(good as string)).toBe(true);
  const log = new RejectedLog(opened.store);
  await until(async () => (await log.count()) === 4, 3_000, 'list');
  const listed = Object.fromEntries((await log.newest(10)).map((row) => [row.id, row]));
  expect(listed[badKind as string]).toMatchObject({
    field: 'kind',
    kind: 'lead.exploded',
    reason: expect.stringContaining('not a kind of event'),
  });
  expect(listed[badData as string]).toMatchObject({ field: 'data.progress', reason: 'data.progress must be 1 or less, is 7' });
  expect(listed[badJson as string]).toMatchObject({ field: 'data', reason: expect.stringContaining('not JSON') });
  expect(listed[badTime as string]).toMatchObject({ field: 'at', reason: expect.stringContaining('before 2000-01-01') });
  const saved = [...(tail.save() ?? [])];
  await tail.stop();

  const again = follow(JSON.parse(JSON.stringify(saved)));
  // A corrected row may take the id of the refused one.
  await writeRows(opened.store, [{ id: badKind as string }]);
  await until(() => again.sink.applied.has(badKind as string), 3_000, 'corrected row');
  expect(again.tail.counters.rejected).toBe(4);
  await fullReplay();
  expect(await log.count()).toBe(4);
});

test('a checkpoint and the tail from it give what a full replay gives', async () => {
  const startMs = Date.now() - 10 * MINUTE_MS;
  const before = await writeRows(
    opened.store,
    Array.from({ length: 400 }, (_, index) => ({ ingestedAtMs: startMs + index * 1_490 })),
  );
  const first = follow();
  await until(() => first.tail.isCaughtUp, 5_000, 'caught up');
  const live = await writeRows(
    opened.store,
    Array.from({ length: 30 }, () => ({})),
  );
  await until(complete(first.sink, live), 3_000, 'live');
  const saved = JSON.parse(JSON.stringify([...(first.tail.save() ?? [])])) as TailRecord[];
  await first.tail.stop();

  // While the server is away: new rows, and late ones within the horizon.
  const away = await writeRows(
    opened.store,
    Array.from({ length: 20 }, (_, index) => ({ ingestedAtMs: Date.now() - index * 70, atMs: Date.now() })),
  );
  const second = follow(saved);
  await until(complete(second.sink, away), 5_000, 'rows of the time away');
  const applied = [...first.sink.applied.keys(), ...second.sink.applied.keys()];
  expect(new Set(applied).size).toBe(applied.length);
  expect(new Set(applied)).toEqual(new Set([...before, ...live, ...away]));
  expect(second.tail.counters.applied).toBe(450);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(second.tail.counters.rebuilds).toBe(0);
});

test('a past that changed while the server was away is noticed at its start', async () => {
  const startMs = Date.now() - 10 * MINUTE_MS;
  const before = await writeRows(
    opened.store,
    Array.from({ length: 10 }, (_, index) => ({ ingestedAtMs: startMs + index * 1_000 })),
  );
  const first = follow();
  await until(() => first.tail.isCaughtUp, 5_000, 'caught up');
  const saved = [...(first.tail.save() ?? [])];
  await first.tail.stop();
  const imported = await writeRows(opened.store, [{ ingestedAtMs: startMs - MINUTE_MS }]);
  const second = follow(saved);
  await until(() => second.sink.resets.length === 1 && second.sink.applied.size === 11, 5_000, 'rebuild');
  expect(second.sink.against([...before, ...imported])).toEqual({ lost: 0, twice: 0, strangers: 0 });
});

test('what the retention dropped is not taken for a changed past', async () => {
  const nowMs = Date.now();
  await writeRows(opened.store, [{ ingestedAtMs: nowMs - 50 * MINUTE_MS }, { ingestedAtMs: nowMs - 5 * MINUTE_MS }]);
  // A retention of 20 minutes, in days.
  const { tail } = follow(undefined, 20 / 1_440);
  await until(() => tail.isCaughtUp, 5_000, 'caught up');
  const drop = `ALTER TABLE warroom.events DELETE WHERE ingested_at < fromUnixTimestamp64Milli(toInt64(${nowMs - 30 * MINUTE_MS})) SETTINGS mutations_sync = 2`;
  await opened.store.command('state.test', drop);
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(tail.counters.rebuilds).toBe(0);
});

test('CLOCK-3: a row dated into the future by its writer counts as arriving now, and does not blind the tail to what comes after', async () => {
  const { tail, sink } = follow();
  await until(() => tail.isCaughtUp, 5_000, 'caught up');
  const dayMs = 24 * 60 * MINUTE_MS;
  const ahead = await writeRows(opened.store, [{ ingestedAtMs: Date.now() + dayMs, atMs: Date.now() }]);
  await until(complete(sink, ahead), 5_000, 'future row');
  expect(sink.facts.at(-1)?.ingestedAtMs).toBeLessThanOrEqual(Date.now());
  const now = await writeRows(opened.store, [{}]);
  await until(complete(sink, now), 3_000, 'present row');
  const again = await fullReplay();
  expect(again.against([...ahead, ...now])).toEqual({ lost: 0, twice: 0, strangers: 0 });
  expect(tail.counters.rebuilds).toBe(0);
});

test.each([-30_000, -8 * 3_600_000])(
  'CLOCK-2: the store’s clock set by %i ms: everything is known, each once, and what arrives counts at once',
  async (byMs) => {
    const set: SetClock = { byMs: 0 };
    const store = new SetStore(opened.store, set);
    const clock = new StoreClock(systemClock);
    const sink = new RecordingSink();
    const { config } = opened;
    const tail = new Tail({
      store,
      clock,
      config: config.tail,
      retentionDays: 0,
      limits: config.ingest,
      log: quietLog,
      sink,
      storeTime: clock,
    });
    tails.push(tail);
    clock.onStep((step) => step.whose === 'store' && step.byMs < 0 && tail.readAnew());
    tail.start();
    await until(() => tail.isCaughtUp, 5_000, 'caught up');
    const before = await writeRows(store, [{ key: 'before' }, { key: 'before' }]);
    await until(complete(sink, before), 3_000, 'rows before');
    set.byMs = byMs;
    await until(() => sink.resets.length === 1 && sink.caughtUps === 2, 5_000, 'history read anew');
    expect(Math.abs(clock.now() - (Date.now() + byMs))).toBeLessThan(500);
    const after = await writeRows(store, [{ key: 'after', atMs: Date.now() + byMs }]);
    await until(complete(sink, [...before, ...after]), 3_000, 'rows before and after');
    for (const fact of sink.facts) expect(fact.ingestedAtMs).toBeLessThanOrEqual(clock.now());
    // Set right again, the clock passes over what it has told before.
    set.byMs = 0;
    const last = await writeRows(store, [{ key: 'last' }]);
    await until(complete(sink, last), 3_000, 'row after the clock was set right');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(sink.against([...before, ...after, ...last])).toEqual({ lost: 0, twice: 0, strangers: 0 });
  },
);
