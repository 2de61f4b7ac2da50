/**
 * What the tail reads of a history by the monitors' needs, on the real engine: exactly the facts that are needed, each once and in order of arrival, and
 * the arrivals of the others; also from a checkpoint that was taken in the middle of it.
 */
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventKind, Fact } from '@warroom/protocol/events';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore, quietLog, type TestStore, until } from '../../../testing/testStore.ts';
import { RecordingSink, type WrittenRow, writeRows } from '../../../testing/writtenRows.ts';
import { systemClock } from '../../src/clock.ts';
import type { Arrivals, Need } from '../../src/monitors/monitor.ts';
import { Tail, type TailRecord } from '../../src/source/tail.ts';

const MINUTE_MS = 60_000;
/** Of the history that is written. */
const MINUTES = 40;
const FUTURE_MS = 2 * MINUTE_MS;
const HORIZON_MS = MINUTE_MS;
/** Every row arrives half a minute from any edge of a window: the test may take that long. */
const HALF_MS = 30_000;
const SETTINGS = {
  'tail.pollMs': 20,
  'tail.overlapMs': 100,
  'tail.horizonMs': HORIZON_MS,
  'tail.pageRows': 100,
  'tail.historyMs': 60 * MINUTE_MS,
  'ingest.maxFutureMs': FUTURE_MS,
};
const KINDS = ['lead.created', 'lead.responded', 'order.delivered', 'feed.synced', 'signal.seen'] as const satisfies EventKind[];
const DATA: Partial<Record<EventKind, string>> = { 'signal.seen': '{"type":"visit"}' };

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore(SETTINGS);
});
afterAll(() => opened.close());

type Item = { fact: Fact } | { arrivals: Arrivals };

/** What is handed on, in the order in which it is. */
class Items extends RecordingSink {
  items: Item[] = [];
  begun: { fromMs: number; before: Arrivals[]; newest: Fact[] }[] = [];

  begin(fromMs: number, before: Arrivals[], newest: Fact[]): void {
    this.begun.push({ fromMs, before, newest });
  }
  override apply(facts: Fact[]): void {
    super.apply(facts);
    for (const fact of facts) this.items.push({ fact });
  }
  applyArrivals(arrivals: Arrivals[]): void {
    for (const one of arrivals) this.items.push({ arrivals: one });
  }
}

function tailOf(needs: readonly Need[]): { tail: Tail; sink: Items } {
  const { store, config } = opened;
  const sink = new Items();
  const tail = new Tail({
    store,
    clock: systemClock,
    config: config.tail,
    needs,
    retentionDays: 0,
    limits: config.ingest,
    log: quietLog,
    sink,
  });
  return { tail, sink };
}

async function readAll(needs: readonly Need[], saved?: readonly TailRecord[]): Promise<Items> {
  const { tail, sink } = tailOf(needs);
  tail.start(saved);
  await until(() => tail.isCaughtUp, 20_000, 'caught up');
  await tail.stop();
  return sink;
}

/** Stopped in the middle of its history: the checkpoint, and what had been handed on by then. */
async function readUntil(needs: readonly Need[], items: number): Promise<{ saved: TailRecord[]; before: Item[] }> {
  const { tail, sink } = tailOf(needs);
  tail.start();
  let saved: Iterable<TailRecord> | null = null;
  while (saved === null || (sink.items.length < items && !tail.isCaughtUp)) {
    await nextTurn();
    saved = tail.save();
  }
  const before = [...sink.items];
  // Drawn when the tail has long gone on.
  await tail.stop();
  return { saved: JSON.parse(JSON.stringify([...saved])) as TailRecord[], before };
}

interface Row extends Required<Pick<WrittenRow, 'id' | 'kind' | 'key' | 'data'>> {
  kind: (typeof KINDS)[number];
  atMs: number;
  ingestedAtMs: number;
}

