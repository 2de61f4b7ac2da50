import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FakeClock } from '../../../testing/fakeClock.ts';
import { quietLog } from '../../../testing/testStore.ts';
import { WarroomError } from '../errors.ts';
import type { Store } from '../store/client.ts';
import { WriteWatch } from './writeWatch.ts';

const T0 = Date.UTC(2026, 2, 1);
const full = (table: string) => new WarroomError('STORE_DOWN', `${table}: No space left on device`);

/** A store some of whose tables refuse. */
class Tables {
  readonly refusing = new Set<string>();
  readonly inserted: string[] = [];
  readonly commands: string[] = [];
  #listener: (table: string, error: Error | null) => void = () => {};
  readonly store = {
    table: (name: string) => name,
    onWrite: (listener: (table: string, error: Error | null) => void) => {
      this.#listener = listener;
    },
    insert: async (_part: string, table: string) => this.write(table),
    command: async (_part: string, sql: string) => {
      this.commands.push(sql);
      const table = /INSERT INTO (\w+)/.exec(sql)?.[1] ?? '';
      if (this.refusing.has(table)) throw full(table);
    },
  } as unknown as Store;

  write(table: string): void {
    const error = this.refusing.has(table) ? full(table) : null;
    this.#listener(table, error);
    if (error) throw error;
    this.inserted.push(table);
  }

  fail(table: string, error: Error): void {
    this.#listener(table, error);
  }

  tryWrite(table: string): void {
    try {
      this.write(table);
    } catch {
      // Whoever writes is told, and here nobody minds.
    }
  }
}

async function started() {
  const clock = new FakeClock(T0);
  const tables = new Tables();
  const watch = new WriteWatch({ store: tables.store, clock, log: quietLog, server: 's' });
  watch.start();
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      clock.advance(Math.min(1_000, ms - passed));
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    }
  };
  return { clock, tables, watch, pass };
}

test('from the first write that failed until the store takes them again, although nobody tries', async () => {
  const { tables, watch, pass } = await started();
  expect(watch.refused).toBeNull();
  tables.refusing.add('events');
  await pass(5_000);
  tables.tryWrite('events');
  await pass(4_000);
  tables.tryWrite('events');
  expect(watch.refused).toEqual({ sinceMs: T0 + 5_000, reason: expect.stringContaining('No space left') });
  // The disk has room for others: that one table is still refused.
  await pass(20_000);
  expect(watch.refused?.sinceMs).toBe(T0 + 5_000);
  tables.refusing.clear();
  await pass(4_000);
  expect(watch.refused).toBeNull();
});

test('a store in which nobody writes is asked now and then, and one that is written to is not', async () => {
  const { tables, watch, pass } = await started();
  for (let second = 0; second < 60; second++) {
    tables.write('events');
    await pass(1_000);
  }
  expect(tables.inserted.filter((table) => table === 'checkpoints')).toEqual([]);
  tables.refusing.add('checkpoints').add('events');
  await pass(20_000);
  expect(watch.refused).not.toBeNull();
  tables.refusing.clear();
  await pass(4_000);
  expect(watch.refused).toBeNull();
  const probes = tables.inserted.length;
  await pass(120_000);
  expect(tables.inserted.length - probes).toBeLessThanOrEqual(8);
});

test('a row that cannot be read, and a store that is being closed, refuse nothing', async () => {
  const { tables, watch } = await started();
  tables.fail('events', new WarroomError('INTERNAL', 'x', { cause: Object.assign(new Error('x'), { code: '27' }) }));
  tables.fail('events', new WarroomError('STOPPING', 'x'));
  expect(watch.refused).toBeNull();
});

test('whatever fails and mends in whatever order, what is said is what is so', async () => {
  const step = fc.record({
    table: fc.constantFrom('events', 'alert_log', 'checkpoints'),
    what: fc.constantFrom('break', 'mend', 'write'),
    ms: fc.integer({ min: 0, max: 9_000 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { tables, watch, pass } = await started();
      for (const { table, what, ms } of steps) {
        if (what === 'break') tables.refusing.add(table);
        else if (what === 'mend') tables.refusing.delete(table);
        else {
          tables.tryWrite(table);
          if (tables.refusing.has(table)) expect(watch.refused).not.toBeNull();
        }
        await pass(ms);
      }
      tables.refusing.clear();
      await pass(10_000);
      expect(watch.refused).toBeNull();
    }),
    { numRuns: 50 },
  );
});
