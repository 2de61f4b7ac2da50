import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { WarroomError } from '../errors.ts';
import { isUnreadable } from '../store/insertApart.ts';
import { isTooMuch, storeError } from '../store/storeErrors.ts';
import { Calls } from './calls.ts';

const channels: MessageChannel[] = [];
afterEach(() => {
  for (const { port1 } of channels.splice(0)) port1.close();
});

function joined<T extends Record<string, (...args: never[]) => unknown>>(served: T) {
  const channel = new MessageChannel();
  channels.push(channel);
  new Calls<Record<string, never>>(channel.port2, served);
  return new Calls<T>(channel.port1, {});
}

test('results come back to who asked, in whatever order they are ready', async () => {
  const waiting: (() => void)[] = [];
  const calls = joined({
    slow: (n: number) => new Promise<number>((resolve) => waiting.push(() => resolve(n))),
    quick: (n: number) => n * 2,
  });
  const slow = [calls.call('slow', 1), calls.call('slow', 2)];
  expect(await calls.call('quick', 21)).toBe(42);
  for (const answer of waiting.reverse()) answer();
  expect(await Promise.all(slow)).toEqual([1, 2]);
});

test('an error of the registry comes back as one, with what it says and what the store had said', async () => {
  const cause = Object.assign(new Error('Memory limit exceeded'), { code: '241', type: 'MEMORY_LIMIT_EXCEEDED' });
  const calls = joined({
    conflict: () => {
      throw new WarroomError('ALERT_CONFLICT', 'acknowledged by Lin', { details: { holder: 'Lin', version: 3 } });
    },
    store: async () => {
      throw storeError(cause, 'here', 'tail.poll', true);
    },
    unreadable: async () => {
      throw storeError(Object.assign(new Error('no date'), { code: '38' }), 'here', 'alerts', true);
    },
    other: () => {
      throw new TypeError('oh');
    },
  });
  const conflict = await calls.call('conflict').catch((error: unknown) => error);
  expect(conflict).toBeInstanceOf(WarroomError);
  expect(conflict).toMatchObject({ code: 'ALERT_CONFLICT', statusCode: 409, details: { holder: 'Lin', version: 3 } });
  const store = await calls.call('store').catch((error: unknown) => error);
  expect(store).toMatchObject({ code: 'STORE_DOWN', retry: true, retryAfterSeconds: 2 });
  expect(isTooMuch(store)).toBe(true);
  expect(isUnreadable(await calls.call('unreadable').catch((error: unknown) => error))).toBe(true);
  expect(await calls.call('other').catch((error: unknown) => error)).toMatchObject({ name: 'TypeError', message: 'oh' });
});

test('what is asked of one that has ended, or ends meanwhile, is refused', async () => {
  const calls = joined({ never: () => new Promise<void>(() => {}) });
  const asked = calls.call('never');
  calls.end();
  await expect(asked).rejects.toMatchObject({ code: 'ENGINE_AWAY', statusCode: 503, retry: true });
  await expect(calls.call('never')).rejects.toMatchObject({ code: 'ENGINE_AWAY' });
});

test('bytes that fill their buffer go over without a copy', async () => {
  const bytes = new Uint8Array(1_000).fill(7);
  const calls = joined({ raw: () => bytes });
  expect(await calls.call('raw')).toEqual(new Uint8Array(1_000).fill(7));
  expect(bytes.byteLength).toBe(0);
});