const row = fc.record({
  kind: fc.constantFrom(...KINDS),
  minute: fc.integer({ min: 0, max: MINUTES - 1 }),
  offset: fc.nat(8_000),
  lateMs: fc.oneof(fc.nat(5_000), fc.nat(10 * MINUTE_MS), fc.constant(-MINUTE_MS)),
  key: fc.constantFrom('a', 'b', 'c'),
  // Of an earlier row, some minutes or a moment later.
  copy: fc.option(fc.record({ minutes: fc.integer({ min: 0, max: 12 }), offset: fc.nat(4_000) }), { freq: 4 }),
});
const need = fc.record({
  kinds: fc.subarray([...KINDS], { minLength: 1 }),
  backMs: fc.oneof(
    fc.integer({ min: 0, max: MINUTES }).map((minutes) => minutes * MINUTE_MS),
    fc.constant(Number.POSITIVE_INFINITY),
  ),
  of: fc.constantFrom('whole' as const, 'whole' as const, 'arrival' as const),
});

test('what is needed of a history, each fact once, arrivals by the minute in between; and the same from a checkpoint in its middle', async () => {
  const table = opened.store.table('events');
  let apart = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 60, maxLength: 700, size: 'max' }),
      fc.array(need, { minLength: 1, maxLength: 5 }),
      fc.noBias(fc.integer({ min: 5, max: 95 })),
      async (drawn, wished, percent) => {
        // Of one kind everything, so that no copy is of a row that is older than all that is read.
        const everything: Need = { kinds: ['order.delivered'], backMs: Number.POSITIVE_INFINITY, of: 'whole' };
        const needs: Need[] = [...wished, everything, { kinds: ['feed.synced'], backMs: 0, of: 'newest' }];
        await opened.store.command('state', `TRUNCATE TABLE ${table}`);
        const nowMs = Date.now();
        const rows = drawn.flatMap(({ kind, minute, offset, lateMs, key, copy }): Row[] => {
          const ingestedAtMs = nowMs - (minute + 1) * MINUTE_MS + HALF_MS - offset;
          const one = { id: randomUUID(), kind, key, data: DATA[kind] ?? '{}', ingestedAtMs, atMs: ingestedAtMs - lateMs };
          const copyMs = copy ? ingestedAtMs + copy.minutes * MINUTE_MS + copy.offset : nowMs;
          return copyMs < nowMs - HALF_MS / 2 ? [one, { ...one, ingestedAtMs: copyMs }] : [one];
        });
        // A copy just behind an edge of its kind's window, the first just before it: nothing about it looks like a copy.
        for (const { kinds, backMs, of } of needs) {
          const edgeMs = nowMs - backMs - FUTURE_MS;
          if (of !== 'whole' || backMs > MINUTES * MINUTE_MS || backMs === 0) continue;
          const one = {
            id: randomUUID(),
            kind: kinds[0] as Row['kind'],
            key: 'edge',
            data: DATA[kinds[0] as EventKind] ?? '{}',
            atMs: edgeMs - 3_000,
          };
          rows.push({ ...one, ingestedAtMs: edgeMs - 3_000 }, { ...one, ingestedAtMs: edgeMs + 22_000 });
        }
        await writeRows(opened.store, rows);

        const sink = await readAll(needs);
        const expected = expectedOf(rows, needs, nowMs);
        expect([...sink.applied.keys()].sort()).toEqual([...expected.ids].sort());
        expect([...sink.applied.values()].every((times) => times === 1)).toBe(true);
        expect(byMinute(sink.items)).toEqual(expected.arrivals);
        const order = sink.items.map((item) => ('fact' in item ? item.fact.ingestedAtMs : item.arrivals.firstMs));
        expect(order).toEqual([...order].sort((a, b) => a - b));
        expect(sink.begun).toHaveLength(1);
        expect(new Map(sink.begun[0]?.before.map((one) => [one.kind as string, [one.firstMs, one.newestMs]]))).toEqual(expected.before);
        expect(new Map(sink.begun[0]?.newest.map((fact) => [fact.key, newestOf(fact)]))).toEqual(expected.newest);

        const { saved, before } = await readUntil(needs, Math.floor((percent / 100) * sink.items.length));
        const rest = await readAll(needs, saved);
        // One from before anything was read is not gone on from.
        const both = [...(rest.resets.length > 0 ? [] : before), ...rest.items];
        expect(rest.begun).toHaveLength(rest.resets.length);
        const facts = both.flatMap((item) => ('fact' in item ? [item.fact.id] : []));
        expect(facts.sort()).toEqual([...expected.ids].sort());
        expect(byMinute(both)).toEqual(expected.arrivals);
        if (before.length > 0 && rest.items.length > 0 && rest.resets.length === 0) apart++;
      },
    ),
    { numRuns: 5, endOnFailure: true },
  );
  expect(apart).toBeGreaterThan(0);
});

