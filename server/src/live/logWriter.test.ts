import type { AlertLogRow } from '@warroom/protocol/alertLog';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../../testing/fakeClock.ts';
import { LogWriter } from './logWriter.ts';

const row = (id: string) => ({ id }) as AlertLogRow;
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('rows wait out a store that is away, and arrive in order, each once', async () => {
  const clock = new FakeClock(0);
  const stored: string[] = [];
  let up = false;
  const writer = new LogWriter(
    async (rows) => {
      if (!up) throw new Error('away');
      stored.push(...rows.map((r) => r.id));
    },
    clock,
    quiet as never,
  );
  writer.add([row('a')]);
  await settled();
  writer.add([row('b')]);
  expect(writer.waiting).toBe(2);
  up = true;
  clock.advance(1_000);
  await settled();
  await settled();
  expect(stored).toEqual(['a', 'b']);
  expect(writer.waiting).toBe(0);
});

test('a stop while the store is away does not hang', async () => {
  const writer = new LogWriter(async () => Promise.reject(new Error('away')), new FakeClock(0), quiet as never);
  writer.add([row('a')]);
  await settled();
  await writer.stop();
  expect(writer.waiting).toBe(1);
});

test('a row that the store cannot read is left out and told of; the others are stored', async () => {
  const stored: string[] = [];
  const told: unknown[] = [];
  const writer = new LogWriter(
    async (rows) => {
      if (rows.some(({ id }) => id === 'bad')) throw Object.assign(new Error('cannot parse'), { code: '26' });
      stored.push(...rows.map((r) => r.id));
    },
    new FakeClock(0),
    { ...quiet, error: (about: unknown) => told.push(about) } as never,
  );
  writer.add(['a', 'b', 'bad', 'c', 'd'].map(row));
  await settled();
  expect(stored).toEqual(['a', 'b', 'c', 'd']);
  expect(told).toHaveLength(1);
  expect(writer.waiting).toBe(0);
});

describe('a store that takes no writes for hours', () => {
  const MOST_BYTES = 64 * 1024 * 1024;
  const long = (id: string) => ({ id, facts: { text: 'x'.repeat(50_000) } }) as unknown as AlertLogRow;

  async function flooded() {
    const clock = new FakeClock(0);
    const stored: string[] = [];
    const store = { up: false };
    let gaps = 0;
    const writer = new LogWriter(
      async (rows) => {
        if (!store.up) throw new Error('away');
        stored.push(...rows.map((r) => r.id));
      },
      clock,
      quiet as never,
      () => gaps++,
    );
    writer.add([row('first')]);
    await settled();
    for (let i = 0; i < 2_000; i++) writer.add([long(`${i}`)]);
    return { clock, stored, store, writer, gaps: () => gaps };
  }

  test('what waits is bounded by bytes; what was left out makes history be read anew once the rest is stored', async () => {
    const { clock, stored, store, writer, gaps } = await flooded();
    expect(writer.sizeBytes).toBeGreaterThan(MOST_BYTES / 2);
    expect(writer.sizeBytes).toBeLessThan(1.1 * MOST_BYTES);
    expect(writer.waiting).toBe(2_001);
    expect(gaps()).toBe(0);
    store.up = true;
    clock.advance(10_000);
    await settled();
    await settled();
    // From the first on and without a hole; no checkpoint may be taken before history is read anew.
    expect(stored).toEqual(['first', ...Array.from({ length: stored.length - 1 }, (_, i) => `${i}`)]);
    expect(stored.length).toBeLessThan(2_001);
    expect(gaps()).toBe(1);
    expect(writer.waiting).toBe(2_001 - stored.length);
    expect(writer.sizeBytes).toBe(0);
    writer.closeGap();
    writer.add([row('again')]);
    await settled();
    expect(stored.at(-1)).toBe('again');
    expect(writer.waiting).toBe(0);
    expect(gaps()).toBe(1);
  });

  test('while the store takes them nothing is left out, however many come at once', async () => {
    const { writer, clock, store } = await flooded();
    store.up = true;
    clock.advance(10_000);
    await settled();
    await settled();
    writer.closeGap();
    writer.add(Array.from({ length: 2_000 }, (_, i) => long(`b${i}`)));
    expect(writer.waiting).toBe(2_000);
    await settled();
    expect(writer.waiting).toBe(0);
  });
});
