import type { AlertLogRow } from '@warroom/protocol/alertLog';
import { expect, test } from 'vitest';
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