const newestOf = ({ atMs, ingestedAtMs }: { atMs: number; ingestedAtMs: number }) => Math.min(atMs, ingestedAtMs);

/** By kind and minute: the newest, and the seconds in which something came. Halves of a minute add up. */
function byMinute(items: readonly Item[]): Map<string, [newestMs: number, seconds: number[]]> {
  const found = new Map<string, [number, number[]]>();
  for (const item of items) {
    if ('fact' in item) continue;
    const { kind, firstMs, newestMs, lowSeconds, highSeconds } = item.arrivals;
    const key = `${kind} ${Math.floor(firstMs / MINUTE_MS)}`;
    const seconds = [lowSeconds, highSeconds].flatMap((bits, half) =>
      Array.from({ length: 30 }, (_, i) => i).flatMap((i) => ((bits >>> i) & 1 ? [30 * half + i] : [])),
    );
    const before = found.get(key) ?? [0, []];
    found.set(key, [Math.max(before[0], newestMs), [...new Set([...before[1], ...seconds])].sort((a, b) => a - b)]);
  }
  return new Map([...found].sort());
}

/** By brute force, over all rows. */
function expectedOf(rows: readonly Row[], needs: readonly Need[], nowMs: number) {
  const { historyMs } = opened.config.tail;
  const from = (kind: string, of: Need['of']) =>
    Math.min(
      nowMs - HORIZON_MS,
      ...needs
        .filter((one) => one.of === of && one.kinds.includes(kind as EventKind))
        .map((one) => nowMs - Math.min(historyMs, one.backMs + FUTURE_MS)),
    );
  const firstMs = new Map<string, number>();
  for (const { id, ingestedAtMs } of rows) firstMs.set(id, Math.min(ingestedAtMs, firstMs.get(id) ?? ingestedAtMs));
  const ids = new Set(rows.filter(({ id, kind }) => (firstMs.get(id) as number) >= from(kind, 'whole')).map(({ id }) => id));
  const before = new Map<string, number[]>();
  const newest = new Map<string, number>();
  const arrivals: Item[] = [];
  for (const { kind, key, ingestedAtMs, atMs } of rows) {
    const newestMs = Math.min(atMs, ingestedAtMs);
    const wanted = needs.some((one) => one.of === 'arrival' && one.kinds.includes(kind));
    if (wanted && ingestedAtMs < Math.min(from(kind, 'whole'), from(kind, 'arrival'))) {
      const [first = ingestedAtMs, last = newestMs] = before.get(kind) ?? [];
      before.set(kind, [Math.min(first, ingestedAtMs), Math.max(last, newestMs)]);
    } else if (wanted && ingestedAtMs < from(kind, 'whole')) {
      const second = Math.floor(ingestedAtMs / 1_000) % 60;
      const [lowSeconds, highSeconds] = second < 30 ? [2 ** second, 0] : [0, 2 ** (second - 30)];
      arrivals.push({
        arrivals: { kind, source: 'test', firstMs: ingestedAtMs, newestMs, heardMs: ingestedAtMs, lowSeconds, highSeconds },
      });
    }
    if (kind === 'feed.synced' && ingestedAtMs < from(kind, 'whole')) newest.set(key, Math.max(newestMs, newest.get(key) ?? 0));
  }
  return { ids, arrivals: byMinute(arrivals), before, newest };
}
